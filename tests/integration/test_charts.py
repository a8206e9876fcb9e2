"""Charts, drawn by the real child process and looked at: something is where something should be."""

import sys
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from bot.charts.drawing import HEIGHT, WIDTH
from bot.charts.lettering import _known, fitting, legible
from bot.charts.painter import Painter
from bot.domain.activity import activity
from bot.domain.chart import Chart, Day, Panel, Share
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.domain.text import speaking
from bot.language.catalogues import FILES, Catalogues
from bot.services.usage import chart_of
from tests.fakes.events import RecordedEvents

BLURPLE, GREEN = (0x58, 0x65, 0xF2), (0x3B, 0xA5, 0x5D)


def chart(*, busy: bool, spent: str | None = None) -> Chart:
    days = tuple(
        Day(label=f"{day} Nov", pictures=day if busy else 0, dollars=day / 10 if spent else 0) for day in range(1, 31)
    )
    people = tuple(Share(names=(f"somebody {each}",), pictures=13 - each) for each in range(12 if busy else 0))
    return Chart(
        title="Pictures of the last 30 days",
        subtitle="1 Nov to 30 Nov · UTC",
        total="465 pictures",
        spent=spent,
        pictures_title="Pictures a day",
        money_title="Dollars a day",
        days=days,
        panels=(Panel(title="Who asked most", shares=people), Panel(title="Engines", shares=people[:1])),
        nothing="Nobody yet",
    )


@pytest.fixture
async def painter() -> AsyncGenerator[Painter]:
    async with Painter(events=RecordedEvents()) as opened:
        yield opened


def pixels(picture: bytes | None, colour: tuple[int, int, int]) -> int:
    assert picture is not None
    image = Image.open(BytesIO(picture)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    return sum(count for count, found in image.getcolors(WIDTH * HEIGHT) or [] if found == colour)


async def test_a_chart_shows_what_there_is(painter: Painter) -> None:
    """Bars where pictures were made, none on an empty server, and money only where there was some."""
    empty = await painter.draw(chart(busy=False))
    busy = await painter.draw(chart(busy=True))
    paid = await painter.draw(chart(busy=True, spent="$46.50"))
    assert pixels(empty, BLURPLE) == 0
    assert pixels(busy, BLURPLE) > 50_000
    assert pixels(busy, GREEN) == 0
    assert pixels(paid, GREEN) > 10_000


async def test_its_corners_are_nobodys(painter: Painter) -> None:
    """The card has a ground of its own and round corners: it looks the same on a dark and on a light Discord."""
    picture = await painter.draw(chart(busy=False))
    assert picture is not None
    alpha = Image.open(BytesIO(picture)).convert("RGBA").getchannel("A")
    assert [alpha.getpixel(place) for place in ((0, 0), (WIDTH // 2, HEIGHT // 2))] == [0, 255]


async def test_no_secret_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child gets the chart and what it needs to start, not the environment of the bot."""
    monkeypatch.setenv("DISCORD_TOKEN", "sesame")
    script = "import os, sys; sys.stdout.write(repr(dict(os.environ)))"
    async with Painter(events=RecordedEvents(), command=(sys.executable, "-c", script)) as painter:
        told = await painter.draw(chart(busy=False))
    assert told is not None
    assert b"sesame" not in told


@pytest.mark.parametrize(
    ("script", "seconds"), [("raise SystemExit('no')", 30.0), ("", 30.0), ("import time; time.sleep(60)", 0.5)]
)
async def test_a_chart_that_cannot_be_drawn_is_none(script: str, seconds: float) -> None:
    """A child that fails, says nothing or takes too long costs the picture and nothing else; it is ended, and told."""
    events = RecordedEvents()
    async with Painter(events=events, seconds=seconds, command=(sys.executable, "-c", script)) as painter:
        assert await painter.draw(chart(busy=False)) is None
    assert events.names() == ["chart.failed"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Zoë",), "Zoë"),
        (("Жанна", "zhanna"), "Жанна"),
        (("𝓕𝓪𝓷𝓬𝔂 ✨ 𝓐𝓵𝓲𝓬𝓮", "alice"), "Fancy Alice"),
        (("漢字", "kanji_person"), "漢字"),
        (("한글", "hangul_person"), "hangul_person"),
        (("🙂🙂", "smile"), "smile"),
        (("\u202eevil", "evil"), "evil"),
        (("한글",), "?"),
    ],
)
def test_names_are_written_in_letters_that_we_have(names: tuple[str, ...], shown: str) -> None:
    """The first name that can be read is taken; what has no letter in our typefaces is left out."""
    assert legible(names) == shown


def test_long_names_are_cut_where_room_ends() -> None:
    """A name that is too long ends in an ellipsis, and a short one is left alone."""
    assert fitting("Bob", 32, 300) == "Bob"
    cut = fitting("A very long name that goes on and on", 32, 300)
    assert cut.endswith("…")
    assert 10 < len(cut) < 30


async def test_dollars_are_no_mathematics(painter: Painter) -> None:
    """A name like `$x^2$`, or half of one, is a name."""
    odd = replace(chart(busy=True), panels=(Panel(title="$", shares=(Share(names=("$x^2$ \\frac{",), pictures=1),)),))
    assert await painter.draw(odd) is not None


@pytest.mark.parametrize("locale", sorted(FILES))
def test_charts_are_written_in_every_language(locale: str) -> None:
    """There is no letter in a chart, nor in a name of people there, that its typefaces lack."""
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    made = Tally(hour=now, user_id=7, engine="Restyle local", jobs=1, pictures=2, money=Money(30_000))
    with speaking(Catalogues().of(locale)):
        told = chart_of(activity([made], now, "UTC"), {7: ("次郎",)})
    names = [name for panel in told.panels for share in panel.shares for name in (panel.title, *share.names)]
    titles = [told.title, told.subtitle, told.total, told.pictures_title, told.money_title, told.nothing]
    said = [*titles, *(day.label for day in told.days), *names]
    assert [text for text in said if not set(map(ord, text)) <= _known()] == []
