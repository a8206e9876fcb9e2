"""Turning measurements into the figures of the tables: rates, quantiles, fairness."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Self, TypeVar

from rich.console import Console
from rich.table import Table

T = TypeVar("T")


class Stopwatch:
    """How long single calls and the whole took, in seconds."""

    def __init__(self) -> None:
        self.calls: list[float] = []
        self.elapsed = 0.0
        self._started = 0.0

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.elapsed = time.perf_counter() - self._started

    async def time(self, call: Callable[[], Awaitable[T]]) -> T:
        started = time.perf_counter()
        answer = await call()
        self.calls.append(time.perf_counter() - started)
        return answer

    @property
    def rate(self) -> float:
        """Calls a second, from the first one's begin to the last one's end."""
        return len(self.calls) / self.elapsed

    def ms(self, share: float) -> float:
        """The quantile of single calls, in milliseconds."""
        return quantile(self.calls, share) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[round(share * (len(values) - 1))]


def jain(shares: Iterable[float]) -> float:
    """Jain's index: 1 if everybody got the same, 1/n if one got all."""
    values = list(shares)
    return sum(values) ** 2 / (len(values) * sum(value**2 for value in values))


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str | None = None) -> None:
    """Print one table."""
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=132)
    console.print()
    console.print(table)
