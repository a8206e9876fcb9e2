"""The real bot process on a loopback Discord, over real sockets.

Most are forked; a module whose fixture `start` gives `spawn` has its bots started as people start them.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground.entities import Message
from bot.playground.keeper import BotKeeper, Spawn
from bot.playground.knobs import Knobs
from bot.playground.people import Place
from bot.playground.server import Playground, open_playground
from tests.forkserver import fork
from tests.migrated import furnish
from tests.photos import photo

PROMPT = 'film noir that reads "VISIT MARS"'
"""The look that is drawn soonest: most tests are not about looks."""
RESTYLE = "restyle"
PATIENCE = 60.0
"""Seconds after which a wait is given up: many times what it takes, because other tests keep the processors busy."""


@dataclass
class Stage:
    """A playground with the bot in it, and what tests do there again and again."""

    playground: Playground
    keeper: BotKeeper
    _keys: dict[int, str] = field(default_factory=dict[int, str], init=False)
    """Of the cards that were asked for: a card loses its button, and with it the key, when its job ends."""

    @property
    def store(self) -> Path:
        """The file in which the bot keeps what it knows."""
        return self.keeper.log.parent / "restyle.db"

    async def ask(self, person: str = "alice", channel: Place = "general", **options: object) -> Message:
        """`/restyle` with a photo; returns the card."""
        options.setdefault("prompt", PROMPT)
        options.setdefault("image", photo("coffee.png"))
        options.setdefault("speed", "TURBO")
        outcome = await self.playground.person(person).slash(channel, RESTYLE, **options)
        assert outcome.acknowledged, outcome.failed
        if outcome.message.controls:
            self._keys[outcome.message.id] = key_of(outcome.message)
        return outcome.message

    def key(self, card: Message) -> str:
        """The key of a card's job, which may have ended."""
        return self._keys.get(card.id) or key_of(card)

    async def refusal(self, person: str = "alice", channel: Place = "general", **options: object) -> str:
        """`/restyle` that is refused at once; returns what only the person sees."""
        message = await self.ask(person, channel, **options)
        assert message.flags & 64, message.text
        return message.text

    async def restart(self) -> None:
        """Kill the bot as a crash would, start it again, and wait until it is connected."""
        await self.keeper.kill()
        await self.playground.until(lambda _: not self.playground.online)
        await self.keeper.start()
        await self.playground.until(lambda _: self.playground.online, timeout=PATIENCE)

    async def result_of(self, card: Message) -> Message:
        """The result that belongs to a card, once it is there."""
        key = self.key(card)
        result = await self.playground.until(lambda world: _result(world.messages.values(), key), timeout=PATIENCE)
        assert result is not None
        return result

    async def ended(self, card: Message, *words: str) -> Message:
        """The card, once it says one of `words`."""
        await self.playground.until(
            lambda world: any(word in world.messages[card.id].text for word in words), timeout=PATIENCE
        )
        return self.playground.world.messages[card.id]


def key_of(message: Message) -> str:
    """The job key in a message's buttons."""
    return next(control["custom_id"].split(":")[2] for control in message.controls)


def _result(messages: Iterable[Message], key: str) -> Message | None:
    wanted = f"r1:reroll:{key}"
    return next((m for m in messages if any(c["custom_id"] == wanted for c in m.controls)), None)


@asynccontextmanager
async def open_stage(
    folder: Path,
    knobs: Knobs | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    start: Spawn = fork,
    farewell: bool = True,
) -> AsyncGenerator[Stage]:
    """The bot online; whatever it does that Discord would not like fails the test.

    Without `farewell` it is killed in the end: one that is stopped gives cards that rest their last word first, for
    which a test that has seen enough need not wait. A bot that is forked has one process that draws: the others
    would cost every test their start.
    """
    given = ({"RESTYLE_RENDER_PROCESSES": "1"} if start is fork else {}) | dict(settings or {})
    if start is fork:
        furnish(folder / "bot")
    async with open_playground(folder / "discord", rules=knobs) as playground:
        async with BotKeeper(playground, folder / "bot", given, spawn=start) as keeper:
            await playground.until(lambda _: playground.online, timeout=PATIENCE)
            yield Stage(playground, keeper)
            if not farewell:
                await keeper.kill()
        assert playground.violations == []


@pytest.fixture(scope="module")
def start() -> Spawn:
    """How a module's bots are started."""
    return fork


@pytest.fixture
async def stage(tmp_path: Path, start: Spawn) -> AsyncGenerator[Stage]:
    """A playground with the bot in it, for one test that restarts it or counts in its store."""
    async with open_stage(tmp_path, start=start, farewell=False) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_stage(tmp_path_factory: pytest.TempPathFactory, start: Spawn) -> AsyncGenerator[Stage]:
    """One bot for a module's tests, which look at nothing but their own cards."""
    async with open_stage(tmp_path_factory.mktemp("shared"), start=start) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def own_stage(tmp_path: Path, start: Spawn) -> AsyncGenerator[Stage]:
    """A bot for one test among others that share theirs."""
    async with open_stage(tmp_path, start=start, farewell=False) as opened:
        yield opened
