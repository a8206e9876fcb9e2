"""What moderators and whoever runs the bot read: within Discord's limits, stopped before it is sent, true to rows."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.controls import Action, custom_id, read_control
from bot.delivery.noticeboard import mark_of, notice_view
from bot.delivery.operator_view import broadcast_view, drain_view, pause_view, status_view
from bot.delivery.report_view import case_view, report_form
from bot.delivery.setup_view import Place, Setting, read_place, setup_view
from bot.domain.deeds import Deed
from bot.domain.fleet import Process
from bot.domain.limits import Measure, Rule, Subject, SubjectKind, Taken, Usage
from bot.domain.moderation import Report, Verdict
from bot.domain.notices import Case, Word
from bot.domain.policy import AuditChannel, Change, ChannelRule, Pause, Policy, TimeZone
from bot.domain.request import MessageRef, Wish
from bot.domain.windows import Span, Window
from bot.services.operating import Status
from bot.services.setup import daily
from tests import factories

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EVERYONE = Subject(kind=SubjectKind.EVERYONE)
ARTISTS, PATRONS = (Subject(kind=SubjectKind.ROLE, id=number) for number in (71, 72))
DEFAULT = Policy(clauses=(), default_rules=(daily(EVERYONE, 50),), default_zone="UTC")
FULL = Policy(
    clauses=(
        daily(EVERYONE, 42),
        *(daily(Subject(kind=SubjectKind.ROLE, id=2**63 - n), 100 + n) for n in range(1, 60)),
        *(ChannelRule(channel_id=2**63 - n, allowed=n % 2 == 0) for n in range(1, 120)),
        *(Rule(subject=EVERYONE, measure=Measure.PICTURES, span=span, amount=9) for span in (Span.HOUR, Span.WEEK)),
        AuditChannel(channel_id=2**63),
        TimeZone(zone="America/Argentina/ComodRivadavia"),
    ),
    default_rules=DEFAULT.default_rules,
)
JOB = factories.job(result=MessageRef(channel_id=77, message_id=88), wish=Wish(prompt="a *quiet* harbour"))
REPORT = Report(key="r" * 22, guild_id=1, job_key=JOB.key, user_id=11, reason="it shows *me* @everyone", at=NOW)


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
        yield from _walk([component["accessory"]] if "accessory" in component else [])


def _parts(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    return list(_walk(view.to_components()))


def _text(view: discord.ui.LayoutView) -> str:
    return "\n".join(part["content"] for part in _parts(view) if part["type"] == 10)


def _labels(view: discord.ui.LayoutView) -> list[str]:
    return [part["label"] for part in _parts(view) if part["type"] == 2]


def _selects(view: discord.ui.LayoutView) -> dict[Setting, dict[str, Any]]:
    found = dict[Setting, dict[str, Any]]()
    for part in _parts(view):
        if part["type"] in {3, 6, 8}:
            control = read_control(part["custom_id"])
            assert control is not None
            place = read_place(control.key)
            assert place is not None
            found[place.setting] = part
    return found


def _assert_legal(view: discord.ui.LayoutView) -> None:
    parts = _parts(view)
    assert len(parts) <= 40
    texts = [part["content"] for part in parts if part["type"] == 10]
    assert all(texts)
    assert sum(len(text) for text in texts) <= 4000
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(ids) == len(set(ids))
    assert all(read_control(each) is not None and len(each) <= 100 for each in ids)
    for part in parts:
        assert len(part.get("options", ())) <= 25
        assert len(part.get("default_values", ())) <= part.get("max_values", 1)
        assert len(part.get("placeholder") or "") <= 150
        assert sum(bool(option.get("default")) for option in part.get("options", ())) <= 1
    assert view.is_finished(), "discord.py would keep this view for ever"


async def test_the_panel_says_what_is_default() -> None:
    """Of a server that has set nothing every setting is told as the default, and chosen in its select."""
    view = setup_view(DEFAULT)
    _assert_legal(view)
    assert _text(view).count("(default)") == 5
    assert "Now: **50 pictures** (default)" in _text(view)
    assert set(_selects(view)) == set(Setting) - {Setting.MORE}
    chosen = [each["value"] for each in _selects(view)[Setting.DAILY]["options"] if each.get("default")]
    assert chosen == ["50"]


async def test_the_panel_shows_what_is_set() -> None:
    """Numbers and zones that are not in the lists as well; other limits are counted, and channels cut to what fits."""
    view = setup_view(FULL)
    _assert_legal(view)
    assert "(default)" not in _text(view)
    assert "Now: **42 pictures**" in _text(view)
    assert "There are 2 more limits" in _text(view)
    assert "…" in _text(view)
    selects = _selects(view)
    zones = [each["value"] for each in selects[Setting.ZONE]["options"] if each.get("default")]
    assert zones == ["America/Argentina/ComodRivadavia"]
    assert len(selects[Setting.CHANNELS]["default_values"]) == 25


async def test_the_number_of_a_role_is_chosen_after_the_role() -> None:
    """Its select appears with the role, and every select carries the role on."""
    policy = Policy(clauses=(daily(ARTISTS, 80), daily(PATRONS, 300)), default_rules=DEFAULT.default_rules)
    most = _selects(setup_view(policy))
    assert [each["id"] for each in most[Setting.ROLE]["default_values"]] == [PATRONS.id]
    assert most[Setting.MORE]["options"][-1]["value"] == "none"
    chosen = _selects(setup_view(policy, ARTISTS.id))
    assert {each["custom_id"].rpartition(".")[2] for each in chosen.values()} == {str(ARTISTS.id)}
    assert [each["value"] for each in chosen[Setting.MORE]["options"] if each.get("default")] == ["80"]
    new = _selects(setup_view(policy, 99))
    assert "none" not in [each["value"] for each in new[Setting.MORE]["options"]]


@pytest.mark.parametrize("argument", ["", "daily", "nothing.5", "daily.x", "daily.5.6", "zone.-5"])
def test_a_foreign_place_on_a_panel_is_nothing(argument: str) -> None:
    """Only what the panel writes is read back."""
    place = read_place(argument)
    assert place is None or place == Place(setting=Setting.DAILY)


async def test_a_report_is_a_card_with_all_that_moderators_need() -> None:
    """Words of people are shown as typed; the link leads to the picture; the buttons carry the report."""
    view = case_view(Case(report=REPORT, job=JOB), mark=mark_of("k" * 22))
    _assert_legal(view)
    text = _text(view)
    assert r"a \*quiet\* harbour" in text
    assert r"it shows \*me\* \@everyone" in text
    assert "**Made by** <@10>" in text
    assert "**Reported by** <@11>" in text
    assert _labels(view) == ["Look at it", "Delete", "Block", "Dismiss"]
    assert _parts(view)[0]["id"] == mark_of("k" * 22)
    links = [part["url"] for part in _parts(view) if part.get("url")]
    assert links == ["https://discord.com/channels/1/77/88"]


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_decided_report_says_who_decided_what(verdict: Verdict) -> None:
    """Its buttons are gone; whoever has asked to be forgotten is a moderator without a name."""
    for judge_id, name in ((12, "<@12>"), (0, "a moderator")):
        closed = replace(REPORT, verdict=verdict, judge_id=judge_id)
        view = case_view(Case(report=closed, job=JOB))
        _assert_legal(view)
        assert f"by {name}" in _text(view)
        assert _labels(view) == ["Look at it"]


@given(reason=st.text(min_size=1, max_size=300), prompt=st.text(max_size=1000), word=st.text(min_size=1, max_size=1500))
def test_every_notice_is_legal(reason: str, prompt: str, word: str) -> None:
    """No reason, prompt or word makes a message that Discord refuses."""

    async def build() -> None:
        job = factories.job(wish=Wish(prompt=prompt), result=MessageRef(channel_id=1, message_id=2))
        report = Report(key="r" * 22, guild_id=1, job_key=job.key, user_id=2**63, reason=reason, at=NOW)
        for notice in (Case(report=report, job=job), Word(text=word)):
            _assert_legal(notice_view(notice, mark_of(reason)))

    asyncio.run(build())


async def test_a_change_is_told_with_what_was_before_and_after() -> None:
    """Who, what, before, after, its number, and Undo where there is something to undo."""
    change = Change(
        number=12, guild_id=1, actor_id=7, at=NOW, deed=Deed.SET, subject="limit for each member",
        before=daily(EVERYONE, 50), after=daily(EVERYONE, 30),
    )  # fmt: skip
    view = notice_view(change)
    _assert_legal(view)
    assert "<@7> set: limit for each member" in _text(view)
    assert "50 pictures a day for each member → 30 pictures a day for each member" in _text(view)
    assert "Change 12" in _text(view)
    assert [part["custom_id"] for part in _parts(view) if "custom_id" in part] == [custom_id(Action.UNDO, "12")]
    said = Change(number=13, guild_id=1, actor_id=0, at=NOW, deed=Deed.ERASED, subject="<@9>")
    assert _labels(notice_view(said)) == []
    assert "Somebody" in _text(notice_view(said))


@given(st.text(min_size=1, max_size=25))
def test_a_mark_is_what_discord_takes_for_an_id(key: str) -> None:
    """A positive number of 31 bits."""
    assert 1 <= mark_of(key) < 2**31


async def test_the_form_asks_why() -> None:
    """One field, within Discord's lengths, and nothing is kept of it in memory."""
    form = report_form(JOB.key)
    (label,) = form.to_dict()["components"]
    assert form.to_dict()["custom_id"] == custom_id(Action.ACCUSE, JOB.key)
    assert len(form.title) <= 45
    assert len(label["label"]) <= 45
    assert len(label["description"]) <= 100
    assert label["component"]["max_length"] == 300
    assert form.is_finished()


