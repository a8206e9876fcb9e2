"""Options that the commands of several features have."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

Reason = app_commands.Range[str, 1, 200]
Person = discord.Member | discord.User
Channel = app_commands.AppCommandChannel | app_commands.AppCommandThread
DURATION_TEXT = locale_str("For how long, for example 30m, 12h or 2d")
