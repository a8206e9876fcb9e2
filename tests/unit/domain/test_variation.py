"""What a variation asks for: one value, one pure function."""

from dataclasses import replace

import pytest

from bot.domain.errors import BadRequest, Refused
from bot.domain.job import Origin
from bot.domain.request import Region, Shot, Speed, Task, Wish
from bot.domain.variation import SWEEP, Changes, Variation, only, strength_typed, varied

WISH = Wish(prompt="ink", style="poster", strength=0.5, count=2, seed=7)


def test_a_sweep_is_one_seed_at_four_strengths() -> None:
    """Whatever was asked for before, four pictures that differ in nothing but strength."""
    swept = varied(replace(WISH, count=1), Variation(origin=Origin.SWEEP)).checked()
    assert swept.count == 4
    assert swept.shots == tuple(Shot(strength=each, seed=7) for each in (0.3, 0.5, 0.7, 0.9))


def test_a_picked_picture_goes_on_from_what_it_was_made_with() -> None:
    """The second of several has the next seed; the third of a sweep has its strength; both are single."""
    assert only(WISH, 2).shots == (Shot(strength=0.5, seed=8),)
    swept = replace(WISH, strengths=SWEEP, count=4)
    stronger = varied(swept, Variation(origin=Origin.STRONGER, picture=3))
    assert stronger.shots == (Shot(strength=0.85, seed=7),)
    with pytest.raises(BadRequest):
        only(WISH, 3)
    with pytest.raises(BadRequest):
        only(WISH, 0)


def test_a_sweep_has_no_strength_to_step_from() -> None:
    """Stronger of all four is refused; somebody has to say which."""
    with pytest.raises(Refused, match="Pick one"):
        varied(replace(WISH, strengths=SWEEP, count=4), Variation(origin=Origin.STRONGER))


def test_quality_keeps_the_seed_and_is_made_once() -> None:
    """The same picture with more care; a second time there is none to add."""
    careful = varied(WISH, Variation(origin=Origin.QUALITY))
    assert careful == replace(WISH, speed=Speed.QUALITY)
    with pytest.raises(Refused):
        varied(careful, Variation(origin=Origin.QUALITY))


@pytest.mark.parametrize("origin", [Origin.SWEEP, Origin.SUBTLER, Origin.STRONGER])
def test_without_a_source_there_is_no_strength(origin: Origin) -> None:
    """An imagined picture is neither swept nor made subtler."""
    with pytest.raises(Refused, match="no source"):
        varied(Wish(prompt="hills", task=Task.IMAGINE), Variation(origin=origin))


def test_going_on_from_a_result_restyles_it_whole_and_frames_it_no_more() -> None:
    """Whatever made the result: it is a picture now, and has its frame."""
    for task in Task:
        wish = Wish(prompt="ink", task=task, region=Region.TOP if task.has_mask else None)
        further = varied(wish, Variation(origin=Origin.SOURCE, changes=Changes(prompt="noir")))
        assert (further.task, further.region, further.framed, further.prompt) == (Task.RESTYLE, None, True, "noir")
        assert varied(further, Variation(origin=Origin.REROLL)).framed


def test_changes_change_what_they_name() -> None:
    """Everything else stays; an empty style is none; naming a strength ends a sweep."""
    assert Changes().made_to(WISH) == WISH
    assert Changes(prompt="oil", style="").made_to(WISH) == replace(WISH, prompt="oil", style=None)
    ended = Changes(strength=0.4).made_to(replace(WISH, strengths=SWEEP, count=4))
    assert ended.shots == (Shot(strength=0.4, seed=7),)


@pytest.mark.parametrize("strength", [-0.1, 1.1])
def test_no_strength_of_a_sweep_is_out_of_range(strength: float) -> None:
    """As for a single picture."""
    with pytest.raises(BadRequest):
        replace(WISH, strengths=(0.5, strength)).checked()


@pytest.mark.parametrize(
    ("typed", "strength"), [("0.7", 0.7), (" 0,7 ", 0.7), ("70%", 0.7), ("1", 1.0), (".5", 0.5), ("", None)]
)
def test_a_strength_is_typed_in_many_ways(typed: str, strength: float | None) -> None:
    """With a point or a comma, in percent, or left out."""
    assert strength_typed(typed) == strength


@pytest.mark.parametrize("typed", ["strong", "nan", "-1", "1e3", "0.7.7"])
def test_what_is_no_strength_is_told(typed: str) -> None:
    """With an example of one."""
    with pytest.raises(BadRequest, match=r"0\.7"):
        strength_typed(typed)
