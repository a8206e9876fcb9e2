"""What a child process does: file in, picture out. Runs nowhere else; keeps nothing between pictures."""

import os
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from PIL import Image

from bot.domain.request import Speed
from bot.domain.result import MediaType, Picture
from bot.engines.local.render import prepare_process, render
from bot.engines.local.values import Recipe

_QUALITY = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One picture to be made, complete with everything that decides its bytes."""

    source: bytes = field(repr=False)
    """A picture file that intake has made; never one from outside."""
    recipe: Recipe
    strength: float
    speed: Speed
    seed: int
    aspect: float | None


def open_studio() -> None:
    """Prepare a new child; it gives way to the process that answers people."""
    prepare_process()
    if hasattr(os, "nice"):
        os.nice(5)


def warm_up() -> None:
    """Nothing; whoever runs it has been started and prepared."""


def make(commission: Commission) -> Picture:
    """Render the commission and encode it; JPEG without colour subsampling, because ink has sharp coloured edges."""
    with Image.open(BytesIO(commission.source)) as opened:
        source = np.asarray(opened.convert("RGB"), np.uint8)
    made = Image.fromarray(
        render(
            source,
            commission.recipe,
            strength=commission.strength,
            speed=commission.speed,
            seed=commission.seed,
            aspect=commission.aspect,
        )
    )
    file = BytesIO()
    made.save(file, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return Picture(data=file.getvalue(), media_type=MediaType.JPEG, width=made.width, height=made.height)
