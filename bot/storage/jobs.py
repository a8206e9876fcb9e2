"""The statements of a job's life: accepting, leasing, moving, ending. Who is next is `line`'s; words are nobody's here.

A lane says who may take a row: `intake` (its picture is not read yet), `waiting` (in the fair line), `running`
(somebody holds it), `ended`. The state says what is true of the job. Every write is guarded by key, attempt and state.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.errors import AlreadyTaken
from bot.domain.fairness import Standing, check_share, cost_of, is_batch
from bot.domain.job import Claim, Job, NewJob, Posted, Remover, State
from bot.domain.money import Money
from bot.domain.request import SEED_LIMIT, MessageRef
from bot.domain.result import Progress
from bot.storage import changes, line, reading, showing
from bot.storage.changes import change
from bot.storage.dialects import inserting, proven_dead
from bot.storage.prepared import Prepared
from bot.storage.rows import job_from, job_row, notes_row
from bot.storage.schema import ASKING, INTAKE, RUNNING, job, micros, moment, result
from bot.storage.standing import standing

_BATCH = 100
_CALLED = Prepared(sa.select(job).where(job.c.key == sa.bindparam("k", type_=sa.Text)))
_ADD = Prepared(
    inserting(lambda insert: insert(job).on_conflict_do_nothing(index_elements=[job.c.interaction_id])),
    takes_row=True,
)
_POSTED = inserting(lambda insert: insert(result).on_conflict_do_nothing())
# The boot that accepted it no longer matters: from here on anybody may read its picture.
_ACKNOWLEDGE = Prepared(
    sa.update(job)
    .where(job.c.key == sa.bindparam("k"), job.c.card_message_id.is_(None))
    .values(card_channel_id=sa.bindparam("c"), card_message_id=sa.bindparam("m"), face=sa.bindparam("f"), boot=None)
)


class JobRows:
    """Keeps the `Jobs` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, new: NewJob, now: datetime) -> Job:
        """Write an accepted job; it joins the line only when its source hangs on its card."""
        who = new.requester
        line.join(self._connection, who.guild_id, who.user_id)
        accepted = new.accepted(now, self._next_version(new))
        row = job_row(accepted) | {
            "interaction_id": who.interaction_id,
            "lane": "asking" if new.asks else "intake",
            "boot": new.boot,
            "cost": cost_of(accepted.wish),
            "batch": int(is_batch(accepted.wish)),
        }
        if not _ADD.run(self._connection, row):
            raise AlreadyTaken
        # As it was written: reading fifty columns back takes longer than writing them.
        return accepted

    def get(self, key: str) -> Job | None:
        """The job called `key`."""
        row = _CALLED.first(self._connection, {"k": key})
        return job_from(row) if row else None

    def acknowledge(self, key: str, card: MessageRef, face: str | None = None) -> None:
        """Remember the card and what it says; the job may now be worked on, or its end be shown."""
        _ACKNOWLEDGE.run(self._connection, {"k": key, "c": card.channel_id, "m": card.message_id, "f": face})

    def next_intake(self, now: datetime, until: datetime, boot: str) -> Job | None:
        """Lease the acknowledged job whose source is to be read next."""
        row = reading.take(self._connection, micros(now), micros(until), boot)
        return job_from(row) if row else None

    def claim(self, now: datetime, until: datetime, boot: str) -> Job | None:
        """Lease the job whose turn it is."""
        row = line.claim(self._connection, micros(now), micros(until), boot)
        return job_from(row) if row else None

    def extend(self, claim: Claim, until: datetime) -> bool:
        """Keep a lease."""
        return changes.EXTEND.first(self._connection, _fenced(claim) | {"until": micros(until)}) is not None

    def move(self, claim: Claim, to: State, *, reference: str | None = None) -> Job | None:
        """Make a legal move; WAITING puts the job (back) in line, every other keeps the lease."""
        return self._settled(changes.MOVE[to], _fenced(claim) | {"ref": reference})

    def give_back(
        self, claim: Claim, not_before: datetime, *, to: State | None = None, held_up: str | None = None
    ) -> bool:
        """Let the lease run out at `not_before`, so that the job is taken up again then, by anybody."""
        values: dict[str, Any] = {"lease": micros(not_before), "boot": None, "held_up": held_up}
        if to is None:
            told = job.c.held_up.is_distinct_from(held_up)
            values |= {name: sa.case((told, value), else_=job.c[name]) for name, value in changes.CHANGED.items()}
            return self._update(values, *_held(claim)) is not None
        values |= {**changes.CHANGED, "state": to}
        return self._update(values, *_held(claim), changes.may_become(to)) is not None

    def end(self, key: str, to: State, now: datetime, *, reason: str | None, attempt: int | None) -> Job | None:
        """End a job; the new attempt number shuts out whoever was working on it."""
        return self._settled(changes.END[to], {"k": key, "a": attempt, "t": micros(now), "r": reason})

    def confirm(self, key: str) -> Job | None:
        """From the question to the intake; a picture whose reading has nothing to wait for goes on from there."""
        return self._settled(changes.CONFIRM, {"k": key})

    def unconfirmed(self, before: datetime) -> list[Job]:
        """Questions that nobody has answered."""
        query = sa.select(job).where(job.c.lane == ASKING, job.c.created < micros(before))
        return [job_from(row) for row in self._connection.execute(query.order_by(job.c.id).limit(_BATCH))]

    def bill(self, key: str, amount: Money) -> None:
        """Remember what the engine took."""
        self._update({"billed": amount.micros}, job.c.key == key)

    def look_after(self, key: str, at: datetime | None, *, reference: str | None = None) -> None:
        """Note when there is something to do at the engine, and by which name it is known there."""
        known = {} if reference is None else {"reference": reference}
        self._update(known | {"aftercare": None if at is None else micros(at)}, job.c.key == key)

    def next_aftercare(self, now: datetime, until: datetime) -> Job | None:
        """Lease what is due."""
        due = sa.select(job.c.id).where(job.c.aftercare.is_not(None), job.c.aftercare < micros(now))
        first = due.order_by(job.c.aftercare).limit(1).with_for_update(skip_locked=True)
        return self._update({"aftercare": micros(until)}, job.c.id == first.scalar_subquery())

    def note(self, key: str, notes: tuple[str, ...]) -> None:
        """Add remarks; those already there are not repeated."""
        known = self.get(key)
        if known and notes:
            merged = notes_row(tuple(dict.fromkeys((*known.notes, *notes))))
            self._update({"notes": merged}, job.c.key == key)

    def delivered(self, key: str, message: MessageRef, pictures: tuple[Posted, ...]) -> None:
        """Remember where the result was posted and which picture is which."""
        ids = {"result_channel_id": message.channel_id, "result_message_id": message.message_id}
        self._update(ids, job.c.key == key)
        if pictures:
            rows = [{"job_key": key, **asdict(picture)} for picture in pictures]
            self._connection.execute(_POSTED.on(self._connection), rows)

    def deleted(self, key: str, by: Remover) -> None:
        """The result is gone, by somebody's wish."""
        self._update({**changes.CHANGED, "deleted_by": by}, job.c.key == key)

    def orphans(self, now: datetime, boot: str) -> list[Job]:
        """Leased jobs past their lease, or of a boot that is proven dead."""
        lanes = sa.or_(job.c.lane == RUNNING, sa.and_(job.c.lane == INTAKE, job.c.card_message_id.is_not(None)))
        query = sa.select(job).where(lanes, self._lost(now, boot)).order_by(job.c.lease).limit(_BATCH)
        return [job_from(row) for row in self._connection.execute(query)]

    def release(self, orphan: Job, now: datetime, boot: str) -> bool:
        """Back in line, or back to intake, whichever lane it was leased from; only if it is an orphan still."""
        lane = sa.case((job.c.lane == RUNNING, "waiting"), else_="intake")
        freed = {"lane": lane, "lease": None, "boot": None}
        return self._settled(change(freed, *_held(orphan.claim), self._lost(now, boot)), {}) is not None

    def unacknowledged(self, boot: str, before: datetime) -> list[Job]:
        """Accepted jobs whose answer nobody has written down: it may be there, if its process died in between."""
        forgotten = sa.or_(proven_dead(self._connection, boot), job.c.created < micros(before))
        found = list[Job]()
        # One search for each lane, because an index serves one predicate.
        for lane in (INTAKE, ASKING):
            query = sa.select(job).where(job.c.lane == lane, job.c.card_message_id.is_(None), forgotten)
            found += [job_from(row) for row in self._connection.execute(query.order_by(job.c.id).limit(_BATCH))]
        return found

    def standing(self, key: str) -> Standing | None:
        """Where a job stands in line."""
        return standing(self._connection, key)

    def set_share(
        self, guild_id: int, *, weight: float | None = None, cap: int | None = None, member_cap: int | None = None
    ) -> None:
        """Change what a guild gets of the whole."""
        check_share(weight=weight, cap=cap, member_cap=member_cap)
        line.share(self._connection, guild_id, weight=weight, cap=cap, member_cap=member_cap)

    def next_seed(self, root: str, count: int) -> int:
        """Above all seeds of the family or, where the range ends, in the first gap between them."""
        # Two who ask for the same family at once take turns at its guild's row.
        owner = self._connection.scalar(sa.select(job.c.guild_id).where(job.c.key == root))
        if owner is not None:
            line.lock(self._connection, owner)
        first, number = job.c.wish["seed"].as_integer(), job.c.wish["count"].as_integer()
        taken = self._connection.execute(sa.select(first, number).where(job.c.root == root).order_by(first)).all()
        above = max((seed + wide for seed, wide in taken), default=1)
        if above + count - 1 <= SEED_LIMIT:
            return above
        free = 1
        for seed, wide in taken:
            if free + count <= seed:
                break
            free = max(free, seed + wide)
        return free

    def progress(self, claim: Claim, news: Progress) -> None:
        """Remember what the engine said of the order."""
        phase, drawn = news.phase, news.fraction
        told = sa.or_(job.c.phase.is_distinct_from(phase), job.c.drawn.is_distinct_from(drawn))
        self._update({**changes.CHANGED, "phase": phase, "drawn": drawn}, *_held(claim), told)

    def stale(self, limit: int, now: datetime, until: datetime) -> list[Job]:
        """Lease jobs whose card lags behind."""
        return [job_from(row) for row in showing.lease(self._connection, limit, micros(now), micros(until))]

    def stale_from(self) -> datetime | None:
        """When the next of them may be shown."""
        due = showing.next_due(self._connection)
        return None if due is None else moment(due)

    def refresh(self, key: str) -> None:
        """Have the card shown again."""
        self._update(changes.CHANGED, job.c.key == key)

    def shown(self, seen: Job, face: str | None, again: datetime, *, lease: datetime | None = None) -> None:
        """The card shows `seen`; a job that has moved on is stale, one that has ended needs its token no more."""
        showing.note(self._connection, seen, face, again=micros(again), lease=micros(lease) if lease else None)

    def call_waiting(self, limit: int, before: datetime, since: datetime) -> int:
        """Have cards of the line shown again, those that were shown longest ago first."""
        return showing.call(self._connection, limit, before=micros(before), since=micros(since))

    def _next_version(self, new: NewJob) -> int:
        if new.parent is None:
            return 1
        # Two who vary the same family at once take turns at its guild's row.
        line.lock(self._connection, new.requester.guild_id)
        newest = self._connection.scalar(sa.select(sa.func.max(job.c.version)).where(job.c.root == new.root))
        return (newest or 0) + 1

    def _lost(self, now: datetime, boot: str) -> sa.ColumnElement[bool]:
        dead = proven_dead(self._connection, boot)
        return sa.and_(job.c.lease.is_not(None), sa.or_(dead, job.c.lease < micros(now)))

    def _update(self, values: dict[str, Any], *where: sa.ColumnElement[bool]) -> Job | None:
        row = self._connection.execute(sa.update(job).where(*where).values(values).returning(job)).first()
        return job_from(row) if row else None

    def _settled(self, how: Prepared, which: dict[str, Any]) -> Job | None:
        row = how.first(self._connection, which)
        if row is None:
            return None
        line.settle(self._connection, row.guild_id, row.user_id)
        return job_from(row)


def _held(claim: Claim) -> tuple[sa.ColumnElement[bool], ...]:
    return (job.c.key == claim.key, job.c.attempt == claim.attempt, job.c.lane != "ended")


def _fenced(claim: Claim) -> dict[str, Any]:
    return {"k": claim.key, "a": claim.attempt}
