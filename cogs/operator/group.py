"""The group `/operator`. Its commands hang themselves on it, in files beside this one."""

import discord
from discord import app_commands

operator = app_commands.Group(
    name="operator",
    description="For whoever runs me: all servers at once",
    default_permissions=discord.Permissions(manage_guild=True),
)
