"""What people are told when something does not work says what they can do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.errors import AllowanceSpent, BadPicture, BotError, Crashed, MissingPermission, Refused
from tests.texts.gathering import ROOT

_ROOMS = ("cogs", "bot/delivery", "bot/gateway", "bot/services", "bot/jobs", "bot/domain", "bot/images", "bot/engines")
_DEEDS = (
    "Add|Ask|Attach|Change|Choose|Convert|Crop|Delete|Give|Leave|Look|Make|Name|Open|Paint|Pick|Press|Put|Reroll|Save|Say|"
    "Set|Start|Spell|Try|Use|Wait|Write"
)
_ADVICE = re.compile(
    rf"(^|[.:;,\n] )({_DEEDS}|{_DEEDS.lower()})\b|\n({_DEEDS})\b|must be|between|at most|can change that"
    # What ends with a field is ended by another text.
    r"|right below|\{\w+\}$"
)
_NEWS = {
    "You have reported this picture already. A moderator will look at it.",
    "The reported picture is gone, and with it the report.",
}
"""Refusals after which nothing is left to be done."""


def _kinds(kind: type[BotError]) -> Iterator[type[BotError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


_TOLD = {kind.__name__: kind for top in (Refused, BadPicture, Crashed) for kind in _kinds(top)}
_OTHERWISE = {AllowanceSpent.__name__, MissingPermission.__name__}
"""What these say is made from figures, and from the names of permissions."""


def _templates(file: Path) -> Iterator[str]:
    """The texts with which refusals are made there."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Call(func=ast.Name(id="t" | "tn"), args=args), *_]):
                if name in _TOLD and name not in _OTHERWISE:
                    yield from (str(each.value) for each in args if isinstance(each, ast.Constant))


def _all() -> list[str]:
    files = [file for room in _ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    return [text for file in files for text in _templates(file) if text not in _NEWS]


@pytest.mark.parametrize("text", dict.fromkeys(_all()))
def test_a_refusal_says_what_to_do(text: str) -> None:
    """Not only what is wrong."""
    assert _ADVICE.search(text)


@pytest.mark.parametrize("kind", [kind for kind in _TOLD.values() if kind is not AllowanceSpent])
def test_every_kind_of_refusal_says_what_to_do(kind: type[BotError]) -> None:
    """Where nothing more is known. What was used up is told with who can change that, by the one who answers."""
    assert _ADVICE.search((kind.__doc__ or "").splitlines()[0])
