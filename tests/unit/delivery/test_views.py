"""Cards and results as Discord gets them: within its limits, stopped before they are sent, true to the row."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.card import MASK_NAME, SOURCE_NAME, card_view
from bot.delivery.controls import Action, Control, custom_id, read_control
from bot.delivery.result import posted_pictures, result_files, result_view
from bot.domain.job import Job, Origin, State, Ticket
from bot.domain.limits import Taken, Usage
from bot.domain.money import Money, Quote
from bot.domain.prompt import PROMPT_LIMIT
from bot.domain.request import Magic, MessageRef, Region, Size, Task, Wish
from bot.domain.result import Delivery, MediaType, Picture
from bot.domain.windows import Window
from tests import factories

NOW = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)
ALLOWANCE = Usage(
    rule="50 pictures a day for each member",
    subject="member:1:2:pictures",
    window=Window(key="day:2026-11-24@UTC", resets_at=NOW + timedelta(hours=9)),
    limit=50,
)
TICKET = Ticket(place=3, allowance=Taken(usage=ALLOWANCE, used=1))
PICTURE = Picture(data=b"bytes", media_type=MediaType.PNG, width=64, height=48)
WORST = Wish(
    prompt=("*_~`|>#[](<@&!:" * 100)[:PROMPT_LIMIT], style="vintage", strength=1 / 3, magic=Magic.MEDIUM,
    size=Size.LANDSCAPE, count=4, seed=2**31 - 4,
)  # fmt: skip
WORST_JOB = factories.job(
    wish=WORST,
    user_id=2**63,
    engine="*" * 40,
    summary="*" * 2000,
    reason="x" * 4000,
    notes=tuple(f"{n} " + "*" * 500 for n in range(100)),
    ended=NOW,
    result=MessageRef(channel_id=2**63, message_id=2**63),
)


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))
        yield from _walk([component["accessory"]] if "accessory" in component else [])


def _parts(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    return list(_walk(view.to_components()))


def _text(view: discord.ui.LayoutView) -> str:
    return "\n".join(part["content"] for part in _parts(view) if part["type"] == 10)


def _buttons(view: discord.ui.LayoutView) -> dict[str, str]:
    return {part["label"]: part["custom_id"] for part in _parts(view) if part["type"] == 2}


def _media(view: discord.ui.LayoutView) -> list[str]:
    thumbnails = [part["media"]["url"] for part in _parts(view) if part["type"] == 11]
    galleries = [item["media"]["url"] for part in _parts(view) if part["type"] == 12 for item in part["items"]]
    return thumbnails + galleries


def _assert_legal(view: discord.ui.LayoutView) -> None:
    parts = _parts(view)
    assert len(parts) <= 40
    assert 0 < sum(len(part["content"]) for part in parts if part["type"] == 10) <= 4000
    assert all(part["content"] for part in parts if part["type"] == 10)
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(ids) == len(set(ids))
    assert all(len(each) <= 100 and read_control(each) is not None for each in ids)
    assert all(len(part["label"]) <= 80 for part in parts if part["type"] == 2)
    assert view.is_finished(), "discord.py would keep this view for ever"


def _result(job: Job, notes: tuple[str, ...] = ()) -> discord.ui.LayoutView:
    delivery = Delivery(pictures=(PICTURE,) * job.wish.count, notes=notes)
    return result_view(job, posted_pictures(job, delivery), delivery, NOW)


@pytest.mark.parametrize("state", State)
async def test_the_longest_card_fits_in_a_message(state: State) -> None:
    """Whatever was asked for and remarked, in every state the card stays within Discord's limits."""
    for task in Task:
        job = replace(WORST_JOB, state=state, wish=replace(WORST, task=task))
        _assert_legal(card_view(job, TICKET, with_source=True))


async def test_the_longest_result_fits_in_a_message() -> None:
    """Four pictures, the source and every remark there is."""
    for task in Task:
        job = replace(WORST_JOB, wish=replace(WORST, task=task))
        _assert_legal(_result(job, notes=tuple("#" * 400 for _ in range(50))))


@given(prompt=st.text(max_size=PROMPT_LIMIT), note=st.text(max_size=500))
def test_every_card_is_legal(prompt: str, note: str) -> None:
    """No prompt makes a card that Discord refuses."""

    async def build() -> None:
        job = factories.job(wish=Wish(prompt=prompt, style="poster"), notes=(note,))
        _assert_legal(card_view(job, TICKET))
        _assert_legal(_result(job))

    asyncio.run(build())


