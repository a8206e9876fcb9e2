"""`/moderate`: what moderators decide, each file a few commands of the group."""

from bot.delivery.controls import Action
from bot.gateway.client import RestyleClient
from bot.gateway.rights import Right
from cogs.moderation import pausing, undoing
from cogs.moderation.group import moderate

COMMANDS = (pausing,)
"""Files whose commands hang themselves on the group when they are imported."""


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    client.tree.add_command(moderate)
    client.on_press(Action.UNDO, undoing.undo, Right.MANAGE_SERVER)
