"""The main job as a newcomer does it, on the page, with the real bot in a process of its own."""

from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import FilePayload, Locator, Page, expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.browser.steps import drop_photo, start_command
from tests.browser.watched import Watch
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PROMPT = 'vintage travel poster that reads "VISIT MARS"'
PATIENCE = 60_000
"""Milliseconds a picture may take on a busy machine before the test gives up."""


@pytest_asyncio.fixture(loop_scope="session")
async def keeper(playground: Playground, tmp_path: Path) -> AsyncGenerator[BotKeeper]:
    """The real bot, kept by the playground and started as people start it."""
    async with BotKeeper(playground, tmp_path / "bot") as keeper:
        yield keeper


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(watch: Watch, keeper: BotKeeper) -> Page:
    """The page as somebody sees it for the first time."""
    page = await watch.open(online=False)
    await expect(page.get_by_text("Bot online")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name="Try it with a sample photo")).to_be_enabled()
    return page


async def test_a_newcomer_gets_a_poster_and_a_different_one(newcomer: Page, playground: Playground) -> None:
    """`/restyle`, a dropped photo, words, Enter: a card, a thread, the picture; Reroll differs, after a restart too."""
    page = newcomer
    await page.get_by_role("textbox", name="Message", exact=True).press_sequentially("/restyle")
    await page.keyboard.press("Enter")
    await drop_photo(page.locator(".conversation"), "astronaut.png")
    await page.get_by_label("prompt", exact=True).fill(PROMPT)
    await page.keyboard.press("Enter")

    card = page.get_by_role("article").first
    await expect(card).to_contain_text("VISIT MARS")
    await expect(card).to_contain_text("strength 0.8")
    await card.get_by_role("link", name=PROMPT).last.click(timeout=PATIENCE)
    first = results(page).first
    await expect(first).to_be_visible(timeout=PATIENCE)

    await page.get_by_role("button", name="Restart bot").click()
    await expect(page.get_by_text("Bot offline")).to_be_visible()
    await expect(page.get_by_text("Bot online")).to_be_visible(timeout=PATIENCE)
    await first.get_by_role("button", name="Reroll").click()
    await expect(results(page)).to_have_count(2, timeout=PATIENCE)
    assert difference(await picture(first), await picture(results(page).last)) > 4
    assert playground.violations == []


async def test_the_welcome_needs_one_press_and_enter(newcomer: Page) -> None:
    """The button fills in a sample photo and a prompt; Enter sends them."""
    await newcomer.get_by_role("button", name="Try it with a sample photo").click()
    await expect(newcomer.get_by_label("prompt", exact=True)).to_be_focused()
    await expect(newcomer.get_by_label("prompt", exact=True)).to_have_value(PROMPT)
    await newcomer.keyboard.press("Enter")
    await expect(newcomer.get_by_role("article").first).to_contain_text("VISIT MARS")


@pytest.mark.thorough
async def test_words_alone_and_a_part_of_a_picture(newcomer: Page, playground: Playground) -> None:
    """`/imagine` needs no picture; `/fill` takes two, shows both on its card, and the result can be made stronger."""
    page = newcomer
    await start_command(page, "imagine")
    await page.get_by_label("prompt", exact=True).fill("watercolor mountains at dusk")
    await page.keyboard.press("Enter")
    drawn = page.get_by_role("article").last
    await expect(drawn).to_contain_text("generated sketch of mountains")
    await drawn.get_by_role("link", name="watercolor mountains at dusk").last.click(timeout=PATIENCE)
    await expect(results(page)).to_have_count(1, timeout=PATIENCE)
    await expect(results(page).get_by_role("button", name="Stronger")).to_have_count(0)

    await page.get_by_role("link", name="general").first.click()
    await start_command(page, "fill")
    await page.get_by_label("image", exact=True).set_input_files(photo("astronaut.png"))
    await page.get_by_label("prompt", exact=True).fill("noir")
    await page.get_by_role("button", name="+ mask").click()
    await page.get_by_label("mask", exact=True).set_input_files(half_white(512))
    await page.get_by_label("prompt", exact=True).press("Enter")
    filled = page.get_by_role("article").last
    await expect(filled).to_contain_text("inside a mask")
    await expect(filled.get_by_role("button", name="Mask: white is changed, black is kept")).to_be_visible(
        timeout=PATIENCE
    )
    await filled.get_by_role("link", name="noir").last.click(timeout=PATIENCE)
    await results(page).first.get_by_role("button", name="Stronger").click(timeout=PATIENCE)
    await expect(results(page)).to_have_count(2, timeout=PATIENCE)
    assert playground.violations == []


def half_white(side: int) -> FilePayload:
    """A mask of a square picture as a file."""
    sheet, out = Image.new("L", (side, side)), BytesIO()
    sheet.paste(255, (0, 0, side // 2, side))
    sheet.save(out, "PNG")
    return {"name": "mask.png", "mimeType": "image/png", "buffer": out.getvalue()}


def results(page: Page) -> Locator:
    """Messages that show a finished picture."""
    return page.get_by_role("article").filter(has=page.get_by_role("button", name="Reroll"))


async def picture(message: Locator) -> Image.Image:
    """The restyled picture of a result, as the page loaded it."""
    button = message.get_by_role("button", name="After").first
    response = await message.page.request.get(await button.evaluate("button => button.querySelector('img').src"))
    return Image.open(BytesIO(await response.body())).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures at thumbnail size, 0..255."""
    small = [image.resize((64, 64)) for image in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3
