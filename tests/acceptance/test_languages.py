"""Everybody is answered in the language in which they read Discord, and their pictures go on in it."""

import asyncio

import aiohttp
import pytest

from bot.domain.text import Language
from bot.language.catalogues import Catalogues
from bot.playground.entities import Message
from bot.playground.people import Person
from tests.acceptance.conftest import PROMPT, Stage
from tests.acceptance.moderating import show_to_everybody
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")


def language(locale: str) -> Language:
    """What somebody reads."""
    found = Catalogues().of(locale)
    assert found is not None
    return found


def said_in(locale: str, template: str, **values: object) -> str:
    """A text in that language; it is not the English one."""
    words = language(locale).gettext(template)
    assert words != template, f"{template!r} is not translated"
    return words.format(**values)


def reader(stage: Stage, name: str, locale: str) -> Person:
    """Somebody with Discord in that language."""
    person = stage.playground.person(name)
    person.locale = locale
    return person


async def ask(person: Person, command: str = "restyle", **options: object) -> Message:
    """Give a command in #general; returns the answer."""
    if command == "restyle":
        options = {"prompt": PROMPT, "image": photo("coffee.png"), "speed": "TURBO", **options}
    outcome = await person.slash("general", command, **options)
    assert outcome.acknowledged, outcome.failed
    return outcome.message


async def test_two_in_one_channel_each_read_their_own_language(shared_stage: Stage) -> None:
    """Card, result and panel: hers are German, his beside them English; a picture is in the language of who asked."""
    alice, bob = reader(shared_stage, "alice", "de"), reader(shared_stage, "bob", "en-US")
    german, english = await ask(alice), await ask(bob)
    assert said_in("de", "Restyle for {person}", person=f"<@{alice.id}>") in german.text
    assert german.buttons == [said_in("de", "Cancel")]
    assert f"Restyle for <@{bob.id}>" in english.text
    assert english.buttons == ["Cancel"]

    hers, his = await asyncio.gather(*(shared_stage.result_of(each) for each in (german, english)))
    assert hers.buttons == [said_in("de", each) for each in ("Reroll", "Subtler", "Stronger", "Edit prompt", "More")]
    assert his.buttons == ["Reroll", "Subtler", "Stronger", "Edit prompt", "More"]
    await shared_stage.ended(german, said_in("de", "Done in {time}", time=""))
    await shared_stage.ended(english, "Done in")

    for whose, more in ((hers, said_in("de", "More")), (his, "More")):
        assert said_in("de", "Compare") in (await alice.click(whose, label=more)).message.buttons
        assert "Compare" in (await bob.click(whose, label=more)).message.buttons
    rerolled = (await bob.click(hers, label=said_in("de", "Reroll"))).message
    assert f"v2 from v1, rerolled for <@{bob.id}>" in rerolled.text


async def test_refusals_are_in_the_language_of_who_is_refused(shared_stage: Stage) -> None:
    """By a limit, with the rule, and for want of a right."""
    mod, alice, bob = (shared_stage.playground.person(name) for name in ("mod", "alice", "bob"))
    await ask(mod, "limits set", measure="count", amount="2")
    alice.locale = "de"
    told = "A moderator can change it with `/limits`. `/limits me` shows all that holds for you."
    german, english = await ask(alice, count=3), await ask(bob, count=3)
    assert said_in("de", told) in german.text
    rule = language("de").ngettext("{n} picture in one request", "{n} pictures in one request", 2)
    assert rule.format(n=2) in german.text
    assert told in english.text
    show_to_everybody(shared_stage, "setup")
    told = "This is for moderators: it needs the permission Manage Server. Ask one of them."
    assert said_in("de", told) in (await ask(alice, "setup")).text
    assert told in (await ask(bob, "setup")).text


async def test_a_moderator_reads_the_limits_in_japanese(shared_stage: Stage) -> None:
    """The same list, whoever set them."""
    mod = reader(shared_stage, "mod", "ja")
    text = (await ask(mod, "limits show")).text
    assert said_in("ja", "Limits of this server") in text
    assert said_in("ja", "Days end at midnight in {zone}. `/limits set` changes a limit.", zone="UTC") in text
    assert "midnight" not in text


async def test_discord_lists_commands_by_their_german_names(shared_stage: Stage) -> None:
    """It shows them to whoever reads it in German, and hands the original ones in."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{shared_stage.playground.url}/page/state?as=alice&locale=de") as answer,
    ):
        listed = {each["name"]: each for each in (await answer.json())["commands"]}
    german = language("de")
    expected = {name: german.pgettext("command", name) for name, each in listed.items() if each["type"] == 1}
    shown = {name: (listed[name].get("name_localizations") or {}).get("de", name) for name in expected}
    assert shown == expected
    assert shown["forget-me"] != "forget-me"
    for name, each in listed.items():
        if each["type"] == 1:
            assert each["description_localizations"]["de"] == said_in("de", each["description"]), name


@pytest.mark.thorough
async def test_a_picture_goes_on_in_its_language_after_a_restart(own_stage: Stage) -> None:
    """Who asked has gone, and another process finishes it: card and result are German all the same."""
    card = await ask(reader(own_stage, "alice", "de"), prompt="oil painting", count=2)
    await own_stage.restart()
    result = await own_stage.result_of(card)
    assert said_in("de", "More") in result.buttons
    await own_stage.ended(card, said_in("de", "Done in {time}", time=""))
