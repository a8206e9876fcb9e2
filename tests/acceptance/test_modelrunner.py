"""The real bot process on the paid engine: from `/restyle` to a picture in its thread that was paid once."""

from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.acceptance.conftest import Stage, open_stage
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake, open_fake
from tests.integration.room import eventually


@pytest.fixture
async def fake() -> AsyncGenerator[ModelRunnerFake]:
    """A service whose requests take two seconds."""
    async with open_fake(queued=0.2, seconds=1.8) as opened:
        yield opened


@pytest.fixture
async def stage(tmp_path: Path, fake: ModelRunnerFake) -> AsyncGenerator[Stage]:
    """A playground with the bot in it, which has an account at the fake."""
    async with open_stage(tmp_path, settings=_settings(fake)) as opened:
        yield opened


def _settings(fake: ModelRunnerFake) -> dict[str, str]:
    return {
        "RESTYLE_ENGINE": "modelrunner",
        "MODELRUNNER_KEY": KEY,
        "MODELRUNNER_QUEUE_URL": fake.url,
        "MODELRUNNER_API_URL": fake.url,
    }


async def test_a_picture_is_paid_once_and_dropped_at_the_service(stage: Stage, fake: ModelRunnerFake) -> None:
    """The card says what it will cost; the thread holds the service's own bytes; nothing stays there afterwards."""
    card = await stage.ask()
    result = await stage.result_of(card)
    assert "Ideogram V4 on ModelRunner" in result.text
    data = await stage.playground.file(result.attachments[0])
    with Image.open(BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1248, 832))
    (file,) = fake.world.files.values()
    assert file.data is not None, "a picture on loopback is nothing the service could read, so it was uploaded"
    assert list(fake.world.submits.values()) == [1]
    assert str(fake.world.billed) == "0.06"
    await stage.ended(card, "Done")

    async def dropped() -> bool:
        return fake.job().purged

    await eventually(dropped)


@pytest.mark.thorough
async def test_a_lost_answer_costs_nobody_a_second_picture(stage: Stage, fake: ModelRunnerFake) -> None:
    """The order was taken, its answer was not heard: it is found by the job's key and delivered."""
    fake.faults.add("submit", "reset-after")
    await stage.result_of(await stage.ask())
    assert list(fake.world.submits.values()) == [1]
    assert len(fake.world.bill) == 1


async def test_a_bot_that_is_killed_goes_on_with_the_order_it_had(stage: Stage, fake: ModelRunnerFake) -> None:
    """Nothing is ordered again after the restart."""
    fake.world.seconds = lambda _: 6.0
    card = await stage.ask()

    async def ordered() -> bool:
        return bool(fake.world.jobs)

    await eventually(ordered)
    await stage.restart()
    await stage.result_of(card)
    assert list(fake.world.submits.values()) == [1]


@pytest.mark.thorough
async def test_a_refusal_of_the_service_is_told_in_our_words(stage: Stage, fake: ModelRunnerFake) -> None:
    """The card says what was wrong, and nothing was counted."""
    fake.faults.add("result", "refused", times=None)
    card = await stage.ended(await stage.ask(), "content check")
    assert "flagged" not in card.text


@pytest.mark.thorough
async def test_a_dear_picture_waits_for_a_yes(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """Above the set price the card is a question: only its owner's yes goes to the service, a no costs nothing."""
    async with open_stage(tmp_path, settings=_settings(fake) | {"RESTYLE_ASK_ABOVE_DOLLARS": "0.10"}) as stage:
        alice, bob = stage.playground.person("alice"), stage.playground.person("bob")
        declined, wanted = await stage.ask(count=2), await stage.ask(count=3)
        assert "costs about $0.1" in wanted.text
        assert wanted.buttons == ["Make it", "Cancel"]
        assert (await bob.click(wanted, label="Make it")).message.flags & 64
        await alice.click(declined, label="Cancel")
        await stage.ended(declined, "Cancelled")
        assert fake.world.submits == {}
        await alice.click(wanted, label="Make it")
        await stage.result_of(wanted)
        assert list(fake.world.submits.values()) == [1]


async def test_the_budget_of_a_day_holds(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """What does not fit is refused with the budget's name, before anything is sent."""
    async with open_stage(tmp_path, settings=_settings(fake) | {"RESTYLE_DAILY_DOLLARS": "0.20"}) as stage:
        await stage.ask()
        assert "budget" in await stage.refusal("bob")
