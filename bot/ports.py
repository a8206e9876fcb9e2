"""The promises between the floors of the house. Who reads this page knows what the program is made of.

Services and the worker speak only to these; `bot.app` decides who keeps them. Every implementation of a port is held to
it by one suite in `tests/contracts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.fairness import Standing
from bot.domain.fleet import Process
from bot.domain.job import Claim, Job, NewJob, Posted, Posting, State, Ticket
from bot.domain.limits import Spent, Usage, Window
from bot.domain.money import Money
from bot.domain.order import Order
from bot.domain.request import MessageRef, Region, Task, Upload, Wish
from bot.domain.result import Admitted, Delivery, Picture, Progress, Understanding

P = ParamSpec("P")
R = TypeVar("R")


class Clock(Protocol):
    """Time, so that tests and simulations can own it."""

    def now(self) -> datetime:
        """The wall clock: aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an unknown start; never goes back. For durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of `monotonic` time."""
        ...


class Ids(Protocol):
    """Randomness with a purpose."""

    def key(self) -> str:
        """A new job key: 22 URL-safe characters of 128 random bits, fit for a button's id and a nonce."""
        ...

    def seed(self) -> int:
        """A picture seed, 1..9,999: short enough to be said aloud."""
        ...


class Jobs(Protocol):
    """The job rows and the fair line, inside one transaction. What a move is allowed to do stands in `domain.job`."""

    def add(self, new: NewJob, now: datetime) -> Job:
        """Write an accepted job, not in line yet; raises AlreadyTaken if its interaction has one."""
        ...

    def get(self, key: str) -> Job | None:
        """The job called `key`."""
        ...

    def acknowledge(self, key: str, card: MessageRef) -> None:
        """Remember a job's card: it counts as acknowledged, and if it has ended already the card will say so."""
        ...

    def next_intake(self, now: datetime, until: datetime, boot: str) -> Job | None:
        """Lease the oldest acknowledged job whose source has not been read yet."""
        ...

    def claim(self, now: datetime, until: datetime, boot: str) -> Job | None:
        """Lease the job whose turn it is by the fair line; None means "nothing for you now", not "nothing waits"."""
        ...

    def extend(self, claim: Claim, until: datetime) -> bool:
        """Keep a lease; False if the job is somebody else's, or has ended."""
        ...

    def move(self, claim: Claim, to: State, *, reference: str | None = None) -> Job | None:
        """Make a legal move under the fence; None if the claim is lost. WAITING puts the job back in line."""
        ...

    def give_back(self, claim: Claim, not_before: datetime, *, to: State | None = None) -> bool:
        """Return a lease; nobody may take the job before that time. Its state stays, or makes the legal move `to`."""
        ...

    def end(self, key: str, to: State, now: datetime, *, reason: str | None, attempt: int | None) -> Job | None:
        """End a job, under the fence if `attempt` is given; None if it is somebody else's or the move is not legal."""
        ...

    def confirm(self, key: str) -> Job | None:
        """The person said yes: an asked job is accepted; None if it is not asked any more."""
        ...

    def unconfirmed(self, before: datetime) -> list[Job]:
        """Asked jobs from before that time."""
        ...

    def bill(self, key: str, amount: Money) -> None:
        """Remember what the engine took."""
        ...

    def look_after(self, key: str, at: datetime | None, *, reference: str | None = None) -> None:
        """Something is left to do at the engine for an ended job, at that time; None says nothing is."""
        ...

    def next_aftercare(self, now: datetime, until: datetime) -> Job | None:
        """The ended job for which something has been left to do longest; nobody else gets it before `until`."""
        ...

    def note(self, key: str, notes: tuple[str, ...]) -> None:
        """Add remarks for the person; those already there are not repeated."""
        ...

    def delivered(self, key: str, message: MessageRef, pictures: tuple[Posted, ...]) -> None:
        """Remember where the result was posted and which picture is which."""
        ...

    def orphans(self, now: datetime, boot: str) -> list[Job]:
        """Jobs nobody works on although they are leased: past their lease, or held by a boot proven dead.

        Where one process owns the store, being open proves every other boot dead. Where processes share it, only a
        lease that ran out proves anything.
        """
        ...

    def release(self, orphan: Job, now: datetime, boot: str) -> bool:
        """Take an orphan's lease away, so that it is claimed again; False if it showed a sign of life since."""
        ...

    def unacknowledged(self, boot: str, before: datetime) -> list[Job]:
        """Accepted jobs without a card: of a boot proven dead, as for `orphans`, or created before `before`."""
        ...

    def standing(self, key: str) -> Standing | None:
        """Where a job in line, or on its way there, stands; None if it does not wait. Cheap, however many do."""
        ...

    def set_share(
        self, guild_id: int, *, weight: float | None = None, cap: int | None = None, member_cap: int | None = None
    ) -> None:
        """Change a guild's weight, how many of its jobs run at once, and how many of one member's; None stays as it is.

        Counts from the next claim on; what runs beyond a lowered cap runs to its end. Raises ValueError.
        """
        ...

    def next_seed(self, root: str, count: int) -> int:
        """The first of `count` seeds in a row that no picture of a family has, so that every reroll is new."""
        ...

    def stale(self, limit: int, now: datetime, until: datetime) -> list[Job]:
        """Lease up to `limit` jobs whose card does not show their state yet, and nobody is at it; oldest first.

        Nobody else gets them before `until`, or before they are `shown`.
        """
        ...

    def refresh(self, key: str) -> None:
        """Have the card shown again."""
        ...

    def shown(self, seen: Job) -> None:
        """The card now shows `seen`, and the lease is over. A job that has moved on since is stale, also if it was not.

        For somebody else may have shown the newer state first, and ours has covered it.
        """
        ...


