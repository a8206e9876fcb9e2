"""The engine room as `bot.wiring` makes it, on a real store, with fakes where Discord, the engine and pictures are.

A room is one process's life: `killed` ends it as a `kill -9` does, and another room over the same store, cards and
engine is the next start.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from bot.domain.brought import Brought
from bot.domain.job import CARD_RESTS, Job, Origin, State
from bot.domain.money import Money
from bot.domain.request import Place, PlaceKind, Requester, Upload, Wish
from bot.domain.variation import Changes, Variation
from bot.jobs.aftercare import Aftercare
from bot.jobs.courier import Courier
from bot.jobs.crew import Crew
from bot.jobs.herald import Herald
from bot.jobs.lifeline import Lifeline
from bot.jobs.loop import JobLoop, Leases
from bot.jobs.pipeline import Pipeline
from bot.jobs.presence import Presence
from bot.jobs.reception import Reception
from bot.jobs.sweeper import Sweeper
from bot.jobs.usher import Usher
from bot.language.catalogues import Catalogues
from bot.ports import Database, Ports, Topic
from bot.services.admission import Admission
from bot.services.decisions import Decisions, Person
from bot.services.forecast import Forecast
from bot.services.precedence import Precedence
from bot.services.restyle import Restyle
from bot.services.tickets import Tickets
from bot.storage.database import SqlDatabase
from bot.storage.wakeup import LocalWakeup
from tests.factories import present
from tests.fakes.cards import KeptCards, KeptReply
from tests.fakes.clock import SteppedClock
from tests.fakes.engine import ScriptedEngine
from tests.fakes.events import RecordedEvents
from tests.fakes.ids import CountedIds
from tests.fakes.images import KeptImages
from tests.fakes.noticeboard import KeptNotices

_interactions = itertools.count(1)
_boots = itertools.count(1)
GUILD, ALICE, BOB, MODERATOR = 1, 10, 11, 12
ATTEMPTS, OUTAGE_ATTEMPTS = 4, 60
SLOTS = 4
ASK_ABOVE = Money.of("0.25")


@dataclass(kw_only=True)
class World:
    """What outlives the bot's process."""

    database: SqlDatabase
    clock: SteppedClock = field(default_factory=SteppedClock)
    cards: KeptCards = field(default_factory=KeptCards)
    notices: KeptNotices = field(default_factory=KeptNotices)
    engine: ScriptedEngine = field(default_factory=ScriptedEngine)
    ids: CountedIds = field(default_factory=CountedIds)
    events: RecordedEvents = field(default_factory=RecordedEvents)

    def __post_init__(self) -> None:
        self.images = KeptImages(self.cards)


