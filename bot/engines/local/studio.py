"""What a child process does: file in, picture out. Runs nowhere else; keeps nothing between pictures."""

import os
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from PIL import Image

from bot.domain.request import Speed
from bot.domain.result import MediaType, Picture
from bot.engines.local.blocks.pixels import Picture as Pixels
from bot.engines.local.render import fill, imagine, prepare_process, render
from bot.engines.local.values import Recipe

_QUALITY = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One picture to be made, complete with everything that decides its bytes."""

    source: bytes | None = field(repr=False)
    """A picture file that intake has made; never one from outside. None where there is nothing to work on."""
    mask: bytes | None = field(repr=False, default=None)
    """A file of the same origin: white where the source is to change."""
    recipe: Recipe
    strength: float
    speed: Speed
    seed: int
    aspect: float | None
    framed: bool = False
    """True where the source has a frame already."""


def open_studio(niceness: int) -> None:
    """Prepare a new child; it gives way to others so far."""
    prepare_process()
    if hasattr(os, "nice"):
        os.nice(niceness)


def warm_up() -> None:
    """Nothing; whoever runs it has been started and prepared."""


def make(commission: Commission) -> Picture:
    """Render the commission and encode it; JPEG without colour subsampling, because ink has sharp coloured edges."""
    made = Image.fromarray(_made(commission))
    file = BytesIO()
    made.save(file, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return Picture(data=file.getvalue(), media_type=MediaType.JPEG, width=made.width, height=made.height)


def _made(asked: Commission) -> Pixels:
    recipe, speed, seed = asked.recipe, asked.speed, asked.seed
    if asked.source is None:
        return imagine(recipe, speed=speed, seed=seed, aspect=asked.aspect)
    source = _pixels(asked.source, "RGB")
    if asked.mask is not None:
        return fill(source, _pixels(asked.mask, "L"), recipe, strength=asked.strength, speed=speed, seed=seed)
    shape = asked.aspect
    return render(source, recipe, strength=asked.strength, speed=speed, seed=seed, aspect=shape, framed=asked.framed)


def _pixels(file: bytes, mode: str) -> Pixels:
    with Image.open(BytesIO(file)) as opened:
        return np.asarray(opened.convert(mode), np.uint8)
