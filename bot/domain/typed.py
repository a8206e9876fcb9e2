"""What moderators type, as values: amounts, durations, words, zones, rules. Says what is wrong with anything else."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from bot.domain.errors import BadRequest
from bot.domain.limits import LONGEST_COOLDOWN, SPEEDS, Measure, Rule, Subject, SubjectKind
from bot.domain.money import Money
from bot.domain.policy import ForbiddenWord, TimeZone
from bot.domain.request import COUNT_LIMIT
from bot.domain.text import t
from bot.domain.windows import Span
from bot.domain.words import folded

LONGEST = timedelta(days=5 * 366)
_PARTS = re.compile(r"(\d{1,9})\s*([^\W\d_]+)")
_AND = re.compile(r"[\s,]|\b(?:and|und|et|y|e|と)\b")
_SECOND = ("s", "sec", "second", "sek", "sekunde", "sekunden", "seconde", "segundo", "seg", "秒")
_MINUTE = ("m", "min", "minute", "minuten", "minuto", "分")
_HOUR = ("h", "hr", "hour", "std", "stunde", "stunden", "heure", "hora", "時間")
_DAY = ("d", "day", "t", "tag", "tage", "tagen", "j", "jour", "día", "dia", "日")
_WEEK = ("w", "week", "woche", "wochen", "sem", "semaine", "semana", "週", "週間")
_UNITS: Mapping[str, timedelta] = {
    **dict.fromkeys(_SECOND, timedelta(seconds=1)),
    **dict.fromkeys(_MINUTE, timedelta(minutes=1)),
    **dict.fromkeys(_HOUR, timedelta(hours=1)),
    **dict.fromkeys(_DAY, timedelta(days=1)),
    **dict.fromkeys(_WEEK, timedelta(weeks=1)),
}
"""In every language that is spoken: who reads of days in theirs writes them so."""
_MOST: Mapping[Measure, int] = {
    Measure.PICTURES: 1_000_000,
    Measure.MONEY: Money.of(1_000_000).micros,
    Measure.AT_ONCE: 1_000,
    Measure.COOLDOWN: int(LONGEST_COOLDOWN.total_seconds()),
    Measure.COUNT: COUNT_LIMIT,
    Measure.SPEED: len(SPEEDS),
}


def duration_typed(typed: str, *, at_most: timedelta = LONGEST) -> timedelta:
    """A length of time like `2d`, `1h 30m` or `3 weeks`; raises BadRequest."""
    parts = _PARTS.findall(typed.lower())
    units = [_UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) for _, unit in parts]
    rest = _AND.sub("", _PARTS.sub("", typed.lower()))
    if not parts or rest or None in units:
        raise BadRequest(t("I do not understand `{typed}` as a time. Write it like `30m`, `12h` or `2d`.", typed=typed))
    total = sum(int(number) * unit.total_seconds() for (number, _), unit in zip(parts, units, strict=True) if unit)
    if not 0 < total <= at_most.total_seconds():
        raise BadRequest(t("That is too long or too short: at most {days} days.", days=at_most.days))
    return timedelta(seconds=total)


def amount_typed(measure: Measure, typed: str) -> int:
    """An amount in the measure's own unit; raises BadRequest saying how it is written."""
    amount = _READERS[measure](typed.strip().lower()) if measure in _READERS else _whole(typed.strip())
    if amount is None:
        raise BadRequest(t("`amount` cannot be `{typed}` there. {how}", typed=typed, how=_HOW[measure]))
    if amount > _MOST[measure]:
        raise BadRequest(t("`amount` can be {most} at most.", most=measure.told(_MOST[measure])))
    return amount


def rule_typed(subject: Subject, measure: Measure, typed: str, span: Span | None) -> Rule:
    """A rule as somebody asked for it; raises BadRequest if it would mean nothing."""
    return Rule(subject=subject, measure=measure, span=span, amount=amount_typed(measure, typed)).checked()


def word_typed(typed: str) -> ForbiddenWord:
    """A word or phrase in the form in which it is looked for; raises BadRequest if nothing is left of it."""
    words = folded(typed)
    if not words:
        raise BadRequest(t("There is no word in `{typed}`. Write one.", typed=typed))
    return ForbiddenWord(word=" ".join(words))


@cache
def zones() -> Mapping[str, str]:
    """All time zones there are, by their names in lower case."""
    # From the list that comes with their data: looking for them on the disk would keep everybody waiting.
    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return {zone.casefold(): zone for zone in sorted(listed)}


def zone_typed(typed: str) -> TimeZone:
    """A time zone by its IANA name, in whatever case; raises BadRequest if there is none."""
    zone = zones().get(typed.strip().casefold())
    if zone is None:
        raise BadRequest(
            t("There is no time zone `{typed}`. Pick one from the list, for example `Europe/Berlin`.", typed=typed)
        )
    return TimeZone(zone=zone)


def subject_named(
    *, user: int | None = None, role: int | None = None, channel: int | None = None, whole_server: bool = False
) -> Subject:
    """Whom the options of a command name: one of them, or every member; raises BadRequest for more."""
    named = [
        Subject(kind=kind, id=each)
        for kind, each in ((SubjectKind.USER, user), (SubjectKind.ROLE, role), (SubjectKind.CHANNEL, channel))
        if each is not None
    ]
    named += [Subject(kind=SubjectKind.GUILD)] if whole_server else []
    if len(named) > 1:
        raise BadRequest(t("Name one of them: a user, a role, a channel or the whole server. None means each member."))
    return named[0] if named else Subject(kind=SubjectKind.EVERYONE)


def member_or_role(*, user: int | None, role: int | None) -> Subject:
    """Whom the options of a command name: a member or a role; raises BadRequest for neither and for both."""
    subject = subject_named(user=user, role=role)
    if subject.kind is SubjectKind.EVERYONE:
        raise BadRequest(t("Name a `user` or a `role`."))
    return subject


def _whole(typed: str) -> int | None:
    bare = typed.replace(",", "").replace("_", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 12 else None


def _dollars(typed: str) -> int | None:
    try:
        # Many write cents behind a comma.
        amount = Decimal(re.sub(r",(\d{1,2})$", r".\1", typed.removeprefix("$").removesuffix("$").strip()))
    except InvalidOperation:
        return None
    return Money.of(amount).micros if amount.is_finite() and 0 <= amount < 10**9 else None


def _seconds(typed: str) -> int | None:
    whole = _whole(typed)
    return int(duration_typed(typed).total_seconds()) if whole is None else whole


def _speed(typed: str) -> int | None:
    named = (at for at, speed in enumerate(SPEEDS, 1) if typed in {speed.value.lower(), speed.told.lower()})
    return next(named, None)


_READERS = {Measure.MONEY: _dollars, Measure.COOLDOWN: _seconds, Measure.SPEED: _speed}
_HOW = {
    Measure.PICTURES: t("Write a whole number, for example `20`."),
    Measure.MONEY: t("Write dollars, for example `2.50`."),
    Measure.AT_ONCE: t("Write a whole number, for example `2`."),
    Measure.COOLDOWN: t("Write seconds or a time, for example `30` or `5m`."),
    Measure.COUNT: t("Write a whole number, for example `2`."),
    Measure.SPEED: t("Write `turbo`, `balanced` or `quality`."),
}