class Room:
    """One life of the bot without its Discord."""

    def __init__(
        self,
        world: World,
        *,
        daily_pictures: int,
        slots: int,
        daily_money: Money | None = None,
        database: Database | None = None,
        outage_attempts: int = OUTAGE_ATTEMPTS,
        poll: float = 3600,
    ) -> None:
        """Nearly nobody polls: what happens here happens because somebody was told."""
        self.world = world
        self.boot = f"boot-{next(_boots)}"
        self.wakeup = LocalWakeup(world.clock)
        self.admission, self.forecast = (
            Admission(daily_pictures=daily_pictures, zone="UTC", daily_money=daily_money),
            Forecast(),
        )
        self.tickets = tickets = Tickets(forecast=self.forecast)
        self.ports = ports = Ports(
            database=database or world.database,
            engine=world.engine,
            images=world.images,
            card=world.cards,
            noticeboard=world.notices,
            wakeup=self.wakeup,
            clock=world.clock,
            ids=world.ids,
            events=world.events,
            languages=Catalogues(),
        )
        leases = Leases(clock=world.clock, boot=self.boot, attempts=ATTEMPTS, outage_attempts=outage_attempts)
        precedence = Precedence()
        self.reception, self.worker = (
            JobLoop(craft, ports, slots=slots, poll=poll, precedence=precedence, leases=leases)
            for craft in (
                Reception(ports, tickets=tickets, leases=leases),
                Pipeline(ports, leases=leases, forecast=self.forecast),
            )
        )
        self.herald, self.usher = Herald(ports, tickets=tickets), Usher(ports, rate=lambda: 40.0)
        self.lifeline = Lifeline(ports, leases=leases)
        self.decisions = Decisions(ports)
        self.restyle = Restyle(
            ports,
            admission=self.admission,
            tickets=tickets,
            precedence=precedence,
            decisions=self.decisions,
            boot=self.boot,
            ask_above=ASK_ABOVE,
        )
        self.aftercare = Aftercare(ports)
        self.courier = Courier(ports)
        self._slots = slots
        self._loops: list[asyncio.Task[None]] = []

    def presence(self, divide: Callable[[int], None] = lambda _: None) -> Presence:
        """This process as others on the store see it."""
        return Presence(
            self.ports, boot=self.boot, kind="run", slots=self._slots, forecast=self.forecast, divide=divide
        )

    def crew(self) -> Crew:
        """Everybody who works in a process of its own."""
        return Crew(
            self.ports,
            loops=(self.reception, self.worker),
            herald=self.herald,
            usher=self.usher,
            courier=self.courier,
            lifeline=self.lifeline,
            presence=self.presence(),
            sweeper=Sweeper(self.ports),
            aftercare=None if self.ports.engine.repeatable else self.aftercare,
        )

    def start(self) -> None:
        loops = (self.reception, self.worker)
        self._loops = [asyncio.create_task(work()) for loop in loops for work in (loop.run, loop.keep_leases)]

    async def kill(self) -> None:
        """End everything where it stands; no good order, no goodbye."""
        held = (*self.reception._held.values(), *self.worker._held.values())
        tasks = [*self._loops, *(each.task for each in held)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def ask(
        self, *, user: int = ALICE, guild: int = GUILD, reply: KeptReply | None = None, count: int = 1
    ) -> Job:
        """`/restyle`, as the cog asks for it."""
        upload = Upload(url="https://cdn.discordapp.com/a/b/c.png", filename="c.png", size=1000)
        answer = reply or KeptReply(self.world.cards)
        wish = Wish(prompt="watercolor", count=count, seed=self.restyle.new_seed())
        return await self.restyle.submit(wish, upload, requester(user, guild), PLACE, answer)

    async def vary(
        self,
        job: Job,
        origin: Origin = Origin.REROLL,
        *,
        user: int = ALICE,
        guild: int = GUILD,
        picture: int | None = None,
        changes: Changes | None = None,
        brought: Brought | None = None,
    ) -> Job:
        """A button below a picture."""
        variation = Variation(origin=origin, picture=picture, changes=changes or Changes())
        who, reply = requester(user, guild), KeptReply(self.world.cards)
        return await self.restyle.vary(job.key, variation, who, PLACE, reply, brought=brought)

    async def cancel(self, job: Job, *, user: int = ALICE, moderator: bool = False, guild: int = GUILD) -> Job:
        return await self.decisions.cancel(job.key, person(user, moderator=moderator, guild=guild))

    async def pass_time(self, seconds: float) -> None:
        """Time passes, the lifeline makes its round, everybody looks again."""
        self.world.clock.advance(seconds)
        await self.lifeline.rescue()
        self.wakeup.notify(*Topic)

    async def show_cards(self) -> None:
        """Every card rests as long as it must, and is brought in line then."""
        self.world.clock.advance(CARD_RESTS.total_seconds())
        await self.herald.flush()

    async def job(self, key: str) -> Job:
        return present(await self.world.database.run(lambda tx: tx.jobs.get(key)))

    async def until(self, key: str, wanted: Callable[[Job], bool]) -> Job:
        """The job, as soon as it is as wanted."""

        async def so() -> bool:
            return wanted(await self.job(key))

        await eventually(so)
        return await self.job(key)

    async def ended(self, key: str, state: State = State.DONE) -> Job:
        """The job at its end, which must be `state`."""
        job = await self.until(key, lambda job: job.state.ended)
        assert job.state is state, (job, job.reason)
        return job

    async def left(self, user: int = ALICE, guild: int = GUILD) -> int | None:
        """How many pictures the member has left today, as the card would say."""
        subject = f"member:{guild}:{user}:pictures"

        def used(connection: sa.Connection) -> int:
            query = sa.text("SELECT coalesce(sum(used), 0) FROM usage WHERE subject = :subject")
            return connection.execute(query, {"subject": subject}).scalar_one()

        return self.admission.daily_pictures - await self.world.database.run_raw(used)


PLACE = Place(channel_id=500, kind=PlaceKind.NEW_THREAD)


def requester(user: int, guild: int) -> Requester:
    number = next(_interactions)
    return Requester(
        guild_id=guild,
        user_id=user,
        interaction_id=number,
        upload_limit=10_000_000,
        answer_token=f"token-{number}",
    )


def person(user: int, *, moderator: bool = False, guild: int = GUILD) -> Person:
    return Person(guild_id=guild, user_id=user, manages_messages=moderator)


@asynccontextmanager
async def open_room(
    world: World, *, daily_pictures: int = 10, slots: int = SLOTS, daily_money: Money | None = None
) -> AsyncGenerator[Room]:
    """A started room, killed at the end if it still lives."""
    room = Room(world, daily_pictures=daily_pictures, slots=slots, daily_money=daily_money)
    await room.lifeline.rescue()
    room.start()
    try:
        yield room
    finally:
        await room.kill()


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return when the condition holds; the test fails if that takes half a minute."""
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 (a row tells nobody that it has changed)
            await asyncio.sleep(0.002)


async def reached(gate: asyncio.Event) -> None:
    """Return when a fake has come to its gate."""
    async with asyncio.timeout(30):
        await gate.wait()


def _rows(connection: sa.Connection, query: str) -> list[Any]:
    return list(connection.execute(sa.text(query)))


async def assert_books_balance(world: World, *, limit: int) -> None:
    """Invariants I1 to I3 and I5 over everything the store holds."""

    def check(connection: sa.Connection) -> None:
        entries = _rows(
            connection,
            """SELECT job.key, job.state, job.lane, count(ledger.job_key), sum(ledger.settled), sum(ledger.reserved),
                      (SELECT count(*) FROM result WHERE result.job_key = job.key), job.result_message_id
               FROM job LEFT JOIN ledger ON ledger.job_key = job.key AND ledger.measure = 'pictures'
               GROUP BY job.id""",
        )
        for key, state, lane, reservations, settled, reserved, pictures, message in entries:
            ended = State(str(state)).ended
            assert reservations == 1, f"I2: {key} has {reservations} reservations"
            assert ended == (settled is not None) == (lane == "ended"), f"I2: {key} is {state}, settled {settled}"
            # What was lost and found is free.
            due = 0 if state == State.UNKNOWN else pictures
            assert settled in (None, due), f"I2: {key} paid {settled} for {due} pictures"
            assert settled is None or settled <= reserved
            if state == State.DONE:
                assert message == world.cards.posts[str(key)][0].message.message_id, f"I5: {key}"
        for subject, used in _rows(connection, "SELECT subject, used FROM usage"):
            held = _rows(
                connection,
                f"SELECT coalesce(sum(coalesce(settled, reserved)), 0) FROM ledger WHERE subject = '{subject}'",
            )
            assert used == held[0][0], f"I3: {subject} has {used} taken, the entries say {held[0][0]}"
            assert subject.startswith("operator:") or used <= limit, f"I3: {subject} has {used} taken"
        doubles = _rows(connection, "SELECT interaction_id FROM job GROUP BY interaction_id HAVING count(*) > 1")
        assert not doubles, f"I1: {doubles}"

    await world.database.run_raw(check)


def assert_sent_once(world: World) -> None:
    """Invariant I4: nothing that costs money was ordered twice."""
    if not world.engine.repeatable:
        assert len(world.engine.accepted) == len(set(world.engine.accepted)), "I4: a paid order was sent twice"
