"""Colour words and what they mean in sRGB, as tables. Which of them a prompt means as a palette is for `palette`."""

from bot.engines.local.reading.tokens import word_set
from bot.engines.local.values import Colour, rgb

_HEX = """
    red c8242b | crimson a8142f | scarlet d92b1f | burgundy 6b1a2b | maroon 6e1f28 | ruby 9b1b3c | rust a8482a
    orange e87a1d | amber f0a01e | peach f6b28e | apricot f2a66b | coral f2705f | salmon f08a78 | terracotta c2603f
    yellow f4cf2f | gold d9a520 | golden d9a520 | mustard c9971f | lemon f4e04d | ochre c58a2a | sand dcc396
    green 2f8a4a | emerald 17855a | lime 9acb2b | mint 9fd8b8 | olive 76773a | sage 9bab86 | moss 5f6f3a
    jade 2a9d74 | teal 1f8a8a | turquoise 2fb8ac | cyan 1fb6d0 | aqua 3fc1c9 | blue 2456b8 | navy 1b2a52
    cobalt 1f48a0 | azure 3a8fd8 | indigo 35308a | ultramarine 2338a0 | purple 6b2f93 | violet 7a3fb0
    lavender b9a3dc | lilac c3a5d6 | plum 73315f | mauve b08aa8 | magenta c8218a | fuchsia d8308f | pink ef86b0
    rose d8617f | blush eab8b4 | brown 6e4528 | chocolate 54321f | beige dccdb0 | tan c8a878 | cream f6ead0
    ivory f8f2e0 | sepia 7a5230 | black 121214 | white f7f6f2 | grey 85868a | silver b8bcc2 | copper b5693a
    hot pink ec3d92 | sky blue 7fbfe6 | baby blue a9d3ee | navy blue 1b2a52 | royal blue 2a4bc0
    electric blue 1f6cf0 | midnight blue 16204a | steel blue 4a7296 | forest green 245a38 | olive green 76773a
    mint green 9fd8b8 | lime green 9acb2b | burnt orange c2551e | off white f3eee2 | rose gold d9a08e
    brick red 9c3a2a | blood red 8a1018 | cherry red c01e34 | mustard yellow c9971f | sea green 2f9a80
    petrol 14596a | ice blue cfe4ee | powder blue b3d0e4 | wine red 6b1a2b
"""
_ALSO = """
    rot red | blau blue | grun green | gruen green | gelb yellow | turkis turquoise | tuerkis turquoise
    lila purple | rosa pink | schwarz black | weiss white | braun brown | rojo red | azul blue | verde green
    amarillo yellow | rouge red | bleu blue | vert green | jaune yellow | gray grey
"""
"""Other words for the same."""


def _pairs(text: str) -> list[tuple[str, str]]:
    entries = (
        " ".join(entry.split()).rpartition(" ") for line in text.strip().splitlines() for entry in line.split("|")
    )
    return [(name, value) for name, _, value in entries if name]


def _table() -> dict[str, Colour]:
    colours = {name: Colour(name=name, rgb=rgb(code)) for name, code in _pairs(_HEX)}
    return colours | {word: colours[name] for word, name in _pairs(_ALSO)}


COLOURS = _table()

GREYS = (COLOURS["black"], COLOURS["white"])
GREY_PHRASES = (
    "black and white", "grayscale", "greyscale", "gray scale", "grey scale", "monochrome", "desaturated", "desaturate",
    "schwarz weiss", "schwarzweiss", "blanco y negro", "noir et blanc", "colorless", "colourless", "remove the color",
    "remove the colour", "remove all color", "remove all colour",
)  # fmt: skip
"""Phrases that ask for no hue at all."""

SHADES = {
    "dark": 0.55, "deep": 0.7, "muted": 0.9, "vivid": 1.0, "vibrant": 1.0, "fluorescent": 1.1, "neon": 1.1,
    "bright": 1.12, "soft": 1.25, "light": 1.45, "pastel": 1.5, "pale": 1.6,
}  # fmt: skip
"""Words before a colour and what they do to its lightness."""

PALETTE_WORDS = word_set("""
    palette palettes color colors colour colours coloured colored coloring tone tones toned tint tints tinted hue
    hues shade shades scheme inks ink theme themed duotone monochrome only everywhere farben tonen gradient wash
    accent accents highlights details touches splash
""")


def shaded(colour: Colour, word: str) -> Colour:
    """`colour` as "dark" or "pale" and the like change it, under that name."""
    factor = SHADES[word]
    target = 255 if factor > 1 else 0
    amount = min(0.75, factor - 1) if factor > 1 else 1 - factor
    red, green, blue = (round(value + (target - value) * amount) for value in colour.rgb)
    return Colour(name=f"{word} {colour.name}", rgb=(red, green, blue))
