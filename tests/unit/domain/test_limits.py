"""Which rules hold for whom, what adds to them, and whose counters a request touches, in which order."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadRequest
from bot.domain.limits import (
    Exemption,
    Grant,
    Limit,
    Measure,
    Rule,
    Subject,
    SubjectKind,
    Usage,
    caps_for,
    counter,
    limits_for,
    tightest,
    usage_of,
)
from bot.domain.request import Asker
from bot.domain.windows import Span, Window

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
ASKER = Asker(guild_id=1, user_id=7, role_ids=frozenset({30, 31}), channel_ids=frozenset({500, 501}))
EVERYONE, GUILD = Subject(kind=SubjectKind.EVERYONE), Subject(kind=SubjectKind.GUILD)
ALL = Subject(kind=SubjectKind.ALL)
ME, SOMEBODY = Subject(kind=SubjectKind.USER, id=7), Subject(kind=SubjectKind.USER, id=8)
MINE, ALSO_MINE, ANOTHER = (Subject(kind=SubjectKind.ROLE, id=each) for each in (30, 31, 32))
HERE, ELSEWHERE = (Subject(kind=SubjectKind.CHANNEL, id=each) for each in (501, 502))
SUBJECTS = (EVERYONE, GUILD, ALL, ME, SOMEBODY, MINE, ALSO_MINE, ANOTHER, HERE, ELSEWHERE)


def pictures(subject: Subject, amount: int, span: Span = Span.DAY) -> Rule:
    return Rule(subject=subject, measure=Measure.PICTURES, span=span, amount=amount)


def grant(subject: Subject, amount: int, span: Span = Span.DAY, measure: Measure = Measure.PICTURES) -> Grant:
    return Grant(key=f"g{amount}", subject=subject, measure=measure, span=span, amount=amount, until=NOW)


def amounts(limits: Sequence[Limit]) -> list[int]:
    return sorted(limit.amount for limit in limits)


# Which rule wins


def test_the_most_specific_rule_wins() -> None:
    """One's own rule stands before those of roles, and these before everyone's, whether they give more or less."""
    rules = [pictures(EVERYONE, 50), pictures(MINE, 100), pictures(ME, 3)]
    assert amounts(limits_for(ASKER, rules)) == [3]
    assert amounts(limits_for(ASKER, rules[:2])) == [100]
    assert amounts(limits_for(ASKER, [pictures(EVERYONE, 50), pictures(MINE, 10)])) == [10]
    assert amounts(limits_for(ASKER, rules[:1])) == [50]


@pytest.mark.parametrize(
    ("measure", "span", "generous"),
    [
        (Measure.PICTURES, Span.DAY, 9),
        (Measure.MONEY, Span.WEEK, 9),
        (Measure.AT_ONCE, None, 9),
        (Measure.COUNT, None, 9),
        (Measure.SPEED, None, 9),
        (Measure.COOLDOWN, None, 2),
    ],
)
def test_among_roles_the_most_generous_wins(measure: Measure, span: Span | None, generous: int) -> None:
    """Of several roles the one that gives most holds: the most of everything, and the shortest wait."""
    rules = [
        Rule(subject=role, measure=measure, span=span, amount=amount) for role, amount in ((MINE, 9), (ALSO_MINE, 2))
    ]
    for order in (rules, rules[::-1]):
        assert amounts(limits_for(ASKER, order)) == [generous]


def test_rules_of_others_do_not_hold() -> None:
    """Another's rule, that of a role one lacks and that of another channel mean nothing."""
    assert limits_for(ASKER, [pictures(SOMEBODY, 1), pictures(ANOTHER, 1), pictures(ELSEWHERE, 1)]) == ()


def test_shared_limits_hold_besides() -> None:
    """Those of the channel and of the whole server hold as well, also for whoever has a rule of their own."""
    rules = [pictures(ME, 500), pictures(EVERYONE, 5), pictures(HERE, 20), pictures(GUILD, 30)]
    assert amounts(limits_for(ASKER, rules)) == [20, 30, 500]


