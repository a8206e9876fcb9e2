"""`restyle image`: one picture, no Discord. The same intake and the same engine as the bot's."""

import asyncio
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.app import open_engine, open_images
from bot.cli.console import fail, notes, read_settings
from bot.cli.errors import readable_errors
from bot.clock import RandomIds
from bot.domain.request import SEED_LIMIT, Magic, Size, Speed, Wish
from bot.domain.result import Picture
from bot.domain.styles import PRESETS, preset, suggested_strength
from bot.services.restyle import engine_wish
from bot.settings import EngineName, Settings

_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


def image(  # noqa: PLR0917 (the parameters are the command's options)
    source: Annotated[Path, typer.Argument(metavar="IN", help="The picture to redraw.")],
    out: Annotated[Path, typer.Option(help="Where to write it: .jpg, .png or .webp.")],
    prompt: Annotated[str, typer.Option(help='How it should look; words in "double quotes" are lettered.')] = "",
    style: Annotated[str | None, typer.Option(help="A ready-made style, e.g. poster.")] = None,
    strength: Annotated[float | None, typer.Option(help="0 keeps the picture, 1 follows the prompt most.")] = None,
    speed: Annotated[Speed, typer.Option(case_sensitive=False, help="Care against time.")] = Speed.BALANCED,
    magic: Annotated[
        Magic, typer.Option(case_sensitive=False, help="How far the prompt may be enriched.")
    ] = Magic.NONE,
    seed: Annotated[int | None, typer.Option(min=0, max=SEED_LIMIT, help="Makes a result repeatable.")] = None,
    size: Annotated[Size, typer.Option(case_sensitive=False, help="The shape of the result.")] = Size.AUTO,
    engine: Annotated[EngineName | None, typer.Option(help="Which engine; by default the settings'.")] = None,
) -> None:
    """Restyle one picture from the command line."""
    with readable_errors():
        wish = Wish(
            prompt=prompt,
            style=style,
            strength=suggested_strength(style) if strength is None else strength,
            speed=speed,
            magic=magic,
            size=size,
            seed=RandomIds().seed() if seed is None else seed,
        ).checked()
        if style is not None and preset(style) is None:
            fail(f"there is no style {style}; there are {', '.join(each.key for each in PRESETS)}")
        data = _read(source, out)
        settings = read_settings()
        chosen = settings.model_copy(update={"engine": engine}) if engine else settings
        asyncio.run(_make(chosen, wish, data, out))


def _read(source: Path, out: Path) -> bytes:
    if out.suffix.lower() not in _FORMATS:
        fail(f"--out must end in {', '.join(_FORMATS)}, not {out.suffix or 'nothing'}")
    if not out.absolute().parent.is_dir():
        fail(f"there is no directory {out.parent}")
    if not source.is_file():
        fail(f"there is no file {source}")
    return source.read_bytes()


async def _make(settings: Settings, wish: Wish, data: bytes, out: Path) -> None:
    with _progress() as progress:
        step = progress.add_task("Reading the picture", total=3)
        async with open_images(settings) as images:
            source = (await images.sanitise(data)).picture
        async with open_engine(settings) as engine:
            understanding = engine.examine(engine_wish(wish))
            _tell(f"Not followed: {part}" for part in understanding.ignored)
            progress.update(step, completed=1, description=f"Drawing: {understanding.summary}")
            reference = await engine.submit("image", engine_wish(wish), source)
            while not (state := await engine.wait(reference)).finished:
                progress.update(step, completed=1 + (state.fraction or 0))
            progress.update(step, completed=2, description=f"Writing {out}")
            delivery = await engine.fetch(reference)
        _write(delivery.pictures[0], out)
    _tell((*delivery.notes, f"{out} · seed {wish.seed} · {engine.name}"))


def _progress() -> Progress:
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    # It vanishes when it ends: what stays is what was made, or the one line that says why nothing was.
    return Progress(*columns, console=notes, transient=True)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        notes.print(line, markup=False, soft_wrap=True)


def _write(picture: Picture, out: Path) -> None:
    """The bytes as they are where the format fits, else converted."""
    if _FORMATS[out.suffix.lower()] == picture.media_type.name:
        out.write_bytes(picture.data)
    else:
        Image.open(BytesIO(picture.data), formats=[picture.media_type.name]).save(out)
