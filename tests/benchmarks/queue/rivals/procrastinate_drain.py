# pyright: reportMissingImports=false, reportUnknownMemberType=false
# The dependency group `bench` is not installed by default.
"""procrastinate with a lock per guild: one job of a guild runs at a time, and its others wait their turn.

One worker with a concurrency of eight in one event loop, LISTEN/NOTIFY on, everything else as it comes.
"""

import asyncio
from contextlib import suppress

import procrastinate
from psycopg import AsyncConnection

from tests.benchmarks.queue.rivals.drain import PATIENCE_SECONDS, WIDTH, Drain, arrivals

BATCH = 500


async def _main(conninfo: str, *, locked: bool, flood: int) -> Drain:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo, min_size=WIDTH, max_size=10))
    drain = Drain()

    @app.task(name="nothing")
    async def nothing() -> None:
        drain.done()

    jobs = [app.configure_task("nothing", lock=f"guild-{guild}" if locked else None).job for guild in arrivals(flood)]
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for start in range(0, len(jobs), BATCH):
            await app.job_manager.batch_defer_jobs_async(jobs[start : start + BATCH])
        await _vacuum(conninfo)
        worker = asyncio.create_task(app.run_worker_async(concurrency=WIDTH, install_signal_handlers=False))
        await asyncio.to_thread(drain.finished.wait, PATIENCE_SECONDS)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
    return drain


async def _vacuum(conninfo: str) -> None:
    async with await AsyncConnection.connect(conninfo, autocommit=True) as connection:
        await connection.execute("VACUUM (ANALYZE)")


def main(conninfo: str, locked: str, flood: str) -> float:
    """Jobs a second; `locked` or `free`, and how many jobs of a busy guild stand in front."""
    return asyncio.run(_main(conninfo, locked=locked == "locked", flood=int(flood))).rate
