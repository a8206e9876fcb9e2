"""A moderator limits a role on the page, a member of it feels that, and it is taken back; with the real bot."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.browser.steps import start_command
from tests.browser.watched import DESKTOP, PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PATIENCE = 60_000
"""Milliseconds that an answer may take on a busy machine before the test gives up."""


@pytest.mark.thorough  # The rules of it are held without a browser by acceptance/test_limits.
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_role_is_limited_and_the_audit_takes_it_back(
    watch: Watch, keeper: BotKeeper, playground: Playground, tmp_path: Path, size: tuple[int, int]
) -> None:
    """`/limits set` for a role, `/limits me` as one of it, `/moderate audit` and its Undo; nothing is too wide."""
    page = await watch.open(size, touch=size == PHONE, online=False)
    await expect(page.locator(".bot-online")).to_be_attached(timeout=PATIENCE)
    await _become(page, playground, "mod")
    changed = await _limit_artists(page)
    await expect(changed).to_contain_text("2 pictures a day for each member with @Artists", timeout=PATIENCE)
    await page.screenshot(path=tmp_path / "set.png", animations="disabled")

    await _become(page, playground, "alice")
    mine = await _answer(page, "limits me")
    await expect(mine).to_contain_text("0 of 2 used", timeout=PATIENCE)
    await expect(mine).to_contain_text("resets in")
    await page.screenshot(path=tmp_path / "me.png", animations="disabled")

    await _become(page, playground, "mod")
    audit = await _answer(page, "moderate audit")
    await expect(audit).to_contain_text("nothing → 2 pictures a day", timeout=PATIENCE)
    await audit.get_by_role("button", name="Undo").click()
    await expect(audit).to_contain_text("taken back since", timeout=PATIENCE)
    await page.screenshot(path=tmp_path / "audit.png", animations="disabled")
    shown = await _answer(page, "limits show")
    await expect(shown).to_contain_text("By default", timeout=PATIENCE)
    await expect(shown).not_to_contain_text("Artists")
    await page.screenshot(path=tmp_path / "show.png", animations="disabled")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert playground.violations == []


async def _become(page: Page, playground: Playground, person: str) -> None:
    await page.evaluate("person => sessionStorage.setItem('person', person)", str(playground.world.people[person].id))
    await page.reload()
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_enabled(timeout=PATIENCE)


async def _answer(page: Page, command: str) -> Locator:
    """Give a command without options; its answer is the last message."""
    await start_command(page, command)
    await page.keyboard.press("Enter")
    return page.get_by_role("article").last


async def _limit_artists(page: Page) -> Locator:
    await start_command(page, "limits set")
    await page.get_by_label("measure", exact=True).fill("Pictures in a window")
    await page.get_by_role("option", name="Pictures in a window of time").click()
    await page.get_by_label("amount", exact=True).press_sequentially("2")
    await page.get_by_role("option", name="2", exact=True).click()
    await page.get_by_role("button", name="+ window").click()
    await page.get_by_role("option", name="A day", exact=True).click()
    await page.get_by_role("button", name="+ role").click()
    await page.get_by_role("option", name="Artists").click()
    await page.get_by_role("button", name="Send", exact=True).click()
    return page.get_by_role("article").last
