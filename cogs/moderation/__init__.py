"""`/moderate`: what moderators decide, each file a few commands of the group."""

from bot.delivery.controls import Action
from bot.gateway.client import RestyleClient
from bot.gateway.rights import Right
from cogs.moderation import auditing, blocking, lining, pausing, places, settling, usage, wording
from cogs.moderation.group import moderate

COMMANDS = (auditing, blocking, lining, pausing, places, settling, usage, wording)
"""Files whose commands hang themselves on the group when they are imported."""


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    client.tree.add_command(moderate)
    client.on_press(Action.UNDO, auditing.undo, Right.MANAGE_SERVER)
    client.on_press(Action.LIFT, auditing.lift, Right.MANAGE_SERVER)
    client.on_press(Action.PAGE, auditing.turn, Right.MANAGE_SERVER)
    client.on_press(Action.CALL_OFF, lining.call_off, Right.MANAGE_SERVER)