class Ledger(Protocol):
    """Allowances: a counter per subject and window, and an entry per job that is settled or released exactly once."""

    def reserve(self, key: str, allowance: Usage, amount: int) -> bool:
        """Take `amount` from a window if all of it is left; False, and nothing taken, if not. Atomic."""
        ...

    def used(self, subject: str, window: Window) -> int:
        """What is taken from a window: settled and reserved together."""
        ...

    def close(self, key: str, spent: Spent) -> None:
        """Settle what the job came to and give the rest of its reservations back; later calls for it do nothing.

        Pictures never count for more than was reserved; money does, because a bill stands.
        """
        ...


class Fleet(Protocol):
    """The processes that share the store, known by their boots."""

    def announce(self, process: Process, now: datetime) -> None:
        """Say that a process is there, and how it does; what it said before no longer counts."""
        ...

    def leave(self, boot: str) -> None:
        """Say that a process has ended."""
        ...

    def alive(self, since: datetime) -> list[Process]:
        """Who has said something since then; those silent for an hour longer are forgotten."""
        ...


class Tx(Protocol):
    """An open write transaction."""

    @property
    def jobs(self) -> Jobs:
        """The job rows."""
        ...

    @property
    def ledger(self) -> Ledger:
        """The allowances."""
        ...

    @property
    def fleet(self) -> Fleet:
        """The processes."""
        ...


