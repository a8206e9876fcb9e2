"""What a look is told besides the picture: strength, seed, size and colours of one rendering."""

from dataclasses import dataclass, field

import numpy as np

from bot.domain.request import Speed
from bot.engines.local.blocks.abstraction import settled
from bot.engines.local.blocks.pixels import Frame
from bot.engines.local.blocks.tone import expose
from bot.engines.local.values import Rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One rendering of one look. `rng` is the only source of chance, and is used up by it."""

    strength: float
    """0..1; how far the look goes, not how much of it is shown."""
    rng: np.random.Generator = field(repr=False)
    u: float
    """Pixels per 1/1024 of the long side: every length in a look is a multiple of it."""
    speed: Speed = Speed.BALANCED
    variant: int = 0
    """Counts rerolls from 0, so that consecutive seeds get different palettes."""
    scale: float = 1.0
    """How large this hand makes its marks."""
    framed: bool = True
    """False leaves out frame and margin: of a finish, and where the style is faint."""
    lit: bool = False
    """True if a mood has set the light: exposure then keeps its hands off it."""
    colours: tuple[Rgb, ...] = ()
    """Colours the person named, for looks that print with a palette."""

    @property
    def mark(self) -> float:
        """The unit of dots, strokes and lines, in pixels; frames and margins keep to `u`."""
        return self.u * self.scale

    def exposed(self, frame: Frame, target: float, amount: float = 1.0) -> Frame:
        """`frame` exposed for this look, unless its light was asked for."""
        return expose(frame, target, amount * (0.25 if self.lit else 1.0))

    def subject(self, frame: Frame, target: float, amount: float = 1.0) -> Frame:
        """`frame` as a draughtsman wants it: exposed for this look, its calm areas free of noise."""
        return settled(self.exposed(frame, target, amount), 12 * self.u)