async def test_a_card_names_only_what_hangs_on_it() -> None:
    """Before the source hangs, and when it never will, the card shows no picture; Discord would refuse it whole."""
    attached = [f"attachment://{SOURCE_NAME}"]
    accepted = factories.job(state=State.ACCEPTED, source_hangs=False)
    assert _media(card_view(accepted, TICKET)) == []
    assert _media(card_view(accepted, TICKET, with_source=True)) == attached
    assert _media(card_view(replace(accepted, state=State.FAILED), None)) == []
    assert _media(card_view(factories.job(state=State.CANCELLED), None)) == attached


async def test_only_a_job_that_can_be_cancelled_has_the_button() -> None:
    """Cancel is offered while it helps, and not after."""
    offered = {state for state in State if "Cancel" in _buttons(card_view(factories.job(state=state), TICKET))}
    assert offered == {State.ASKED, State.ACCEPTED, State.WAITING, State.SUBMITTING, State.SUBMITTED}


async def test_a_paid_picture_is_priced_and_cannot_be_stopped_once_it_was_sent() -> None:
    """The price stands on its card before and on its result after; Cancel goes with the order."""
    priced = factories.job(quote=Quote(about=Money.of("0.063"), at_most=Money.of("0.13")))
    assert "costs about $0.06" in _text(card_view(priced, TICKET))
    offered = {state for state in State if "Cancel" in _buttons(card_view(replace(priced, state=state), TICKET))}
    assert offered == {State.ASKED, State.ACCEPTED, State.WAITING}
    delivery = Delivery(pictures=(PICTURE,), billed=Money.of("0.06"))
    assert "$0.06" in _text(result_view(priced, posted_pictures(priced, delivery), delivery, NOW))


async def test_a_dear_picture_is_a_question() -> None:
    """What it costs, yes, and no."""
    asked = factories.job(state=State.ASKED, quote=Quote(about=Money.of("0.72"), at_most=Money.of("1.30")))
    view = card_view(asked, TICKET)
    assert "about $0.72" in _text(view)
    assert list(_buttons(view)) == ["Make it", "Cancel"]


async def test_a_lost_picture_can_be_tried_again_until_it_is_found() -> None:
    """The card says that nothing was counted and offers the next try; found later, it says where."""
    lost = factories.job(state=State.UNKNOWN, reason="I lost track of this picture at the engine.")
    assert list(_buttons(card_view(lost, TICKET))) == ["Retry"]
    assert "Nothing was counted" in _text(card_view(lost, TICKET))
    found = replace(lost, result=MessageRef(channel_id=600, message_id=1))
    assert "Found after all → <#600>" in _text(card_view(found, TICKET))
    assert _buttons(card_view(found, TICKET)) == {}


async def test_a_card_tells_when_a_job_may_start() -> None:
    """Where something is known of the pace; a place beyond counting is told as that."""
    ticket = replace(TICKET, starts_at=NOW)
    assert f"Number 3 in line, about <t:{int(NOW.timestamp())}:R>" in _text(card_view(factories.job(), ticket))
    far = replace(TICKET, place=1001, beyond=True)
    assert "Number 1,001 or later in line" in _text(card_view(factories.job(), far))


async def test_a_card_says_where_the_job_stands() -> None:
    """Place and allowance while it waits; where the result is when it is done; why, and that it was free, if not."""
    assert "Number 3 in line" in _text(card_view(factories.job(), TICKET))
    assert "49 of 50 left today" in _text(card_view(factories.job(), TICKET))
    assert "Next in line" in _text(card_view(factories.job(), replace(TICKET, place=1)))
    done = factories.job(state=State.DONE, ended=NOW, result=MessageRef(channel_id=600, message_id=1))
    assert "✅ Done in 60 s → <#600>" in _text(card_view(done, TICKET))
    assert "left today" not in _text(card_view(done, TICKET))
    failed = _text(card_view(factories.job(state=State.FAILED, reason="It broke."), None))
    assert "It broke. Nothing was counted." in failed
    assert failed.count("Nothing was counted.") == 1
    ended = factories.job(state=State.DONE, ended=NOW, notes=("enlarged",))
    assert "enlarged" in _text(_result(ended))
    assert "test engine" in _text(_result(ended))
    assert "enlarged" not in _text(card_view(ended, None)), "the result says it already"


