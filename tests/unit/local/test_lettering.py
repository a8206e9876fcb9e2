"""Lettering: every character drawn or refused, inside the canvas, readable, and the picture kept beside the band."""

import numpy as np
import pytest
from PIL import Image

from bot.domain.errors import NotUnderstood
from bot.engines.local.blocks.pixels import Picture
from bot.engines.local.lettering import STYLES, check, fonts, letter
from bot.engines.local.lettering.contrast import READABLE, ground_for, ratio, ring_contrast
from bot.engines.local.lettering.layout import Room, set_in
from bot.engines.local.values import Colour, Lettering, Look, Position
from tests.matrices import matrix
from tests.unit.local.subjects import photo

EVERY_LOOK = [None, *Look]
LONG = "One small step for a cat, one giant leap for the whole of the neighbourhood"
FACES = list(dict.fromkeys(face for style in STYLES.values() for face in style.type.faces))
RED = Colour(name="red", rgb=(200, 36, 43))
SHAPES = {"square": (512, 512), "3:1": (200, 600), "1:3": (600, 200), "ribbon": (43, 1024), "thread": (1024, 43)}


def canvas(shape: str, fill: str = "photo") -> Picture:
    height, width = SHAPES[shape]
    if fill == "photo":
        return np.asarray(Image.fromarray(photo("coffee.png")).resize((width, height)))
    if fill == "checkers":
        tiles = (np.indices((height, width)).sum(0) // 8 % 2 * 255).astype(np.uint8)
        return np.repeat(tiles[..., None], 3, -1)
    return np.full((height, width, 3), int(fill), np.uint8)


def test_every_look_has_a_hand() -> None:
    """No look falls to a default silently."""
    assert set(STYLES) == set(EVERY_LOOK)


@pytest.mark.parametrize("look", matrix(EVERY_LOOK, plain={None, Look.COMIC, Look.PENCIL}))
@pytest.mark.parametrize("shape", matrix(SHAPES, plain={"ribbon"}))
@pytest.mark.parametrize("text", matrix(["GO", LONG, "W" * 80], plain={LONG}))
def test_words_fit_any_picture(look: Look | None, shape: str, text: str) -> None:
    """Short and long texts at all three positions leave size and type of the picture alone and change its pixels."""
    picture = canvas(shape)
    words = [Lettering(text=text, position=position) for position in (*Position, Position.TOP)]
    made = letter(picture, words, look, seed=1)
    assert made.shape == picture.shape
    assert made.dtype == np.uint8
    assert np.any(made != picture)


@pytest.mark.parametrize("look", EVERY_LOOK)
def test_the_margin_of_the_picture_stays_free_of_ink(look: Look | None) -> None:
    """On plain ground no glyph touches the edge: the outermost pixels are those of the ground or of a band."""
    for value in (20, 235):
        made = letter(canvas("square", str(value)), [Lettering(text="VISIT MARS AND COME BACK")], look, seed=1)
        rows = np.concatenate([made[:, :3], made[:, -3:]], 1).astype(int)
        assert np.all(rows.max(1) - rows.min(1) < 60)


@pytest.mark.parametrize("text", matrix(["A", "VISIT MARS", LONG, "W" * 80, "gjpqy ÄÖÜ"], plain={LONG, "gjpqy ÄÖÜ"}))
@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_set_type_never_exceeds_its_room(face: fonts.Face, text: str) -> None:
    """Strokes and tracking included, the mask is within the width and height it was given."""
    for width, height in ((400, 60), (60, 400), (900, 120)):
        _, mask = set_in(text, face, Room(width=width, height=height, tracking=0.05, weight=0.02, spread=0.2))
        assert mask.shape[0] <= height
        assert mask.shape[1] <= width
        assert mask.max() > 0.5


@pytest.mark.parametrize("look", matrix(EVERY_LOOK, plain={None, Look.COMIC, Look.PENCIL}))
@pytest.mark.parametrize("colour", [None, RED, Colour(name="grey", rgb=(128, 128, 128))])
@pytest.mark.parametrize("ground", matrix(["checkers", "0", "110", "255"], plain={"checkers", "110"}))
def test_letters_stand_out_from_any_ground(look: Look | None, colour: Colour | None, ground: str) -> None:
    """Around letters of any colour, on any ground, contrast reaches 4.5 to 1; found from the finished pixels."""
    text = Lettering(text="READ ME", position=Position.MIDDLE, colour=colour)
    before = canvas("square", ground)
    made = letter(before, [text], look, seed=1)
    assert _best_ring(made, colour) >= READABLE


def _best_ring(made: Picture, colour: Colour | None) -> float:
    """The contrast of glyphs with their ring in the rows that cut through them; glyphs are those of one ink."""
    rows = made[made.shape[0] // 2 - 12 : made.shape[0] // 2 + 12]
    colours, counts = np.unique(rows.reshape(-1, 3), axis=0, return_counts=True)
    inks = [colour.rgb] if colour else [(int(r), int(g), int(b)) for r, g, b in colours[np.argsort(-counts)[:12]]]
    best = 0.0
    for ink in inks:
        mask = np.all(rows == np.array(ink, np.uint8), -1)
        if 100 < mask.sum() < 0.6 * mask.size:
            best = max(best, ring_contrast(rows, (mask | _beside(mask)).astype(np.float32), (0, 0), ink, 2))
    return best


def _beside(mask: np.ndarray) -> np.ndarray:
    """The pixels next to a mask, where its edge is smoothed."""
    grown = np.zeros_like(mask)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            grown |= np.roll(mask, (dy, dx), (0, 1))
    return grown


def test_some_ground_is_readable_for_every_ink() -> None:
    """Whatever the ink, a ground with 4.5 to 1 exists, and the preferred one is kept where it serves."""
    for ink in np.random.default_rng(1).integers(0, 256, (400, 3)):
        red, green, blue = map(int, ink)
        assert ratio((red, green, blue), ground_for((red, green, blue), [])) >= READABLE
    assert ground_for((0, 0, 0), [(255, 221, 64), (255, 255, 255)]) == (255, 221, 64)


@pytest.mark.parametrize("look", EVERY_LOOK)
@pytest.mark.parametrize(
    "text", ["Grüße aus Köln", "Zażółć gęślą jaźń", "İstanbul'da ışık", "Привет", "Ελλάδα", "№ 5 – “€ 20”"]
)
def test_latin_cyrillic_and_greek_are_drawn_in_every_look(look: Look | None, text: str) -> None:
    """Where a look's own typeface lacks a character, another one draws the whole text."""
    check([Lettering(text=text)], look)
    face = fonts.chosen(STYLES[look].type.faces, text)
    assert not fonts.missing(face, text)


@pytest.mark.parametrize(
    ("text", "named"), [("火星", "火"), ("hi 🚀", "🚀"), ("שלום", "ש"), ("مرحبا", "م"), ("नमस्ते", "न")]
)
@pytest.mark.parametrize("look", EVERY_LOOK)
def test_characters_that_cannot_be_drawn_are_refused_by_name(look: Look | None, text: str, named: str) -> None:
    """No replacement box is ever printed: the refusal shows the characters."""
    with pytest.raises(NotUnderstood, match=named):
        check([Lettering(text=text)], look)


def test_a_glyph_that_is_missing_is_known_from_its_drawing() -> None:
    """The coverage check agrees with what the typefaces are known to lack."""
    assert fonts.missing(fonts.BEBAS, "VISIT MARS") == ""
    assert fonts.missing(fonts.BEBAS, "Привет, Mars") == "Привет"
    assert fonts.missing(fonts.FREDOKA, "Łódź ğ") == "źğ"
    assert fonts.missing(fonts.SANS_BLACK, "Ж Ω ß") == ""


def test_a_band_makes_room_instead_of_covering() -> None:
    """What the picture loses to a band is what matters least: the bright spot at its foot moves up and stays."""
    picture = canvas("square", "60")
    picture[440:500, 200:300] = (250, 120, 20)
    made = letter(picture, [Lettering(text="VISIT MARS")], Look.POSTER, seed=1)
    assert np.all(made == (250, 120, 20), -1).sum() >= 0.9 * 60 * 100


def test_two_bands_leave_a_window() -> None:
    """Title above and line below both fit, and the picture between them is neither's."""
    words = [Lettering(text="VISIT MARS", position=Position.TOP), Lettering(text=LONG)]
    for shape, (height, width) in SHAPES.items():
        made = letter(canvas(shape), words, Look.POSTER, seed=1)
        assert made.shape == (height, width, 3)


def test_lettering_is_repeatable() -> None:
    """The same seed gives the same pixels, paper grain included."""
    words = [Lettering(text="VISIT MARS")]
    one, other = (letter(canvas("square"), words, Look.POSTER, seed=4) for _ in range(2))
    assert np.array_equal(one, other)


def test_no_words_no_change() -> None:
    """A picture without lettering is given back as it is."""
    picture = canvas("square")
    assert letter(picture, [], Look.POSTER, seed=1) is picture
