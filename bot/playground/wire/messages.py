"""Messages in channels, by the bot's token: create, read, edit, delete."""

import time
from itertools import islice

from bot.playground import constants
from bot.playground.constants import MessageKind
from bot.playground.entities import Channel, Message
from bot.playground.errors import malformed, refuse
from bot.playground.posts import Draft
from bot.playground.rules.messages import Submission, check_message
from bot.playground.snowflakes import created_at
from bot.playground.values import Json, is_object, snowflake
from bot.playground.wire.access import channel_of, message_of, moderate, note_mentions, require, sending
from bot.playground.wire.route import NOTHING, Answer, Call, Context, Route


def _create(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call)
    needed = sending(channel) | (constants.ATTACH_FILES if call.uploads else 0)
    require(context, channel, needed | (constants.EMBED_LINKS if call.json.get("embeds") else 0))
    if channel.locked:
        _may_open(context, channel)
    check_message(Submission(body=call.json, uploads=call.uploads, size_limit=context.knobs.attachment_size_limit))
    note_mentions(context, call, call.json)
    moderate(context, channel, call.json)
    repeated = _already_sent(context, call.json, channel)
    if repeated is not None:
        return Answer(body=context.shapes.message(repeated))
    answers = _replied_to(context, call.json, channel)
    draft = Draft(
        channel=channel,
        author_id=context.world.bot.id,
        body=call.json,
        uploads=call.uploads,
        kind=MessageKind.REPLY if answers else MessageKind.DEFAULT,
        answers=answers,
    )
    message = context.posts.post(draft)
    context.world.remember_nonce(message)
    return Answer(body=context.shapes.message(message))


def _may_open(context: Context, thread: Channel) -> None:
    """A locked thread is for those who manage threads, and closed for all once it is archived."""
    if thread.archived:
        raise refuse("thread closed")
    if not context.permissions.in_channel(context.world.bot.id, thread) & constants.MANAGE_THREADS:
        raise refuse("thread locked")


def _already_sent(context: Context, body: Json, channel: Channel) -> Message | None:
    """With `enforce_nonce`, what the same nonce sent a short while ago; 404 if that was deleted since."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    message_id = context.world.sent_with_nonce(context.world.bot.id, channel.id, body["nonce"])
    if message_id is None or time.time() - created_at(message_id).timestamp() > context.knobs.nonce_window:
        return None
    if message_id not in context.world.messages:
        raise refuse("unknown message")
    return context.world.messages[message_id]


def _replied_to(context: Context, body: Json, channel: Channel) -> Message | None:
    reference = body.get("message_reference")
    if not is_object(reference):
        return None
    message = context.world.messages.get(snowflake(reference.get("message_id")) or 0)
    if message is not None and message.channel_id == channel.id and not message.ephemeral:
        return message
    if reference.get("fail_if_not_exists", True):
        raise malformed(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    return None


def _history(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call, constants.READ_HISTORY)
    if "around" in call.query:
        context.violations.append(f"{call.method} {call.path}: `around` is not modelled")
    limit = min(max(call.number("limit") or 50, 1), 100)
    before, after = call.number("before"), call.number("after")
    shown = (message for message in context.world.newest(channel.id) if message.audience is None)
    if before is not None:
        shown = (message for message in shown if message.id < before)
    if after is not None:
        kept = [message for message in shown if message.id > after]
        return Answer(body=[context.shapes.message(message) for message in kept[-limit:]])
    return Answer(body=[context.shapes.message(message) for message in islice(shown, limit)])


def _read(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call, constants.READ_HISTORY)
    return Answer(body=context.shapes.message(message_of(context, call, channel)))


def _edit(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call)
    message = message_of(context, call, channel)
    if message.author_id != context.world.bot.id:
        raise refuse("not the author")
    if channel.archived:
        raise refuse("thread archived")
    require(context, channel, constants.ATTACH_FILES if call.uploads else 0)
    limit = context.knobs.attachment_size_limit
    check_message(Submission(body=call.json, uploads=call.uploads, size_limit=limit, current=message))
    note_mentions(context, call, call.json)
    moderate(context, channel, call.json)
    context.posts.edit(message, call.json, call.uploads)
    return Answer(body=context.shapes.message(message))


def _delete(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call)
    message = message_of(context, call, channel)
    require(context, channel, 0 if message.author_id == context.world.bot.id else constants.MANAGE_MESSAGES)
    if channel.archived:
        raise refuse("thread archived")
    context.posts.delete(message)
    return NOTHING


MANY, ONE = "/channels/{channel}/messages", "/channels/{channel}/messages/{message}"
ROUTES = [
    Route(method="POST", path=MANY, handler=_create, bucket="message-create", major="channel"),
    Route(method="GET", path=MANY, handler=_history, bucket="message-list", major="channel"),
    Route(method="GET", path=ONE, handler=_read, bucket="message-read", major="channel"),
    Route(method="PATCH", path=ONE, handler=_edit, bucket="message-edit", major="channel"),
    Route(method="DELETE", path=ONE, handler=_delete, bucket="message-delete", major="channel"),
]
