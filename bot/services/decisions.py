"""What a person decides about a job that exists: go ahead, stop, delete what came of it.

Its owner may, and where it harms nobody a moderator. Nothing here begins a job; that is `restyle`'s.
"""

import asyncio
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deeds import Deed
from bot.domain.errors import EngineBusy, Gone, NotAllowed, TooLate
from bot.domain.job import CANCELLABLE, UNSENT, Job, Remover, State
from bot.domain.text import t
from bot.ports import Ids, Ports, Topic, Tx
from bot.services.closing import close_job
from bot.services.moderation import Moderator, write_down


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who presses a button, and the one right that matters there."""

    guild_id: int
    user_id: int
    manages_messages: bool


class Decisions:
    """The use cases around a job that was begun."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database
        self._engine = ports.engine
        self._card = ports.card
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events

    async def confirm(self, key: str, person: Person) -> Job:
        """Go ahead with a job that costs more than usual. Its owner alone: it is their allowance."""
        job = await self._database.run(visible, key, person.guild_id)
        if person.user_id != job.user_id:
            raise NotAllowed("Only the person who asked for this picture can say yes to what it costs.")
        confirmed = await asyncio.shield(self._database.run(lambda tx: tx.jobs.confirm(key)))
        if confirmed is None:
            raise TooLate("This question has been answered already, or waited too long.")
        self._events("job.confirmed", job=key)
        self._wakeup.notify(Topic.ARRIVALS, Topic.CARDS)
        return confirmed

    async def cancel(self, key: str, person: Person) -> Job:
        """Stop a job; its allowance is given back. Owner or Manage Messages."""
        job = await self._owned(key, person, "cancel")
        # A paid engine is not stopped by asking, and bills all the same: there only what was never sent can be stopped.
        stoppable = CANCELLABLE if self._engine.repeatable else UNSENT
        by = None if person.user_id == job.user_id else Moderator(guild_id=person.guild_id, user_id=person.user_id)
        reason = f"Cancelled by <@{by.user_id}>." if by else "Cancelled."
        cancelled = await self.call_off(job.key, reason, stoppable, by=by)
        if cancelled is None:
            raise TooLate
        if cancelled.reference is not None:
            with suppress(EngineBusy):
                await self._engine.forget(cancelled.reference)
        return cancelled

    async def delete(self, key: str, person: Person) -> Job:
        """Delete a result message. Owner or Manage Messages."""
        job = await self._owned(key, person, "delete")
        if job.result is None:
            raise Gone
        await self._card.remove(job.result)
        by = Remover.OWNER if person.user_id == job.user_id else Remover.MODERATOR
        await asyncio.shield(self._database.run(lambda tx: tx.jobs.deleted(key, by)))
        self._events("result.deleted", job=job.key, by=by.value)
        self._wakeup.notify(Topic.CARDS)
        return job

    async def call_off(
        self,
        key: str,
        reason: str,
        stoppable: AbstractSet[State] = CANCELLABLE,
        *,
        by: Moderator | None = None,
    ) -> Job | None:
        """End a job that is in one of these states, whoever works on it; None if it is in another by now.

        That it was done `by` somebody else than its owner is written into the audit.
        """
        closing = self._database.run(_cancel, key, self._clock.now(), reason, stoppable, by=by, ids=self._ids)
        cancelled = await asyncio.shield(closing)
        if cancelled is not None:
            self._events("job.cancelled", job=key)
            self._wakeup.notify(Topic.CANCELS, Topic.LINE, Topic.CARDS, *([Topic.ERRANDS] if by else []))
        return cancelled

    async def _owned(self, key: str, person: Person, verb: str) -> Job:
        job = await self._database.run(visible, key, person.guild_id)
        if person.user_id != job.user_id and not person.manages_messages:
            raise NotAllowed(f"Only the person who asked for this picture, or a moderator, can {verb} it.")
        return job


def visible(tx: Tx, key: str, guild_id: int) -> Job:
    """The job, if it belongs to this server; raises Gone: a button copied elsewhere finds nothing.

    In somebody's direct messages all of theirs is found, because what cannot be posted elsewhere comes there.
    """
    job = tx.jobs.get(key)
    if job is None or guild_id not in (job.guild_id, -job.user_id):
        raise Gone
    return job


def _cancel(
    tx: Tx,
    key: str,
    now: datetime,
    reason: str,
    stoppable: AbstractSet[State],
    *,
    by: Moderator | None,
    ids: Ids,
) -> Job | None:
    job = tx.jobs.get(key)
    if job is None or job.state not in stoppable:
        return None
    closed = close_job(tx, key, State.CANCELLED, now, reason=reason)
    if closed is not None and by is not None:
        write_down(tx, by, Deed.CANCELLED, t("picture for {person}", person=f"<@{job.user_id}>"), now=now, ids=ids)
    return closed
