"""What everything in one landscape shares: the eye, the light, the season, and the chance it is made by."""

from dataclasses import dataclass, field

import numpy as np

from bot.engines.local.blocks.pixels import UNIT_SIDE, Frame
from bot.engines.local.blocks.tone import paint
from bot.engines.local.scenes.light import Light
from bot.engines.local.scenes.terrain import Noise, View
from bot.engines.local.values import rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """The colours of what grows and lies on the ground."""

    grass: tuple[Frame, Frame]
    wood: tuple[Frame, ...]
    """Of single trees."""
    snow: float = 0.0
    """0 none but on high peaks, 1 everywhere that it can lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One landscape's eye, light and chance."""

    view: View
    light: Light
    season: Season
    side: float
    """Where sun or moon stand, in shares of the width."""
    noise: Noise = field(repr=False)
    rng: np.random.Generator = field(repr=False)

    @property
    def from_right(self) -> bool:
        """True if the light comes from there."""
        return self.side > 0.5

    @property
    def u(self) -> float:
        """Pixels per 1/1024 of the long side."""
        return max(self.view.shape) / UNIT_SIDE


def paints(codes: str) -> tuple[Frame, ...]:
    """Colours of six-digit hex codes with spaces between them."""
    return tuple(paint(rgb(code)) for code in codes.split())


def _season(grass: str, wood: str, snow: float = 0.0) -> Season:
    bright, deep = paints(grass)
    return Season(grass=(bright, deep), wood=paints(wood), snow=snow)


SUMMER = _season("98a064 5c7448", "3c5c42 4b6e46 33503e 5d7a4a")
AUTUMN = _season("c2a262 8c7f4c", "b8452a d9772b e0a63a 8a3a26 6d6a34")
SPRING = _season("a9b872 7d9a62", "86ac5e ee9cb6 9cbf6c f6c2d0 e98aa9")
WINTER = _season("cfdbe6 a9bccd", "3b5a5e 4d6f73 2f4a50 86a2a8", snow=1.0)
