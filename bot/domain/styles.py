"""Presets: named recipes for the `style` option. A fragment of prompt and a strength, meaningful to every engine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A style somebody can pick by name."""

    key: str
    name: str
    fragment: str
    """What it adds in front of the prompt."""
    strength: float
    """Suggested strength, used where the person named none."""


PRESETS: tuple[Preset, ...] = (
    Preset(key="poster", name="Travel poster", fragment="vintage travel poster", strength=0.8),
    Preset(key="watercolor", name="Watercolor", fragment="watercolor painting", strength=0.8),
    Preset(key="comic", name="Comic", fragment="comic book art", strength=0.8),
    Preset(key="pencil", name="Pencil drawing", fragment="pencil drawing", strength=0.85),
    Preset(key="riso", name="Riso print", fragment="risograph print", strength=0.8),
    Preset(key="cyanotype", name="Cyanotype", fragment="cyanotype print", strength=0.85),
    Preset(key="popart", name="Pop art", fragment="pop art print", strength=0.8),
    Preset(key="noir", name="Film noir", fragment="film noir photo", strength=0.85),
    Preset(key="vintage", name="Vintage photo", fragment="vintage photo", strength=0.8),
    Preset(key="oil", name="Oil painting", fragment="oil painting", strength=0.8),
)

_BY_KEY = {preset.key: preset for preset in PRESETS}


def preset(key: str) -> Preset | None:
    """The preset called `key` (or by its shown name, in any case); None if there is none."""
    wanted = key.strip().casefold()
    return _BY_KEY.get(wanted) or next((p for p in PRESETS if p.name.casefold() == wanted), None)


def full_prompt(prompt: str, style: str | None) -> str:
    """What an engine is told: the style's fragment, then the person's own words."""
    chosen = preset(style) if style else None
    return ", ".join(part for part in (chosen.fragment if chosen else "", prompt) if part)


def suggested_strength(style: str | None) -> float:
    """The strength for a request that names none: the style's own, or 0.8."""
    chosen = preset(style) if style else None
    return chosen.strength if chosen else 0.8
