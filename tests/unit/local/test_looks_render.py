"""The rendered picture: the same twice, different when rerolled, stronger when asked, the right size."""

import hashlib
import subprocess
import sys
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from bot.domain.request import Speed
from bot.engines.local.blocks.cropping import cropped
from bot.engines.local.blocks.pixels import Frame, Picture, floats, to_lab
from bot.engines.local.render import render
from bot.engines.local.values import Look, Recipe
from tests.matrices import matrix
from tests.unit.local.subjects import photo, subject

ROOT = Path(__file__).parents[3]
PANORAMA = 2.6
"""Wide crops keep these tests cheap: the cost of a render goes by its area."""


@cache
def turbo(look: Look, name: str, *, strength: float = 0.8, seed: int = 1, aspect: float | None = PANORAMA) -> Picture:
    return render(subject(name), Recipe(look=look), strength=strength, speed=Speed.TURBO, seed=seed, aspect=aspect)


def digest(picture: Picture) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


def thumbnail(picture: Picture) -> Frame:
    return to_lab(floats(cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)) / np.float32(255))


def difference(one: Picture, other: Picture) -> float:
    """Mean dE over a 256-px copy: what an eye sees, without grain and dots."""
    small = [cv2.resize(picture, (256, 256), interpolation=cv2.INTER_AREA) for picture in (one, other)]
    first, second = (to_lab(floats(picture) / np.float32(255)) for picture in small)
    return float(np.linalg.norm(first - second, axis=-1).mean())


def similarity(one: Picture, other: Picture) -> float:
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (one, other)]
    # The stubs do not list what the contrib modules export.
    return cv2.quality.QualitySSIM_compute(*grey)[0][0]  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("look", matrix(Look, plain={Look.NOIR, Look.COMIC, Look.PENCIL}))  # held in a fresh process
def test_the_same_order_gives_the_same_bytes(look: Look) -> None:
    """Rendering again, with another render in between, changes no byte."""
    first = turbo(look, "chelsea.png")
    render(photo("coffee.png", 64), Recipe(look=Look.POSTER), strength=0.5, speed=Speed.TURBO, seed=5, aspect=4)
    again = turbo.__wrapped__(look, "chelsea.png")
    assert digest(first) == digest(again)


FRESH = """
import sys
from bot.engines.local.render import prepare_process
from bot.engines.local.values import Look
from tests.unit.local.test_looks_render import digest, turbo
prepare_process()
print(*(digest(turbo(Look(name), "chelsea.png")) for name in sys.argv[1:]))
"""


