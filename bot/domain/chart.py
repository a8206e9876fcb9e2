"""A picture of figures, told without a word about how it is drawn: what `/moderate usage` shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the chart."""

    label: str
    """e.g. `24 Nov`."""
    pictures: int
    dollars: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Somebody or something with their part of the whole."""

    names: tuple[str, ...]
    """What it may be called, best first: the first is taken that has letters the typefaces know."""
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Shares below a heading."""

    title: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Pictures and money by days, and who and what they came from."""

    title: str
    subtitle: str
    total: str
    """The pictures of all days, in words."""
    spent: str | None
    """What they cost; None where nothing cost anything, and no money is drawn then."""
    pictures_title: str
    money_title: str
    days: tuple[Day, ...]
    panels: tuple[Panel, ...]
    nothing: str
    """What stands in place of what there is nothing of."""
