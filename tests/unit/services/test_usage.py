"""The table and the picture of what a server had made."""

import csv
from datetime import UTC, datetime
from io import StringIO

from bot.domain.activity import activity
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.services.usage import chart_of, table_of

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def tally(user: int, engine: str = "local", micros: int = 0, hour: int = 9) -> Tally:
    return Tally(hour=NOW.replace(hour=hour), user_id=user, engine=engine, jobs=1, pictures=2, money=Money(micros))


def rows(*tallies: Tally) -> list[list[str]]:
    return list(csv.reader(StringIO(table_of(activity(tallies, NOW, "UTC")).decode(), newline="")))


def test_a_row_is_a_day_a_person_and_an_engine() -> None:
    """Hours of a day are put together; money is in dollars, to the last millionth."""
    table = rows(tally(7, micros=50_000, hour=9), tally(7, micros=1, hour=10), tally(8))
    assert table == [
        ["day", "user_id", "engine", "jobs", "pictures", "dollars"],
        ["2026-11-28", "7", "local", "2", "4", "0.050001"],
        ["2026-11-28", "8", "local", "1", "2", "0"],
    ]


def test_no_cell_is_a_formula() -> None:
    """What a spreadsheet would calculate is text there, and what would break a row is quoted."""
    for name in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx"):
        assert rows(tally(7, name))[1][2] == f"'{name}"
    assert rows(tally(7, 'a,"b"\nc'))[1][2] == 'a,"b"\nc'


def test_forgotten_people_have_no_number() -> None:
    """What was made by those who asked to be forgotten is there, and nobody's."""
    assert rows(tally(0))[1][1] == "forgotten"


def test_money_is_drawn_only_where_there_is_some() -> None:
    """A free engine has no axis of zeros."""
    free, paid = (chart_of(activity([tally(7, micros=each)], NOW, "UTC"), {}) for each in (0, 30_000))
    assert (free.spent, paid.spent) == (None, "$0.03")
    assert paid.days[-1].dollars == 0.03


def test_people_are_called_by_their_names() -> None:
    """The names that were found, best first; a number for somebody who has left."""
    people = chart_of(activity([tally(7), tally(8)], NOW, "UTC"), {7: ("Zoë", "zoe")}).panels[0].shares
    assert [each.names for each in people] == [("Zoë", "zoe", "member 7"), ("member 8",)]
