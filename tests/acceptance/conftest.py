"""The real bot process on a loopback Discord, over real sockets."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.playground.entities import Message
from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground, open_playground
from tests.photos import photo

POSTER = 'vintage travel poster that reads "VISIT MARS"'
RESTYLE = "restyle"


@dataclass
class Stage:
    """A playground with the bot in it, and what tests do there again and again."""

    playground: Playground
    keeper: BotKeeper

    async def ask(
        self, person: str = "alice", channel: str = "general", prompt: str = POSTER, **options: object
    ) -> Message:
        """`/restyle` with a photo; returns the card."""
        options.setdefault("image", photo("coffee.png"))
        options.setdefault("speed", "TURBO")
        outcome = await self.playground.person(person).slash(channel, RESTYLE, prompt=prompt, **options)
        assert outcome.acknowledged, outcome.failed
        return outcome.message

    async def refusal(self, person: str = "alice", channel: str = "general", **options: object) -> str:
        """`/restyle` that is refused at once; returns what only the person sees."""
        message = await self.ask(person, channel, **options)
        assert message.flags & 64, message.text
        return message.text

    async def restart(self) -> None:
        """Kill the bot as a crash would, start it again, and wait until it is connected."""
        await self.keeper.kill()
        await self.playground.until(lambda _: not self.playground.online)
        await self.keeper.start()
        await self.playground.until(lambda _: self.playground.online, timeout=30)

    async def result_of(self, card: Message) -> Message:
        """The result that belongs to a card, once it is there."""
        key = key_of(card)
        return await self.playground.until(lambda world: _result(world.messages.values(), key), timeout=60)

    async def ended(self, card: Message, *words: str) -> Message:
        """The card, once it says one of `words`."""
        return await self.playground.until(
            lambda world: (now := world.messages.get(card.id)) and any(word in now.text for word in words) and now,
            timeout=60,
        )


def key_of(message: Message) -> str:
    """The job key in a message's buttons."""
    return next(control["custom_id"].split(":")[2] for control in message.controls)


def _result(messages: Iterable[Message], key: str) -> Message | None:
    wanted = f"r1:reroll:{key}"
    return next((m for m in messages if any(c["custom_id"] == wanted for c in m.controls)), None)


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncGenerator[Playground]:
    """A loopback Discord without a bot; whatever a bot does that Discord would not like fails the test."""
    async with open_playground(tmp_path / "discord") as opened:
        yield opened
        assert opened.violations == []


@pytest.fixture
def bot_settings() -> dict[str, str]:
    """More environment for the bot; tests override it by parametrizing."""
    return {}


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, bot_settings: dict[str, str]) -> AsyncGenerator[Stage]:
    """The playground with the bot online."""
    keeper = BotKeeper(playground, tmp_path / "bot", bot_settings)
    await keeper.start()
    try:
        await playground.until(lambda _: playground.online, timeout=30)
        yield Stage(playground, keeper)
    finally:
        await keeper.stop()
