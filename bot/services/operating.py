"""What whoever runs the bot decides about all servers at once. Their policy is a tenant's like any other: `OPERATOR`.

Its pause, caps and blocks stand above those of every server. Who may call these is for the edge.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.deeds import Deed
from bot.domain.errors import BadRequest
from bot.domain.fairness import HEAVIEST, LIGHTEST
from bot.domain.fleet import Process
from bot.domain.limits import Limit, Measure, Rule, Subject, SubjectKind, Taken, usage_of
from bot.domain.moderation import Errand, ErrandKind
from bot.domain.policy import OPERATOR, Change, Pause
from bot.domain.request import Asker
from bot.domain.text import Text, t
from bot.domain.windows import Span
from bot.ports import Ids, Ports, Topic, Tx
from bot.services.admission import Admission
from bot.services.moderation import Moderator, put_clause, remove_clause, write_down

R = TypeVar("R")
_SILENT = timedelta(seconds=45)
"""After how long without a sign a process is not counted any more."""
_ANYBODY = Asker(guild_id=OPERATOR, user_id=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How everything stands."""

    pause: Pause | None
    open_jobs: int
    """Of all servers; counted up to 1,000."""
    processes: tuple[Process, ...]
    today: tuple[Taken, ...]
    """What all servers together have used of what is limited."""
    caps: tuple[Rule, ...]
    """What each server may have."""
    listeners: int
    """Servers with an audit channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a server gets of the whole; None stays as it is."""

    weight: float | None = None
    cap: int | None = None
    member_cap: int | None = None


class Operating:
    """The use cases of whoever runs the bot."""

    def __init__(self, ports: Ports, *, admission: Admission) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._admission = admission

    async def pause(self, user_id: int, reason: str) -> Change:
        """Take no new work in any server; what was begun is finished."""
        return self._told(await self._run(put_clause, _operator(user_id), Pause(reason=reason)))

    async def resume(self, user_id: int) -> Change:
        """Take new work again; raises Gone if that was not stopped."""
        return self._told(await self._run(remove_clause, _operator(user_id), Pause, ""))

    async def drain(self, user_id: int, reason: str, channel_id: int, locale: str = "") -> int:
        """Pause, and have it said in that channel when nothing is left to do; returns how many jobs are open.

        `locale` is the language in which it is said.
        """
        return self._told(await self._run(_drain, _operator(user_id), reason, channel_id, locale))

    async def cap(self, user_id: int, whom: SubjectKind, measure: Measure, amount: int | None) -> Change:
        """Set what all servers together, or each of them, may have a day; None takes it away, and raises Gone."""
        rule = Rule(subject=Subject(kind=whom), measure=measure, span=Span.DAY, amount=amount or 0)
        default = self._admission.default_of(OPERATOR, Rule, rule.name)
        if amount is None:
            return self._told(await self._run(remove_clause, _operator(user_id), Rule, rule.name, default))
        return self._told(await self._run(put_clause, _operator(user_id), rule, default))

    async def share(self, user_id: int, guild_id: int, share: Share) -> Change:
        """Change what a server gets of the whole; raises BadRequest."""
        change = await self._run(_share, _operator(user_id), guild_id, share)
        self._wakeup.notify(Topic.LINE)
        return self._told(change)

    async def broadcast(self, user_id: int, text: str) -> int:
        """Say something in the audit channels of all servers; returns how many they are."""
        return self._told(await self._run(_broadcast, _operator(user_id), text))

    async def status(self) -> Status:
        """How everything stands."""
        return await self._database.run(_status, self._admission, self._clock.now())

    async def _run(self, step: Callable[..., R], *given: object) -> R:
        """One step in one transaction, with the time and the ids that it needs."""
        return await asyncio.shield(self._database.run(step, *given, now=self._clock.now(), ids=self._ids))

    def _told(self, outcome: R) -> R:
        self._events("operator.decided", outcome=str(outcome) if isinstance(outcome, int) else type(outcome).__name__)
        self._wakeup.notify(Topic.ERRANDS)
        return outcome


def _operator(user_id: int) -> Moderator:
    return Moderator(guild_id=OPERATOR, user_id=user_id)


def _drain(tx: Tx, operator: Moderator, reason: str, channel_id: int, locale: str, *, now: datetime, ids: Ids) -> int:
    put_clause(tx, operator, Pause(reason=reason), now=now, ids=ids)
    body = {"drained": "1", "locale": locale}
    watch = Errand(key=ids.key(), guild_id=OPERATOR, kind=ErrandKind.NEWS, channel_id=channel_id, body=body)
    tx.errands.add(watch, now)
    return tx.upkeep.open_count()


def _share(tx: Tx, operator: Moderator, guild_id: int, share: Share, *, now: datetime, ids: Ids) -> Change:
    given = _parts(share)
    if not given:
        raise BadRequest(t("Say what is to change: `weight`, `cap` or `member_cap`."))
    try:
        tx.jobs.set_share(guild_id, weight=share.weight, cap=share.cap, member_cap=share.member_cap)
    except ValueError as error:
        raise BadRequest(
            t(
                "That cannot be: `weight` is between {lightest} and {heaviest}, and caps are at least 1.",
                lightest=f"{LIGHTEST:g}",
                heaviest=f"{HEAVIEST:g}",
            )
        ) from error
    told = ", ".join(given)
    subject = t("share of server {server}: {told}", server=str(guild_id), told=told)
    return write_down(tx, operator, Deed.SET, subject, now=now, ids=ids)


def _parts(share: Share) -> Sequence[Text]:
    """What is given of it, in words."""
    parts = (
        None if share.weight is None else t("weight {weight}", weight=f"{share.weight:g}"),
        None if share.cap is None else t("cap {cap}", cap=share.cap),
        None if share.member_cap is None else t("member cap {cap}", cap=share.member_cap),
    )
    return [part for part in parts if part is not None]


def _broadcast(tx: Tx, operator: Moderator, text: str, *, now: datetime, ids: Ids) -> int:
    write_down(tx, operator, Deed.SAID, t("{text}", text=text), now=now, ids=ids)
    listeners = tx.upkeep.audit_channels()
    for guild_id, channel in listeners:
        word = Errand(
            key=ids.key(),
            guild_id=guild_id,
            kind=ErrandKind.NEWS,
            channel_id=channel.channel_id,
            body={"text": text, "locale": channel.locale},
        )
        tx.errands.add(word, now)
    return len(listeners)


def _status(tx: Tx, admission: Admission, now: datetime) -> Status:
    limits = [each for each in admission.policy(tx, OPERATOR, now).limits(_ANYBODY) if each.operators]
    pause = tx.policies(OPERATOR).find(Pause, "")
    return Status(
        pause=pause if isinstance(pause, Pause) else None,
        open_jobs=tx.upkeep.open_count(),
        processes=tuple(tx.fleet.alive(now - _SILENT)),
        today=tuple(_taken(tx, each, now) for each in limits if each.rule.subject.kind is SubjectKind.ALL),
        caps=tuple(each.rule for each in limits if each.rule.subject.kind is not SubjectKind.ALL),
        listeners=len(tx.upkeep.audit_channels()),
    )


def _taken(tx: Tx, limit: Limit, now: datetime) -> Taken:
    usage = usage_of(limit, _ANYBODY, now, "UTC")
    return Taken(usage=usage, used=tx.ledger.used(usage))
