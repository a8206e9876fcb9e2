# pyright: reportMissingImports=false, reportUnknownMemberType=false
# The dependency group `bench` is not installed by default.
"""A partitioned queue of DBOS with a partition per guild: so many of a guild run at a time, eight in the process.

Jobs are enqueued before the queue is registered, so that all of them wait when it begins to poll.
"""

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetEnqueueOptions

from tests.benchmarks.queue.rivals.drain import PATIENCE_SECONDS, WIDTH, Drain, arrivals

QUEUE = "guilds"


def _main(url: str, *, guild_cap: int, wide: bool, poll: float, flood: int) -> Drain:
    drain = Drain()
    # It has things to say about being stopped with work left.
    config: DBOSConfig = {"name": "rival", "system_database_url": url, "log_level": "CRITICAL"}
    DBOS(config=config)

    @DBOS.workflow()
    def nothing() -> None:
        drain.done()

    DBOS.launch()
    try:
        for guild in arrivals(flood):
            with SetEnqueueOptions(queue_partition_key=f"guild-{guild}"):
                DBOS.enqueue_workflow(QUEUE, nothing)
        if not url.startswith("sqlite"):
            _vacuum(url)
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=None if wide else WIDTH,
            partition_concurrency=guild_cap,
            polling_interval_sec=poll,
        )
        drain.finished.wait(PATIENCE_SECONDS)
        # Nothing more is taken while it shuts down.
        DBOS.delete_queue(QUEUE)
    finally:
        DBOS.destroy()
    return drain


def _vacuum(url: str) -> None:
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")
    engine.dispose()


def main(url: str, cap: str, width: str, poll: str, flood: str) -> float:
    """Jobs a second; `narrow` is eight at a time, `wide` as many as the queue likes."""
    return _main(url, guild_cap=int(cap), wide=width == "wide", poll=float(poll), flood=int(flood)).rate
