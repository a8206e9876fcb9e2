"""Named parts of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.request import Region
from bot.images.regions import rectangles

SIDES = st.integers(64, 1536)


def covered(region: Region, size: tuple[int, int]) -> int:
    return sum((right - left) * (bottom - top) for left, top, right, bottom in rectangles(region, size))


@given(st.sampled_from(Region), SIDES, SIDES)
def test_a_region_lies_within_the_picture_and_leaves_something(region: Region, width: int, height: int) -> None:
    """Every part has an area, none goes over the edge, and some of the picture is kept."""
    for left, top, right, bottom in rectangles(region, (width, height)):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    assert 0.1 < covered(region, (width, height)) / (width * height) < 0.95


@pytest.mark.parametrize(
    ("one", "other"), [(Region.TOP, Region.BOTTOM), (Region.LEFT, Region.RIGHT)], ids=["height", "width"]
)
def test_halves_make_a_whole(one: Region, other: Region) -> None:
    """What is not in the one half is in the other, also where a side is odd."""
    size = (641, 427)
    assert covered(one, size) + covered(other, size) == 641 * 427
