"""Orders taken by one process and drawn by others: `restyle run` and `restyle worker` on one PostgreSQL."""

import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.playground.keeper import BotKeeper, spawn
from bot.playground.server import Playground, open_playground
from tests.acceptance.conftest import PATIENCE, Stage, key_of
from tests.contracts.storage.stores import PostgresServer
from tests.forkserver import fork

WORKER = (sys.executable, "-m", "bot", "worker")


@dataclass
class Fleet(Stage):
    """A stage whose bot only takes orders, the bot for other servers beside it, and the workers behind both."""

    neighbour: BotKeeper
    workers: list[BotKeeper]
    server: PostgresServer
    database: str

    async def drawing(self) -> None:
        """Return when a worker draws."""
        await self.playground.until(
            lambda world: any("Drawing" in m.text for m in world.messages.values()), timeout=PATIENCE
        )

    async def delivered(self, keys: Sequence[str]) -> None:
        """Return when each of the jobs has its result and its card says so; no job may have two."""
        await self.playground.until(lambda _: all(self.results(key) for key in keys), timeout=PATIENCE)
        await self.playground.until(
            lambda world: not any("…" in m.text for m in world.messages.values()), timeout=PATIENCE
        )
        assert [self.results(key) for key in keys] == [1] * len(keys)

    def results(self, key: str) -> int:
        """How many results there are of a job."""
        return sum(key_of(m) == key for m in self.playground.world.messages.values() if "Reroll" in m.buttons)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fleet(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> AsyncGenerator[Fleet]:
    """Two bots, one for the shard where the guild is and one for the other, and two workers."""
    tmp_path = tmp_path_factory.mktemp("fleet")
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(postgres.fresh())
        playground = await stack.enter_async_context(open_playground(tmp_path / "discord"))
        shared = {"RESTYLE_DATABASE_URL": address, "RESTYLE_LEASE_SECONDS": "2"}
        shard = (playground.world.guild.id >> 22) % 2
        run = shared | {"RESTYLE_WORKERS": "0", "DISCORD_SHARD_COUNT": "2"}
        bots = [
            await _started(
                stack,
                BotKeeper(playground, tmp_path / f"bot-{each}", run | {"DISCORD_SHARD_IDS": str(each)}, spawn=fork),
            )
            for each in (1 - shard, shard)
        ]
        work = shared | {"RESTYLE_WORKERS": "1", "RESTYLE_RENDER_PROCESSES": "1"}
        workers = [
            await _started(stack, BotKeeper(playground, tmp_path / f"worker-{each}", work, command=WORKER, spawn=start))
            for each, start in enumerate((spawn, fork))
        ]
        await _up(playground, shards={0, 1})
        yield Fleet(playground, bots[1], bots[0], workers, postgres, address.rsplit("/", 1)[-1])
    assert playground.violations == []


async def _started(stack: AsyncExitStack, keeper: BotKeeper) -> BotKeeper:
    return await stack.enter_async_context(keeper)


async def _up(playground: Playground, shards: set[int]) -> None:
    await playground.until(lambda _: playground.shards == shards and playground.world.commands, timeout=PATIENCE)


@pytest.mark.thorough
async def test_any_process_finishes_what_another_began(fleet: Fleet) -> None:
    """Orders taken by the bot are drawn by workers; a worker killed at work loses nothing, and nothing comes twice."""
    slow = [await fleet.ask(person, prompt="oil painting", speed="QUALITY") for person in ("alice", "bob")]
    keys = [fleet.key(card) for card in (*slow, await fleet.ask("mod"))]
    await fleet.drawing()
    await fleet.workers[0].kill()
    await fleet.delivered(keys)
    await fleet.workers[0].start()


async def test_a_cancel_reaches_the_process_that_draws(fleet: Fleet) -> None:
    """The bot is told, the worker stops, and the person's next picture need not wait for it."""
    slow = await fleet.ask(prompt="oil painting", speed="QUALITY", count=4)
    key = fleet.key(slow)
    await fleet.drawing()
    outcome = await fleet.playground.person("alice").click(slow, label="Cancel")
    assert outcome.acknowledged
    await fleet.ended(slow, "Cancelled")
    await fleet.result_of(await fleet.ask())
    assert fleet.results(key) == 0


@pytest.mark.thorough
async def test_a_database_that_drops_everybody_stops_nobody(fleet: Fleet) -> None:
    """All connections of all processes end at once, with pictures at work: all are delivered, once each."""
    people = ("alice", "bob", "mod")
    keys = [key_of(await fleet.ask(person, prompt="oil painting", speed="QUALITY")) for person in people]
    await fleet.drawing()
    dropped = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{fleet.database}'"
    await fleet.server.order(dropped)
    await fleet.delivered(keys)
    assert all(keeper.running for keeper in (fleet.keeper, fleet.neighbour, *fleet.workers))


@pytest.mark.thorough
async def test_who_only_takes_orders_can_compare_pictures(fleet: Fleet) -> None:
    """Pressed there, pictures are read there: the answer waits for no worker."""
    card = await fleet.ask()
    result = await fleet.result_of(card)
    await fleet.ended(card, "Done")
    person = fleet.playground.person("alice")
    compared = await person.click((await person.click(result, "More")).message, "Compare")
    seen = await fleet.playground.until(lambda world: world.messages[compared.message.id].attachments, timeout=PATIENCE)
    assert len(seen) == 1


@pytest.mark.thorough
async def test_each_shard_serves_its_own_servers(fleet: Fleet) -> None:
    """The process of another shard may go and come: this server's members do not notice."""
    await fleet.neighbour.kill()
    await fleet.playground.until(lambda _: len(fleet.playground.shards) == 1)
    await fleet.result_of(await fleet.ask())
    await fleet.neighbour.start()
    await fleet.playground.until(lambda _: fleet.playground.shards == {0, 1}, timeout=PATIENCE)
    await fleet.result_of(await fleet.ask("bob"))