class Database(Protocol):
    """One seam to the store."""

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, ...)` in one write transaction and commit before returning.

        An exception rolls back and is raised. `fn` is synchronous and has no effect outside its transaction, because it
        may be run again. StoreBusy says that the store cannot be reached. Then, and if the *caller* is cancelled, the
        outcome is unknown: shield writes that matter, and make them idempotent.
        """
        ...

    async def ping(self) -> None:
        """Raise if a write transaction cannot be opened."""
        ...


class Engine(Protocol):
    """Makes pictures. `local` is embedded and free; hosted ones cost money."""

    @property
    def name(self) -> str:
        """What results call it, e.g. `local filters`."""
        ...

    @property
    def repeatable(self) -> bool:
        """True if submitting the same order twice costs nothing, so that a lost answer is cured by asking again."""
        ...

    @property
    def tasks(self) -> frozenset[Task]:
        """What it can do at all; anything else is refused before it is examined."""
        ...

    @property
    def trouble(self) -> str | None:
        """Why it would take no order now, in words for people; None while all is well."""
        ...

    def examine(self, wish: Wish) -> Understanding:
        """What will be made of `wish`, and what it will cost; raises NotUnderstood before anything is reserved.

        Pure and quick (< 5 ms).
        """
        ...

    async def submit(self, order: Order) -> str:
        """Start making the `order.wish.count` pictures; returns the engine's reference for the order at once.

        Raises EngineFailed (proven refused), EngineBusy (proven not accepted, may be tried again) or OrderUncertain,
        after which nobody may submit this key again unless the engine is repeatable.
        """
        ...

    async def find(self, key: str) -> str | None:
        """The reference of the order that was submitted by this key; None if the engine says there is none.

        It may take minutes, since an order may show late. Raises EngineBusy if the engine cannot tell.
        """
        ...

    async def wait(self, reference: str) -> Progress:
        """Return when the order has moved on or a few seconds have passed; raises EngineFailed when it ended badly.

        Raises UnknownOrder if the engine has no such order (any more).
        """
        ...

    async def fetch(self, reference: str) -> Delivery:
        """The finished pictures; may be asked again until `forget`. Raises EngineFailed or UnknownOrder."""
        ...

    async def forget(self, reference: str) -> None:
        """The order is of no more interest: stop working on it if possible, drop what is kept.

        Raises EngineBusy if something is still kept there and may be dropped later; repeating it is safe.
        """
        ...

    async def ping(self) -> None:
        """Raise EngineBusy if no order could be taken now."""
        ...


class Images(Protocol):
    """Reads foreign pictures without trusting them."""

    async def admit(self, upload: Upload) -> Admitted:
        """Download, check and re-encode in the sandbox; raises BadPicture with a text for the person who attached it.

        The picture has its orientation applied, no metadata, and at most 1536 px a side.
        """
        ...

    async def mask(self, given: Upload | Region, source: Picture) -> Picture:
        """What is to be changed of `source`, in one grey channel of its size: white is changed, black is kept.

        An attachment is read like any other and must have the source's proportions, some white and some black; raises
        BadPicture otherwise. A region is drawn.
        """
        ...

    async def reopen(self, url: str) -> Picture:
        """Download what `admit` or `mask` made earlier, byte for byte, from a fresh link to our own message."""
        ...


class Card(Protocol):
    """Keeps what people see equal to the job's row. Every call is idempotent and goes by ids with the bot's own token.

    All raise DiscordBusy (try again), Vanished (the message or channel is gone) or DeliveryFailed.
    """

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        """Bring the card in line with the job."""
        ...

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        """Hang the sanitised source, and the mask, on the card, where every later step reads them from."""
        ...

    async def source_url(self, job: Job) -> str:
        """A fresh link to the source that hangs on the card, or on the result if the card was deleted.

        Raises Vanished if it hangs on neither.
        """
        ...

    async def mask_url(self, job: Job) -> str:
        """The same for the mask beside it."""
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages; one that is gone already counts as deleted."""
        ...

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        """Post the result, and what it was made from, where the job's place says; once, however often called.

        A thread is opened if need be.
        """
        ...


class Reply(Protocol):
    """The one answer an interaction may get; whoever holds it has three seconds."""

    async def card(self, job: Job, ticket: Ticket) -> MessageRef:
        """Answer with the job's card; raises AnswerLost if Discord did not take it from us."""
        ...


class Topic(StrEnum):
    """What may have become possible."""

    ARRIVALS = "arrivals"
    """A picture is to be read."""
    LINE = "line"
    """A job may start: one has joined the line, or one has ended that others were held back by."""
    CARDS = "cards"
    """A card lags behind its job."""
    CANCELS = "cancels"
    """A job was called off; somebody may still be working on it."""
    FLEET = "fleet"
    """A process came or went."""


class Listener(Protocol):
    """One loop's ear for hints."""

    async def wait(self, seconds: float) -> None:
        """Return at once if there was a hint since the last return, else at the next one, or after `seconds`."""
        ...


class Wakeup(Protocol):
    """Tells loops that something may have become possible. Only a hint: losing one costs the poll interval."""

    def notify(self, *topics: Topic) -> None:
        """Wake whoever listens to them, in this process and, where the database can, in others."""
        ...

    def listen(self, topic: Topic) -> Listener:
        """A new ear; hints from now on reach it."""
        ...


class Events(Protocol):
    """Where the core says what happened; subscribers log and count."""

    def __call__(self, name: str, **facts: object) -> None:
        """Report one event, e.g. `events("job.done", job=key, seconds=1.2)`. Never raises, never blocks."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside, as one value: what `bot.app` opens and hands to services and loops."""

    database: Database
    engine: Engine
    images: Images
    card: Card
    wakeup: Wakeup
    clock: Clock
    ids: Ids
    events: Events
