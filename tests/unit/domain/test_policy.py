"""A policy decides who may ask, where and for what; it says why not, and its defaults fill what nobody has set."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import Blocked, Paused, WordForbidden, WrongChannel
from bot.domain.limits import Exemption, Measure, Rule, Subject, SubjectKind
from bot.domain.policy import Block, ChannelRule, Clause, ForbiddenWord, Pause, Policy, TimeZone
from bot.domain.request import Asker
from bot.domain.windows import Span

UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
ASKER = Asker(guild_id=1, user_id=7, channel_ids=frozenset({500, 501}))
EVERYONE, ALL = Subject(kind=SubjectKind.EVERYONE), Subject(kind=SubjectKind.ALL)
DEFAULT = Rule(subject=EVERYONE, measure=Measure.PICTURES, span=Span.DAY, amount=50)
CAP = Rule(subject=ALL, measure=Measure.MONEY, span=Span.DAY, amount=1_000_000)


def policy(*clauses: Clause, above: tuple[Clause, ...] = ()) -> Policy:
    return Policy(clauses=clauses, above=above, default_rules=(DEFAULT,), default_above=(CAP,), default_zone="UTC")


def test_an_empty_policy_lets_everybody_in() -> None:
    """Where nobody has decided anything, anybody may ask for anything anywhere."""
    policy().admit(ASKER, "a watercolour")


def test_a_pause_is_told_with_its_reason_and_the_operators_first() -> None:
    """Nobody gets past a pause, and what holds everywhere is what a person reads."""
    with pytest.raises(Paused, match="in this server at the moment: a contest"):
        policy(Pause(reason="a contest")).admit(ASKER, "x")
    with pytest.raises(Paused, match="everywhere at the moment: repairs"):
        policy(Pause(reason="a contest"), above=(Pause(reason="repairs"),)).admit(ASKER, "x")


def test_the_blocked_are_told_why_and_until_when() -> None:
    """A block is its member's alone, whether the server's or the operator's."""
    with pytest.raises(Blocked, match=rf"spam\. This ends <t:{int(UNTIL.timestamp())}:R>\.\n.*moderators"):
        policy(Block(user_id=7, reason="spam", until=UNTIL)).admit(ASKER, "x")
    with pytest.raises(Blocked, match=r"abuse\.\nOnly whoever runs me"):
        policy(above=(Block(user_id=7, reason="abuse"),)).admit(ASKER, "x")
    policy(Block(user_id=8, reason="spam")).admit(ASKER, "x")


@pytest.mark.parametrize(
    ("rules", "welcome"),
    [
        ({}, True),
        ({500: True}, True),
        ({501: True}, True),
        ({502: True}, False),
        ({502: False}, True),
        ({500: False}, False),
        ({501: False}, False),
        ({500: True, 501: False}, False),
        ({502: True, 500: True}, True),
    ],
)
def test_channels(rules: dict[int, bool], *, welcome: bool) -> None:
    """A thread is as its channel; once one is allowed only those are, and what is not allowed wins."""
    clauses = [ChannelRule(channel_id=channel, allowed=allowed) for channel, allowed in rules.items()]
    if welcome:
        policy(*clauses).admit(ASKER, "x")
        return
    with pytest.raises(WrongChannel):
        policy(*clauses).admit(ASKER, "x")


def test_a_wrong_channel_is_told_where_to_go() -> None:
    """Of the channels that are allowed, those are named where it would work."""
    clauses = [ChannelRule(channel_id=channel, allowed=True) for channel in (502, 503)]
    with pytest.raises(WrongChannel, match="Try <#502>, <#503>"):
        policy(*clauses).admit(ASKER, "x")


def test_forbidden_words_are_named() -> None:
    """A person reads which word it was, and a word in another is none."""
    forbidding = policy(ForbiddenWord(word="ass"), ForbiddenWord(word="blood moon"))
    with pytest.raises(WordForbidden, match="“blood moon”"):
        forbidding.admit(ASKER, "a Blood-Moon over glass")
    forbidding.admit(ASKER, "moon, blood, class and glass")


def test_defaults_fill_what_nobody_has_set() -> None:
    """A rule about the same subject, measure and span takes the default's place; any other stands beside it."""
    generous = Rule(subject=EVERYONE, measure=Measure.PICTURES, span=Span.DAY, amount=500)
    weekly = Rule(subject=EVERYONE, measure=Measure.PICTURES, span=Span.WEEK, amount=70)
    assert policy().rules == (DEFAULT,)
    assert policy(generous).rules == (generous,)
    assert set(policy(weekly).rules) == {DEFAULT, weekly}
    assert policy(TimeZone(zone="Asia/Tokyo")).zone == "Asia/Tokyo"
    assert policy().zone == "UTC"


def test_the_operators_caps_hold_above_all() -> None:
    """No server's rule, grant or exemption takes a cap away; the operator's own rule replaces only their default."""
    exempt = Exemption(subject=Subject(kind=SubjectKind.USER, id=7))
    (cap,) = policy(exempt).limits(ASKER)
    assert (cap.rule, cap.operators) == (CAP, True)
    lower = Rule(subject=ALL, measure=Measure.MONEY, span=Span.DAY, amount=5)
    each = Rule(subject=EVERYONE, measure=Measure.PICTURES, span=Span.DAY, amount=9)
    limits = policy(exempt, above=(lower, each)).limits(ASKER)
    assert [(limit.rule, limit.operators) for limit in limits] == [(lower, True), (each, True)]


def test_servers_do_not_see_each_others_operator_rules_about_members() -> None:
    """A cap of the operator's about one member is no other's."""
    about = Rule(subject=Subject(kind=SubjectKind.USER, id=8), measure=Measure.PICTURES, span=Span.DAY, amount=0)
    assert [limit.rule for limit in policy(above=(about,)).limits(ASKER)] == [DEFAULT, CAP]
