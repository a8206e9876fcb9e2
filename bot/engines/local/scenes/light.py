"""The light of an hour: what colour the sky, the sun, the shadows and the distance have. Tables only.

Every hour has a few variants, so that two seeds of one prompt are two evenings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.engines.local.values import Mood, Rgb, rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One hour's light. Colours are sRGB."""

    sky: tuple[Rgb, ...]
    """From the zenith down to the horizon."""
    sun: Rgb
    """What the sun, or the moon, lays on what it reaches."""
    shade: Rgb
    """What the sky lays on everything."""
    haze: Rgb
    """What distance turns everything into."""
    cloud: tuple[Rgb, Rgb]
    """Clouds in the shade and in the light."""
    height: float
    """How high the sun stands above the horizon, in shares of the sky; what is above 1 is out of sight."""
    ahead: float
    """-1 lights what faces us, 1 stands before us and leaves it in the shade."""
    power: float = 1.0
    """How bright the light of the sun is."""
    air: float = 1.0
    """How much of it lies before the distance; 1 on a clear day."""
    dark: bool = False
    """True if there are stars, and lamps are lit."""


def _sky(codes: str) -> tuple[Rgb, ...]:
    return tuple(rgb(code) for code in codes.split())


_DAY = (
    Light(
        sky=_sky("3f78b8 6fa3d4 a9cbe6 dbe8ec"), sun=rgb("fff3d6"), shade=rgb("7f9cc4"), haze=rgb("bcd3e6"),
        cloud=(rgb("c3cfdd"), rgb("fffdf7")), height=1.3, ahead=-0.55,
    ),
    Light(
        sky=_sky("2f6fa8 58a0c8 9fd0d8 e6efe2"), sun=rgb("fff0c8"), shade=rgb("7aa6bd"), haze=rgb("c6dfe2"),
        cloud=(rgb("bcd0d6"), rgb("fffef9")), height=1.4, ahead=-0.4,
    ),
    Light(
        sky=_sky("5b7fb4 8fb0d6 c8d6e6 f3e9dc"), sun=rgb("ffeacb"), shade=rgb("8c9cc6"), haze=rgb("d2dae6"),
        cloud=(rgb("c9cbdc"), rgb("fffaf0")), height=1.2, ahead=-0.6,
    ),
)  # fmt: skip
_GOLDEN = (
    Light(
        sky=_sky("5a86b0 96b3c4 e8cfa0 ffd68a"), sun=rgb("ffc46a"), shade=rgb("6f7fae"), haze=rgb("f0cf9c"),
        cloud=(rgb("c79f86"), rgb("ffe9bd")), height=0.34, ahead=-0.1, power=1.12,
    ),
    Light(
        sky=_sky("6a7fae b3a6b4 f2c191 ffdf9e"), sun=rgb("ffb45c"), shade=rgb("7a73a4"), haze=rgb("f3c6a0"),
        cloud=(rgb("bb8f8c"), rgb("ffe2b0")), height=0.28, ahead=0.1, power=1.12,
    ),
)  # fmt: skip
_SUNSET = (
    Light(
        sky=_sky("2b2a5e 6a3f80 c9596f f58d54 ffd083"), sun=rgb("ff9a4e"), shade=rgb("5a4a86"), haze=rgb("e58a66"),
        cloud=(rgb("6a3c66"), rgb("ffa066")), height=0.1, ahead=0.75, power=1.05,
    ),
    Light(
        sky=_sky("1d3766 4a5f92 b5788e f3a071 ffdf9c"), sun=rgb("ffac62"), shade=rgb("50598e"), haze=rgb("e8a27e"),
        cloud=(rgb("5e4f78"), rgb("ffb884")), height=0.14, ahead=0.6, power=1.05,
    ),
    Light(
        sky=_sky("35204f 8a2f5c dd5148 f98b3a ffca6a"), sun=rgb("ff8238"), shade=rgb("5e3c72"), haze=rgb("e0703f"),
        cloud=(rgb("5c2750"), rgb("ff8a4a")), height=0.08, ahead=0.85, power=1.05,
    ),
    Light(
        sky=_sky("3b4d86 7d76a8 d69bb0 f8c4ab ffe8c8"), sun=rgb("ffc09a"), shade=rgb("6a6c9e"), haze=rgb("e6b4ae"),
        cloud=(rgb("87719a"), rgb("ffcdb6")), height=0.16, ahead=0.5, power=1.0,
    ),
)  # fmt: skip
_NIGHT = (
    Light(
        sky=_sky("050a1c 0d1c42 1f3a6c 3f6590"), sun=rgb("9fb8e0"), shade=rgb("22345f"), haze=rgb("34568a"),
        cloud=(rgb("16264a"), rgb("5a7db0")), height=0.62, ahead=0.2, power=0.62, dark=True,
    ),
    Light(
        sky=_sky("0a0820 1e1646 3d2f70 6d5a96"), sun=rgb("b8aee0"), shade=rgb("2f2a5c"), haze=rgb("52488a"),
        cloud=(rgb("201c48"), rgb("7468ae")), height=0.7, ahead=0.3, power=0.6, dark=True,
    ),
    Light(
        sky=_sky("03101c 08283c 14495a 3a7c80"), sun=rgb("a0d0d0"), shade=rgb("1c4050"), haze=rgb("2c6470"),
        cloud=(rgb("0e2c3c"), rgb("4a8a94")), height=0.6, ahead=0.2, power=0.6, dark=True,
    ),
)  # fmt: skip
_GREY = (
    Light(
        sky=_sky("8c99a8 a9b4bf c3cbd1 d6dadb"), sun=rgb("d9dde0"), shade=rgb("8e9aa8"), haze=rgb("c2cacf"),
        cloud=(rgb("8d98a5"), rgb("d3d8da")), height=1.4, ahead=-0.2, power=0.6,
    ),
    Light(
        sky=_sky("7a8794 97a3ad b4bcc2 cdd2d0"), sun=rgb("d0d4d2"), shade=rgb("7f8c98"), haze=rgb("b3bdc0"),
        cloud=(rgb("7d8894"), rgb("c2c8ca")), height=1.4, ahead=-0.2, power=0.6,
    ),
)  # fmt: skip
_WINTER = (
    Light(
        sky=_sky("7d9cc0 a6bfd8 cddcea eef1f2"), sun=rgb("fff4e2"), shade=rgb("8fa8d2"), haze=rgb("d4e0ec"),
        cloud=(rgb("b7c5d8"), rgb("fbfbfa")), height=1.2, ahead=-0.4, power=0.86,
    ),
    Light(
        sky=_sky("8a93b8 b9b6cf e3cfd2 f6e6da"), sun=rgb("ffe2c4"), shade=rgb("96a0cc"), haze=rgb("e2d5dc"),
        cloud=(rgb("b4b4cc"), rgb("fdf0e6")), height=0.5, ahead=0.0, power=0.86,
    ),
)  # fmt: skip
_HOURS: Mapping[Mood, tuple[Light, ...]] = MappingProxyType(
    {
        Mood.NIGHT: _NIGHT,
        Mood.SUNSET: _SUNSET,
        Mood.GOLDEN_HOUR: _GOLDEN,
        Mood.RAIN: _GREY,
        Mood.FOG: _GREY,
        Mood.WINTER: _WINTER,
    }
)
"""Hours before weather: a foggy night is dark first."""


_FOGGY = 2.3


def light_of(moods: tuple[Mood, ...], variant: int) -> Light:
    """The light of the moods, or of a clear day; `variant` counts rerolls."""
    lights = next((lights for mood, lights in _HOURS.items() if mood in moods), _DAY)
    light = lights[variant % len(lights)]
    return replace(light, air=_FOGGY) if Mood.FOG in moods else light
