"""On a phone: from a picture that somebody posted to four strengths of it, and back through one's history."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.browser.steps import pictures_loaded, start_command
from tests.browser.watched import PHONE, Watch
from tests.forkserver import fork
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PATIENCE = 60_000
"""Milliseconds a picture may take on a busy machine before the test gives up."""


@pytest_asyncio.fixture(loop_scope="session")
async def phone(watch: Watch, playground: Playground, tmp_path: Path) -> AsyncGenerator[Page]:
    """A phone with the real bot online."""
    async with BotKeeper(playground, tmp_path / "bot", spawn=fork):
        page = await watch.open(PHONE, touch=True, online=False)
        await expect(page.locator(".bot-online")).to_be_attached(timeout=PATIENCE)
        yield page


@pytest.mark.thorough  # Each step is held without a browser by acceptance/test_menus, test_cards and test_history.
async def test_from_a_message_to_a_sweep_and_back(phone: Page, playground: Playground) -> None:
    """Menu, form, result, More, four strengths, one of them picked, and the history that leads to all of it."""
    page = phone
    await playground.person("bob").say("general", "look at this", files=[photo("coffee.png")])
    await page.get_by_role("article").last.click(button="right", position={"x": 5, "y": 5})
    await page.get_by_role("menuitem", name="Restyle this image").click()
    form = page.get_by_role("dialog")
    await expect(form).to_contain_text("How it should look")
    await form.get_by_role("textbox", name="How it should look").fill("comic")
    await form.get_by_role("button", name="Submit").click()
    card = page.get_by_role("article").last
    await card.get_by_role("link", name="comic").last.click(timeout=PATIENCE)
    await expect(results(page)).to_have_count(1, timeout=PATIENCE)

    await results(page).last.get_by_role("button", name="More").click()
    panel = page.get_by_role("article").last
    await expect(panel.get_by_role("button", name="Use as source")).to_be_visible(timeout=PATIENCE)
    await panel.get_by_role("button", name="Four strengths").click()
    await expect(results(page)).to_have_count(2, timeout=PATIENCE)
    swept = results(page).last
    await expect(swept).to_contain_text("strengths 0.3, 0.5, 0.7, 0.9")
    await pictures_loaded(page)
    await swept.get_by_role("button", name="0.7", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("Picture 3 of 4, strength 0.7", timeout=PATIENCE)

    await start_command(page, "history")
    await page.keyboard.press("Enter")
    history = page.get_by_role("article").last
    await expect(history).to_contain_text("v2 from v1, at several strengths", timeout=PATIENCE)
    await expect(history.get_by_role("link", name="Look")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    assert playground.violations == []


def results(page: Page) -> Locator:
    """Messages that show a finished picture."""
    return (
        page.get_by_role("article")
        .filter(has=page.get_by_role("button", name="Edit prompt"))
        .filter(has=page.get_by_role("button", name="More"))
    )
