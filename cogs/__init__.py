"""What people can do in Discord. A cog translates: interaction to value, one call to a service, and a reply."""

EXTENSIONS = ("cogs.restyle", "cogs.limits", "cogs.moderation", "cogs.reports")
"""Every extension, in the order it is loaded."""
