"""What may be wished for, and how a wish is varied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadRequest
from bot.domain.prompt import PROMPT_LIMIT
from bot.domain.request import COUNT_LIMIT, SEED_LIMIT, Region, Size, Task, Wish

WISHES = st.builds(
    Wish,
    prompt=st.just("ink"),
    strength=st.floats(0, 1),
    count=st.integers(1, COUNT_LIMIT),
    seed=st.integers(0, SEED_LIMIT - COUNT_LIMIT + 1),
)


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("prompt", ""),
        ("prompt", "\u200b \u3164"),
        ("prompt", "x" * (PROMPT_LIMIT + 1)),
        ("strength", -0.01),
        ("strength", 1.01),
        ("strength", float("nan")),
        ("count", 0),
        ("count", COUNT_LIMIT + 1),
        ("seed", -1),
        ("seed", SEED_LIMIT + 1),
    ],
)
def test_a_wish_out_of_range_is_refused_by_its_options_name(option: str, wrong: object) -> None:
    """The refusal says which option to change."""
    values = {"prompt": "ink"} | {option: wrong}
    with pytest.raises(BadRequest, match=f"`{option}`"):
        Wish(**values).checked()  # pyright: ignore[reportArgumentType]


def test_every_picture_of_a_wish_has_a_seed_in_range() -> None:
    """Picture n uses seed + n - 1, so a count near the end of the range is refused."""
    assert Wish(prompt="ink", seed=SEED_LIMIT).checked().seed == SEED_LIMIT
    with pytest.raises(BadRequest, match="`seed`"):
        Wish(prompt="ink", seed=SEED_LIMIT, count=2).checked()


@given(WISHES)
def test_checking_a_legal_wish_changes_nothing(wish: Wish) -> None:
    """Legal values pass as they are."""
    assert wish.checked() == wish


@given(WISHES, st.integers(-10, 10))
def test_strength_steps_stay_in_range_and_keep_the_rest(wish: Wish, steps: int) -> None:
    """A stronger or subtler wish is legal, has the same seed, and does not move against its direction."""
    varied = wish.strengthened(steps).checked()
    assert 0.05 <= varied.strength <= 1
    assert varied.seed == wish.seed
    if steps > 0:
        assert varied.strength >= round(wish.strength, 2)
    if steps < 0:
        assert varied.strength <= max(0.05, round(wish.strength, 2))


def test_a_style_alone_is_a_wish() -> None:
    """Without words a style says enough."""
    assert Wish(prompt="", style="poster").checked().style == "poster"


def test_every_size_but_auto_has_an_aspect() -> None:
    """Only AUTO leaves the shape to the source."""
    assert [size for size in Size if size.aspect is None] == [Size.AUTO]


@pytest.mark.parametrize(("task", "example"), [(Task.RESTYLE, "look"), (Task.IMAGINE, "draw"), (Task.FILL, "part")])
def test_an_empty_wish_is_told_what_to_say(task: Task, example: str) -> None:
    """The refusal fits what was to be made."""
    with pytest.raises(BadRequest, match=example):
        Wish(task=task, prompt=" ").checked()


def test_a_varied_wish_stays_what_it_is() -> None:
    """Rerolls and strengths change neither task nor region."""
    wish = Wish(prompt="ink", task=Task.FILL, region=Region.LEFT)
    for varied in (wish.rerolled(9), wish.strengthened(1)):
        assert (varied.task, varied.region) == (wish.task, wish.region)
