"""What tests of moderators do again and again: commands by name, and every command there is."""

from collections.abc import Iterator
from typing import Any

from bot.playground.constants import CommandKind, OptionKind
from bot.playground.entities import Message
from bot.playground.values import Json
from tests.acceptance.conftest import Stage

NOT_FOR_THEM = "Manage Server"


async def tell(stage: Stage, command: str, person: str = "mod", /, **options: object) -> Message:
    """Give a command in #general; returns the answer, which only they see."""
    outcome = await stage.playground.person(person).slash("general", command, **options)
    assert outcome.acknowledged, outcome.failed
    await stage.playground.until(lambda _: bool(outcome.message.text))
    assert outcome.message.ephemeral
    return outcome.message


async def press(stage: Stage, message: Message, label: str, person: str = "mod") -> Message:
    """Press a button of an answer, which then shows something else."""
    outcome = await stage.playground.person(person).click(message, label=label)
    assert outcome.acknowledged, outcome.failed
    return outcome.message


def show_to_everybody(stage: Stage, name: str) -> None:
    """What an administrator can do in the server's settings, whatever the application declares."""
    command = stage.playground.world.command(name, CommandKind.SLASH)
    assert command is not None
    command.body["default_member_permissions"] = None


def all_commands(stage: Stage, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every subcommand of a command, with something for each option that it requires."""
    command = stage.playground.world.command(name, CommandKind.SLASH)
    assert command is not None
    for path, body in _leaves(name, command.body):
        required = [option for option in body.get("options") or () if option.get("required")]
        yield path, {option["name"]: _something(stage, option) for option in required}


def _leaves(path: str, body: Json) -> Iterator[tuple[str, Json]]:
    nested = [each for each in body.get("options") or () if each["type"] in {OptionKind.SUBCOMMAND, OptionKind.GROUP}]
    if not nested:
        yield path, body
    for each in nested:
        yield from _leaves(f"{path} {each['name']}", each)


def _something(stage: Stage, option: Json) -> Any:
    world = stage.playground.world
    if option.get("choices"):
        return option["choices"][0]["value"]
    return {
        OptionKind.STRING: "1d",
        OptionKind.INTEGER: option.get("min_value") or 1,
        OptionKind.BOOLEAN: True,
        OptionKind.USER: world.people["bob"],
        OptionKind.CHANNEL: world.channel("showcase"),
    }[option["type"]]
