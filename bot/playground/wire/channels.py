"""Channels and threads, by the bot's token: read, change, delete, start threads, join them, show that it types."""

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel
from bot.playground.errors import Form, refuse
from bot.playground.rules.fields import Choice, Flag, Number, Table, Text, check_table
from bot.playground.snowflakes import timestamp
from bot.playground.values import Json
from bot.playground.wire.access import channel_of, guild_channel, message_of, require, sending
from bot.playground.wire.route import NOTHING, Answer, Call, Context, Route

AUTO_ARCHIVE = Choice((60, 1440, 4320, 10080))
THREAD: Table = {
    "name": Text(1, 100, required=True),
    "auto_archive_duration": AUTO_ARCHIVE,
    "rate_limit_per_user": Number(0, 21_600),
    "type": Choice((int(ChannelKind.PUBLIC_THREAD), int(ChannelKind.PRIVATE_THREAD))),
}
CHANGES: Table = {
    "name": Text(1, 100),
    "archived": Flag(),
    "locked": Flag(),
    "auto_archive_duration": AUTO_ARCHIVE,
    "rate_limit_per_user": Number(0, 21_600),
}


def _checked(body: Json, table: Table) -> Json:
    form = Form()
    check_table(form, (), body, table)
    form.settle()
    return body


def _read(context: Context, call: Call) -> Answer:
    return Answer(body=context.shapes.channel(channel_of(context, call)))


def _change(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call)
    body = _checked(call.json, CHANGES)
    own = channel.is_thread and channel.owner_id == context.world.bot.id and "locked" not in body and not channel.locked
    reopens = set(body) == {"archived"} and body["archived"] is False and not channel.locked
    if not own and not reopens:
        require(context, channel, constants.MANAGE_THREADS)
    if channel.archived and body.get("archived") is not False:
        raise refuse("thread archived")
    context.posts.change_channel(channel, body)
    return Answer(body=context.shapes.channel(channel))


def _delete(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call, constants.MANAGE_THREADS)
    if not channel.is_thread:
        raise refuse("missing permissions")
    context.posts.delete_channel(channel)
    return Answer(body=context.shapes.channel(channel))


def _start_from_message(context: Context, call: Call) -> Answer:
    parent = guild_channel(channel_of(context, call))
    require(context, parent, constants.CREATE_PUBLIC_THREADS)
    message = message_of(context, call, parent)
    _checked(call.json, THREAD)
    if message.id in context.world.channels:
        raise refuse("thread exists")
    _check_room(context, parent)
    return _started(context, context.posts.start_thread(parent, context.world.bot.id, call.json, message))


def _start(context: Context, call: Call) -> Answer:
    parent = guild_channel(channel_of(context, call))
    body = _checked(call.json, THREAD)
    public = body.get("type") == ChannelKind.PUBLIC_THREAD
    require(context, parent, constants.CREATE_PUBLIC_THREADS if public else constants.CREATE_PRIVATE_THREADS)
    _check_room(context, parent)
    return _started(context, context.posts.start_thread(parent, context.world.bot.id, body))


def _check_room(context: Context, parent: Channel) -> None:
    siblings = [thread for thread in context.world.threads if thread.guild_id == parent.guild_id]
    if sum(not thread.archived for thread in siblings) >= context.knobs.active_threads:
        raise refuse("too many threads")


def _started(context: Context, thread: Channel) -> Answer:
    return Answer(
        status=201, body=context.shapes.channel(thread, context.world.bot.id) | {"member": _member(context, thread)}
    )


def _member(context: Context, thread: Channel, user_id: int | None = None) -> Json:
    user = user_id or context.world.bot.id
    return {"id": str(thread.id), "user_id": str(user), "join_timestamp": timestamp(), "flags": 0}


def _type(context: Context, call: Call) -> Answer:
    channel = channel_of(context, call)
    require(context, channel, sending(channel))
    context.world.emit("TYPING_START", (channel, context.world.bot))
    return NOTHING


def _join(context: Context, call: Call) -> Answer:
    thread, user_id = _membership(context, call)
    if thread.archived:
        raise refuse("thread archived")
    if context.world.member(thread.guild_id, user_id) is None:
        raise refuse("unknown user")
    if user_id not in thread.member_ids:
        thread.member_ids.append(user_id)
        context.world.emit("THREAD_UPDATE", thread)
    return NOTHING


def _leave(context: Context, call: Call) -> Answer:
    thread, user_id = _membership(context, call)
    if user_id != context.world.bot.id:
        require(context, thread, constants.MANAGE_THREADS)
    if user_id in thread.member_ids:
        thread.member_ids.remove(user_id)
        context.world.emit("THREAD_UPDATE", thread)
    return NOTHING


def _membership(context: Context, call: Call) -> tuple[Channel, int]:
    thread = channel_of(context, call)
    if not thread.is_thread:
        raise refuse("wrong kind of channel")
    return thread, context.world.bot.id if call.ids["user"] == "@me" else call.id("user")


CHANNEL = "/channels/{channel}"
THREAD_MEMBER = f"{CHANNEL}/thread-members/{{user}}"
ROUTES = [
    Route(method="GET", path=CHANNEL, handler=_read, bucket="channel-read", major="channel"),
    Route(method="PATCH", path=CHANNEL, handler=_change, bucket="channel-change", major="channel"),
    Route(method="DELETE", path=CHANNEL, handler=_delete, bucket="channel-delete", major="channel"),
    Route(method="POST", path=f"{CHANNEL}/threads", handler=_start, bucket="thread-create", major="channel"),
    Route(
        method="POST",
        path=f"{CHANNEL}/messages/{{message}}/threads",
        handler=_start_from_message,
        bucket="thread-create",
        major="channel",
    ),
    Route(method="POST", path=f"{CHANNEL}/typing", handler=_type, bucket="typing", major="channel"),
    Route(method="PUT", path=THREAD_MEMBER, handler=_join, bucket="thread-member", major="channel"),
    Route(method="DELETE", path=THREAD_MEMBER, handler=_leave, bucket="thread-member", major="channel"),
]
