"""Counting events for Prometheus. A leaf: it hears what happens and answers when it is asked, it asks nobody.

No label tells of a person, a server or a job: labels are words of this program, of which there are few.
"""

import platform
import sqlite3
from importlib.metadata import version
from math import nan
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.exposition import generate_latest

from bot.observability.events import is_trouble

_OUTCOMES = {f"job.{outcome}": outcome for outcome in ("done", "failed", "cancelled", "unknown")}
_ANSWERS = {
    "interaction.answered": "answered",
    "interaction.refused": "refused",
    "interaction.crashed": "crashed",
    "interaction.not_answered": "lost",
}
_ACK_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_LAG_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
_JOB_SECONDS = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0)


class Metrics:
    """The figures of one process; keeps the port `Events`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._jobs = self._counter("restyle_jobs", "Jobs that have ended.", "outcome")
        self._submit_unknown = self._counter("restyle_submit_unknown", "Orders of which nobody knows what became.")
        self._interactions = self._counter("restyle_interactions", "Commands, buttons and forms.", "kind", "outcome")
        self._trouble = self._counter("restyle_trouble_events", "Events that an operator should look at.", "event")
        self._ack = self._histogram(
            "restyle_ack_duration_seconds",
            "From hearing of a request for pictures to Discord having our answer.",
            _ACK_SECONDS,
        )
        self._stage = self._histogram(
            "restyle_stage_duration_seconds",
            "How long jobs took that were done: in line, at work, and as a whole.",
            _JOB_SECONDS,
            "stage",
        )
        self._lag = self._histogram(
            "restyle_event_loop_lag_seconds",
            "By how much the event loop was late, looked at four times a second.",
            _LAG_SECONDS,
        )
        self._cost = self._counter("restyle_engine_cost_dollars", "What the engine has billed for jobs that ended.")
        self._calls = self._counter(
            "restyle_discord_calls", "Answers of Discord's to cards and results.", "counted", "status"
        )
        self._processes = self._gauge("restyle_fleet_processes", "Processes on the same store that are alive.")
        self._slots = self._gauge("restyle_fleet_slots", "How many jobs they work on at once.")
        self._open = self._gauge("restyle_jobs_open", "Jobs of all servers that have not ended, counted up to 1,000.")
        self._imbalance = self._gauge(
            "restyle_ledger_imbalance",
            "By how much counters differ from their entries, as of the last sweep; anything but 0 is a bug.",
        )
        self._swept = self._counter("restyle_swept_rows", "Rows deleted because their time was over.")
        Info("restyle_build", "What this process is made of.", registry=self._registry).info(_build())
        for outcome in _OUTCOMES.values():
            self._jobs.labels(outcome)

    def __call__(self, name: str, **facts: Any) -> None:
        """Hear of one event."""
        if outcome := _OUTCOMES.get(name):
            self._jobs.labels(outcome).inc()
        elif outcome := _ANSWERS.get(name):
            self._interactions.labels(str(facts.get("kind", "unknown")), outcome).inc()
        if is_trouble(name, facts):
            self._trouble.labels(name).inc()
        match name:
            case "job.unknown":
                self._submit_unknown.inc()
            case "job.done":
                self._time(facts["seconds"], facts["waited"])
            case "job.acknowledged":
                self._ack.observe(facts["seconds"])
            case "ledger.compared":
                self._imbalance.set(facts["imbalance"])
            case "store.swept":
                self._swept.inc(facts["rows"])
            case "fleet.changed":
                self._processes.set(facts["processes"])
                self._slots.set(facts["slots"])
            case _:
                pass
        self._cost.inc(facts.get("dollars", 0.0))

    def hear_answer(self, *, counted: bool, status: int) -> None:
        """Hear of an answer of Discord's to a call, and whether that counted against its global limit."""
        self._calls.labels("yes" if counted else "no", str(status)).inc()

    def hear_lag(self, seconds: float) -> None:
        """Hear how late the event loop was."""
        self._lag.observe(seconds)

    def see_open(self, jobs: int | None) -> None:
        """Keep how many jobs have not ended; None while nobody can say."""
        self._open.set(nan if jobs is None else jobs)

    def exposition(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)

    def _time(self, whole: float, waited: float) -> None:
        for stage, seconds in (("whole", whole), ("line", waited), ("work", whole - waited)):
            self._stage.labels(stage).observe(seconds)

    def _gauge(self, name: str, told: str) -> Gauge:
        return Gauge(name, told, registry=self._registry)

    def _histogram(self, name: str, told: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, told, labels, buckets=buckets, registry=self._registry)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, registry=self._registry)


def _build() -> dict[str, str]:
    return {
        "version": version("restyle"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "pillow": version("pillow"),
        "discord_py": version("discord.py"),
    }
