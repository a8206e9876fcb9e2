"""What a small Discord consists of. Values of the world, without behaviour beyond reading them.

Ids are integers here and strings on the wire (`shapes`). Entities are live: who holds a message sees its edits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.playground.constants import EPHEMERAL, ChannelKind, Part
from bot.playground.values import Json, is_list, is_object

THREADS = (ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD)


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """Somebody with an account, people and bots alike."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    avatar: str | None = None
    has_app: bool = False
    """Whether they installed the application for themselves."""


@dataclass(slots=True, kw_only=True, eq=False)
class Role:
    """A named set of permissions; the guild's own id names `@everyone`."""

    id: int
    name: str
    permissions: int
    position: int = 0
    managed: bool = False
    bot_id: int | None = None
    color: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """A user in the guild."""

    user_id: int
    role_ids: list[int]
    joined_at: str
    nick: str | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Sticker:
    """A picture a guild's people send instead of words; its bytes are drawn by `portraits`."""

    id: int
    name: str


@dataclass(slots=True, kw_only=True, eq=False)
class Guild:
    """A community. The bot is in it if it is among the members."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role]
    members: dict[int, Member]
    locale: str = "en-US"
    stickers: dict[int, Sticker] = field(default_factory=dict[int, Sticker])
    blocked_words: list[str] = field(default_factory=list[str])
    """What automatic moderation stops."""


@dataclass(slots=True, kw_only=True, eq=False)
class Overwrite:
    """A channel's exception for a role or a member."""

    id: int
    member: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A text channel, a thread or a direct message channel; the kind says which fields mean something.

    `member_ids` are who joined a thread, or who talks in a group; `recipient_id` is whom the bot talks to.
    """

    id: int
    kind: int
    name: str = ""
    guild_id: int | None = None
    position: int = 0
    topic: str | None = None
    slow_mode: int = 0
    overwrites: list[Overwrite] = field(default_factory=list[Overwrite])
    last_message_id: int | None = None
    parent_id: int | None = None
    owner_id: int | None = None
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    archive_stamp: str = ""
    message_count: int = 0
    total_sent: int = 0
    member_ids: list[int] = field(default_factory=list[int])
    recipient_id: int | None = None

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread."""
        return self.kind in THREADS


@dataclass(slots=True, kw_only=True, eq=False)
class Attachment:
    """A file in the CDN; its bytes are in the file store under the same id."""

    id: int
    channel_id: int
    filename: str
    size: int
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None
    ephemeral: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Origin:
    """Which interaction a message answers."""

    id: int
    kind: int
    user_id: int
    name: str = ""
    original_message_id: int | None = None
    interacted_message_id: int | None = None
    target_message_id: int | None = None
    target_user_id: int | None = None
    owners: dict[str, str] = field(default_factory=dict[str, str])
    trigger: "Origin | None" = None


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message; media inside `components` name their attachment by id, so that every reading signs fresh URLs."""

    id: int
    channel_id: int
    author_id: int
    created: str
    kind: int = 0
    content: str = ""
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    flags: int = 0
    edited: str | None = None
    nonce: str | int | None = None
    mention_ids: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    reference_channel_id: int | None = None
    reference_id: int | None = None
    origin: Origin | None = None
    by_webhook: bool = False
    audience: int | None = None
    thread_id: int | None = None
    sticker_ids: list[int] = field(default_factory=list[int])
    snapshots: list["Message"] = field(default_factory=list["Message"])
    """What a forwarded message said when it was forwarded."""

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """Everything it says: the content, then its text displays, one a line."""
        parts = [self.content, *(str(part["content"]) for part in walk(self.components) if part["type"] == Part.TEXT)]
        return "\n".join(part for part in parts if part)

    @property
    def controls(self) -> list[Json]:
        """Its buttons and selects, in reading order."""
        return [part for part in walk(self.components) if "custom_id" in part]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in reading order; an emoji stands in for a missing label."""
        return [button_label(part) for part in walk(self.components) if part["type"] == Part.BUTTON]


@dataclass(slots=True, kw_only=True, eq=False)
class Command:
    """A registered application command, as the bot put it."""

    id: int
    kind: int
    name: str
    guild_id: int | None
    version: int
    body: Json


def button_label(button: Json) -> str:
    """What a person reads on a button."""
    emoji = button.get("emoji")
    return button.get("label") or (emoji.get("name") if is_object(emoji) else None) or ""


def walk(components: object) -> Iterator[Json]:
    """Every component of a tree, parents first, accessories after their section's texts."""
    for part in components if is_list(components) else []:
        if not is_object(part):
            continue
        yield part
        yield from walk(part.get("components"))
        for single in ("accessory", "component"):
            if is_object(part.get(single)):
                yield from walk([part[single]])