async def test_a_card_says_what_is_made_for_whom() -> None:
    """The style's name and the words, who asked, and every setting that differs from the usual."""
    wish = Wish(prompt="a *quiet* harbour", style="poster", magic=Magic.LARGE, size=Size.WIDE, count=2, seed=7)
    text = _text(card_view(factories.job(wish=wish, origin=Origin.REROLL), TICKET))
    assert r"Travel poster: a \*quiet\* harbour" in text
    assert "Reroll for <@10> · strength 0.8 · balanced · seed 7 · magic large · wide · 2 pictures" in text
    assert "test engine: watercolor" in text
    assert "test engine\n" in _text(card_view(factories.job(summary=""), TICKET)) + "\n"


async def test_a_result_shows_every_picture_and_its_source() -> None:
    """Before beside the title, after alone in the gallery, each with its seed; the buttons carry the job's key."""
    job = factories.job(wish=Wish(prompt="ink", count=2, seed=5), notes=("a", "b"))
    view = _result(job, notes=("b", "c"))
    assert _media(view) == [
        f"attachment://{SOURCE_NAME}",
        *(f"attachment://restyle-{job.key}-{n}.png" for n in (1, 2)),
    ]
    assert list(_buttons(view)) == ["#1", "#2", "Reroll", "Subtler", "Stronger", "Edit prompt", "More"]
    assert read_control(_buttons(view)["Reroll"]) == Control(action=Action.REROLL, key=job.key)
    assert [_text(view).count(f"-# {note}") for note in "abc"] == [1, 1, 1]


async def test_an_imagined_picture_has_no_before() -> None:
    """Neither card nor result names a source or a strength, and no button asks for one."""
    job = factories.job(wish=Wish(task=Task.IMAGINE, prompt="hills", seed=5), source_hangs=False)
    card, result = card_view(job, TICKET), _result(job)
    assert _media(card) == []
    assert "Imagine for <@10> · balanced · seed 5" in _text(card)
    assert "Reading your picture" not in _text(card_view(replace(job, state=State.ACCEPTED), TICKET))
    assert _media(result) == [f"attachment://restyle-{job.key}-1.png"]
    assert list(_buttons(result)) == ["Reroll", "Edit prompt", "More"]
    assert "strength" not in _text(card) + _text(result)
    _assert_legal(card)
    _assert_legal(result)


@pytest.mark.parametrize(("region", "words"), [(Region.BORDER, "border only"), (None, "inside a mask")])
async def test_a_filled_picture_shows_its_mask(region: Region | None, words: str) -> None:
    """Source and mask hang on card and result, each under the name it is found by; the line says which part."""
    job = factories.job(wish=Wish(task=Task.FILL, prompt="ink", region=region))
    given = [f"attachment://{SOURCE_NAME}", f"attachment://{MASK_NAME}"]
    card, result = card_view(job, TICKET), _result(job)
    assert _media(card) == given
    assert _media(result)[:2] == given
    assert f"Fill for <@10> · {words} · strength 0.8" in _text(card)
    assert _media(card_view(replace(job, source_hangs=False), TICKET)) == []
    delivery = Delivery(pictures=(PICTURE,))
    files = result_files(job, posted_pictures(job, delivery), delivery, *[PICTURE] * 2)
    assert [file.filename for file in files[1:]] == [SOURCE_NAME, MASK_NAME]
    _assert_legal(card)
    _assert_legal(result)


@given(st.text(alphabet="abcXYZ019-_", min_size=22, max_size=22))
def test_file_names_are_safe_and_what_the_gallery_names(key: str) -> None:
    """A file is called by its job, in characters that Discord leaves alone, and uploaded under that very name."""
    job = factories.job(key=key, wish=Wish(prompt="../../etc/passwd <script>", count=2))
    delivery = Delivery(pictures=(PICTURE, PICTURE))
    pictures = posted_pictures(job, delivery)
    assert all(set(each.filename) <= set("abcdefghijklmnopqrstuvwxyzXYZ0123456789-.") for each in pictures)
    files = result_files(job, pictures, delivery, PICTURE)
    assert [file.filename for file in files] == [*(each.filename for each in pictures), SOURCE_NAME]
    assert [each.seed for each in pictures] == [1, 2]


@given(st.sampled_from(Action), st.text(alphabet="abcXYZ019-_", min_size=22, max_size=22))
async def test_a_button_is_read_back(action: Action, key: str) -> None:
    """What is written into a `custom_id` is what a press brings."""
    assert read_control(custom_id(action, key)) == Control(action=action, key=key)


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        f"r2:reroll:{'k' * 22}",
        f"r1:explode:{'k' * 22}",
        f"r1:reroll:{'k' * 65}",
        "r1:reroll:" + "ü" * 22,
    ],
)
def test_a_foreign_custom_id_is_nothing(custom_id: str) -> None:
    """Other versions, other bots and forgeries are not ours."""
    assert read_control(custom_id) is None
