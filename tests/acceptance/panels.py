"""What tests of panels and of cards in an audit channel do again and again."""

from collections.abc import Callable

from bot.playground.constants import Part
from bot.playground.entities import Message, walk
from bot.playground.people import Outcome
from bot.playground.values import Json
from tests.acceptance.conftest import PATIENCE, Stage


def selects(message: Message) -> dict[str, Json]:
    """The selects of a panel by what they set."""
    parts = [part for part in walk(message.components) if part["type"] in SELECTS]
    return {part["custom_id"].split(":")[2].partition(".")[0]: part for part in parts}


SELECTS = (Part.STRING_SELECT, Part.ROLE_SELECT, Part.CHANNEL_SELECT)


async def pick(stage: Stage, panel: Message, setting: str, *values: object, person: str = "mod") -> Outcome:
    """Choose in a select of a panel."""
    select = selects(panel)[setting]
    chosen = [str(value) for value in values]
    return await stage.playground.person(person).click(panel, custom_id=select["custom_id"], values=chosen)


async def posted(stage: Stage, channel: str, *words: str) -> Message:
    """The last message in a channel that says all of this, once it is there; how it is escaped does not matter."""

    def found(_: object) -> Message | None:
        messages = reversed(stage.playground.world.messages_in(channel))
        return next((each for each in messages if all(word in each.text.replace("\\", "") for word in words)), None)

    message = await stage.playground.until(found, timeout=PATIENCE)
    assert message is not None
    return message


async def changed(stage: Stage, message: Message, holds: Callable[[Message], bool]) -> None:
    """Return once a message has become as wanted."""
    await stage.playground.until(lambda world: holds(world.messages[message.id]), timeout=PATIENCE)
