"""How a look is described to those who render it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.engines.local.blocks.pixels import Frame
from bot.engines.local.looks.take import Take


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
    margin: float = 0.0
    """Width of its frame or margin, in units; drawn whole or not at all, however faint the style."""
    tint: float = 11.0
    """How far a reroll may shift its colours, in dE."""
