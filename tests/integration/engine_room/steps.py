"""What the tests of the engine room do and ask again and again."""

import asyncio
from datetime import datetime, timedelta

from bot.domain.errors import (
    UnknownOrder,
)
from bot.domain.job import Job
from bot.domain.request import Wish
from tests.fakes.script import Script
from tests.integration.room import (
    Room,
    World,
    eventually,
)

LIMIT = 10


async def come_round(room: Room, job: Job) -> None:
    """Let time pass until the job has ended; less at once than a lease lasts, or its holder would lose it."""

    async def over() -> bool:
        await room.pass_time(20)
        return (await room.job(job.key)).state.ended

    await eventually(over)


async def held(room: Room, job: Job) -> bool:
    orphans = await room.world.database.run(lambda tx: tx.jobs.orphans(room.world.clock.now(), room.boot))
    return job.key not in [orphan.key for orphan in orphans]


def unknown(reference: str) -> Wish:
    raise UnknownOrder


def script(world: World, call: str) -> Script:
    if call in ("admit", "reopen"):
        return world.images.script
    if call in ("submit", "submit.accepted", "wait", "fetch"):
        return world.engine.script
    return world.cards.script


async def busy(room: Room) -> bool:
    """True if the herald still works on a card after one turn of the loop."""
    await asyncio.sleep(0)
    return bool(room.herald._showing)


async def true(condition: bool) -> bool:
    return condition


def later(room: Room) -> datetime:
    """A time at which every lease of now has run out, for those who look at it."""
    return room.world.clock.now() + timedelta(hours=1)
