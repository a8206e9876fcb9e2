"""What is said of the work of child processes, which know no language, is in the language of whoever asked for it."""

from collections.abc import AsyncGenerator

import pytest

from bot.domain.errors import BadPicture, EngineFailed, NotUnderstood
from bot.domain.request import Speed, Task, Wish
from bot.domain.text import speaking
from bot.engines.local.engine import LIMITS, LocalEngine
from bot.images.intake import Intake
from tests.fakes.languages import OtherLetters, translated
from tests.integration.test_intake import moving
from tests.integration.test_local_engine import engine_made, order, source, turbo
from tests.pictures import encoded, photo


@pytest.fixture
async def intake() -> AsyncGenerator[Intake]:
    """With its real sandbox."""
    async with Intake(hosts=(), workers=1, decode_seconds=60) as opened:
        yield opened


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7" + bytes(100), "This is a PDF, which I cannot read."),
        (encoded(photo(320, 240), "JPEG")[:2_000], "This picture is damaged or cut off."),
        (encoded(photo(40, 40), "PNG"), "This picture is too small (40 x 40 "),
    ],
    ids=["empty", "pdf", "cut-off", "small"],
)
async def test_a_refused_picture_is_refused_in_that_language(intake: Intake, data: bytes, begins: str) -> None:
    """Whether it was seen before a child had it, or what a child found of it."""
    with speaking(OtherLetters()), pytest.raises(BadPicture) as refused:
        await intake.sanitise(data)
    assert str(refused.value.user_text).startswith(translated(begins).replace(translated("x"), "x"))


async def test_a_mask_is_refused_in_that_language(intake: Intake) -> None:
    """The sentence around it, and the one inside."""
    with speaking(OtherLetters()), pytest.raises(BadPicture) as refused:
        await intake.mask_from(encoded(photo(320, 240), "JPEG")[:2_000], (320, 240))
    words = "The mask: This picture is damaged or cut off. Open it, save it again and attach the new file."
    assert refused.value.user_text == translated(words)


async def test_notes_on_a_picture_are_in_that_language(intake: Intake) -> None:
    """One person after the other has them in theirs."""
    with speaking(OtherLetters()):
        other = await intake.sanitise(moving("GIF"))
    ours = await intake.sanitise(moving("GIF"))
    words = "Only the first frame of the animation is used."
    assert (*other.notes, *ours.notes) == (translated(words), words)


async def test_the_local_engine_speaks_that_language() -> None:
    """What it understood, what it did not, and its remarks on what a child drew."""
    async with LocalEngine(processes=1, limits={**LIMITS, Speed.QUALITY: 0.05}) as engine:
        with speaking(OtherLetters()):
            understood = engine.examine(Wish(prompt='mountains at night, "HI"', task=Task.IMAGINE))
            with pytest.raises(NotUnderstood) as refused:
                engine.examine(Wish(prompt="a dog riding a bicycle"))
            delivery = await engine_made(engine, order("small", turbo("noir"), source(128)))
            with pytest.raises(EngineFailed) as slow:
                await engine_made(engine, order("slow", Wish(prompt="oil painting", speed=Speed.QUALITY)))
    sketch = translated("generated sketch of {things}").format(things=translated("mountains"))
    lettered = translated("lettered {words}").format(words='"HI"')
    assert understood.summary == f"{sketch}, {translated('at night')}, {lettered}"
    assert str(refused.value.user_text).startswith(translated("I do not recognise a style"))
    assert delivery.notes[0].startswith(translated("The picture you gave is "))
    assert slow.value.user_text == translated("This picture took the engine too long. Try it with speed TURBO.")
