"""One interaction, from the press of a key to what came of it. The rules of answering are in `interactions`."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.constants import Callback, InteractionKind
from bot.playground.entities import Channel, Message, Origin
from bot.playground.values import Json


@dataclass(slots=True, kw_only=True, eq=False)
class Interaction:
    """One interaction; `answered` is set when it was acknowledged or given up."""

    id: int
    token: str
    kind: InteractionKind
    user_id: int
    channel: Channel
    data: Json
    nonce: str | None
    source: Message | None
    origin: Origin
    began: float
    locale: str = "en-US"
    public: bool = True
    """Whether an answer may be seen by everybody; otherwise it is ephemeral whatever the bot says."""
    focused_kind: int | None = None
    follow_ups: int = 0
    state: Literal["pending", "answered", "expired"] = "pending"
    callback: Callback | None = None
    message: Message | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list[Json])
    failed: str | None = None
    ack_seconds: float | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    timer: asyncio.TimerHandle | None = None

    @property
    def as_guest(self) -> bool:
        """Whether the application is here only because this person installed it for themselves."""
        return "0" not in self.origin.owners
