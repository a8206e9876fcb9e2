"""A job: its states, its legal moves, and what the rest of the house sees of it.

    asked -> accepted -> waiting -> submitting -> submitted -> fetched -> done
       \\        \\          \\            \\             \\           \\
     cancelled  cancelled  cancelled    unknown       failed      failed

Every end settles or releases the allowance exactly once. No I/O here; `bot.storage.jobs` keeps the rows.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.limits import Taken
from bot.domain.money import Money, Quote
from bot.domain.request import MessageRef, Place, PlaceKind, Requester, Upload, Wish
from bot.domain.result import Progress


class State(StrEnum):
    """What is true of a job once it is committed."""

    ASKED = "asked"
    """Row and reservation exist. It costs more than usual, and the person has not said yes yet."""
    ACCEPTED = "accepted"
    """Row and reservation exist. Without a card it was never acknowledged; with one, its picture is being read."""
    WAITING = "waiting"
    """The source, if there is one, hangs on the card; the fair line may pick it."""
    SUBMITTING = "submitting"
    """An order may be on its way to the engine."""
    SUBMITTED = "submitted"
    """The engine's reference is known."""
    FETCHED = "fetched"
    """The engine has finished; the pictures can be had from it."""
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """An order may have reached a paid engine, and nobody can say. Never sent again by itself."""

    @property
    def ended(self) -> bool:
        """True for the four states without a way out."""
        return not MOVES[self]


