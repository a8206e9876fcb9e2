"""What moderators and members read of order: within Discord's limits whatever was typed, and never markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.delivery.change_view import audit_page, change_view
from bot.delivery.controls import Action, read_control
from bot.delivery.limits_view import limits_view, rules_view
from bot.delivery.listing import PER_PAGE
from bot.delivery.order_view import blocks_view, channels_view, line_view, privacy_view, tried_view, words_view
from bot.delivery.references import read_reference, reference_to
from bot.delivery.wording import safe
from bot.domain.deeds import Deed
from bot.domain.errors import Gone
from bot.domain.limits import Exemption, Grant, Limit, Measure, Rule, Subject, SubjectKind, Taken, usage_of
from bot.domain.policy import Block, Change, ChannelRule, Clause, ForbiddenWord, Pause, Policy, Retention
from bot.domain.request import Asker, Wish
from bot.domain.text import t
from bot.domain.windows import Span
from bot.playground.entities import walk
from bot.services.admission import Overview
from bot.services.moderation import Line
from tests import factories

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOMEBODY = 2**63 - 1
NASTY = "*_~`|>#[x](http://evil)<@1>@everyone" * 10
WHO = Asker(guild_id=1, user_id=SOMEBODY, channel_ids=frozenset({5}), role_ids=frozenset({SOMEBODY}))
SUBJECTS = [Subject(kind=kind, id=SOMEBODY) for kind in (SubjectKind.USER, SubjectKind.ROLE, SubjectKind.CHANNEL)]
RULES = [
    Rule(subject=subject, measure=measure, span=span, amount=10**6)
    for subject in (*SUBJECTS, Subject(kind=SubjectKind.GUILD), Subject(kind=SubjectKind.EVERYONE))
    for measure in (Measure.PICTURES, Measure.MONEY)
    for span in Span
]
GRANTS = [
    Grant(key=f"{n:022d}", subject=SUBJECTS[0], measure=Measure.PICTURES, span=Span.DAY, amount=10**6, until=NOW)
    for n in range(20)
]
FULL = Policy(
    clauses=(
        *RULES,
        *GRANTS,
        *(Exemption(subject=subject) for subject in SUBJECTS[:2]),
        *(Block(user_id=SOMEBODY - n, reason=NASTY, until=NOW) for n in range(20)),
        *(ForbiddenWord(word=f"{n:02d}" + "*" * 48) for n in range(300)),
        *(ChannelRule(channel_id=SOMEBODY - n, allowed=n % 2 == 0) for n in range(60)),
        Pause(reason=NASTY),
        Retention(days=3650),
    ),
    above=tuple(RULES),
)
EMPTY = Policy(clauses=())
PAUSES = [Pause(reason=NASTY), Pause(reason=NASTY[::-1])]


def _change(number: int, before: Clause | None, after: Clause | None, **more: Any) -> Change:
    values: dict[str, Any] = {"guild_id": 1, "actor_id": SOMEBODY, "at": NOW, "deed": Deed.SET, "subject": NASTY}
    return Change(number=number, before=before, after=after, **(values | more))


CHANGES = [_change(10**12 - n, PAUSES[n % 2], PAUSES[(n + 1) % 2], undone=n % 2 == 0) for n in range(PER_PAGE + 1)]


def _overview(policy: Policy) -> Overview:
    limits = [Limit(rule=rule, amount=rule.amount, operators=True) for rule in RULES]
    usages = [usage_of(limit, WHO, NOW, "UTC") for limit in limits]
    return Overview(
        policy=policy,
        counted=tuple(Taken(usage=usage, used=999_999) for usage in usages),
        others=tuple(
            Limit(rule=Rule(subject=SUBJECTS[1], measure=Measure.COOLDOWN, amount=604_800), amount=1) for _ in range(9)
        ),
        open=1_000,
    )


@dataclass(frozen=True)
class Read:
    """A view as Discord gets it."""

    view: discord.ui.LayoutView

    @property
    def parts(self) -> list[dict[str, Any]]:
        return list(walk(self.view.to_components()))

    @property
    def text(self) -> str:
        return "\n".join(part["content"] for part in self.parts if part["type"] == 10)

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [(part["label"], part["custom_id"]) for part in self.parts if part["type"] == 2]


VIEWS: dict[str, Callable[[], discord.ui.LayoutView]] = {
    "limits of one": lambda: limits_view(_overview(FULL), WHO, theirs=True),
    "limits of nobody": lambda: limits_view(Overview(policy=EMPTY, counted=(), others=(), open=0), WHO),
    "rules": lambda: rules_view(FULL),
    "last rules": lambda: rules_view(FULL, 42),
    "no rules": lambda: rules_view(EMPTY),
    "blocks": lambda: blocks_view(FULL, 7),
    "no blocks": lambda: blocks_view(EMPTY),
    "words": lambda: words_view(FULL, 14),
    "no words": lambda: words_view(EMPTY),
    "channels": lambda: channels_view(FULL, 21),
    "no channels": lambda: channels_view(EMPTY),
    "test": lambda: tried_view(NASTY * 3, [NASTY] * 50),
    "clean test": lambda: tried_view(NASTY * 3, []),
    "privacy": lambda: privacy_view(FULL),
    "line": lambda: line_view(Line(jobs=_jobs(25), count=1_000)),
    "no line": lambda: line_view(Line(jobs=(), count=0)),
    "change": lambda: change_view(CHANGES[0]),
    "reset": lambda: change_view(_change(1, None, None, deed=Deed.RESET, subject=NASTY.replace("<@1>", "<@ 1>"))),
    "audit": lambda: audit_page(CHANGES, first=True),
    "older audit": lambda: audit_page(CHANGES, first=False),
    "no audit": lambda: audit_page([], first=True),
}


def _jobs(count: int) -> tuple[Any, ...]:
    one = factories.job(user_id=SOMEBODY, wish=Wish(prompt=NASTY[:1000], style="vintage"), created=NOW)
    return tuple(replace(one, key=f"{n:022d}") for n in range(count))


@pytest.mark.parametrize("name", sorted(VIEWS))
async def test_a_view_is_one_that_discord_takes(name: str) -> None:
    """4,000 characters and 40 components at most, no text empty, and buttons that are told apart and read back."""
    read = Read(VIEWS[name]())
    assert len(read.parts) <= 40
    assert all(part["content"] for part in read.parts if part["type"] == 10)
    assert len(read.text) <= 4_000
    ids = [custom_id for _, custom_id in read.buttons]
    assert len(ids) == len(set(ids))
    assert all(len(each) <= 100 and read_control(each) for each in ids)
    assert read.view.is_finished()


@pytest.mark.parametrize("name", sorted(VIEWS))
async def test_what_people_wrote_is_shown_as_they_wrote_it(name: str) -> None:
    """No markup, no link and no mention comes out of a reason, a word or a prompt."""
    text = Read(VIEWS[name]()).text
    assert "](http" not in text
    assert "<@1>" not in text
    assert "@everyone" not in text.replace("\\@everyone", "")


def test_a_text_keeps_its_own_mentions_and_stays_translatable() -> None:
    """Only what fills it is escaped, also in a text inside it."""
    inner = t("for {person}", person="<@7>")
    shown = safe(t("{what} {whom} until <t:{moment}:f>", what="**x**", whom=inner, moment=5))
    assert shown == r"\*\*x\*\* for <@7> until <t:5:f>"
    assert getattr(shown, "template", None) == "{what} {whom} until <t:{moment}:f>"


async def test_pages_lead_through_a_list_and_back() -> None:
    """Each thing is on exactly one of the pages that `More` leads to."""
    seen, first = list[str](), 0
    while True:
        read = Read(blocks_view(FULL, first))
        seen += [custom_id for label, custom_id in read.buttons if label == "Remove"]
        turns = {label: custom_id for label, custom_id in read.buttons if label in {"More", "Back"}}
        assert ("Back" in turns) == (first > 0)
        if "More" not in turns:
            break
        control = read_control(turns["More"])
        assert control is not None
        assert control.action is Action.PAGE
        first = int(control.key.partition(".")[2])
    assert len(seen) == len(set(seen)) == len(FULL.all(Block))


async def test_a_page_that_is_gone_shows_the_first() -> None:
    """Somebody may have removed what stood there."""
    assert Read(rules_view(EMPTY, 700)).text == Read(rules_view(EMPTY)).text
    assert Read(blocks_view(FULL, -7)).text == Read(blocks_view(FULL)).text


@pytest.mark.parametrize(
    "clause", [RULES[0], GRANTS[0], Exemption(subject=SUBJECTS[0]), ChannelRule(channel_id=5, allowed=True)]
)
def test_a_button_names_its_clause(clause: Clause) -> None:
    """What a button says is read back as type and name; what nobody wrote is refused."""
    assert read_reference(reference_to(clause)) == (type(clause), clause.name)
    with pytest.raises(Gone):
        read_reference("word:x")


async def test_only_the_last_change_of_a_thing_can_be_taken_back() -> None:
    """On the first page, and not when it is taken back already."""
    pause, zone = PAUSES[0], Retention(days=3)
    changes: Sequence[Change] = [
        _change(5, pause, None),
        _change(4, zone, None, undone=True),
        _change(3, None, zone),
        _change(2, None, pause),
        _change(1, None, None, deed=Deed.RESET),
    ]
    assert Read(audit_page(changes, first=True)).buttons == [("Undo", "r1:undo:5.audit")]
    assert [label for label, _ in Read(audit_page(changes, first=False)).buttons] == ["Newest"]


async def test_a_bar_is_empty_and_full_only_when_it_is() -> None:
    """Something used is seen, and something left too."""

    def bar(used: int, limit: int) -> str:
        rule = replace(RULES[0], amount=limit)
        usage = usage_of(Limit(rule=rule, amount=limit), WHO, NOW, "UTC")
        overview = Overview(policy=EMPTY, counted=(Taken(usage=usage, used=used),), others=(), open=0)
        return Read(limits_view(overview, WHO)).text

    assert "▱" * 10 in bar(0, 1000)
    assert "▰" + "▱" * 9 in bar(1, 1000)
    assert "▰" * 9 + "▱" in bar(999, 1000)
    assert "▰" * 10 in bar(1000, 1000)
    assert "▰" * 10 in bar(0, 0)


def test_a_grant_says_until_when() -> None:
    """A moment that each reader sees in their own time."""
    until = NOW + timedelta(days=2)
    assert f"<t:{int(until.timestamp())}:f>" in safe(replace(GRANTS[0], until=until).told)
