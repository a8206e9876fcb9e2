"""Draws the gallery when somebody first asks for it, keeps it on disk, and hands it out. Keeps the port `Gallery`.

Owns files and turns: of all processes on a host one draws, the others read what it drew. What is drawn is in `scene`,
and who draws is handed in: always an engine of this machine, so that it costs nothing and needs no key.
"""

import asyncio
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import AsyncFileLock
from PIL import Image

from bot.domain.errors import BotError
from bot.domain.order import Order
from bot.domain.result import Picture
from bot.domain.styles import PRESETS, Preset
from bot.gallery.scene import SCENE, styled
from bot.ports import Engine, Events

OpenEngine = Callable[[], AbstractAsyncContextManager[Engine]]
_SIDE, _QUALITY = 640, 85
"""px a side, and a JPEG's quality: larger than it is shown, and small enough for ten to go up with every answer."""
_LOOK_SECONDS = 1.0
"""How often a process looks whether another one has drawn the gallery."""


class GalleryKeeper:
    """Keeps one edition of the gallery. Enter it before use."""

    def __init__(
        self,
        folder: Path,
        *,
        edition: str,
        open_engine: OpenEngine,
        events: Events,
        presets: Sequence[Preset] = PRESETS,
    ) -> None:
        """`edition` names the looks as the engine draws them now; with another one the gallery is drawn anew."""
        self._presets = presets
        self.folder = folder / _edition(edition, presets)
        """Where this edition is kept, a file for each style."""
        self._open_engine = open_engine
        self._events = events
        self._drawing: asyncio.Task[Mapping[str, bytes]] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            await asyncio.wait([self._drawing])

    async def pictures(self) -> Mapping[str, bytes]:
        """All of them, or nothing; drawn in the background, once for everybody who waits."""
        if self._drawing is None or _in_vain(self._drawing):
            self._drawing = asyncio.create_task(self._drawn(), name="gallery")
        return await asyncio.shield(self._drawing)

    async def _drawn(self) -> Mapping[str, bytes]:
        try:
            await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True, mode=0o700)
            async with AsyncFileLock(self.folder.parent / "lock", poll_interval=_LOOK_SECONDS):
                await self._complete()
                return await asyncio.to_thread(self._read)
        except (BotError, OSError) as error:
            self._events("gallery.failed", error=repr(error))
            return {}

    async def _complete(self) -> None:
        """Draw what is missing: what somebody drew who did not come to the end stays."""
        missing = await asyncio.to_thread(lambda: [each for each in self._presets if not self._file(each).is_file()])
        if not missing:
            return
        async with self._open_engine() as engine:
            scene = await _made(engine, SCENE)
            for preset in missing:
                picture = await _made(engine, styled(preset, scene))
                await asyncio.to_thread(self._write, preset, picture)
        await asyncio.to_thread(self._drop_others)
        self._events("gallery.drawn", pictures=len(missing))

    def _file(self, preset: Preset) -> Path:
        return self.folder / f"{preset.key}.jpg"

    def _write(self, preset: Preset, picture: Picture) -> None:
        """A file is there as a whole or not at all."""
        part = self.folder / f"{preset.key}.part"
        part.write_bytes(_reduced(picture))
        part.replace(self._file(preset))

    def _read(self) -> Mapping[str, bytes]:
        return {each.key: self._file(each).read_bytes() for each in self._presets}

    def _drop_others(self) -> None:
        """Delete what earlier editions left behind."""
        for each in self.folder.parent.iterdir():
            if each.is_dir() and each != self.folder:
                shutil.rmtree(each, ignore_errors=True)


def _in_vain(drawing: asyncio.Task[Mapping[str, bytes]]) -> bool:
    return drawing.done() and (drawing.cancelled() or drawing.exception() is not None or not drawing.result())


def _edition(looks: str, presets: Sequence[Preset]) -> str:
    orders = [(each.key, styled(each, None).wish) for each in presets]
    return hashlib.sha256(repr((looks, SCENE, orders, _SIDE, _QUALITY)).encode()).hexdigest()[:16]


def _reduced(picture: Picture) -> bytes:
    """A picture that our own engine made, at the size of the gallery."""
    file = BytesIO()
    with Image.open(BytesIO(picture.data)) as opened:
        opened.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
        opened.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


async def _made(engine: Engine, order: Order) -> Picture:
    """The one picture of an order."""
    reference = await engine.submit(order)
    try:
        while not (await engine.wait(reference)).finished:
            pass
        return (await engine.fetch(reference)).pictures[0]
    finally:
        with suppress(BotError):
            await engine.forget(reference)
