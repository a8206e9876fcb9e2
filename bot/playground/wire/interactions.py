"""Interaction callbacks and the webhook routes of interaction tokens. No bot token is asked for; the path has one."""

from bot.playground import constants
from bot.playground.constants import Callback
from bot.playground.entities import Message
from bot.playground.errors import refuse
from bot.playground.interaction import Interaction
from bot.playground.values import Json
from bot.playground.wire.access import note_mentions
from bot.playground.wire.route import NOTHING, Answer, Call, Context, Route

CARRIES_MESSAGE = (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.UPDATE)


def _callback(context: Context, call: Call) -> Answer:
    body = call.json
    interaction = context.interactions.answer(call.id("interaction"), call.ids["token"], body, call.uploads)
    if body["type"] in (Callback.MESSAGE, Callback.UPDATE):
        note_mentions(context, call, body.get("data"))
    if call.query.get("with_response") not in ("1", "true"):
        return NOTHING
    return Answer(body=_receipt(context, interaction))


def _receipt(context: Context, interaction: Interaction) -> Json:
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
    return {"interaction": shape, "resource": {"type": int(callback or 0), "message": context.shapes.message(message)}}


def _of_token(context: Context, call: Call) -> Interaction:
    if call.id("application") != context.world.application_id:
        raise refuse("unknown webhook")
    return context.interactions.by_webhook(call.ids["token"])


def _follow_up(context: Context, call: Call) -> Answer:
    interaction = _of_token(context, call)
    message = context.interactions.follow_up(interaction, call.json, call.uploads)
    note_mentions(context, call, call.json)
    return Answer(body=context.shapes.message(message))


def _message(context: Context, call: Call) -> Message:
    """A message of this interaction: the original answer, or a follow-up by its id."""
    interaction = _of_token(context, call)
    if call.ids["message"] == "@original":
        message = interaction.message
    else:
        message = context.world.messages.get(call.id("message"))
        own = message is not None and message.origin is not None and message.origin.id == interaction.id
        message = message if own or message is interaction.message else None
    if message is None or message.id not in context.world.messages:
        raise refuse("unknown message")
    return message


def _read(context: Context, call: Call) -> Answer:
    return Answer(body=context.shapes.message(_message(context, call)))


def _edit(context: Context, call: Call) -> Answer:
    message = _message(context, call)
    context.interactions.change(message, call.json, call.uploads)
    note_mentions(context, call, call.json)
    return Answer(body=context.shapes.message(message))


def _delete(context: Context, call: Call) -> Answer:
    context.posts.delete(_message(context, call))
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
