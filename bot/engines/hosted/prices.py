"""What an order is expected to cost. One table: one figure of it is documented, the others are guesses and say so."""

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.money import Money, Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars. What a request really cost stands in its record afterwards."""

    per_megapixel: Decimal = Decimal("0.06")
    """Documented for both Ideogram V4 models, with the remark that rendering speed changes it."""
    worst_per_megapixel: Decimal = Decimal("0.10")
    """A guess: what the slowest rendering cost elsewhere when these models came out."""
    worst_fee: Decimal = Decimal("0.03")
    """A guess: what enriching a prompt cost there, for each picture."""

    def quote(self, pixels: int, count: int) -> Quote:
        """The price of `count` pictures of that many pixels."""
        megapixels = Decimal(pixels) / 1_000_000
        return Quote(
            about=Money.of(self.per_megapixel * megapixels) * count,
            at_most=Money.of(self.worst_per_megapixel * megapixels + self.worst_fee) * count,
        )
