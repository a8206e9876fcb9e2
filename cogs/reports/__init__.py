"""Reporting a picture, and what moderators decide about it on the report's card."""

from bot.delivery.controls import Action
from bot.gateway.client import RestyleClient
from bot.gateway.rights import Right
from cogs.reports import buttons


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    client.on_press(Action.REPORT, buttons.ask_why, Right.ANYBODY)
    client.on_press(Action.ACCUSE, buttons.report, Right.ANYBODY)
    for action in buttons.VERDICTS:
        client.on_press(action, buttons.decide, Right.MANAGE_SERVER)
