"""The real bot process on a loopback Discord, over real sockets."""

from collections.abc import AsyncGenerator
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
        assert outcome.message is not None
        return outcome.message

    async def refusal(self, person: str = "alice", channel: str = "general", **options: object) -> str:
        """`/restyle` that is refused at once; returns what only the person sees."""
        message = await self.ask(person, channel, **options)
        assert message.flags & 64, message.text
        return message.text

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
    return next(custom_id.split(":")[2] for custom_id in message.custom_ids)


def _result(messages: object, key: str) -> Message | None:
    return next((m for m in messages if f"r1:reroll:{key}" in m.custom_ids), None)


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
    async with BotKeeper(playground, tmp_path / "bot", bot_settings) as keeper:
        yield Stage(playground, keeper)
