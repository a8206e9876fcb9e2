"""Forgetting somebody because they asked for it: jobs are called off, messages are left to errands, rows are deleted.

Whoever is interrupted in between has been forgotten in part, and asks again for the rest.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deeds import Deed
from bot.domain.errors import EngineBusy
from bot.domain.job import CANCELLABLE, UNSENT, Job
from bot.domain.moderation import Errand, ErrandKind
from bot.domain.privacy import Holdings
from bot.domain.request import PlaceKind
from bot.domain.text import speaking, t
from bot.ports import Ports, Topic, Tx
from bot.services.decisions import Decisions
from bot.services.moderation import moderators_language

_NOBODY = 0
_BATCH = 100
"""Requests forgotten in one transaction: so few that nobody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What came of it."""

    requests: int
    left: int
    """Requests that could not be called off, because they are paid for or being delivered."""


class Privacy:
    """The use cases around what is known of one person. In one tenant, or in all where its number is None."""

    def __init__(self, ports: Ports, *, decisions: Decisions) -> None:
        self._database = ports.database
        self._engine = ports.engine
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._decisions = decisions

    async def holdings(self, user_id: int, guild_id: int | None) -> Holdings:
        """What is kept of them."""
        return await self._database.run(lambda tx: tx.upkeep.holdings(user_id, guild_id))

    async def forget(self, user_id: int, guild_id: int | None) -> Forgotten:
        """Forget them; may be asked again for what was left."""
        unfinished = await self._database.run(lambda tx: tx.upkeep.unfinished_jobs(user_id, guild_id))
        left = [job for job in unfinished if not await self._is_over(job)]
        requests, tenants = 0, set[int]()
        while jobs := await self._database.run(self._forget_some, user_id, guild_id, self._clock.now()):
            requests += len(jobs)
            tenants.update(job.guild_id for job in jobs)
            self._wakeup.notify(Topic.ERRANDS)
        await self._database.run(self._forget_rest, user_id, guild_id, tenants)
        await self._database.scrub()
        # Without a name: the log is kept longer than they are.
        self._events("person.forgotten", requests=requests, left=len(left))
        return Forgotten(requests=requests, left=len(left))

    async def _is_over(self, job: Job) -> bool:
        """Call a job off, and have the engine drop what it keeps of it; False if it cannot be stopped any more."""
        if not job.state.ended:
            stoppable = CANCELLABLE if self._engine.repeatable else UNSENT
            if await self._decisions.call_off(job.key, t("Its owner asked to be forgotten."), stoppable) is None:
                return False
        if job.reference is not None:
            with suppress(EngineBusy):
                await self._engine.forget(job.reference)
        return True

    def _forget_some(self, tx: Tx, user_id: int, guild_id: int | None, now: datetime) -> list[Job]:
        jobs = list(tx.upkeep.forget_jobs(user_id, guild_id, _BATCH))
        for job in jobs:
            for message in (job.card, job.result):
                # Where we are a guest nothing of ours can be deleted but by a press on it.
                guest = job.place.kind is PlaceKind.GUEST and message == job.card
                if message is not None and not guest:
                    deletion = Errand(
                        key=self._ids.key(),
                        guild_id=job.guild_id,
                        kind=ErrandKind.DELETE,
                        channel_id=message.channel_id,
                        message_id=message.message_id,
                    )
                    tx.errands.add(deletion, now)
        return jobs

    def _forget_rest(self, tx: Tx, user_id: int, guild_id: int | None, tenants: set[int]) -> None:
        tx.upkeep.erase(user_id, guild_id)
        for tenant in sorted(each for each in tenants if each > 0):
            with speaking(moderators_language(tx, tenant, self._languages)):
                subject = t("what was known of somebody")
            tx.policies(tenant).record(_NOBODY, self._clock.now(), Deed.ERASED, subject)
