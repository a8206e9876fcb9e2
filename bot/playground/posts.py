"""Messages and threads come, change and go: the one place that writes them, for the bot and for people alike.

Everything that arrives here was checked by `rules`. Every change emits the events Discord would.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.playground import constants
from bot.playground.cdn import Cdn
from bot.playground.constants import ChannelKind, MessageKind
from bot.playground.entities import Attachment, Channel, Message, Origin
from bot.playground.filestore import FileStore
from bot.playground.normaliser import Normaliser
from bot.playground.pictures import content_type, picture_size, safe_filename
from bot.playground.snowflakes import timestamp
from bot.playground.uploads import Upload
from bot.playground.values import Json, is_list, is_object, snowflake
from bot.playground.world import World

USER_MENTION = re.compile(r"<@!?(\d+)>")
LASTING_FLAGS = constants.SUPPRESS_EMBEDS | constants.SILENT | constants.COMPONENTS_V2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message about to be posted."""

    channel: Channel
    author_id: int
    body: Json
    uploads: Mapping[int, Upload] = field(default_factory=dict[int, Upload])
    kind: int = MessageKind.DEFAULT
    flags: int = 0
    origin: Origin | None = None
    answers: Message | None = None
    audience: int | None = None
    by_webhook: bool = False


class Posts:
    """Writes messages, attachments and threads."""

    def __init__(self, world: World, files: FileStore, cdn: Cdn) -> None:
        """Write into `world`, attachments into `files`."""
        self._world = world
        self._files = files
        self._cdn = cdn

    def attach(
        self, upload: Upload, channel_id: int, *, ephemeral: bool = False, note: Json | None = None
    ) -> Attachment:
        """Store an upload; `note` is its entry in the body's `attachments`."""
        filename = safe_filename((note or {}).get("filename") or upload.filename)
        kind = content_type(filename)
        size = picture_size(upload.data, kind)
        attachment = Attachment(
            id=self._world.snowflakes.next(),
            channel_id=channel_id,
            filename=filename,
            size=len(upload.data),
            content_type=kind,
            width=size[0] if size else None,
            height=size[1] if size else None,
            description=(note or {}).get("description"),
            ephemeral=ephemeral,
        )
        self._files.put(attachment.id, upload.data)
        return attachment

    def post(self, draft: Draft) -> Message:
        """Write a new message."""
        body, answers = draft.body, draft.answers
        message = Message(
            id=self._world.snowflakes.next(),
            channel_id=draft.channel.id,
            author_id=draft.author_id,
            created=timestamp(),
            kind=draft.kind,
            content=body.get("content") or "",
            flags=draft.flags | (int(body.get("flags") or 0) & LASTING_FLAGS),
            nonce=body.get("nonce"),
            origin=draft.origin,
            reference_channel_id=answers.channel_id if answers else None,
            reference_id=answers.id if answers else None,
            by_webhook=draft.by_webhook,
            audience=draft.audience,
            sticker_ids=[key for key in (snowflake(one) for one in body.get("sticker_ids") or ()) if key],
        )
        self._fill(message, body, draft.uploads)
        self._note_mentions(message, body)
        self._enter(draft.channel, message)
        return message

    def _enter(self, channel: Channel, message: Message) -> None:
        if channel.is_thread and message.audience is None:
            if channel.archived:
                self._reopen(channel)
            if message.author_id not in channel.member_ids:
                channel.member_ids.append(message.author_id)
            channel.message_count += message.kind != MessageKind.THREAD_STARTER
            channel.total_sent += message.kind != MessageKind.THREAD_STARTER
        self._world.add_message(message)
        self._world.emit("MESSAGE_CREATE", message, message.audience)

    def edit(self, message: Message, body: Json, uploads: Mapping[int, Upload]) -> None:
        """Change what the body names and keep the rest; a message still loading is thereby delivered."""
        if "content" in body:
            message.content = body["content"] or ""
        asked = int(body.get("flags") or 0)
        message.flags = (message.flags & ~(LASTING_FLAGS if "flags" in body else 0)) | (asked & LASTING_FLAGS)
        message.edited = None if message.flags & constants.LOADING else timestamp()
        message.flags &= ~constants.LOADING
        self._fill(message, body, uploads)
        self._note_mentions(message, body)
        self._world.emit("MESSAGE_UPDATE", message, message.audience)

    def delete(self, message: Message) -> None:
        """Remove a message and its files; its thread stays."""
        self._world.drop_message(message)
        forwarded = (one for other in self._world.messages.values() for one in other.snapshots)
        shown = {file.id for one in forwarded for file in one.attachments}
        self._files.drop(file.id for file in message.attachments if file.id not in shown)
        self._world.emit("MESSAGE_DELETE", message, message.audience)

    def forward(self, message: Message, channel: Channel, author_id: int) -> Message:
        """Post what a message says now in another channel, in the forwarder's name."""
        said = message.snapshots or [replace(message)]
        forwarded = Message(
            id=self._world.snowflakes.next(),
            channel_id=channel.id,
            author_id=author_id,
            created=timestamp(),
            flags=constants.HAS_SNAPSHOT,
            reference_channel_id=message.channel_id,
            reference_id=message.id,
            snapshots=said,
        )
        self._enter(channel, forwarded)
        return forwarded

    def _fill(self, message: Message, body: Json, uploads: Mapping[int, Upload]) -> None:
        """Files first, then the embeds and components that show them."""
        listed = {snowflake(item["id"]): item for item in body.get("attachments") or ()}
        if is_list(body.get("attachments")) or uploads:
            message.attachments = [file for file in message.attachments if file.id in listed]
        for file in message.attachments:
            file.description = listed.get(file.id, {}).get("description", file.description)
        for index, upload in sorted(uploads.items()):
            file = self.attach(upload, message.channel_id, ephemeral=message.ephemeral, note=listed.get(index))
            message.attachments.append(file)
        normaliser = Normaliser(message.attachments, next_id=self._world.snowflakes.next, known=self._cdn.attachment_id)
        if "embeds" in body:
            message.embeds = [normaliser.embed(embed) for embed in body["embeds"] or ()]
        if "components" in body:
            message.components = normaliser.components(body["components"] or [])

    def _note_mentions(self, message: Message, body: Json) -> None:
        allowed = body.get("allowed_mentions")
        named = {int(found) for found in USER_MENTION.findall(message.text)} & set(self._world.users)
        everyone = "@everyone" in message.text or "@here" in message.text
        if is_object(allowed):
            parse = allowed.get("parse") or ()
            listed = {snowflake(user) for user in allowed.get("users") or ()}
            named = named if "users" in parse else {user for user in named if user in listed}
            everyone = everyone and "everyone" in parse
        message.mention_ids = sorted(named)
        message.mention_everyone = everyone

    def start_thread(self, parent: Channel, owner_id: int, body: Json, starter: Message | None = None) -> Channel:
        """Open a thread, from a message (whose id it takes) or on its own."""
        thread = Channel(
            id=starter.id if starter else self._world.snowflakes.next(),
            kind=ChannelKind.PUBLIC_THREAD if starter else int(body.get("type") or ChannelKind.PRIVATE_THREAD),
            name=body["name"],
            guild_id=parent.guild_id,
            parent_id=parent.id,
            owner_id=owner_id,
            auto_archive_minutes=int(body.get("auto_archive_duration") or 1440),
            slow_mode=int(body.get("rate_limit_per_user") or 0),
            archive_stamp=timestamp(),
            member_ids=[owner_id],
        )
        self._world.channels[thread.id] = thread
        self._world.emit("THREAD_CREATE", thread)
        if starter is not None:
            starter.flags |= constants.HAS_THREAD
            starter.thread_id = thread.id
            self._world.emit("MESSAGE_UPDATE", starter)
            self.post(
                Draft(
                    channel=thread,
                    author_id=starter.author_id,
                    body={},
                    kind=MessageKind.THREAD_STARTER,
                    answers=starter,
                )
            )
        elif thread.kind == ChannelKind.PUBLIC_THREAD:
            self._announce(parent, thread)
        return thread

    def _announce(self, parent: Channel, thread: Channel) -> None:
        notice = Message(
            id=self._world.snowflakes.next(),
            channel_id=parent.id,
            author_id=thread.owner_id or 0,
            created=timestamp(),
            kind=MessageKind.THREAD_CREATED,
            content=thread.name,
            reference_channel_id=thread.id,
        )
        self._enter(parent, notice)

    def change_channel(self, channel: Channel, body: Json) -> None:
        """Rename, archive, lock and the like."""
        if channel.is_thread and body.get("archived") not in (None, channel.archived):
            channel.archived = body["archived"]
            channel.archive_stamp = timestamp()
        channel.name = body.get("name") or channel.name
        channel.locked = bool(body.get("locked", channel.locked))
        channel.auto_archive_minutes = int(body.get("auto_archive_duration") or channel.auto_archive_minutes)
        if "rate_limit_per_user" in body:
            channel.slow_mode = int(body["rate_limit_per_user"] or 0)
        self._world.emit("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Remove a channel or thread, its messages and their files."""
        for message in self._world.messages_in(channel):
            self._files.drop(file.id for file in message.attachments)
        self._world.drop_channel(channel)
        self._world.emit("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)

    def _reopen(self, thread: Channel) -> None:
        thread.archived = False
        thread.archive_stamp = timestamp()
        self._world.emit("THREAD_UPDATE", thread)

    def open_dm(self, user_id: int) -> Channel:
        """The direct message channel with a person, opened if need be."""
        existing = self._world.dm_with(user_id)
        if existing is not None:
            return existing
        channel = Channel(id=self._world.snowflakes.next(), kind=ChannelKind.DM, recipient_id=user_id)
        self._world.channels[channel.id] = channel
        self._world.emit("CHANNEL_CREATE", channel, user_id)
        return channel
