"""What a mood is told besides the picture."""

from dataclasses import dataclass, field

import numpy as np

from bot.engines.local.blocks.sky import Sky


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture's sky, and how far and by which chance its mood goes."""

    sky: Sky
    strength: float
    """0..1; how much falls or lies or hides, not how much of it is shown."""
    rng: np.random.Generator = field(repr=False)
    u: float
    """Pixels per 1/1024 of the long side."""
