"""The same durable stores as the queue is measured on."""

from tests.benchmarks.queue.conftest import kinds, machine, open_store, postgres

__all__ = ["kinds", "machine", "open_store", "postgres"]
