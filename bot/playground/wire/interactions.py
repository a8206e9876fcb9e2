"""Interaction callbacks and the webhook routes of interaction tokens. No bot token is asked for; the path has one."""

from bot.playground import constants
from bot.playground.constants import Callback
from bot.playground.entities import Message
from bot.playground.errors import refuse
from bot.playground.interaction import Interaction
from bot.playground.values import Json
from bot.playground.wire.access import note_mentions
from bot.playground.wire.route import NOTHING, Answer, Call, Desk, Route

CARRIES_MESSAGE = (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.UPDATE)


def _callback(desk: Desk, call: Call) -> Answer:
    body = call.json
    interaction = desk.interactions.answer(call.id("interaction"), call.ids["token"], body, call.uploads)
    if body["type"] in (Callback.MESSAGE, Callback.UPDATE):
        note_mentions(desk, call, body.get("data"))
    if call.query.get("with_response") not in ("1", "true"):
        return NOTHING
    return Answer(body=_receipt(desk, interaction))


def _receipt(desk: Desk, interaction: Interaction) -> Json:
    shape: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    message, callback = interaction.message, interaction.callback
    if message is None:
        return {"interaction": shape}
    shape |= {
        "response_message_id": str(message.id),
        "response_message_loading": bool(message.flags & constants.LOADING),
        "response_message_ephemeral": message.ephemeral,
        "channel_id": str(interaction.channel.id),
    }
    if interaction.channel.guild_id is not None:
        shape["guild_id"] = str(interaction.channel.guild_id)
    if callback not in CARRIES_MESSAGE:
        return {"interaction": shape}
    return {"interaction": shape, "resource": {"type": int(callback or 0), "message": desk.shapes.message(message)}}


def _of_token(desk: Desk, call: Call) -> Interaction:
    if call.id("application") != desk.world.application_id:
        raise refuse("unknown webhook")
    return desk.interactions.by_webhook(call.ids["token"])


def _follow_up(desk: Desk, call: Call) -> Answer:
    interaction = _of_token(desk, call)
    message = desk.interactions.follow_up(interaction, call.json, call.uploads)
    note_mentions(desk, call, call.json)
    return Answer(body=desk.shapes.message(message))


def _message(desk: Desk, call: Call) -> Message:
    """A message of this interaction: the original answer, or a follow-up by its id."""
    interaction = _of_token(desk, call)
    if call.ids["message"] == "@original":
        message = interaction.message
    else:
        message = desk.world.messages.get(call.id("message"))
        own = message is not None and message.origin is not None and message.origin.id == interaction.id
        message = message if own or message is interaction.message else None
    if message is None or message.id not in desk.world.messages:
        raise refuse("unknown message")
    return message


def _read(desk: Desk, call: Call) -> Answer:
    return Answer(body=desk.shapes.message(_message(desk, call)))


def _edit(desk: Desk, call: Call) -> Answer:
    message = _message(desk, call)
    desk.interactions.change(message, call.json, call.uploads)
    note_mentions(desk, call, call.json)
    return Answer(body=desk.shapes.message(message))


def _delete(desk: Desk, call: Call) -> Answer:
    desk.posts.delete(_message(desk, call))
    return NOTHING


CALLBACK = "/interactions/{interaction}/{token}/callback"
MANY, ONE = "/webhooks/{application}/{token}", "/webhooks/{application}/{token}/messages/{message}"
ROUTES = [
    Route(method=method, path=path, handler=handler, bucket=bucket, major="token", by_token_in_path=True)
    for method, path, handler, bucket in (
        ("POST", CALLBACK, _callback, "callback"),
        ("POST", MANY, _follow_up, "webhook"),
        ("GET", ONE, _read, "webhook"),
        ("PATCH", ONE, _edit, "webhook"),
        ("DELETE", ONE, _delete, "webhook"),
    )
]
