"""One picture without Discord: the same intake and the same engine as the bot's. `image` and `imagine` ask for it."""

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.cli.console import fail, notes, read_settings
from bot.clock import RandomIds, SystemClock
from bot.domain.errors import EngineBusy, OrderUncertain
from bot.domain.order import Order
from bot.domain.request import Wish
from bot.domain.result import Delivery, Picture, Understanding
from bot.domain.styles import PRESETS, preset
from bot.engine_choice import open_engine
from bot.images.intake import Intake
from bot.parts import open_images
from bot.ports import Engine
from bot.services.restyle import engine_wish
from bot.settings import EngineName, Settings

_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The files that a wish is about."""

    source: bytes | None = None
    mask: bytes | None = None


def make_picture(wish: Wish, given: Given, out: Path, engine: EngineName | None) -> None:
    """Make the picture and write it; `engine` None takes the settings'. Ends the program where that cannot be."""
    if wish.style is not None and preset(wish.style) is None:
        fail(f"there is no style {wish.style}; there are {', '.join(each.key for each in PRESETS)}")
    settings = read_settings()
    chosen = settings.model_copy(update={"engine": engine}) if engine else settings
    asyncio.run(_make(chosen, wish, given, out))


def check_out(out: Path) -> None:
    """End the program unless a picture can be written there."""
    if out.suffix.lower() not in _FORMATS:
        fail(f"--out must end in {', '.join(_FORMATS)}, not {out.suffix or 'nothing'}")
    if not out.absolute().parent.is_dir():
        fail(f"there is no directory {out.parent}")


def read_file(path: Path) -> bytes:
    """A file's bytes, or the end of the program."""
    if not path.is_file():
        fail(f"there is no file {path}")
    return path.read_bytes()


async def _make(settings: Settings, wish: Wish, given: Given, out: Path) -> None:
    async with AsyncExitStack() as stack:
        progress = stack.enter_context(_progress())
        step = progress.add_task("Reading the picture", total=3)
        images = await stack.enter_async_context(open_images(settings))
        order = await _order(images, wish, given)
        engine = await stack.enter_async_context(
            open_engine(settings, inspect=images.inspect, clock=SystemClock(), events=_tell_event)
        )
        understanding = _understood(engine, order.wish)
        progress.update(step, completed=1, description=f"Drawing: {understanding.summary or engine.name}")
        reference = await _submitted(engine, order)
        while not (state := await engine.wait(reference)).finished:
            progress.update(step, completed=1 + (state.fraction or 0))
        progress.update(step, completed=2, description=f"Writing {out}")
        delivery = await engine.fetch(reference)
        _write(delivery.pictures[0], out)
        await _dropped(engine, reference)
    _tell((*delivery.notes, *_bill(delivery, understanding), f"{out} · seed {wish.seed} · {engine.name}"))


def _understood(engine: Engine, wish: Wish) -> Understanding:
    """What will be made, and the price before anything is paid."""
    if wish.task not in engine.tasks:
        fail(f"the engine {engine.name} cannot {wish.task}")
    understanding = engine.examine(wish)
    _tell(f"Not followed: {part}" for part in understanding.ignored)
    if quote := understanding.quote:
        _tell([f"Costs about {quote.about}, at most {quote.at_most} by our guess."])
    return understanding


async def _submitted(engine: Engine, order: Order) -> str:
    """The order's reference, searched for where the answer was lost: it is never sent again."""
    try:
        return await engine.submit(order)
    except OrderUncertain:
        reference = await engine.find(order.key)
        if reference is None:
            raise
        return reference


async def _dropped(engine: Engine, reference: str) -> None:
    """What the engine keeps; what it cannot drop yet ends with its own time."""
    try:
        await engine.forget(reference)
    except EngineBusy as error:
        _tell([f"{engine.name} still keeps this picture: {error.user_text}"])


def _bill(delivery: Delivery, understanding: Understanding) -> Iterable[str]:
    if delivery.billed is not None:
        yield f"Billed {delivery.billed}."
    elif understanding.quote is not None:
        yield "The engine has not said yet what it billed."


async def _order(images: Intake, wish: Wish, given: Given) -> Order:
    """The order, with its pictures made harmless."""
    order = Order(key=RandomIds().key(), wish=engine_wish(wish))
    if given.source is None:
        return order
    source = (await images.sanitise(given.source)).picture
    if given.mask is not None:
        mask = await images.mask_from(given.mask, (source.width, source.height))
    else:
        mask = await images.mask(wish.region, source) if wish.region else None
    return replace(order, source=source, mask=mask)


def _progress() -> Progress:
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    # It vanishes when it ends: what stays is what was made, or the one line that says why nothing was.
    return Progress(*columns, console=notes, transient=True)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        notes.print(line, markup=False, soft_wrap=True)


def _tell_event(name: str, **facts: object) -> None:
    _tell([" ".join((name, *(f"{fact}={value}" for fact, value in facts.items())))])


def _write(picture: Picture, out: Path) -> None:
    """The bytes as they are where the format fits, else converted."""
    if _FORMATS[out.suffix.lower()] == picture.media_type.name:
        out.write_bytes(picture.data)
    else:
        Image.open(BytesIO(picture.data), formats=[picture.media_type.name]).save(out)
