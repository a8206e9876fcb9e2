"""The looks, and the one table that knows them all. Add a look: its file, a member of `Look`, a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.engines.local.blocks.pixels import Frame
from bot.engines.local.looks.poster import poster
from bot.engines.local.looks.take import Take
from bot.engines.local.looks.watercolor import watercolor
from bot.engines.local.values import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """How a look is made, and how it wants to be treated."""

    draw: Callable[[Frame, Take], Frame]
    """Redraws a frame at full effect; keeps its size, stays within 0..1."""
    photographic: bool = False
    """A grade rather than a drawing: the source's detail stays, so it fades in over the whole range of strength."""
    one_ink: bool = False
    """Keeps no colour of the source: its tint is complete long before its lightness is."""
    own_palette: bool = False
    """Prints with named colours itself, so they are not laid over it."""
    tint: float = 11.0
    """How far a reroll may shift its colours, in dE."""


LOOKS: Mapping[Look, Technique] = MappingProxyType(
    {
        Look.POSTER: Technique(draw=poster, own_palette=True),
        Look.WATERCOLOR: Technique(draw=watercolor),
    }
)

__all__ = ["LOOKS", "Take", "Technique"]
