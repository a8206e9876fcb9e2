"""Presets: named recipes for the `style` option. A fragment of prompt and a strength, meaningful to every engine."""

from dataclasses import dataclass

from bot.domain.text import Text, said, t


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A style somebody can pick by name."""

    key: str
    name: Text
    """How people call it, in English until it is said."""
    fragment: str
    """What it adds in front of the prompt, in the language that engines know best."""
    strength: float
    """Suggested strength, used where the person named none."""


PRESETS: tuple[Preset, ...] = (
    Preset(key="poster", name=t("Travel poster"), fragment="vintage travel poster", strength=0.8),
    Preset(key="watercolor", name=t("Watercolor"), fragment="watercolor painting", strength=0.8),
    Preset(key="comic", name=t("Comic"), fragment="comic book art", strength=0.8),
    Preset(key="pencil", name=t("Pencil drawing"), fragment="pencil drawing", strength=0.85),
    Preset(key="riso", name=t("Riso print"), fragment="risograph print", strength=0.8),
    Preset(key="cyanotype", name=t("Cyanotype"), fragment="cyanotype print", strength=0.85),
    Preset(key="popart", name=t("Pop art"), fragment="pop art print", strength=0.8),
    Preset(key="noir", name=t("Film noir"), fragment="film noir photo", strength=0.85),
    Preset(key="vintage", name=t("Vintage photo"), fragment="vintage photo", strength=0.8),
    Preset(key="oil", name=t("Oil painting"), fragment="oil painting", strength=0.8),
)

_BY_KEY = {preset.key: preset for preset in PRESETS}


def preset(key: str) -> Preset | None:
    """The preset called `key`, or by its name in English or the language that is spoken, in any case; else None."""
    wanted = key.strip().casefold()
    return _BY_KEY.get(wanted) or next(
        (p for p in PRESETS if wanted in {p.name.casefold(), said(p.name).casefold()}), None
    )


def full_prompt(prompt: str, style: str | None) -> str:
    """What an engine is told: the style's fragment, then the person's own words."""
    chosen = preset(style) if style else None
    return ", ".join(part for part in (chosen.fragment if chosen else "", prompt) if part)


def suggested_strength(style: str | None) -> float:
    """The strength for a request that names none: the style's own, or 0.8."""
    chosen = preset(style) if style else None
    return chosen.strength if chosen else 0.8
