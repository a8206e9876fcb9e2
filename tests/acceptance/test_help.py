"""`/help` and `/about`: what a newcomer asks first, and the way from looking to a first picture."""

from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.styles import PRESETS
from bot.engine_choice import background_engine
from bot.engines.local.edition import edition
from bot.gallery.keeper import GalleryKeeper
from bot.playground.entities import Message
from bot.playground.people import Place
from tests.acceptance.conftest import PATIENCE, Stage, open_stage
from tests.acceptance.test_elsewhere import HARBOUR
from tests.fakes.events import RecordedEvents
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

ON_ITS_WAY = "A picture of each is on its way"
LINKS = {
    "RESTYLE_SOURCE_URL": "https://code.example/restyle",
    "RESTYLE_SUPPORT_URL": "https://discord.example/invite",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def drawn_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Stage]:
    """A bot whose gallery was drawn by an earlier process: of other photos, which is quicker."""
    folder = tmp_path_factory.mktemp("drawn")
    hang_gallery(folder / "bot")
    async with open_stage(folder, settings=LINKS) as opened:
        yield opened


def hang_gallery(data: Path) -> None:
    """Put a picture for each style where the bot keeps them."""
    kept = GalleryKeeper(
        data / "gallery", edition=edition(), open_engine=background_engine, events=RecordedEvents()
    ).folder
    kept.mkdir(parents=True)
    for each in PRESETS:
        file = BytesIO()
        with Image.open(photo("coffee.png")) as opened:
            opened.convert("RGB").resize((64, 64)).save(file, "JPEG")
        (kept / f"{each.key}.jpg").write_bytes(file.getvalue())


async def told(stage: Stage, person: str, command: str, place: Place = "general") -> Message:
    """What a command says, which nobody else sees."""
    outcome = await stage.playground.person(person).slash(place, command)
    assert outcome.acknowledged, outcome.failed
    assert outcome.message.flags & 64
    return outcome.message


async def test_a_newcomer_sees_every_style(drawn_stage: Stage) -> None:
    """A picture and a button for each, how to begin, and commands that can be pressed."""
    answer = await told(drawn_stage, "alice", "help")
    await drawn_stage.playground.until(lambda _: len(answer.attachments) == len(PRESETS), timeout=PATIENCE)
    assert answer.buttons == [each.name for each in PRESETS]
    assert "</restyle:" in answer.text
    assert "</limits me:" in answer.text
    assert ON_ITS_WAY not in answer.text
    assert "moderators" not in answer.text


async def test_who_dismissed_the_answer_hears_no_more_of_it(drawn_stage: Stage) -> None:
    """Pictures for a message that is gone are no error that anybody is told of."""
    await drawn_stage.playground.fault("route", route="edit by token", answer="unknown message")
    answers = [await told(drawn_stage, "owner", "help") for _ in range(2)]
    await drawn_stage.playground.until(lambda _: any(each.attachments for each in answers), timeout=PATIENCE)
    last = await told(drawn_stage, "owner", "help")
    await drawn_stage.playground.until(lambda _: last.attachments, timeout=PATIENCE)
    assert not all(each.attachments for each in answers)
    said = drawn_stage.playground.person("owner").sees("general")
    assert [each.text for each in said if "went wrong" in each.text] == []


@pytest.mark.thorough
async def test_words_do_not_wait_for_pictures(own_stage: Stage) -> None:
    """Where none has been drawn yet, the answer is there at once and says that they come."""
    answer = await told(own_stage, "alice", "help")
    assert ON_ITS_WAY in answer.text
    assert answer.buttons == [each.name for each in PRESETS]
    assert answer.attachments == []
    assert (await told(own_stage, "alice", "about")).buttons == [], "nobody said where to read more"


async def test_moderators_see_theirs_as_well(drawn_stage: Stage) -> None:
    """By the right they have when they ask; the operator's are shown to nobody in a server that is not theirs."""
    answer = await told(drawn_stage, "mod", "help")
    assert "For moderators" in answer.text
    assert "</moderate words add:" in answer.text
    assert "/operator" not in answer.text


async def test_it_says_what_can_be_used_where_one_is(drawn_stage: Stage) -> None:
    """In direct messages and where somebody alone brought the bot nothing is told of that a server has to add."""
    person = drawn_stage.playground.person("alice")
    for place in (await person.open_dm(), HARBOUR):
        answer = await told(drawn_stage, "alice", "help", place)
        assert "</imagine:" in answer.text
        assert "/setup" not in answer.text
        assert "/moderate" not in answer.text


async def test_a_style_is_tried_on_a_picture_of_one_s_own(drawn_stage: Stage) -> None:
    """A press opens a form with that style picked; handing it in with a picture makes the first result."""
    person = drawn_stage.playground.person("bob")
    form = await person.click(await told(drawn_stage, "bob", "help"), "Film noir")
    card = (await person.submit(form, {"image": photo("coffee.png"), "prompt": "foggy"})).message
    assert not card.flags & 64
    assert "Film noir: foggy" in (await drawn_stage.result_of(card)).text


@pytest.mark.thorough
async def test_a_form_from_before_a_restart_is_taken(own_stage: Stage) -> None:
    """And another style may be picked in it."""
    person = own_stage.playground.person("alice")
    form = await person.click(await told(own_stage, "alice", "help"), "Comic")
    await own_stage.restart()
    card = (await person.submit(form, {"image": photo("coffee.png"), "style": ["pencil"]})).message
    assert "Pencil drawing" in card.text


async def test_about_says_who_draws_and_what_it_costs(drawn_stage: Stage) -> None:
    """The engine, its price, what was made here, what is kept; links to what the settings name, and to nothing else."""
    answer = await told(drawn_stage, "alice", "about", "showcase")
    for words in ("local filters", "They cost nothing", "What I keep of you", "</forget-me:", "Version "):
        assert words in answer.text
    assert answer.buttons == ["Source code", "Support"]


async def test_about_counts_what_was_made_here(drawn_stage: Stage) -> None:
    """In this server, and not in somebody's direct messages."""
    assert "I made no picture here" in (await told(drawn_stage, "bob", "about", "studio")).text
    await drawn_stage.ended(await drawn_stage.ask("bob", "studio", prompt="noir", count=2), "Done")
    assert "I made 2 pictures here" in (await told(drawn_stage, "bob", "about", "studio")).text
    dm = await drawn_stage.playground.person("bob").open_dm()
    assert "I made no picture here" in (await told(drawn_stage, "bob", "about", dm)).text
