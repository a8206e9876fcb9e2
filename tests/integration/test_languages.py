"""Nothing that people read passes the catalogues by: the whole bot on real sockets, speaking other letters.

What it then says in ours was in no translation. Only values may be: what people wrote, names, and what is typed.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import app
from bot.delivery import limits_view
from bot.domain.typed import zones
from bot.engines.local.invention import SUGGESTIONS
from bot.engines.local.recipe import LOOK_NAMES
from bot.playground.constants import CommandKind
from bot.playground.entities import Message
from bot.playground.knobs import Knobs
from bot.playground.people import Outcome, Person
from bot.playground.server import Playground, open_playground
from bot.settings import Settings
from tests.fakes.languages import OneLanguage, translated
from tests.integration.overhearing import Overhearing, declared
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENCE = 60.0
PROMPT, MOON = "watercolor", "watercolor moon"
WRITTEN = f"{PROMPT} moon comic spam hello UTC Europe/Berlin run"
"""What people wrote, and how zones and processes are called."""
TYPED = " ".join((*LOOK_NAMES.values(), *SUGGESTIONS, "sunset night winter fog rain"))
"""What the engine understands, in the only language that it does."""


@dataclass
class Town:
    """A playground in which everybody reads Discord in the same language, and the bot."""

    playground: Playground
    heard: Overhearing

    def person(self, name: str) -> Person:
        """Somebody who reads Discord in that language."""
        person = self.playground.person(name)
        person.locale = "de"
        return person

    async def tell(self, name: str, command: str, /, **options: object) -> Message:
        """Give a command, and return its answer once it is there."""
        outcome = await self.person(name).slash("general", command, **options)
        assert outcome.acknowledged, outcome.failed
        await self.playground.until(lambda _: outcome.message.text, timeout=PATIENCE)
        return outcome.message

    async def press(self, name: str, message: Message, label: str) -> Outcome:
        """Press a button, called by its English label."""
        outcome = await self.person(name).click(message, label=translated(label))
        assert outcome.acknowledged, (label, outcome.failed)
        return outcome

    async def card(self, name: str = "alice", **options: object) -> Message:
        """Ask for a picture, and return its card."""
        given: Mapping[str, object] = {"image": photo("coffee.png"), "prompt": PROMPT, "speed": "TURBO"}
        return await self.tell(name, "restyle", **{**given, **options})

    async def posted(self, channel: str, english: str) -> Message:
        """The message in a channel that says this, once it is there; how it is escaped does not matter."""

        def found(_: object) -> Message | None:
            messages = reversed(self.playground.world.messages_in(channel))
            return next((each for each in messages if translated(english) in each.text.replace("\\", "")), None)

        message = await self.playground.until(found, timeout=PATIENCE)
        assert message is not None
        return message

    async def result(self, card: Message) -> Message:
        """The result of a card, once the card says so."""
        key = card.controls[0]["custom_id"].split(":")[2]
        wanted = f"r1:reroll:{key}"

        def found(_: object) -> Message | None:
            messages = self.playground.world.messages.values()
            return next((each for each in messages if wanted in [part["custom_id"] for part in each.controls]), None)

        message = await self.playground.until(found, timeout=PATIENCE)
        assert message is not None
        await self.playground.until(lambda _: translated("Done") in card.text, timeout=PATIENCE)
        return message


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Town]:
    """The whole bot in this process; whatever Discord would not like fails the test."""
    folder: Path = tmp_path_factory.mktemp("town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "Catalogues", OneLanguage)
        for holder, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
            patch.setattr(holder, name, getattr(holder, name))
        async with open_playground(folder / "discord", rules=Knobs()) as playground:
            settings = Settings(
                _env_file=None,  # pyright: ignore[reportCallIssue] (of the library's own, and not in its types)
                DISCORD_API_URL=playground.api_url,
                DISCORD_GATEWAY_URL=playground.gateway_url,
                DISCORD_CDN_URL=f"{playground.url}/cdn",
                data_dir=folder / "bot",
                home_server=playground.world.guild.id,
            )
            playground.world.guild.locale = "de"
            async with app.open_app(settings) as opened:
                stop = asyncio.Event()
                serving = asyncio.create_task(opened.serve(playground.token, stop))
                online = asyncio.create_task(playground.until(lambda _: playground.online, timeout=PATIENCE))
                await asyncio.wait({serving, online}, return_when=asyncio.FIRST_COMPLETED)
                assert not serving.done(), serving.exception()
                yield Town(playground, Overhearing(playground))
                stop.set()
                await serving
        assert playground.violations == []


async def test_commands_are_declared_in_it(town: Town) -> None:
    """Each name, description and choice, but for those without letters."""
    bodies = [command.body for command in town.playground.world.commands.values()]
    texts = [pair for body in bodies for pair in declared(body, "de")]
    assert len(texts) > 200
    assert [english for english, other in texts if other != translated(english)] == []


async def test_a_picture_from_asking_to_its_end(town: Town) -> None:
    """The card in every state, the result, all that is behind More, and the forms."""
    result = await town.result(await town.card(count=2, strength=0.5, size="square", magic="Medium"))
    one = (await town.press("bob", result, "Reroll")).message
    one = await town.result(await town.card("bob", style="noir"))
    panel = (await town.press("bob", one, "More")).message
    for label in ("Compare", "Full resolution", "As a command"):
        answer = (await town.press("bob", panel, label)).message
        await town.playground.until(lambda _, answer=answer: answer.text or answer.attachments, timeout=PATIENCE)
    await town.press("bob", one, "Edit prompt")
    form = await town.press("bob", panel, "Use as source")
    await town.result((await town.person("bob").submit(form, {"prompt": "comic"})).message)
    swept = await town.result((await town.press("bob", panel, "Four strengths")).message)
    picked = (await town.person("bob").click(swept, label="0.7")).message
    await town.press("bob", picked, "Family")
    await town.tell("bob", "imagine", prompt=MOON)
    await town.tell("bob", "fill", image=photo("coffee.png"), prompt=PROMPT, region="left")
    assert town.heard.untranslated(WRITTEN) == []


@pytest.mark.thorough
async def test_a_picture_that_is_there_already(town: Town) -> None:
    """The form about it, with its selects; and what is cancelled."""
    message = await town.person("bob").say("general", "look", files=[photo("coffee.png"), photo("astronaut.png")])
    form = await town.person("alice").context_menu(message, "Restyle this image")
    assert form.acknowledged, form.failed
    await town.person("alice").autocomplete("general", "restyle", focused=("style", ""))
    card = await town.card()
    await town.press("alice", card, "Cancel")
    await town.playground.until(lambda _: not card.controls, timeout=PATIENCE)
    of_each_kind = ("Restyle this image", "How it should look", "Balanced", "Film noir", "Cancel")
    assert {translated(words) for words in of_each_kind} <= set(town.heard.texts)
    assert town.heard.untranslated(f"{WRITTEN} coffee.png astronaut.png") == []


async def test_what_is_refused(town: Town) -> None:
    """By a limit, by the engine, for a picture that is none, for an option, for a right, and for a button of old."""
    limit = {"measure": "pictures", "window": "day", "user": town.playground.person("alice").user}
    changed = await town.tell("mod", "limits set", amount="1", **limit)
    await town.card(count=3)
    await town.press("mod", changed, "Undo")
    await town.card(prompt="a lovely day")
    await town.card(prompt="anime")
    await town.card(prompt=" ")
    broken = await town.card(image=("notes.png", b"no picture"))
    await town.playground.until(lambda _: not broken.controls, timeout=PATIENCE)
    await town.tell("mod", "limits set", measure="pictures", amount="many")
    for name in ("setup", "operator"):
        command = town.playground.world.command(name, CommandKind.SLASH)
        assert command is not None
        command.body["default_member_permissions"] = None
    await town.tell("alice", "setup")
    await town.tell("mod", "operator status")
    assert town.heard.untranslated(f"{WRITTEN} {TYPED} a lovely day anime many") == []


@pytest.mark.thorough
async def test_limits(town: Town) -> None:
    """What holds, what is set, what is given, and how it is typed."""
    alice = town.playground.person("alice").user
    changes = [
        await town.tell("mod", "limits set", measure="money", window="month", amount="2.50", whole_server=True),
        await town.tell("mod", "limits set", measure="at_once", amount="2"),
        await town.tell("mod", "limits set", measure="cooldown", amount="5s", user=alice),
        await town.tell("mod", "limits set", measure="speed", amount="balanced"),
        await town.tell("mod", "limits grant", amount="3", duration="2d", user=alice),
        await town.tell("mod", "limits exempt", user=alice),
    ]
    await town.tell("mod", "limits reset", user=alice)
    await town.tell("alice", "limits me")
    await town.tell("mod", "limits show", user=alice)
    await town.tell("mod", "limits show")
    for changed in changes:
        await town.press("mod", changed, "Undo")
    assert town.heard.untranslated(WRITTEN) == []


async def test_setting_up(town: Town) -> None:
    """The panel, before and after something is chosen."""
    panel = await town.tell("mod", "setup")
    select = next(part for part in panel.controls if ":daily." in part["custom_id"])
    outcome = await town.person("mod").click(panel, custom_id=select["custom_id"], values=["30"])
    assert outcome.acknowledged
    assert town.heard.untranslated(f"{WRITTEN} {' '.join(zones().values())}") == []


@pytest.mark.thorough
async def test_keeping_order(town: Town) -> None:
    """Everything that moderators read: the audit, the line, lists, and what was decided."""
    bob = town.playground.person("bob").user
    await town.tell("mod", "moderate audit-channel", channel=town.playground.world.channel("showcase"))
    await town.tell("mod", "moderate block", user=bob, reason="spam", duration="1h")
    await town.card("bob")
    await town.tell("mod", "moderate blocked")
    await town.tell("mod", "moderate unblock", user=bob)
    await town.tell("mod", "moderate pause", reason="spam")
    await town.card("alice")
    await town.tell("mod", "moderate resume")
    await town.tell("mod", "moderate words add", word="spam")
    await town.card(prompt=f"{PROMPT} spam")
    await town.tell("mod", "moderate words test", prompt="spam")
    await town.tell("mod", "moderate words list")
    await town.tell("mod", "moderate words remove", word="spam")
    await town.tell("mod", "moderate channels deny", channel=town.playground.world.channel("showcase"))
    await town.person("alice").slash("showcase", "imagine", prompt=MOON)
    await town.tell("mod", "moderate channels list")
    await town.tell("mod", "moderate timezone", zone="Europe/Berlin")
    await town.tell("mod", "moderate privacy")
    await town.tell("mod", "moderate usage")
    await town.card()
    await town.tell("mod", "moderate queue")
    await town.tell("mod", "moderate audit")
    assert town.heard.untranslated(WRITTEN) == []


@pytest.mark.thorough
async def test_looking_back_and_being_forgotten(town: Town) -> None:
    """One's own pictures, one of them reported, and all of it gone in the end."""
    result = await town.result(await town.card("bob"))
    await town.tell("bob", "history")
    choices = await town.person("bob").autocomplete("general", "show", focused=("job", ""))
    await town.tell("bob", "show", job=choices[0][1])
    panel = (await town.press("alice", result, "More")).message
    form = await town.press("alice", panel, "Report")
    await town.person("alice").submit(form, {"reason": "spam"})
    report = await town.posted("showcase", "Somebody reported a picture")
    await town.press("mod", report, "Dismiss")
    question = await town.tell("bob", "forget-me")
    await town.press("bob", question, "Delete my data")
    await town.playground.until(lambda world: result.id not in world.messages, timeout=PATIENCE)
    assert town.heard.untranslated(WRITTEN) == []


@pytest.mark.thorough
async def test_running_it(town: Town) -> None:
    """What whoever runs the bot reads."""
    await town.tell("owner", "operator status")
    await town.tell("owner", "operator caps", whom="server", what="pictures", amount=500.0)
    await town.tell("owner", "operator share", server=str(town.playground.world.guild.id), weight=2.0)
    await town.tell("owner", "operator broadcast", text="hello")
    await town.tell("owner", "operator drain")
    await town.card()
    await town.posted("general", "It is safe to stop me")
    await town.tell("owner", "operator resume")
    assert town.heard.untranslated(WRITTEN) == []


async def test_a_sentence_that_passes_the_catalogues_by_is_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or none of this would tell anything."""
    monkeypatch.setattr(limits_view, "t", lambda template, **values: template.format(**values))
    await town.tell("alice", "limits me")
    assert any("What holds for you here" in text for text in town.heard.untranslated())


async def test_beginning(town: Town) -> None:
    """What this is and how to use it, and the form to try a style. The last test: pictures of all styles take long."""
    shown = await town.tell("owner", "help")
    await town.press("owner", shown, "Film noir")
    await town.tell("alice", "about")
    assert town.heard.untranslated(WRITTEN) == []
