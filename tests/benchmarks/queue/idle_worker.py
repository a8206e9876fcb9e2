"""An idle worker: the real loop with a craft that notes when work on a job began, and completes it.

Run as a program it is a worker process of its own: it says `ready`, and then for each job when work on it began, in
seconds of the monotonic clock, which all processes of a machine share.
"""

import asyncio
import sys
import time
from collections.abc import Callable

import sqlalchemy as sa

from bot.clock import RandomIds, SystemClock
from bot.domain.job import Job
from bot.jobs.loop import JobLoop, Leases
from bot.language.catalogues import Catalogues
from bot.ports import Ports, Topic, Wakeup
from bot.services.precedence import Precedence
from bot.storage.database import SqlDatabase, open_database
from bot.storage.notify import open_notify_wakeup
from tests.benchmarks.queue import crowd
from tests.fakes.cards import KeptCards
from tests.fakes.engine import ScriptedEngine
from tests.fakes.events import RecordedEvents
from tests.fakes.images import KeptImages
from tests.fakes.noticeboard import KeptNotices

POLL_SECONDS = 3.0


class NotingCraft:
    """Keeps the `Craft` protocol."""

    topic = Topic.LINE

    def __init__(self, database: SqlDatabase, began: Callable[[float], None]) -> None:
        self._database = database
        self._began = began

    async def take(self) -> Job | None:
        return await self._database.run(crowd.claim_in)

    async def work(self, job: Job) -> None:
        moment = time.monotonic()
        await crowd.complete(self._database, job)
        self._began(moment)


def idle_loop(database: SqlDatabase, wakeup: Wakeup, began: Callable[[float], None]) -> JobLoop:
    """A worker of eight slots that has nothing to do yet."""
    clock, cards = SystemClock(), KeptCards()
    ports = Ports(
        database=database,
        engine=ScriptedEngine(),
        images=KeptImages(cards),
        card=cards,
        noticeboard=KeptNotices(),
        wakeup=wakeup,
        clock=clock,
        ids=RandomIds(),
        events=RecordedEvents(),
        languages=Catalogues(),
    )
    leases = Leases(clock=clock, boot=crowd.BOOT)
    craft = NotingCraft(database, began)
    return JobLoop(craft, ports, slots=crowd.WORKERS, poll=POLL_SECONDS, precedence=Precedence(), leases=leases)


async def _main(address: str) -> None:
    async with (
        open_database(address) as database,
        open_notify_wakeup(sa.make_url(address), SystemClock()) as wakeup,
    ):
        await wakeup.connected.wait()
        print("ready", flush=True)
        await idle_loop(database, wakeup, lambda moment: print(moment, flush=True)).run()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
