"""The gallery with the real engine on a real disk: who draws, what is kept, and what a crash leaves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.errors import EngineBusy
from bot.domain.order import Order
from bot.domain.styles import PRESETS, Preset
from bot.engines.local.edition import edition
from bot.engines.local.engine import LocalEngine
from bot.gallery.keeper import GalleryKeeper
from tests.contracts.engines.conftest import PATIENT
from tests.fakes.events import RecordedEvents

FEW = tuple(each for each in PRESETS if each.key in {"noir", "vintage"})
"""The quickest ones."""


class Studio:
    """Opens engines, and remembers what they were asked for. `stuck`: an order that is never begun."""

    def __init__(self, *, stuck: str | None = None, refusals: int = 0) -> None:
        self.orders: list[str] = []
        self._refusals = refusals
        self.is_stuck = asyncio.Event()
        self._stuck = stuck

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[LocalEngine]:
        if self._refusals:
            self._refusals -= 1
            raise EngineBusy
        async with Watched(self) as engine:
            yield engine

    async def asked(self, key: str) -> None:
        self.orders.append(key.removeprefix("gallery-"))
        if self.orders[-1] == self._stuck:
            self.is_stuck.set()
            await asyncio.Event().wait()


class Watched(LocalEngine):
    """The local engine, watched by a studio."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(processes=1, limits=PATIENT, warm=False)
        self._studio = studio

    async def submit(self, order: Order) -> str:
        await self._studio.asked(order.key)
        return await super().submit(order)


def keeper(
    folder: Path,
    studio: Studio,
    *,
    looks: str = "first",
    presets: tuple[Preset, ...] = FEW,
    events: RecordedEvents | None = None,
) -> GalleryKeeper:
    return GalleryKeeper(
        folder / "gallery", edition=looks, open_engine=studio.open, events=events or RecordedEvents(), presets=presets
    )


async def test_it_is_drawn_once_for_everybody_and_kept(tmp_path: Path) -> None:
    """Two who ask one process, and two processes at the same time, wait for one drawing; a later one reads it."""
    first, second, later = Studio(), Studio(), Studio()
    async with keeper(tmp_path, first) as one, keeper(tmp_path, second) as other:
        drawn, same, read = await asyncio.gather(one.pictures(), one.pictures(), other.pictures())
        assert await one.pictures() is drawn
    assert sorted([*first.orders, *second.orders]) == ["noir", "scene", "vintage"]
    async with keeper(tmp_path, later) as restarted:
        assert await restarted.pictures() == drawn == same == read
    assert later.orders == []
    assert list(drawn) == [each.key for each in FEW]
    assert len(set(drawn.values())) == len(FEW)
    for file in drawn.values():
        with Image.open(BytesIO(file)) as opened:
            assert (opened.format, opened.size) == ("JPEG", (640, 640))
        assert len(file) < 300_000, "ten of them go up with every answer"


@pytest.mark.thorough
async def test_a_crash_half_way_loses_nothing_that_was_drawn(tmp_path: Path) -> None:
    """Whoever comes next draws what is missing, and nothing else but the scene."""
    studio = Studio(stuck="vintage")
    async with keeper(tmp_path, studio) as crashing:
        waiting = asyncio.create_task(crashing.pictures())
        await studio.is_stuck.wait()
        kept = (crashing.folder / "noir.jpg").read_bytes()
        (crashing.folder / "vintage.part").write_bytes(kept[:100])
    with pytest.raises(asyncio.CancelledError):
        await waiting
    next_one = Studio()
    async with keeper(tmp_path, next_one) as going_on:
        assert (await going_on.pictures())["noir"] == kept
        assert sorted(each.name for each in going_on.folder.iterdir()) == ["noir.jpg", "vintage.jpg"]
    assert next_one.orders == ["scene", "vintage"]


@pytest.mark.thorough
async def test_other_looks_are_drawn_anew(tmp_path: Path) -> None:
    """The pictures of an earlier version are not shown, and do not stay."""
    async with keeper(tmp_path, Studio(), presets=FEW[:1]) as old:
        await old.pictures()
    studio = Studio()
    async with keeper(tmp_path, studio, looks="second", presets=FEW[:1]) as new:
        await new.pictures()
        assert [each for each in new.folder.parent.iterdir() if each.is_dir()] == [new.folder]
    assert studio.orders == ["scene", "noir"]


@pytest.mark.thorough
async def test_what_does_not_work_is_tried_again(tmp_path: Path) -> None:
    """Nothing is shown, nobody who asks is refused, and the next one who asks has it drawn.

    Whoever stops waiting does not stop the drawing.
    """
    events, studio = RecordedEvents(), Studio(refusals=1)
    async with keeper(tmp_path, studio, presets=FEW[:1], events=events) as gallery:
        assert await gallery.pictures() == {}
        assert events.names() == ["gallery.failed"]
        hurried = asyncio.create_task(gallery.pictures())
        await asyncio.wait([hurried], timeout=0)
        hurried.cancel()
        assert list(await gallery.pictures()) == ["noir"]
    assert studio.orders == ["scene", "noir"]


async def test_a_disk_that_takes_nothing_costs_no_drawing(tmp_path: Path) -> None:
    """It is found out before anything is drawn."""
    (tmp_path / "gallery").write_bytes(b"a file where the directory should be")
    studio = Studio()
    async with keeper(tmp_path, studio) as gallery:
        assert await gallery.pictures() == {}
    assert studio.orders == []


def test_the_edition_is_one_name_for_the_looks_there_are() -> None:
    """It is the same in every process, and fit for a file name."""
    assert edition() == edition()
    assert edition().isalnum()
