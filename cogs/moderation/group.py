"""The group `/moderate` and its subgroups. Their commands hang themselves on them, in files beside this one.

What Discord shows to whom is only a hint here: administrators can change it, and the right is checked at every call.
"""

import discord
from discord import app_commands

moderate = app_commands.Group(
    name="moderate",
    description="Keep order: who, where, what, and how much",
    guild_only=True,
    default_permissions=discord.Permissions(manage_guild=True),
)
words = app_commands.Group(name="words", description="Words that no prompt may hold", parent=moderate)
channels = app_commands.Group(name="channels", description="Where pictures may be asked for", parent=moderate)
