"""What people can do in Discord. A cog translates: interaction to value, one call to a service, and a reply."""

EXTENSIONS = (
    "cogs.restyle",
    "cogs.history",
    "cogs.privacy",
    "cogs.limits",
    "cogs.moderation",
    "cogs.reports",
    "cogs.setup",
    "cogs.operator",
    "cogs.help",
)
"""Every extension, in the order it is loaded."""
