"""Admission: the one way in for everything that makes a picture, whatever it was asked by. Runs inside transactions.

The check and the reservation are one: what is refused leaves nothing behind, because its transaction is rolled back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.errors import AllowanceSpent
from bot.domain.job import Job
from bot.domain.limits import SPEEDS, Limit, Measure, Rule, Subject, SubjectKind, Taken, Usage, tightest, usage_of
from bot.domain.money import Money
from bot.domain.policy import OPERATOR, Clause, FreshStart, Policy
from bot.domain.request import Asker
from bot.domain.text import Text, t, tn
from bot.domain.windows import Span
from bot.ports import Tx

UNLIMITED = Money(2**53)
"""What nobody can spend: counted, and never reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Asks the policies, and takes what a request needs."""

    daily_pictures: int
    """Pictures a member may have made a day, where a server says nothing else."""
    zone: str
    """The IANA time zone whose midnight ends a day, where a server says nothing else."""
    daily_money: Money | None = None
    """What all pictures of a day may cost together, where the operator says nothing else; None sets no limit."""
    _defaults: tuple[tuple[Rule, ...], tuple[Rule, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Say the defaults as rules."""
        everyone, everybody = Subject(kind=SubjectKind.EVERYONE), Subject(kind=SubjectKind.ALL)
        pictures = Rule(subject=everyone, measure=Measure.PICTURES, span=Span.DAY, amount=self.daily_pictures)
        # Counted without a cap too, so that one set in the middle of a day knows what was spent before.
        cap = (self.daily_money or UNLIMITED).micros
        money = Rule(subject=everybody, measure=Measure.MONEY, span=Span.DAY, amount=cap)
        object.__setattr__(self, "_defaults", ((pictures,), (money,)))

    def policy(self, tx: Tx, guild_id: int, now: datetime, *, user_id: int | None = None) -> Policy:
        """What is in force in a server; with a user, of the blocks only theirs."""
        rules, above = self._defaults
        clauses, operators = tx.policies(guild_id).in_force(now, user_id=user_id)
        return Policy(
            clauses=clauses,
            above=operators,
            default_rules=rules,
            default_above=above,
            default_zone=self.zone,
        )

    def default_of(self, guild_id: int, kind: type[Clause], name: str) -> Rule | None:
        """The rule that holds where there is no such clause, marked as one that nobody has set."""
        rules, above = self._defaults
        known = (above if guild_id == OPERATOR else rules) if kind is Rule else ()
        found = next((each for each in known if each.name == name and each.amount < UNLIMITED.micros), None)
        return None if found is None else replace(found, default=True)

    def admit(self, tx: Tx, job: Job, asker: Asker, now: datetime) -> tuple[Taken, ...]:
        """Reserve what a job needs that was just written, and say how its counters stand now.

        Raises the Refused that says why it may not be.
        """
        policy = self.policy(tx, asker.guild_id, now, user_id=asker.user_id)
        policy.admit(asker, job.wish.prompt)
        limits = policy.limits(asker)
        for limit in limits:
            if not limit.rule.measure.counted:
                _CHECKS[limit.rule.measure](tx, job, limit, now)
        amounts = _needs(job)
        usages = (usage_of(each, asker, now, policy.zone) for each in limits if each.rule.measure in amounts)
        return tuple(_take(tx, job, usage, amounts[usage.measure]) for usage in tightest(usages))

    def overview(self, tx: Tx, asker: Asker, now: datetime) -> "Overview":
        """All that limits somebody where they ask."""
        policy = self.policy(tx, asker.guild_id, now, user_id=asker.user_id)
        limits = policy.limits(asker)
        counted = (each for each in limits if each.rule.measure.counted and each.amount < UNLIMITED.micros)
        usages = tightest(usage_of(each, asker, now, policy.zone) for each in counted)
        return Overview(
            policy=policy,
            counted=tuple(Taken(usage=usage, used=tx.ledger.used(usage)) for usage in usages),
            others=tuple(each for each in limits if not each.rule.measure.counted),
            open=tx.records(asker.guild_id).open_count(asker.user_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What somebody may have."""

    policy: Policy
    counted: tuple[Taken, ...]
    """The counters that a request of theirs is taken from."""
    others: tuple[Limit, ...]
    """What else a request is held to."""
    open: int
    """How many requests of theirs have not ended."""


def _needs(job: Job) -> Mapping[Measure, int]:
    needs = {Measure.PICTURES: job.wish.count}
    return needs if job.quote is None else needs | {Measure.MONEY: job.quote.at_most.micros}


def _take(tx: Tx, job: Job, usage: Usage, amount: int) -> Taken:
    used = tx.ledger.reserve(job.key, usage, amount)
    if used is None:
        raise _spent(job, usage, tx.ledger.used(usage), amount)
    return Taken(usage=usage, used=used)


def _spent(job: Job, usage: Usage, used: int, wanted: int) -> AllowanceSpent:
    told = usage.measure.told
    return AllowanceSpent(
        t("The budget for pictures is used up.") if usage.measure is Measure.MONEY else None,
        rule=usage.rule,
        # Direct messages have no moderators.
        operators=usage.operators or job.guild_id < 0,
        used=told(used),
        limit=told(usage.limit),
        wanted=told(wanted),
        resets_at=usage.window.resets_at,
    )


def _check_at_once(tx: Tx, job: Job, limit: Limit, _now: datetime) -> None:
    whose = None if limit.rule.subject.kind.shared else job.user_id
    # The job itself is among them.
    others = tx.records(job.guild_id).open_count(whose) - 1
    if others >= limit.amount:
        text = (
            tn("{n} request is open here already.", "{n} requests are open here already.", others)
            if whose is None
            else tn("You have {n} open request already.", "You have {n} open requests already.", others)
        )
        raise _held(limit, t("{text} Wait until one is done, or cancel one.", text=text))


def _check_cooldown(tx: Tx, job: Job, limit: Limit, now: datetime) -> None:
    last = tx.records(job.guild_id).last_asked(job.user_id, but=job.key)
    whose = Subject(kind=SubjectKind.USER, id=job.user_id)
    fresh = None if limit.operators else tx.policies(job.guild_id).find(FreshStart, str(whose))
    if last is not None and isinstance(fresh, FreshStart) and last <= fresh.at:
        return
    again = None if last is None else last + timedelta(seconds=limit.amount)
    if again is not None and again > now:
        raise _held(limit, t("You have asked a moment ago."), resets_at=again)


def _check_count(_tx: Tx, job: Job, limit: Limit, _now: datetime) -> None:
    if job.wish.count > limit.amount:
        raise _held(limit, tn("Ask for {n} picture at most.", "Ask for {n} pictures at most.", limit.amount))


def _check_speed(_tx: Tx, job: Job, limit: Limit, _now: datetime) -> None:
    if SPEEDS.index(job.wish.speed) + 1 > limit.amount:
        raise _held(limit, t("`speed` may be {speed} at most.", speed=Measure.SPEED.told(limit.amount)))


_CHECKS: Mapping[Measure, Callable[[Tx, Job, Limit, datetime], None]] = {
    Measure.AT_ONCE: _check_at_once,
    Measure.COOLDOWN: _check_cooldown,
    Measure.COUNT: _check_count,
    Measure.SPEED: _check_speed,
}


def _held(limit: Limit, text: Text, *, resets_at: datetime | None = None) -> AllowanceSpent:
    return AllowanceSpent(text, rule=limit.rule.told, operators=limit.operators, resets_at=resets_at)
