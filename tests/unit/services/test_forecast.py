"""When a place in line comes up."""

from datetime import UTC, datetime, timedelta

from bot.domain.fairness import Standing
from bot.domain.fleet import Process
from bot.services.forecast import Forecast

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


def _standing(ahead: int, *, in_guild: int = 0, own: int = 0) -> Standing:
    return Standing(ahead=ahead, in_guild=in_guild, own=own, guild_cap=2, member_cap=1)


def _process(slots: int, pace: float | None) -> Process:
    return Process(boot=f"{slots}-{pace}", kind="worker", slots=slots, pace=None if pace is None else _seconds(pace))


def test_nothing_is_promised_before_anything_was_drawn() -> None:
    """Without a pace, or without anybody who draws, a card says its place and no time."""
    forecast = Forecast()
    assert forecast.starts_at(_standing(5), NOW) is None
    forecast.heed([_process(4, None)])
    assert forecast.starts_at(_standing(5), NOW) is None
    forecast.heed([_process(0, None)])
    forecast.learn(_seconds(8))
    assert forecast.starts_at(_standing(5), NOW) is None


def test_everybody_counts_by_their_slots() -> None:
    """Three slots that take 4 s and one that takes 12 s are four slots that take 6 s."""
    forecast = Forecast()
    forecast.heed([_process(3, 4), _process(1, 12), _process(0, None)])
    assert forecast.starts_at(_standing(8), NOW) == NOW + _seconds(12)


def test_who_has_no_pace_yet_still_takes_work_off_the_line() -> None:
    """A process that has just come counts with its slots, at the pace of the others."""
    forecast = Forecast()
    forecast.heed([_process(2, 6), _process(2, None)])
    assert forecast.starts_at(_standing(8), NOW) == NOW + _seconds(12)


def test_caps_delay_even_an_empty_line() -> None:
    """A person's fourth picture waits for their other three, however many slots are free."""
    forecast = Forecast()
    forecast.heed([_process(64, 5)])
    assert forecast.starts_at(_standing(3, in_guild=3, own=3), NOW) == NOW + _seconds(15)


def test_the_pace_follows_what_jobs_take_now() -> None:
    """One slow job moves it a little, many move it all the way."""
    forecast = Forecast()
    forecast.learn(_seconds(10))
    forecast.learn(_seconds(20))
    assert forecast.pace == _seconds(12)
    for _ in range(40):
        forecast.learn(_seconds(20))
    assert forecast.pace is not None
    assert _seconds(19.9) < forecast.pace <= _seconds(20)
