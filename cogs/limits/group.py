"""The group `/limits`. Its commands hang themselves on it, in files of their own beside this one."""

from discord import app_commands

from bot.gateway.reach import anywhere

# Offered anywhere for the sake of `/limits me`; the rest of it is for moderators, and says so to everybody else.
limits = anywhere(app_commands.Group(name="limits", description="What people may have made, and how much of it"))
