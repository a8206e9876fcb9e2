"""What the gallery shows: one scene that the engine sketches by itself, and that scene in each style. Orders only."""

from bot.domain.order import Order
from bot.domain.request import Size, Speed, Task, Wish
from bot.domain.result import Picture
from bot.domain.styles import Preset, full_prompt

_SEED = 1
"""With it the mountains are large, and there are clear lines, many small shapes, and a sky that is not empty."""

SCENE = Order(
    key="gallery-scene",
    wish=Wish(
        task=Task.IMAGINE,
        prompt="autumn mountains, forest and a lake",
        size=Size.SQUARE,
        speed=Speed.BALANCED,
        seed=_SEED,
    ),
)
"""What they are all made from: square, because that is how Discord crops the pictures of a gallery."""


def styled(preset: Preset, scene: Picture | None) -> Order:
    """The scene in a style, with the style's name lettered as that style letters."""
    return Order(
        key=f"gallery-{preset.key}",
        wish=Wish(
            prompt=full_prompt(f'"{preset.name}"', preset.key),
            strength=preset.strength,
            speed=Speed.BALANCED,
            seed=_SEED,
        ),
        source=scene,
    )
