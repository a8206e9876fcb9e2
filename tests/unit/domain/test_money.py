"""Money is exact, and told to people in a form they know."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import Money


@pytest.mark.parametrize(
    ("dollars", "told"),
    [
        ("0", "$0.00"), ("0.06", "$0.06"), ("0.0629", "$0.06"), ("0.0075", "$0.0075"), ("0.006291", "$0.0063"),
        ("0.2516", "$0.25"), ("12", "$12.00"), ("1234.5", "$1,234.50"),
    ],
)  # fmt: skip
def test_amounts_in_words(dollars: str, told: str) -> None:
    """To the cent, and finer only below one."""
    assert str(Money.of(dollars)) == told


@given(st.lists(st.decimals(min_value=0, max_value=10_000, places=6), max_size=50))
def test_sums_are_exact(dollars: list[Decimal]) -> None:
    """A thousand small bills add up to what they are."""
    total = sum((Money.of(each) for each in dollars), Money(0))
    assert Decimal(total.micros) == sum(dollars) * 1_000_000