def test_measures_and_windows_stand_beside_each_other() -> None:
    """A limit of a day replaces none of a week, and one of money none of pictures."""
    money = Rule(subject=ME, measure=Measure.MONEY, span=Span.DAY, amount=4)
    rules = [pictures(EVERYONE, 1), pictures(ME, 2, Span.WEEK), pictures(MINE, 3, Span.HOUR), money]
    assert amounts(limits_for(ASKER, rules)) == [1, 2, 3, 4]


@given(st.lists(st.tuples(st.sampled_from(SUBJECTS), st.integers(0, 99)), max_size=12, unique_by=lambda each: each[0]))
def test_there_is_one_limit_of_ones_own_and_every_shared_one(given_rules: list[tuple[Subject, int]]) -> None:
    """Whatever rules there are, of those that count for each member one holds, and no order of theirs matters."""
    rules = [pictures(subject, amount) for subject, amount in given_rules]
    limits = limits_for(ASKER, rules)
    own = [each for each in limits if not each.rule.subject.kind.shared]
    about_me = [each for each in rules if each.subject in {ME, MINE, ALSO_MINE, EVERYONE}]
    assert len(own) == bool(about_me)
    assert {each.rule for each in limits} - {each.rule for each in own} == {
        each for each in rules if each.subject in {GUILD, ALL, HERE}
    }
    assert set(limits_for(ASKER, rules[::-1])) == set(limits)


# What adds to it


def test_grants_add_to_the_rule_that_holds() -> None:
    """All grants of somebody and of their roles come on top, for as long as there is a rule to add to."""
    grants = [grant(ME, 10), grant(MINE, 5), grant(SOMEBODY, 1000), grant(ANOTHER, 1000)]
    assert amounts(limits_for(ASKER, [pictures(EVERYONE, 50), pictures(ME, 3)], grants)) == [18]
    assert limits_for(ASKER, [], grants) == ()


def test_grants_add_to_nothing_else() -> None:
    """Another window, another measure and what all share stay as they are."""
    rules = [pictures(EVERYONE, 50), pictures(GUILD, 60), pictures(HERE, 70)]
    grants = [grant(ME, 10, Span.WEEK), grant(ME, 10, measure=Measure.MONEY)]
    assert amounts(limits_for(ASKER, rules, grants)) == [50, 60, 70]
    assert amounts(limits_for(ASKER, rules, [grant(ME, 10)])) == [60, 60, 70]


@pytest.mark.parametrize("subject", [ME, MINE, EVERYONE])
def test_the_exempt_are_held_to_what_all_share(subject: Subject) -> None:
    """An exemption of theirs, or of a role of theirs, takes their own limits away, and not the shared ones."""
    rules = [pictures(ME, 1), pictures(EVERYONE, 2), pictures(GUILD, 3), pictures(HERE, 4)]
    assert amounts(limits_for(ASKER, rules, exemptions=[Exemption(subject=subject)])) == [3, 4]


@pytest.mark.parametrize("subject", [SOMEBODY, ANOTHER])
def test_exemptions_of_others_do_not_count(subject: Subject) -> None:
    """Nobody is exempt because another is."""
    assert amounts(limits_for(ASKER, [pictures(EVERYONE, 2)], exemptions=[Exemption(subject=subject)])) == [2]


def test_every_cap_of_the_operator_holds_for_whom_it_is_about() -> None:
    """A cap of one's own takes none of the others away, and another's does not hold."""
    rules = [pictures(ALL, 1), pictures(EVERYONE, 2), pictures(ME, 3), pictures(SOMEBODY, 4), pictures(GUILD, 5)]
    caps = caps_for(ASKER, rules)
    assert amounts(caps) == [1, 2, 3, 5]
    assert all(cap.operators for cap in caps)


# Whose counters


def test_each_kind_of_subject_has_a_counter() -> None:
    """Members have one each, whatever rule it is by which they are counted; what is shared is counted once."""
    names = {subject: counter(subject, Measure.PICTURES, ASKER) for subject in (ALL, GUILD, HERE, EVERYONE, MINE, ME)}
    assert names[EVERYONE] == names[MINE] == names[ME] == "member:1:7:pictures"
    assert names[HERE] == "channel:1:501:pictures"
    assert names[GUILD] == "guild:1:pictures"
    assert names[ALL] == "operator:pictures"


