"""Losing the server and finding it again."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from yarl import URL

from bot.playground.server import open_playground
from tests.browser.watched import Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_page_comes_back_with_the_server(browser: Browser, tmp_path: Path) -> None:
    """While the playground is away the page says so; when it is back all is there, the news as well."""
    async with open_playground(tmp_path) as playground:
        watch = Watch(browser, playground.url)
        page = await watch.open(online=False)
        await playground.person("bob").say("general", "before")
        await expect(page.get_by_text("before", exact=True)).to_be_visible()
        await page.get_by_role("textbox", name="Message", exact=True).fill("half a sentence")
    lost = page.get_by_role("alert").filter(has_text="does not answer")
    await expect(lost).to_be_visible()
    async with open_playground(tmp_path, port=URL(watch.url).port or 0) as playground:
        await playground.person("bob").say("general", "meanwhile")
        await expect(page.get_by_text("meanwhile", exact=True)).to_be_visible(timeout=30_000)
        await expect(lost).to_be_hidden()
        await expect(page.get_by_text("before", exact=True)).to_have_count(1)
        await expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("half a sentence")
        await watch.close()
