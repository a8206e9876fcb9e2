"""Everything that people read can be said in every language that the bot speaks."""

import re
import string
from collections.abc import Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from babel.messages.catalog import Catalog, Message

from bot.language.catalogues import FILES, Catalogues, catalogue
from tests.fakes.clients import loaded_client
from tests.texts.errors import ROOT
from tests.texts.gathering import gathered, is_translated
from tests.texts.unsaid import unsaid

NAMES = sorted(set(FILES.values()))
ROOMS = (
    "cogs", "bot/delivery", "bot/gateway", "bot/services", "bot/jobs", "bot/domain", "bot/images",
    "bot/engines/hosted", "bot/engines/local",
)  # fmt: skip
VOCABULARY = ROOT / "bot/engines/local/reading"
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_COMMAND = re.compile(r"(?<=/)[a-z][a-z-]+(?: [a-z-]+)?(?=`| |$|[.,:;)])")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def template() -> Catalog:
    """What there is to say."""
    return gathered(await loaded_client(home=1))


@pytest.fixture(params=NAMES)
def known(request: pytest.FixtureRequest) -> Catalog:
    """One of the languages."""
    return catalogue(request.param)


def _entries(known: Catalog) -> list[Message]:
    return [each for each in known if each.id]


def _key(entry: Message) -> tuple[object, str | None]:
    return (tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id, entry.context)


async def test_catalogues_hold_what_is_said_and_nothing_else(known: Catalog, template: Catalog) -> None:
    """`poe texts` brings them in line with the code."""
    assert {_key(each) for each in _entries(known)} == {_key(each) for each in _entries(template)}


def test_everything_is_translated(known: Catalog) -> None:
    """In all its forms, and by somebody who was sure."""
    left = [each.id for each in _entries(known) if not is_translated(each) or each.fuzzy]
    assert left == []


def _strings(entry: Message) -> Sequence[str]:
    """What it is in that language: in each of its forms, where it has several."""
    return (entry.string or "",) if isinstance(entry.string, str | None) else entry.string


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_translations_fill_the_same_fields(known: Catalog) -> None:
    """None that the text does not have, and none left out, but for the number in a form that says it in words."""
    wrong = list[object]()
    for each in _entries(known):
        if not each.python_brace_format and "{" not in str(each.id):
            continue
        ids = (each.id,) if isinstance(each.id, str) else each.id
        wanted = set[str]().union(*(_fields(str(words)) for words in ids))
        wrong += [(each.id, words) for words in _strings(each) if not wanted - {"n"} <= _fields(words) <= wanted]
    assert wrong == []


def test_discord_takes_the_names(known: Catalog) -> None:
    """Small letters without spaces, at most 32; descriptions and choices at most 100 characters."""
    names = [str(each.string) for each in _entries(known) if each.context]
    assert [name for name in names if not _NAME.match(name) or name != name.lower()] == []


async def test_discord_takes_the_descriptions(known: Catalog) -> None:
    """At most 100 characters, as for choices."""
    declared = gathered(await loaded_client(home=1), declared=True)
    texts = [known.get(each.id, each.context) for each in _entries(declared)]
    assert [each.string for each in texts if each and len(str(each.string)) > 100] == []


async def test_names_beside_each_other_differ(known: Catalog) -> None:
    """Two commands, or two options of one, are not called the same in any language."""
    client = await loaded_client(home=1)
    language = Catalogues().of(next(locale for locale, name in FILES.items() if name == str(known.locale)))
    assert language is not None
    for command in client.tree.walk_commands():
        options = getattr(command, "parameters", [])
        called = [language.pgettext("option", str(each.display_name)) for each in options]
        called += [language.pgettext("command", each.name) for each in getattr(command, "commands", [])]
        assert len(called) == len(set(called)), command.qualified_name
    called = [language.pgettext("command", each.name) for each in client.tree.get_commands()]
    assert len(called) == len(set(called))


def test_texts_call_commands_by_the_names_they_have_there(known: Catalog) -> None:
    """Whoever reads of a command in their language finds it by that name."""
    wrong = list[object]()
    for each in _entries(known):
        for mention in _COMMAND.findall(str(each.id)) if not each.context else ():
            parts = [known.get(part, "command") for part in mention.split(" ")]
            if parts[0] is None:
                continue
            wanted = "/" + " ".join(str(part.string) for part in parts if part is not None)
            wrong += [(wanted, words) for words in _strings(each) if wanted not in words]
    assert wrong == []


def _files() -> list[Path]:
    return [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("file", _files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_words_pass_the_catalogues_by(file: Path) -> None:
    """Whatever reads like a sentence is said by `t` or `tn`, is declared with a command, or is not for people."""
    assert list(unsaid(file, vocabulary=file.is_relative_to(VOCABULARY))) == []
