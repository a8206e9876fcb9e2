"""What a person decides about a job that exists: go ahead, stop, delete what came of it.

Its owner may, and where it harms nobody a moderator. Nothing here begins a job; that is `restyle`'s.
"""

import asyncio
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.brought import Brought
from bot.domain.deeds import Deed
from bot.domain.errors import EngineBusy, Gone, NotAllowed, TooLate
from bot.domain.job import CANCELLABLE, UNSENT, Job, Remover, State
from bot.domain.text import Text, said, speaking, t
from bot.ports import Ids, Languages, Ports, Removal, Topic, Tx
from bot.services.closing import close_job
from bot.services.moderation import Moderator, write_down


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who presses a button, and the one right that matters there."""

    guild_id: int
    user_id: int
    manages_messages: bool
    brought: Brought | None = None
    """What came along with their press."""


class Decisions:
    """The use cases around a job that was begun."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database
        self._engine = ports.engine
        self._card = ports.card
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events

    async def confirm(self, key: str, person: Person) -> Job:
        """Go ahead with a job that costs more than usual. Its owner alone: it is their allowance."""
        job = await self._database.run(visible, key, person.guild_id, person.brought)
        if person.user_id != job.user_id:
            raise NotAllowed(
                t("Only the person who asked for this picture can say yes to its price. Ask for one with `/restyle`.")
            )
        confirmed = await asyncio.shield(self._database.run(lambda tx: tx.jobs.confirm(key)))
        if confirmed is None:
            raise TooLate(t("This question has been answered already, or waited too long. Ask again with `/restyle`."))
        self._events("job.confirmed", job=key)
        self._wakeup.notify(Topic.ARRIVALS, Topic.CARDS)
        return confirmed

    async def cancel(self, key: str, person: Person) -> Job:
        """Stop a job; its allowance is given back. Owner or Manage Messages."""
        only = t("Only the person who asked for this picture, or a moderator, can cancel it. Ask one of them.")
        job = await self._owned(key, person, only)
        # A paid engine is not stopped by asking, and bills all the same: there only what was never sent can be stopped.
        stoppable = CANCELLABLE if self._engine.repeatable else UNSENT
        by = None if person.user_id == job.user_id else Moderator(guild_id=person.guild_id, user_id=person.user_id)
        reason = t("Cancelled by {person}.", person=f"<@{by.user_id}>") if by else t("Cancelled.")
        cancelled = await self.call_off(job.key, reason, stoppable, by=by)
        if cancelled is None:
            raise TooLate
        if cancelled.reference is not None:
            with suppress(EngineBusy):
                await self._engine.forget(cancelled.reference)
        return cancelled

    async def delete(self, key: str, person: Person, by: Removal | None = None) -> None:
        """Delete the message that they look at: a result, or one that was posted again.

        Its owner may, whoever had that message posted, and with Manage Messages anybody.
        `by` is who can delete it, where the card's own way cannot.
        """
        job = await self._deletable(key, person)
        looked_at = person.brought.message if person.brought else None
        message = looked_at or (job.result if job else None)
        if message is None:
            raise Gone
        await (by or self._card).remove(message)
        if job is not None and message == job.result:
            await self._result_deleted(job, person)
        else:
            self._events("repost.deleted", job=key)

    async def call_off(
        self,
        key: str,
        reason: Text,
        stoppable: AbstractSet[State] = CANCELLABLE,
        *,
        by: Moderator | None = None,
    ) -> Job | None:
        """End a job that is in one of these states, whoever works on it; None if it is in another by now.

        Its owner reads the `reason`, in their language. That it was done `by` somebody else is written into the audit.
        """
        cancelling = _Cancelling(key=key, reason=reason, stoppable=stoppable, by=by)
        closing = self._database.run(_cancel, cancelling, self._clock.now(), self._ids, self._languages)
        cancelled = await asyncio.shield(closing)
        if cancelled is not None:
            self._events("job.cancelled", job=key)
            self._wakeup.notify(Topic.CANCELS, Topic.LINE, Topic.CARDS, *([Topic.ERRANDS] if by else []))
        return cancelled

    async def _deletable(self, key: str, person: Person) -> Job | None:
        """The job that the message is about; None if it is forgotten, for whoever had the message posted may still."""
        brought = person.brought
        if brought and brought.message and brought.asked_by == person.user_id:
            return await self._database.run(lambda tx: tx.jobs.get(key))
        only = t("Only the person who asked for this picture, or a moderator, can delete it. Ask one of them.")
        return await self._owned(key, person, only)

    async def _result_deleted(self, job: Job, person: Person) -> None:
        who = Remover.OWNER if person.user_id == job.user_id else Remover.MODERATOR
        await asyncio.shield(self._database.run(lambda tx: tx.jobs.deleted(job.key, who)))
        self._events("result.deleted", job=job.key, by=who.value)
        self._wakeup.notify(Topic.CARDS)

    async def _owned(self, key: str, person: Person, only: Text) -> Job:
        """The job, for whoever may stop or delete it; raises NotAllowed, which says that `only` they may."""
        job = await self._database.run(visible, key, person.guild_id, person.brought)
        if person.user_id != job.user_id and not person.manages_messages:
            raise NotAllowed(only)
        return job


def visible(tx: Tx, key: str, guild_id: int, brought: Brought | None = None) -> Job:
    """The job, if it belongs to this server; raises Gone: a button copied elsewhere finds nothing.

    In somebody's direct messages all of theirs is found, because what cannot be posted elsewhere comes there. And where
    we are a guest, whose tenant is that of whoever asked, others find what a message of ours has shown them.
    """
    job = tx.jobs.get(key)
    shown = brought is not None and brought.key == key
    if job is None or (guild_id not in (job.guild_id, -job.user_id) and not (shown and guild_id < 0)):
        raise Gone
    return job


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cancelling:
    """What is to be called off, why, and by whom if not by its owner."""

    key: str
    reason: Text
    stoppable: AbstractSet[State]
    by: Moderator | None


def _cancel(tx: Tx, given: _Cancelling, now: datetime, ids: Ids, languages: Languages) -> Job | None:
    job = tx.jobs.get(given.key)
    if job is None or job.state not in given.stoppable:
        return None
    with speaking(languages.of(job.locale)):
        reason = said(given.reason)
    closed = close_job(tx, job.key, State.CANCELLED, now, reason=reason)
    if closed is not None and given.by is not None:
        subject = t("picture for {person}", person=f"<@{job.user_id}>")
        write_down(tx, given.by, Deed.CANCELLED, subject, now=now, ids=ids)
    return closed
