"""The group `/limits`. Its commands hang themselves on it, in files of their own beside this one."""

from discord import app_commands

limits = app_commands.Group(name="limits", description="What people may have made, and how much of it", guild_only=True)
