"""Setting a server up: the few settings that matter, each changed at once and returned as what is in force then.

What is chosen again as it stands changes nothing and is not written into the audit.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime

from bot.domain.limits import Measure, Rule, Subject
from bot.domain.policy import ChannelRule, Clause, Policy
from bot.domain.windows import Span
from bot.ports import Ports, Topic, Tx
from bot.services.admission import Admission
from bot.services.moderation import Moderator, put_clause, remove_clause

CHANNELS_SHOWN = 25
"""So many channels can be chosen in one select; what more of them are allowed is left alone here."""

Step = Callable[[Tx, datetime], None]


class Setup:
    """The use cases of a panel that shows what is in force."""

    def __init__(self, ports: Ports, *, admission: Admission) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._admission = admission

    async def policy(self, guild_id: int) -> Policy:
        """What is in force."""
        return await self._database.run(self._admission.policy, guild_id, self._clock.now())

    async def put(self, moderator: Moderator, clause: Clause) -> Policy:
        """Set a clause."""
        return await self._change(moderator, lambda tx, now: self._set(tx, moderator, clause, now))

    async def remove(self, moderator: Moderator, kind: type[Clause], name: str = "") -> Policy:
        """Take a clause away, if it is there."""
        return await self._change(moderator, lambda tx, now: self._unset(tx, moderator, kind, name, now))

    async def allow_only(self, moderator: Moderator, channel_ids: Collection[int]) -> Policy:
        """Allow these channels and, of those that were shown, no others; none at all means everywhere."""

        def change(tx: Tx, now: datetime) -> None:
            before = channels_shown(self._admission.policy(tx, moderator.guild_id, now))
            for channel_id in sorted(set(before) - set(channel_ids)):
                self._unset(tx, moderator, ChannelRule, str(channel_id), now)
            for channel_id in sorted(channel_ids):
                self._set(tx, moderator, ChannelRule(channel_id=channel_id, allowed=True), now)

        return await self._change(moderator, change)

    async def _change(self, moderator: Moderator, step: Step) -> Policy:
        def both(tx: Tx, now: datetime) -> Policy:
            step(tx, now)
            return self._admission.policy(tx, moderator.guild_id, now)

        policy = await asyncio.shield(self._database.run(both, self._clock.now()))
        self._wakeup.notify(Topic.ERRANDS)
        return policy

    def _set(self, tx: Tx, moderator: Moderator, clause: Clause, now: datetime) -> None:
        if tx.policies(moderator.guild_id).find(type(clause), clause.name) != clause:
            default = self._admission.default_of(moderator.guild_id, type(clause), clause.name)
            put_clause(tx, moderator, clause, default, now=now, ids=self._ids)

    def _unset(self, tx: Tx, moderator: Moderator, kind: type[Clause], name: str, now: datetime) -> None:
        if tx.policies(moderator.guild_id).find(kind, name) is not None:
            default = self._admission.default_of(moderator.guild_id, kind, name)
            remove_clause(tx, moderator, kind, name, default, now=now, ids=self._ids)


def daily(subject: Subject, amount: int) -> Rule:
    """So many pictures a day."""
    return Rule(subject=subject, measure=Measure.PICTURES, span=Span.DAY, amount=amount)


def channels_shown(policy: Policy) -> tuple[int, ...]:
    """The channels that are allowed, as many as can be shown."""
    return tuple(sorted(each.channel_id for each in policy.all(ChannelRule) if each.allowed)[:CHANNELS_SHOWN])