MOVES: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.ACCEPTED, State.CANCELLED}),
    State.ACCEPTED: frozenset({State.WAITING, State.CANCELLED, State.FAILED}),
    State.WAITING: frozenset({State.SUBMITTING, State.CANCELLED, State.FAILED}),
    State.SUBMITTING: frozenset({State.SUBMITTED, State.WAITING, State.FAILED, State.CANCELLED, State.UNKNOWN}),
    State.SUBMITTED: frozenset({State.FETCHED, State.WAITING, State.FAILED, State.CANCELLED}),
    State.FETCHED: frozenset({State.DONE, State.WAITING, State.FAILED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
    State.FAILED: frozenset(),
    State.UNKNOWN: frozenset(),
}
"""From each state, where a job may go. Back to WAITING only when nothing can be paid twice."""

UNSENT = frozenset({State.ASKED, State.ACCEPTED, State.WAITING})
"""Where nothing has been sent to an engine yet."""
CANCELLABLE = UNSENT | {State.SUBMITTING, State.SUBMITTED}
"""Where a person may still stop a job. A free engine stops working; with a paid one only what is UNSENT is stopped."""

ANSWER_LIFE = timedelta(minutes=14)
"""How long an interaction's token is used: a minute less than Discord says, because this clock may be late."""
CARD_RESTS = timedelta(seconds=3)
"""How long a card is left alone once it was changed."""
CARD_FOLLOWS = timedelta(minutes=50)
"""How long a card follows its job: Discord takes few edits of a message that is older than an hour."""


class Origin(StrEnum):
    """What started a job."""

    COMMAND = "command"
    REROLL = "reroll"
    SUBTLER = "subtler"
    STRONGER = "stronger"
    EDIT = "edit"
    """Other words."""
    QUALITY = "quality"
    """The same seed, with the most care."""
    SWEEP = "sweep"
    """The same seed at several strengths."""
    SOURCE = "source"
    """From the result instead of its source."""
    AGAIN = "again"
    """The last one, with changes."""
    RETRY = "retry"
    """The same once more, for a job of which nobody knows what became of it."""


class Remover(StrEnum):
    """Who had a result deleted. Which moderator it was stands in the audit, and is nobody else's business."""

    OWNER = "owner"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One request as the store knows it. `attempt` is the fence: a write with an older one changes nothing."""

    key: str
    guild_id: int
    user_id: int
    state: State
    attempt: int
    revision: int = 0
    """Grows with whatever its card shows."""
    wish: Wish
    origin: Origin
    parent: str | None
    """The key of the job this one varies."""
    root: str
    """The key of the first job of its family; its own for a command's job."""
    version: int = 1
    """Its number in the family, from 1 in the order of asking."""
    parent_version: int | None = None
    picture: int | None = None
    """The number of the parent's picture that this one goes on from; None: from the parent as a whole."""
    place: Place
    upload: Upload | None
    """The attachment, until it has been read; None for jobs that vary another."""
    mask: Upload | None = None
    """A mask that was attached, until it has been read."""
    upload_limit: int
    locale: str = ""
    """The language of whoever asked, in which all of it is told; empty where it is not known."""
    engine: str
    summary: str
    """What the engine said it would make of the prompt."""
    quote: Quote | None = None
    """What it was said to cost; None for a free engine."""
    billed: Money | None = None
    """What it did cost, as far as the engine said."""
    card: MessageRef | None
    answer_token: str | None = field(default=None, repr=False)
    """What lets the card be edited in its first quarter of an hour without counting; forgotten with the job's end."""
    source_hangs: bool
    """True once the sanitised source is known to hang on the card."""
    result: MessageRef | None
    reference: str | None
    """The engine's name for the order."""
    reason: str | None
    """Why it ended without a result, in words for the person who asked."""
    progress: Progress | None = None
    """What the engine last said of its order."""
    face: str | None = None
    """A digest of what its card says; None where nobody can be sure."""
    held_up: str | None = None
    """Why it gets no further at the moment, in words for the person who asked; it is tried again."""
    deleted_by: "Remover | None" = None
    """Who had its result deleted, if anybody."""
    notes: tuple[str, ...]
    created: datetime
    started: datetime | None
    ended: datetime | None

    @property
    def claim(self) -> "Claim":
        """The right to work on it that came with this reading of the row."""
        return Claim(key=self.key, attempt=self.attempt)

    def old(self, now: datetime) -> bool:
        """Whether its card is too old to follow it; its last word is still said there, once."""
        return now - self.created > CARD_FOLLOWS

    def answerable(self, now: datetime) -> bool:
        """Whether its interaction's token still lets us at its card."""
        return self.answer_token is not None and now < self.created + ANSWER_LIFE

    def out_of_reach(self, now: datetime) -> bool:
        """Whether we can read neither its card nor its result: a guest's, once the interaction's token is over."""
        elsewhere = self.result is not None and self.result != self.card
        return self.place.kind is PlaceKind.GUEST and not elsewhere and not self.answerable(now)

    @property
    def retried(self) -> bool:
        """True if somebody may have got further with it before: reading its picture and drawing it take one each."""
        return self.attempt > 2

    def __str__(self) -> str:
        return f"{self.key} ({self.state}, {self.attempt})"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is known of a job when it is accepted."""

    key: str
    boot: str
    requester: Requester
    wish: Wish
    origin: Origin
    parent: str | None
    root: str
    parent_version: int | None = None
    picture: int | None = None
    place: Place
    upload: Upload | None
    mask: Upload | None = None
    engine: str
    summary: str
    quote: Quote | None = None
    asks: bool = False
    """True if the person is to be asked before anything is done, because of what it costs."""
    notes: tuple[str, ...]

    def accepted(self, now: datetime, version: int) -> Job:
        """The job that it becomes, the `version`-th of its family."""
        return Job(
            key=self.key,
            guild_id=self.requester.guild_id,
            user_id=self.requester.user_id,
            state=State.ASKED if self.asks else State.ACCEPTED,
            attempt=0,
            wish=self.wish,
            origin=self.origin,
            parent=self.parent,
            root=self.root,
            version=version,
            parent_version=self.parent_version,
            picture=self.picture,
            place=self.place,
            upload=self.upload,
            mask=self.mask,
            upload_limit=self.requester.upload_limit,
            locale=self.requester.locale,
            engine=self.engine,
            summary=self.summary,
            quote=self.quote,
            card=None,
            answer_token=self.requester.answer_token,
            source_hangs=False,
            result=None,
            reference=None,
            reason=None,
            notes=self.notes,
            created=now,
            started=None,
            ended=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to work on a job until somebody else holds it."""

    key: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Where a job stands in line and what the person has left."""

    place: int
    """1 is next; 0 when the job does not wait any more."""
    beyond: bool = False
    """True if the place may be further back than is said."""
    starts_at: datetime | None = None
    """When it may start, where that can be said."""
    allowance: Taken | None = None
    """Of the counters of pictures that it was taken from, the one with the least left; None where nothing limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One delivered picture, as it hangs on the result message."""

    number: int
    """1 is the first of the job's pictures."""
    seed: int
    filename: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A result message and what hangs on it."""

    message: MessageRef
    pictures: tuple[Posted, ...]
