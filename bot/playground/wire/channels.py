"""Channels and threads, by the bot's token: read, change, delete, start threads, join them, show that it types."""

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel
from bot.playground.errors import Form, refuse
from bot.playground.rules.fields import Choice, Flag, Number, Table, Text, check_table
from bot.playground.snowflakes import timestamp
from bot.playground.values import Json
from bot.playground.wire.access import channel_of, guild_channel, message_of, require, sending
from bot.playground.wire.route import NOTHING, Answer, Call, Desk, Route

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


def _read(desk: Desk, call: Call) -> Answer:
    return Answer(body=desk.shapes.channel(channel_of(desk, call)))


def _change(desk: Desk, call: Call) -> Answer:
    channel = channel_of(desk, call)
    body = _checked(call.json, CHANGES)
    own = channel.is_thread and channel.owner_id == desk.world.bot.id and "locked" not in body and not channel.locked
    reopens = set(body) == {"archived"} and body["archived"] is False and not channel.locked
    if not own and not reopens:
        require(desk, channel, constants.MANAGE_THREADS)
    if channel.archived and body.get("archived") is not False:
        raise refuse("thread archived")
    desk.posts.change_channel(channel, body)
    return Answer(body=desk.shapes.channel(channel))


def _delete(desk: Desk, call: Call) -> Answer:
    channel = channel_of(desk, call, constants.MANAGE_THREADS)
    if not channel.is_thread:
        raise refuse("missing permissions")
    desk.posts.delete_channel(channel)
    return Answer(body=desk.shapes.channel(channel))


def _start_from_message(desk: Desk, call: Call) -> Answer:
    parent = guild_channel(channel_of(desk, call))
    require(desk, parent, constants.CREATE_PUBLIC_THREADS)
    message = message_of(desk, call, parent)
    _checked(call.json, THREAD)
    if message.id in desk.world.channels:
        raise refuse("thread exists")
    _check_room(desk)
    return _started(desk, desk.posts.start_thread(parent, desk.world.bot.id, call.json, message))


def _start(desk: Desk, call: Call) -> Answer:
    parent = guild_channel(channel_of(desk, call))
    body = _checked(call.json, THREAD)
    public = body.get("type") == ChannelKind.PUBLIC_THREAD
    require(desk, parent, constants.CREATE_PUBLIC_THREADS if public else constants.CREATE_PRIVATE_THREADS)
    _check_room(desk)
    return _started(desk, desk.posts.start_thread(parent, desk.world.bot.id, body))


def _check_room(desk: Desk) -> None:
    if sum(not thread.archived for thread in desk.world.threads) >= desk.knobs.active_threads:
        raise refuse("too many threads")


def _started(desk: Desk, thread: Channel) -> Answer:
    return Answer(status=201, body=desk.shapes.channel(thread, desk.world.bot.id) | {"member": _member(desk, thread)})


def _member(desk: Desk, thread: Channel, user_id: int | None = None) -> Json:
    user = user_id or desk.world.bot.id
    return {"id": str(thread.id), "user_id": str(user), "join_timestamp": timestamp(), "flags": 0}


def _type(desk: Desk, call: Call) -> Answer:
    channel = channel_of(desk, call)
    require(desk, channel, sending(channel))
    desk.world.emit("TYPING_START", (channel, desk.world.bot))
    return NOTHING


def _join(desk: Desk, call: Call) -> Answer:
    thread, user_id = _membership(desk, call)
    if thread.archived:
        raise refuse("thread archived")
    if user_id not in desk.world.guild.members:
        raise refuse("unknown user")
    if user_id not in thread.member_ids:
        thread.member_ids.append(user_id)
        desk.world.emit("THREAD_UPDATE", thread)
    return NOTHING


def _leave(desk: Desk, call: Call) -> Answer:
    thread, user_id = _membership(desk, call)
    if user_id != desk.world.bot.id:
        require(desk, thread, constants.MANAGE_THREADS)
    if user_id in thread.member_ids:
        thread.member_ids.remove(user_id)
        desk.world.emit("THREAD_UPDATE", thread)
    return NOTHING


def _membership(desk: Desk, call: Call) -> tuple[Channel, int]:
    thread = channel_of(desk, call)
    if not thread.is_thread:
        raise refuse("wrong kind of channel")
    return thread, desk.world.bot.id if call.ids["user"] == "@me" else call.id("user")


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