def test_days_of_a_server_end_in_its_zone_and_the_operators_in_utc() -> None:
    """Half an hour before midnight in UTC it is tomorrow in Berlin."""
    rule = pictures(EVERYONE, 50)
    theirs = usage_of(Limit(rule=rule, amount=60), ASKER, NOW, "Europe/Berlin")
    above = usage_of(Limit(rule=rule, amount=50, operators=True), ASKER, NOW, "Europe/Berlin")
    assert theirs.window.key == "day:2026-11-25@Europe/Berlin"
    assert above.window.key == "day:2026-11-24@UTC"
    assert (theirs.limit, theirs.rule) == (60, "60 pictures a day for each member")
    assert above.operators


def test_what_is_not_counted_has_no_counter() -> None:
    """A limit of speed is checked, not taken from."""
    with pytest.raises(ValueError, match="not counted"):
        usage_of(Limit(rule=Rule(subject=ME, measure=Measure.SPEED, amount=1), amount=1), ASKER, NOW, "UTC")


USAGES = st.builds(
    Usage,
    rule=st.just("a rule"),
    subject=st.sampled_from(("channel:1:5:pictures", "guild:1:pictures", "member:1:7:money", "operator:money")),
    window=st.sampled_from([Window(key=key, resets_at=NOW) for key in ("day:1@UTC", "hour:1@UTC")]),
    limit=st.integers(0, 9),
)


@given(st.lists(USAGES, max_size=12))
def test_counters_are_touched_once_each_in_one_order(usages: list[Usage]) -> None:
    """Each counter appears once with its lowest limit, sorted, so that two who ask lock them in the same order."""
    merged = list(tightest(usages))
    keys = [(each.subject, each.window.key) for each in merged]
    assert keys == sorted({(each.subject, each.window.key) for each in usages})
    for each, key in zip(merged, keys, strict=True):
        assert each.limit == min(other.limit for other in usages if (other.subject, other.window.key) == key)


# What cannot be a rule


@pytest.mark.parametrize(
    "rule",
    [
        Rule(subject=EVERYONE, measure=Measure.PICTURES, amount=5),
        Rule(subject=EVERYONE, measure=Measure.AT_ONCE, span=Span.DAY, amount=5),
        Rule(subject=HERE, measure=Measure.AT_ONCE, amount=5),
        Rule(subject=ALL, measure=Measure.AT_ONCE, amount=5),
        Rule(subject=GUILD, measure=Measure.COOLDOWN, amount=5),
        Rule(subject=EVERYONE, measure=Measure.SPEED, amount=0),
        Rule(subject=EVERYONE, measure=Measure.SPEED, amount=4),
        Rule(subject=EVERYONE, measure=Measure.PICTURES, span=Span.DAY, amount=-1),
    ],
    ids=lambda rule: rule.name,
)
def test_what_cannot_be_kept_is_refused(rule: Rule) -> None:
    """A rule needs a span where something is counted, a subject of whom it is known, and an amount that there is."""
    with pytest.raises(BadRequest):
        rule.checked()


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_can_be_limited_for_members(measure: Measure) -> None:
    """What can be kept is itself."""
    rule = Rule(subject=EVERYONE, measure=measure, span=Span.DAY if measure.counted else None, amount=1)
    assert rule.checked() is rule


def test_rules_are_told_in_words() -> None:
    """A person reads how much of what, for how long, and for whom."""
    assert pictures(EVERYONE, 1).told == "1 picture a day for each member"
    assert pictures(MINE, 50, Span.WEEK).told == "50 pictures a week for each member with <@&30>"
    money = Rule(subject=GUILD, measure=Measure.MONEY, span=Span.MONTH, amount=2_500_000)
    assert money.told == "$2.50 a month for the whole server"
    assert Rule(subject=HERE, measure=Measure.SPEED, amount=1).told == "speed up to turbo in <#501>"
    assert Rule(subject=ME, measure=Measure.COOLDOWN, amount=30).told == "30 seconds between two requests for <@7>"
    assert Rule(subject=ME, measure=Measure.COOLDOWN, amount=300).told == "5 minutes between two requests for <@7>"
