"""Money: what a picture costs and what it may cost. US dollars, exact to a millionth, rounded only for people."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_MICROS = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in millionths of a US dollar."""

    micros: int

    @classmethod
    def of(cls, dollars: Decimal | str | float) -> "Money":
        """An amount given in dollars, to the nearest millionth."""
        return cls(int((Decimal(str(dollars)) * _MICROS).to_integral_value(ROUND_HALF_UP)))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.micros + other.micros)

    def __mul__(self, times: int) -> "Money":
        return Money(self.micros * times)

    def __str__(self) -> str:
        """For people: to the cent, and what is less than a cent to the hundredth of one."""
        amount = Decimal(self.micros) / _MICROS
        if self.micros == 0 or self.micros >= _MICROS // 100:
            return f"${amount:,.2f}"
        return f"${amount:.4f}".rstrip("0")


NOTHING = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What an order is expected to cost, said before it is given."""

    about: Money
    """What the person is told."""
    at_most: Money
    """What is set aside for it: prices that are not published are guessed high."""
