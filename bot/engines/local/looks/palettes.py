"""Designed sets of inks, dark to light where it matters, and how named colours become one."""

from collections.abc import Sequence

import numpy as np

from bot.engines.local.blocks.palette import Colours, lab_of, rgb_of
from bot.engines.local.blocks.pixels import floats
from bot.engines.local.values import Rgb, rgb


def _set(codes: str) -> tuple[Rgb, ...]:
    return tuple(rgb(code) for code in codes.split())


POSTERS = (
    _set("1d2f3f 284b63 3c6e71 d9622b f2a541 f6d9a5 f7efdc 8c3b2a 7d9d8c"),
    _set("20283d 1f5673 2a9d8f e9c46a f4a261 e76f51 fdf3dc 8d2f23 8ab6a9"),
    _set("2b1d36 52305c 9b3d5a e0584f f59b5b fbd38a fff3d6 2d5d7b 7fb7be"),
    _set("17313b 1e5f74 7a9e7e c8553d f28f3b ffd5a5 fbf5e6 588157 a3b18a"),
    _set("22223b 3d405b 6d6875 e07a5f f2cc8f c9ada7 f4ece1 9c4a3c 81b29a"),
)
POPARTS = (
    _set("1b1b3a e4003a ff8fab ffd60a fff8e7"),
    _set("14213d 0077b6 00c2d1 ffe45e fffdf2"),
    _set("240046 e0007f ff7a00 ffe94a fff7ea"),
    _set("0b3d2e ef233c 1fb6aa f9e547 fff9ec"),
    _set("2b0a3d 7b2cbf ff4fa3 ffb703 fff4e0"),
)
RISOS = (
    _set("00838a ff6c2f ffe800"),
    _set("0078bf ff48b0 ffe800"),
    _set("3d5588 ff665e f7d94c"),
    _set("5f2d91 ff4c65 5ec8e5"),
    _set("00a95c ff48b0 3255a4"),
)


_NEAR_BLACK, _PALE = 14.0, 93.0
"""Lightness of the darkest ink and of the paper."""


def named_scale(colours: Sequence[Rgb]) -> Colours:
    """The named colours in order of lightness, between a near-black of the darkest and a pale of the lightest."""
    named = lab_of(colours)
    named = named[np.argsort(named[:, 0])]
    within = named[(named[:, 0] > _NEAR_BLACK + 4) & (named[:, 0] < _PALE - 4)]
    dark = [_NEAR_BLACK, *(0.4 * named[0, 1:])]
    pale = [_PALE, 0.15 * named[-1, 1], 0.15 * named[-1, 2] + 6]
    return floats(np.concatenate([[dark], within, [pale]]))


def popart_palette(colours: Sequence[Rgb]) -> Sequence[Rgb]:
    """Five inks from dark to light around the named colours, which stand in the middle."""
    named = lab_of(sorted(colours, key=lambda c: 0.3 * c[0] + 0.6 * c[1] + 0.1 * c[2])[:3])
    dark = np.array([12, 0, 0], np.float32) + named[0] * np.array([0, 0.3, 0.3], np.float32)
    pale = np.array([97, 0, 5], np.float32)
    tint = named[-1] * np.array([0.4, 0.45, 0.45], np.float32) + np.array([55, 0, 4], np.float32)
    middle = {1: (named[0] * 0.62, named[0], tint), 2: (named[0], named[-1], tint), 3: tuple(named)}[len(named)]
    table = rgb_of(np.stack([dark, *middle, pale]))
    return [(round(float(r) * 255), round(float(g) * 255), round(float(b) * 255)) for r, g, b in table]