async def test_the_status_fits_and_says_everything() -> None:
    """With many processes in trouble as well; money without a cap is told as that."""
    process = Process(boot="b", kind="worker", slots=4, pace=timedelta(seconds=2), trouble="x" * 2000)
    window = Window(key="day:2026-11-28@UTC", resets_at=NOW)
    usage = Usage(rule="r", subject="operator:money", window=window, limit=2**53, measure=Measure.MONEY)
    cap = Rule(subject=Subject(kind=SubjectKind.GUILD), measure=Measure.PICTURES, span=Span.DAY, amount=500)
    status = Status(
        pause=Pause(reason="*" * 200), open_jobs=1000, processes=(process,) * 60,
        today=(Taken(usage=usage, used=1_230_000),), caps=(cap,) * 3, listeners=7,
    )  # fmt: skip
    view = status_view(status)
    _assert_legal(view)
    assert "$1.23 spent; there is no cap" in _text(view)
    assert "500 pictures a day for the whole server" in _text(view)
    assert "7 servers have an audit channel" in _text(view)


async def test_a_drain_is_told_apart_from_a_pause() -> None:
    """Each answer names the other, and what ends both."""
    change = Change(number=1, guild_id=0, actor_id=7, at=NOW, deed=Deed.SET, subject="pause", after=Pause(reason="x"))
    for view in (pause_view(change), drain_view(3), broadcast_view(0), broadcast_view(2)):
        _assert_legal(view)
    assert "/operator drain" in _text(pause_view(change))
    assert "A pause alone would not tell you" in _text(drain_view(3))
    assert "/operator resume" in _text(drain_view(0))
