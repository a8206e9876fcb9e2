"""What Prometheus is told: a few figures by the names that alarms know, and of nobody."""

import math

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.job import State
from bot.observability.events import LoggedEvents
from bot.observability.metrics import Metrics


def figures(metrics: Metrics) -> dict[str, float]:
    """Every sample by its name and labels."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        sample.name + "".join(f",{key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def test_jobs_are_counted_by_how_they_ended() -> None:
    """Each end counts once, and an outcome of which there was none is 0 and not missing."""
    metrics = Metrics()
    metrics("job.accepted", job="k", origin="command", place=1)
    metrics("job.done", job="k", seconds=4.2, waited=3.0, dollars=0.04)
    metrics("job.failed", job="k", reason="refused", dollars=0.01)
    metrics("job.unknown", job="k2", reason="lost")
    told = figures(metrics)
    ends = {state.value: told[f"restyle_jobs_total,outcome={state}"] for state in State if state.ended}
    assert ends == {"done": 1, "cancelled": 0, "failed": 1, "unknown": 1}
    assert told["restyle_submit_unknown_total"] == 1
    assert told["restyle_stage_duration_seconds_sum,stage=whole"] == 4.2
    assert told["restyle_stage_duration_seconds_sum,stage=line"] == 3.0
    assert told["restyle_stage_duration_seconds_sum,stage=work"] == pytest.approx(1.2)
    assert told["restyle_engine_cost_dollars_total"] == pytest.approx(0.05)


def test_what_there_is_to_do_is_told_beside_who_does_it() -> None:
    """Open jobs as they are now, or that nobody can say; the processes as this one last saw them."""
    metrics = Metrics()
    metrics("fleet.changed", processes=3, slots=16)
    metrics.see_open(42)
    told = figures(metrics)
    assert (told["restyle_fleet_processes"], told["restyle_fleet_slots"], told["restyle_jobs_open"]) == (3, 16, 42)
    metrics.see_open(None)
    assert math.isnan(figures(metrics)["restyle_jobs_open"])


def test_answers_are_counted_and_timed() -> None:
    """How interactions ended by their kind, and how long a request for pictures waited for its card."""
    metrics = Metrics()
    metrics("interaction.answered", kind="component")
    metrics("interaction.refused", kind="application_command", error="Blocked")
    metrics("job.acknowledged", job="k", seconds=0.07)
    told = figures(metrics)
    assert told["restyle_interactions_total,kind=component,outcome=answered"] == 1
    assert told["restyle_interactions_total,kind=application_command,outcome=refused"] == 1
    assert told["restyle_ack_duration_seconds_bucket,le=0.1"] == 1
    assert told["restyle_ack_duration_seconds_bucket,le=0.05"] == 0


def test_the_lag_of_the_loop_is_told() -> None:
    """Most looks find it on time, and one that does not is not averaged away."""
    metrics = Metrics()
    for seconds in (0.001, 0.001, 0.3):
        metrics.hear_lag(seconds)
    told = figures(metrics)
    assert told["restyle_event_loop_lag_seconds_bucket,le=0.005"] == 2
    assert told["restyle_event_loop_lag_seconds_bucket,le=0.25"] == 2
    assert told["restyle_event_loop_lag_seconds_bucket,le=0.5"] == 3


def test_the_books_are_told() -> None:
    """The imbalance is what the last sweep found, and trouble is counted by its event."""
    metrics = Metrics()
    assert figures(metrics)["restyle_ledger_imbalance"] == 0
    metrics("ledger.compared", imbalance=3)
    metrics("ledger.unbalanced", imbalance=3)
    metrics("store.swept", rows=12)
    told = figures(metrics)
    assert told["restyle_ledger_imbalance"] == 3
    assert told["restyle_trouble_events_total,event=ledger.unbalanced"] == 1
    assert told["restyle_swept_rows_total"] == 12


@pytest.mark.parametrize("fact", ["guild", "user", "job", "by", "reference", "reason", "error"])
def test_no_figure_is_about_somebody(fact: str) -> None:
    """Whatever an event tells, no label and no name holds it: the number of figures has a bound."""
    metrics = Metrics()
    names = ("job.done", "job.failed", "interaction.crashed", "policy.changed", "result.deleted", "card.crashed")
    for name in names:
        metrics(name, **{fact: "876543210987654321", "seconds": 1.0, "waited": 0.5})
    assert "876543210987654321" not in metrics.exposition().decode()


def test_a_log_line_and_a_figure_are_of_the_same_event() -> None:
    """Whoever logs events hands them on, exceptions included."""
    heard = list[tuple[str, dict[str, object]]]()
    error = ValueError("x")
    LoggedEvents(lambda name, **facts: heard.append((name, facts)))("card.crashed", job="k", exception=error)
    assert heard == [("card.crashed", {"job": "k", "exception": error})]
