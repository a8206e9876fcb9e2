"""`restyle image` and `restyle imagine` on the paid engine: from a shell, on a fake of the service."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes.modelrunner_server import KEY, ModelRunnerFake, open_fake
from tests.integration.test_cli import restyle
from tests.photos import photo

PROMPT = ("--prompt", 'a poster that reads "OPEN LATE"', "--seed", "7", "--speed", "turbo")


@pytest.fixture
async def fake() -> AsyncGenerator[ModelRunnerFake]:
    """A fake whose requests take half a second."""
    async with open_fake(queued=0.1, seconds=0.4) as opened:
        yield opened


def account(fake: ModelRunnerFake) -> dict[str, str]:
    """An environment that leads to the fake."""
    return {"MODELRUNNER_KEY": KEY, "MODELRUNNER_QUEUE_URL": fake.url, "MODELRUNNER_API_URL": fake.url}


async def test_a_picture_is_restyled_with_its_price_before_and_its_bill_after(
    tmp_path: Path, fake: ModelRunnerFake
) -> None:
    """One paid request, an upload because nobody outside could read a file here, and nothing left at the service."""
    image = ("image", str(photo("coffee.png")), *PROMPT, "--engine", "modelrunner", "--out", "out.jpg")
    outcome = await restyle(tmp_path, *image, **account(fake))
    assert outcome.code == 0, outcome.err
    said = outcome.err.splitlines()
    assert [line for line in said if "Costs about $0.06" in line and "at most $0.13" in line]
    assert "Billed $0.06." in said
    assert said[-1] == "out.jpg · seed 7 · Ideogram V4 on ModelRunner"
    with Image.open(tmp_path / "out.jpg") as picture:
        assert picture.size == (1248, 832)
    assert list(fake.world.submits.values()) == [1]
    assert len(fake.world.files) == 1
    assert fake.job().purged


@pytest.mark.thorough
async def test_a_key_alone_chooses_the_paid_engine(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """Without `--engine`; words alone need no upload."""
    outcome = await restyle(tmp_path, "imagine", *PROMPT, "--out", "out.png", **account(fake))
    assert outcome.code == 0, outcome.err
    assert "Ideogram V4 on ModelRunner" in outcome.err
    assert fake.world.files == {}
    with Image.open(tmp_path / "out.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1024, 1024))


async def test_a_lost_answer_is_found_and_not_paid_twice(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """The command searches where it must not send again."""
    fake.faults.add("submit", "reset-after")
    outcome = await restyle(tmp_path, "imagine", *PROMPT, "--out", "out.jpg", **account(fake))
    assert outcome.code == 0, outcome.err
    assert list(fake.world.submits.values()) == [1]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (("submit", "402"), "balance"),
        pytest.param(("submit", "400"), "did not accept", marks=pytest.mark.thorough),
        pytest.param(("result", "refused"), "content check", marks=pytest.mark.thorough),
    ],
    ids=["balance", "options", "content"],
)
async def test_what_the_service_refuses_is_one_line(
    tmp_path: Path, fake: ModelRunnerFake, fault: tuple[str, str], words: str
) -> None:
    """Exit code 1, no traceback, no picture."""
    fake.faults.add(*fault, times=None)
    outcome = await restyle(tmp_path, "imagine", *PROMPT, "--out", "out.jpg", **account(fake))
    assert outcome.code == 1
    assert words in outcome.err.splitlines()[-1]
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "out.jpg").exists()


async def test_without_a_key_there_is_no_paid_engine(tmp_path: Path) -> None:
    """The variable is named, and the way without one; a wrong address or key is named without being shown."""
    outcome = await restyle(tmp_path, "imagine", *PROMPT, "--engine", "modelrunner", "--out", "out.jpg")
    assert outcome.code == 2
    assert "MODELRUNNER_KEY is not set" in outcome.complaint
    plain = await restyle(tmp_path, "imagine", *PROMPT, "--out", "o.jpg", MODELRUNNER_QUEUE_URL="http://sesame.example")
    assert plain.code == 2
    assert "MODELRUNNER_QUEUE_URL: must be an https address" in plain.complaint
    assert "sesame" not in plain.err


@pytest.mark.thorough
async def test_a_part_is_refused_where_no_model_fills(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """Before anything is sent."""
    image = ("image", str(photo("coffee.png")), *PROMPT, "--region", "left", "--out", "out.jpg")
    outcome = await restyle(tmp_path, *image, **account(fake))
    assert outcome.code == 2
    assert "cannot fill" in outcome.err
    assert not fake.calls("POST")
    filled = await restyle(tmp_path, *image, **account(fake), RESTYLE_FILL_MODEL="ideogram/ideogram-v4/inpaint")
    assert filled.code == 0, filled.err
    assert fake.job().model == "ideogram/ideogram-v4/inpaint"
