"""The panel of `/setup` on the page, as a moderator works through it, with the real bot in a process of its own."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.browser.steps import start_command
from tests.browser.watched import DESKTOP, PHONE, Watch
from tests.matrices import matrix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PATIENCE = 60_000
"""Milliseconds that an answer may take on a busy machine before the test gives up."""


@pytest.mark.parametrize("size", matrix([DESKTOP, PHONE], plain={PHONE}), ids=["desktop", "phone"])
async def test_a_moderator_sets_the_server_up(
    watch: Watch, keeper: BotKeeper, playground: Playground, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Each of the five selects acts at once, the panel shows it, and nothing of it is wider than a phone."""
    page = await _as_moderator(watch, playground, size)
    panel = await _opened(page)
    await expect(panel).to_contain_text("50 pictures (default)")

    await _choose(panel, "50 pictures a day", "30 pictures a day")
    await expect(panel).to_contain_text("Now: 30 pictures", timeout=PATIENCE)
    await _choose(panel, "Choose a role", "Artists")
    await _choose(panel, "How many a day for this role?", "200 pictures a day")
    await expect(panel).to_contain_text("@Artists: 200 pictures", timeout=PATIENCE)
    await _choose(panel, "Everywhere", "general", "showcase")
    await expect(panel).to_contain_text("only in", timeout=PATIENCE)
    await _choose(panel, "No audit channel", "showcase")
    await expect(panel).to_contain_text("Now: #showcase", timeout=PATIENCE)
    await _choose(panel, "UTC", "Europe/Berlin")
    await expect(panel).to_contain_text("Now: Europe/Berlin", timeout=PATIENCE)

    await page.screenshot(path=tmp_path / "end.png", animations="disabled")
    await panel.get_by_text("Set up Restyle").scroll_into_view_if_needed()
    await page.screenshot(path=tmp_path / "start.png", animations="disabled")
    box = await panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert playground.violations == []


async def _as_moderator(watch: Watch, playground: Playground, size: tuple[int, int]) -> Page:
    page = await watch.open(size, touch=size == PHONE, online=False)
    await expect(page.locator(".bot-online")).to_be_attached(timeout=PATIENCE)
    await page.evaluate("person => sessionStorage.setItem('person', person)", str(playground.world.people["mod"].id))
    await page.reload()
    return page


async def _opened(page: Page) -> Locator:
    """`/setup`, and its panel."""
    await start_command(page, "setup")
    await page.keyboard.press("Enter")
    panel = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Set up Restyle")).last
    await expect(panel).to_be_visible(timeout=PATIENCE)
    return panel


async def _choose(panel: Locator, select: str, *choices: str) -> None:
    """Pick from the select that shows `select`; several choices are confirmed."""
    page = panel.page
    await panel.locator("button.select", has_text=select).first.click(timeout=PATIENCE)
    listed = page.get_by_role("listbox")
    for choice in choices:
        await listed.get_by_role("option", name=choice, exact=True).click()
    done = page.get_by_role("button", name="Done")
    if await done.is_visible():
        await done.click()
