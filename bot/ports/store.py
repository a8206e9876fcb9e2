"""The store: rows and the fair line, allowances, the processes that share them, inside one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.domain.fairness import Standing
from bot.domain.fleet import Process
from bot.domain.job import Claim, Job, NewJob, Posted, Remover, State
from bot.domain.limits import Spent, Taken, Usage
from bot.domain.money import Money
from bot.domain.request import MessageRef
from bot.domain.result import Progress
from bot.ports.tenant import Errands, Policies, Records, Upkeep

P = ParamSpec("P")
R = TypeVar("R")


class Jobs(Protocol):
    """The job rows and the fair line, inside one transaction. What a move is allowed to do stands in `domain.job`."""

    def add(self, new: NewJob, now: datetime) -> Job:
        """Write an accepted job, not in line yet; raises AlreadyTaken if its interaction has one."""
        ...

    def get(self, key: str) -> Job | None:
        """The job called `key`."""
        ...

    def acknowledge(self, key: str, card: MessageRef, face: str | None = None) -> None:
        """Remember a job's card and its face: it counts as acknowledged, and if it has ended the card will say so."""
        ...

    def next_intake(self, now: datetime, until: datetime, boot: str) -> Job | None:
        """Lease the acknowledged job whose source is to be read next; guilds and members take turns, as in line."""
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

    def give_back(
        self, claim: Claim, not_before: datetime, *, to: State | None = None, held_up: str | None = None
    ) -> bool:
        """Return a lease; nobody may take the job before that time. Its state stays, or makes the legal move `to`.

        What holds it up is said on its card until it gets further.
        """
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

    def progress(self, claim: Claim, news: Progress) -> None:
        """Remember what the engine says of the order, and have the card say it; nothing if that is known already."""
        ...

    def note(self, key: str, notes: tuple[str, ...]) -> None:
        """Add remarks for the person; those already there are not repeated."""
        ...

    def delivered(self, key: str, message: MessageRef, pictures: tuple[Posted, ...]) -> None:
        """Remember where the result was posted and which picture is which."""
        ...

    def deleted(self, key: str, by: Remover) -> None:
        """Remember who had the result deleted, and have the card say so."""
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
        """Jobs without a card: of a boot proven dead, as for `orphans`, or created before `before`."""
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
        """Lease up to `limit` jobs whose card does not show their state yet and is not to be left alone; oldest first.

        They come with the face that the card has, which is forgotten with this. Nobody else gets them before `until`,
        or before they are `shown`.
        """
        ...

    def stale_from(self) -> datetime | None:
        """When the next of those may be leased, which may be long ago; None if no card lags behind."""
        ...

    def refresh(self, key: str) -> None:
        """Have the card shown again."""
        ...

    def shown(self, seen: Job, face: str | None, again: datetime, *, lease: datetime | None = None) -> None:
        """The card now shows `seen` with that face, and is left alone until `again`. What has moved on since is stale.

        Under a `lease`, by its end: one that somebody else has by now may have been used before ours, so nobody can be
        sure what the card shows, and it is stale. Without one it is the work on the job that has changed the card.
        """
        ...

    def call_waiting(self, limit: int, before: datetime, since: datetime) -> int:
        """Make up to `limit` cards of the line stale that were left alone until `before` at most, the longest first.

        For their places may have changed. Jobs from before `since` are passed over, and counted among those looked at,
        whose number is returned.
        """
        ...


class Ledger(Protocol):
    """Allowances: a counter per subject and window, and an entry per job that is settled or released exactly once."""

    def reserve(self, key: str, allowance: Usage, amount: int) -> int | None:
        """Take `amount` from a window if all of it is left, and say what counts against it then. Atomic.

        None, and nothing taken, if less is left.

        Where several are reserved, they are in the order of `domain.limits.tightest`, or two who do so would block
        each other.
        """
        ...

    def used(self, usage: Usage) -> int:
        """What counts against it: settled and reserved together, without what was forgiven."""
        ...

    def of_job(self, key: str) -> list[Taken]:
        """The counters that a job was taken from, with the limits of that time and what is used of them by now."""
        ...

    def close(self, key: str, spent: Spent) -> None:
        """Settle what the job came to and give the rest of its reservations back; later calls for it do nothing.

        Pictures never count for more than was reserved; money does, because a bill stands.
        """
        ...

    def forgive(self, usage: Usage) -> int:
        """Have what was spent of a window count no more, and say how much that was; what is reserved still counts."""
        ...

    def compare(self, after: tuple[str, str] = ("", ""), limit: int = 200) -> tuple[int, tuple[str, str] | None]:
        """The imbalance of the next few counters, and after which to go on; None where there are no more.

        What `imbalance` says of all at once, for a store in use.
        """
        ...

    def imbalance(self) -> int:
        """By how much counters differ from their entries, and entries of ended jobs are open: 0, or there is a bug."""
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

    @property
    def errands(self) -> Errands:
        """What is to be posted or deleted with nobody waiting for it."""
        ...

    @property
    def upkeep(self) -> Upkeep:
        """What is swept, and what is erased on request."""
        ...

    def policies(self, guild_id: int) -> Policies:
        """What one tenant's moderators decided, or the operator did."""
        ...

    def records(self, guild_id: int) -> Records:
        """What one tenant's people asked for."""
        ...


class Database(Protocol):
    """One seam to the store."""

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, ...)` in one write transaction and commit before returning.

        An exception rolls back and is raised. `fn` is synchronous and has no effect outside its transaction, because it
        may be run again; it speaks the caller's language. StoreBusy says that the store cannot be reached. Then, and if
        the *caller* is cancelled, the outcome is unknown: shield writes that matter, and make them idempotent.
        """
        ...

    async def scrub(self) -> None:
        """Have what was deleted be gone from the files as well, as far as that is in our hands: SQLite's are."""
        ...

    async def ping(self) -> None:
        """Raise if a write transaction cannot be opened."""
        ...
