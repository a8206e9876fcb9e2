"""Limits: the rules of a server, which of them hold for whom, and whose counters a request touches. Pure.

A rule says how much of a measure its subject may have in a window. For one person the most specific rule wins: theirs,
else the most generous of their roles', else everyone's. Rules about different measures or windows stand beside each
other, and those about a channel or the whole server, which all their people share, hold as well. Storage counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import BadRequest
from bot.domain.money import NOTHING, Money
from bot.domain.request import Asker, Speed
from bot.domain.text import Text, t, tn
from bot.domain.windows import Span, Window, window


class Measure(StrEnum):
    """What a rule limits."""

    PICTURES = "pictures"
    """Pictures in a window."""
    MONEY = "money"
    """What pictures in a window cost, in millionths of a dollar."""
    AT_ONCE = "at_once"
    """Requests in the line and in the making at the same time."""
    COOLDOWN = "cooldown"
    """Seconds between two requests; the smaller, the more generous."""
    COUNT = "count"
    """Pictures in one request."""
    SPEED = "speed"
    """How much care the engine may take: 1 turbo, 2 balanced, 3 quality."""

    @property
    def counted(self) -> bool:
        """True for what is counted over a window."""
        return self is Measure.PICTURES or self is Measure.MONEY

    def told(self, amount: int) -> str:
        """An amount for people."""
        if self is Measure.MONEY:
            return str(Money(amount))
        if self is Measure.SPEED:
            return SPEEDS[amount - 1].told
        return str(_length(amount)) if self is Measure.COOLDOWN else f"{amount:,}"

    def fits(self, kind: "SubjectKind") -> bool:
        """Whether a rule about such a subject can be kept: what is asked and open is known of members and servers."""
        if self is Measure.COOLDOWN:
            return not kind.shared
        return self is not Measure.AT_ONCE or kind not in {SubjectKind.ALL, SubjectKind.CHANNEL}

    def more_generous(self, one: int, other: int) -> int:
        """The one of two amounts that people would choose."""
        return min(one, other) if self is Measure.COOLDOWN else max(one, other)


LONGEST_COOLDOWN = timedelta(days=7)
"""No rule has anybody wait longer between two requests."""
SPEEDS = (Speed.TURBO, Speed.BALANCED, Speed.QUALITY)
"""From the cheapest to the dearest: a rule about speed names the last one that is allowed, counting from 1."""


class SubjectKind(StrEnum):
    """Whom a rule is about, the less specific first."""

    ALL = "all"
    """Everybody in all servers together; only the operator's rules."""
    GUILD = "server"
    """All members of the server together."""
    CHANNEL = "channel"
    """All who ask in a channel or its threads, together."""
    EVERYONE = "everyone"
    """Each member."""
    ROLE = "role"
    """Each member who has the role."""
    USER = "user"
    """One member."""

    @property
    def shared(self) -> bool:
        """True if its people share one counter."""
        return self in {SubjectKind.ALL, SubjectKind.GUILD, SubjectKind.CHANNEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a rule is about."""

    kind: SubjectKind
    id: int = 0
    """The role, user or channel; 0 where there is nothing to name."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind.value

    @property
    def told(self) -> Text:
        """As part of a rule, e.g. `for each member`."""
        match self.kind:
            case SubjectKind.ALL:
                return t("for all servers together")
            case SubjectKind.GUILD:
                return t("for the whole server")
            case SubjectKind.CHANNEL:
                return t("in {channel}", channel=f"<#{self.id}>")
            case SubjectKind.EVERYONE:
                return t("for each member")
            case SubjectKind.ROLE:
                return t("for each member with {role}", role=f"<@&{self.id}>")
            case SubjectKind.USER:
                return t("for {person}", person=f"<@{self.id}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How much of a measure a subject may have. A counted measure has a span, and no other does."""

    subject: Subject
    measure: Measure
    span: Span | None = None
    amount: int
    """In the measure's own unit; 0 forbids it altogether."""
    default: bool = False
    """True where an entry of the audit names it, and it held only because nobody had set anything."""

    def checked(self) -> "Rule":
        """This rule; raises BadRequest, saying why, if it cannot be kept."""
        if self.measure.counted != (self.span is not None):
            raise BadRequest(
                t("Say for how long: a limit of pictures or money is for an hour, a day, a week or a month.")
                if self.measure.counted
                else t("This limit holds for each request. Leave out for how long.")
            )
        if not self.measure.fits(self.subject.kind):
            raise BadRequest(t("That cannot be limited {whom}: choose members instead.", whom=self.subject.told))
        if self.amount < 0 or (self.measure is Measure.SPEED and not 1 <= self.amount <= len(SPEEDS)):
            raise BadRequest(t("That amount is not possible. Write another one."))
        return self

    @property
    def name(self) -> str:
        """What it is about: another rule of the same name replaces it."""
        return "/".join((str(self.subject), self.measure, *([self.span] if self.span else [])))

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("limit {whom}", whom=self.subject.told)

    @property
    def told(self) -> Text:
        """For people, e.g. `50 pictures a day for each member`."""
        return t("{what} {whom}", what=self._what, whom=self.subject.told)

    @property
    def _what(self) -> Text:
        span = self.span.told if self.span else ""
        match self.measure:
            case Measure.PICTURES:
                return tn("{n} picture {span}", "{n} pictures {span}", self.amount, span=span)
            case Measure.MONEY:
                return t("{amount} {span}", amount=self.measure.told(self.amount), span=span)
            case Measure.AT_ONCE:
                return tn("{n} request at the same time", "{n} requests at the same time", self.amount)
            case Measure.COOLDOWN:
                return t("{time} between two requests", time=_length(self.amount))
            case Measure.COUNT:
                return tn("{n} picture in one request", "{n} pictures in one request", self.amount)
            case Measure.SPEED:
                return t("speed up to {speed}", speed=self.measure.told(self.amount))


def _length(seconds: int) -> Text:
    """A length of time in the largest unit in which it is whole."""
    if seconds and seconds % 3_600 == 0:
        return tn("{n} hour", "{n} hours", seconds // 3_600)
    if seconds and seconds % 60 == 0:
        return tn("{n} minute", "{n} minutes", seconds // 60)
    return tn("{n} second", "{n} seconds", seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something extra for a while, on top of the rule of the same measure and span that holds for them."""

    key: str
    """Names it."""
    subject: Subject
    """A user, or each member who has a role."""
    measure: Measure
    span: Span
    amount: int
    until: datetime

    @property
    def name(self) -> str:
        """There may be several for the same subject."""
        return self.key

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("extra {whom}", whom=self.subject.told)

    @property
    def told(self) -> Text:
        """What it gives, e.g. `10 pictures a day for <@7> on top, until …`."""
        extra = Rule(subject=self.subject, measure=self.measure, span=self.span, amount=self.amount)
        return t("{extra} on top, until <t:{until}:f>", extra=extra.told, until=int(self.until.timestamp()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Nothing that counts for each member counts for this user, or for those who have this role."""

    subject: Subject

    @property
    def name(self) -> str:
        """One for each subject."""
        return str(self.subject)

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("exemption {whom}", whom=self.subject.told)

    @property
    def told(self) -> Text:
        """What it says."""
        return t("exempt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A rule that holds for somebody, with what they were granted."""

    rule: Rule
    amount: int
    """With the grants."""
    operators: bool = False
    """True for the operator's: nobody in the server can change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One counter and how high it may go."""

    rule: str
    """How the rule is told to a person, e.g. `50 pictures a day for each member`."""
    subject: str
    """Whose counter, e.g. `member:5:7:pictures`."""
    window: Window
    limit: int
    measure: Measure = Measure.PICTURES
    operators: bool = False
    """True if only the operator of the bot can change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A counter as it stands."""

    usage: Usage
    used: int

    @property
    def left(self) -> int:
        """What may still be taken from it."""
        return max(0, self.usage.limit - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a job came to in the end; the rest of what was reserved for it is given back."""

    pictures: int = 0
    money: Money | None = NOTHING
    """What the engine billed, which may be more than was reserved; None books all that was, because nobody can say."""


def limits_for(
    asker: Asker,
    rules: Iterable[Rule],
    grants: Iterable[Grant] = (),
    exemptions: Iterable[Exemption] = (),
) -> tuple[Limit, ...]:
    """The limits that hold for somebody where they ask: one for each measure and span, and the shared ones.

    `grants` are those in force. A grant without a rule to add to gives nothing, because nothing limits them there.
    """
    theirs = [rule for rule in rules if covers(rule.subject, asker)]
    shared = [Limit(rule=rule, amount=rule.amount) for rule in theirs if rule.subject.kind.shared]
    if any(covers(each.subject, asker) for each in exemptions):
        return tuple(shared)
    granted = [grant for grant in grants if covers(grant.subject, asker)]
    own = dict[tuple[Measure, Span | None], list[Rule]]()
    for rule in theirs:
        if not rule.subject.kind.shared:
            own.setdefault((rule.measure, rule.span), []).append(rule)
    return (*(_with_grants(_most_specific(each), granted) for each in own.values()), *shared)


def caps_for(asker: Asker, rules: Iterable[Rule]) -> tuple[Limit, ...]:
    """The operator's limits for somebody: each that is about them holds, however specific another is."""
    return tuple(Limit(rule=rule, amount=rule.amount, operators=True) for rule in rules if covers(rule.subject, asker))


def covers(subject: Subject, asker: Asker) -> bool:
    """Whether a rule about this subject is about somebody, where they ask."""
    match subject.kind:
        case SubjectKind.USER:
            return subject.id == asker.user_id
        case SubjectKind.ROLE:
            return subject.id in asker.role_ids
        case SubjectKind.CHANNEL:
            return subject.id in asker.channel_ids
        case _:
            return True


_SPECIFIC = tuple(SubjectKind)


def _most_specific(rules: Sequence[Rule]) -> Rule:
    """Of rules about the same thing the most specific, and among those the most generous."""
    best = rules[0]
    for rule in rules[1:]:
        difference = _SPECIFIC.index(rule.subject.kind) - _SPECIFIC.index(best.subject.kind)
        wins = rule.measure.more_generous(rule.amount, best.amount) == rule.amount
        if difference > 0 or (difference == 0 and wins):
            best = rule
    return best


def _with_grants(rule: Rule, grants: Iterable[Grant]) -> Limit:
    extra = sum(grant.amount for grant in grants if (grant.measure, grant.span) == (rule.measure, rule.span))
    return Limit(rule=rule, amount=rule.amount + extra)


def usage_of(limit: Limit, asker: Asker, now: datetime, zone: str) -> Usage:
    """The counter of a counted limit, the operator's in UTC; raises ValueError for another."""
    rule = limit.rule
    if rule.span is None or not rule.measure.counted:
        raise ValueError(f"{rule.measure} is not counted")
    told = rule if limit.amount == rule.amount else replace(rule, amount=limit.amount)
    return Usage(
        rule=told.told,
        subject=counter(rule.subject, rule.measure, asker),
        window=window(rule.span, now, "UTC" if limit.operators else zone),
        limit=limit.amount,
        measure=rule.measure,
        operators=limit.operators,
    )


def counter(subject: Subject, measure: Measure, asker: Asker) -> str:
    """Names whose counter it is in the store, e.g. `member:5:7:pictures`.

    In the order of their names, which is the order in which they are locked, those that most people share come last.
    """
    match subject.kind:
        case SubjectKind.ALL:
            return f"operator:{measure}"
        case SubjectKind.GUILD:
            return f"guild:{asker.guild_id}:{measure}"
        case SubjectKind.CHANNEL:
            return f"channel:{asker.guild_id}:{subject.id}:{measure}"
        case _:
            return f"member:{asker.guild_id}:{asker.user_id}:{measure}"


def tightest(usages: Iterable[Usage]) -> Iterator[Usage]:
    """Each counter once, in the order in which they are locked, with the lowest of its limits."""
    lowest = dict[tuple[str, str], Usage]()
    for usage in usages:
        key = (usage.subject, usage.window.key)
        if key not in lowest or usage.limit < lowest[key].limit:
            lowest[key] = usage
    return (lowest[key] for key in sorted(lowest))