def test_a_fresh_process_gives_the_same_bytes() -> None:
    """Nothing but the arguments decides: k-means (poster) and strokes (oil) come out alike in a new interpreter."""
    looks = [Look.POSTER, Look.OIL]
    child = subprocess.run(
        [sys.executable, "-c", FRESH, *looks], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert child.stdout.split() == [digest(turbo(look, "chelsea.png")) for look in looks]


@pytest.mark.parametrize("look", matrix(Look, plain={Look.NOIR, Look.COMIC, Look.WATERCOLOR}))
def test_rerolls_are_different_pictures(look: Look) -> None:
    """Any two of seeds 1, 2, 3 differ by dE 5 or more on a 64-px thumbnail, where grain and dots do not count."""
    small = [thumbnail(turbo(look, "motorcycle_left.png", seed=seed)) for seed in (1, 2, 3)]
    apart = [float(np.linalg.norm(a - b, axis=-1).mean()) for a, b in combinations(small, 2)]
    assert min(apart) >= 5


@pytest.mark.parametrize("look", matrix(Look, plain={Look.NOIR, Look.CYANOTYPE}))
def test_more_strength_is_never_closer_to_the_source(look: Look) -> None:
    """Over steps of .1, similarity to the source never rises by more than .02, and .8 differs from 1."""
    steps = [turbo(look, "astronaut.png", strength=tenth / 10) for tenth in range(11)]
    closeness = [similarity(steps[0], step) for step in steps]

    assert max(after - before for before, after in pairwise(closeness)) <= 0.02
    assert difference(steps[8], steps[10]) >= 2


@pytest.mark.parametrize("look", [Look.POSTER, Look.NOIR])
def test_strength_zero_is_the_source(look: Look) -> None:
    """At strength 0 a source of the delivered size comes back byte for byte."""
    source = np.asarray(cv2.resize(photo("coffee.png"), (1024, 640)), np.uint8)
    untouched = render(source, Recipe(look=look), strength=0, speed=Speed.BALANCED, seed=3)
    assert np.array_equal(untouched, source)


@pytest.mark.parametrize(
    ("speed", "side"),
    [(Speed.TURBO, 1024), (Speed.BALANCED, 1024), pytest.param(Speed.QUALITY, 1536, marks=pytest.mark.thorough)],
)
@pytest.mark.parametrize("name", ["3:1", "1:3", "tiny"])
def test_the_long_side_follows_the_speed(speed: Speed, side: int, name: str) -> None:
    """QUALITY delivers 1536 px on the long side, the others 1024, and the source's shape is kept."""
    source = subject(name)
    finished = render(source, Recipe(look=Look.NOIR), strength=0.8, speed=speed, seed=1)

    assert finished.dtype == np.uint8
    assert max(finished.shape[:2]) == side
    assert finished.shape[1] / finished.shape[0] == pytest.approx(source.shape[1] / source.shape[0], rel=0.01)


@pytest.mark.parametrize("aspect", [1.0, 3 / 4, 9 / 16, 16 / 9])
def test_an_asked_shape_is_delivered(aspect: float) -> None:
    """The picture is cropped, not squeezed, to the aspect that was asked for."""
    finished = render(photo("coffee.png"), Recipe(), strength=0, speed=Speed.TURBO, seed=1, aspect=aspect)
    assert finished.shape[1] / finished.shape[0] == pytest.approx(aspect, rel=0.01)


def test_a_crop_keeps_what_the_picture_is_about() -> None:
    """A small bright subject at the side of an empty picture stays inside the crop."""
    source = np.full((200, 600, 3), 40, np.uint8)
    source[80:120, 520:560] = (230, 60, 30)
    assert (cropped(source, 1.0) == (230, 60, 30)).all(-1).sum() == 40 * 40


def test_a_frame_is_whole_or_absent() -> None:
    """A poster's paper border is opaque from strength .3 on, however faint the inside, and missing below."""
    source = photo("chelsea.png")
    light, touched, full = (
        render(source, Recipe(look=Look.POSTER), strength=strength, speed=Speed.TURBO, seed=1)
        for strength in (0.25, 0.3, 0.8)
    )
    assert difference(touched[:12], full[:12]) < 4
    assert difference(light[:12], full[:12]) > 20


def test_a_finish_shows_without_hiding_the_look() -> None:
    """A second look changes the picture, but leaves it closer to the first than to itself."""
    recipe = Recipe(look=Look.COMIC, finish=Look.VINTAGE_PHOTO)
    source = subject("coffee.png")
    both = render(source, recipe, strength=0.8, speed=Speed.TURBO, seed=1, aspect=PANORAMA)
    comic, vintage = turbo(Look.COMIC, "coffee.png"), turbo(Look.VINTAGE_PHOTO, "coffee.png")

    assert np.linalg.norm(thumbnail(both) - thumbnail(comic), axis=-1).mean() > 2
    assert similarity(both, comic) > similarity(both, vintage)


@pytest.mark.parametrize(
    "look",
    matrix([Look.POSTER, Look.WATERCOLOR, Look.COMIC, Look.PENCIL, Look.CYANOTYPE], plain={Look.COMIC, Look.PENCIL}),
)
def test_a_framed_picture_is_given_no_other_frame(look: Look) -> None:
    """What would be paper along the edges is picture where the source is a finished one; nothing nests."""

    def along_the_edges(picture: Picture) -> float:
        strips = [floats(strip).reshape(-1, 3) for strip in (picture[:6], picture[-6:])]
        return float(np.concatenate(strips).std(0).mean())

    source = subject("chelsea.png")
    inner = render(source, Recipe(look=look), strength=0.8, speed=Speed.TURBO, seed=1, aspect=PANORAMA, framed=True)
    assert along_the_edges(inner) > 50
    assert along_the_edges(inner) > 1.5 * along_the_edges(turbo(look, "chelsea.png"))
