"""On a phone: from looking at the styles to a first picture of one's own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.domain.styles import PRESETS
from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.acceptance.test_help import hang_gallery
from tests.browser.steps import pictures_loaded, start_command
from tests.browser.watched import PHONE, Watch
from tests.forkserver import fork
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PATIENCE = 60_000
"""Milliseconds a picture may take on a busy machine before the test gives up."""


@pytest_asyncio.fixture(loop_scope="session")
async def phone(watch: Watch, playground: Playground, tmp_path: Path) -> AsyncGenerator[Page]:
    """A phone with the real bot online, whose gallery hangs already."""
    hang_gallery(tmp_path / "bot")
    async with BotKeeper(playground, tmp_path / "bot", spawn=fork):
        page = await watch.open(PHONE, touch=True, online=False)
        await expect(page.locator(".bot-online")).to_be_attached(timeout=PATIENCE)
        yield page


async def test_from_the_gallery_to_a_first_picture(phone: Page, playground: Playground) -> None:
    """`/help`, a look at every style, one of them pressed, a picture put into the form, and its card."""
    page = phone
    await start_command(page, "help")
    await page.keyboard.press("Enter")
    answer = page.get_by_role("article").last
    await expect(answer.locator(".gallery img")).to_have_count(len(PRESETS), timeout=PATIENCE)
    await pictures_loaded(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    await answer.get_by_role("button", name="Pencil drawing", exact=True).click()
    form = page.get_by_role("dialog")
    await form.locator("input[type=file]").set_input_files(photo("coffee.png"))
    await form.get_by_role("button", name="Submit").click()
    card = page.get_by_role("article").filter(has_text="Restyle for").last
    await expect(card.get_by_role("heading", name="Pencil drawing")).to_be_visible(timeout=PATIENCE)
    assert playground.violations == []
