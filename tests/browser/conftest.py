"""A browser on a playground, with a small bot in it that shows every kind of control.

The browser is Debian's `chromium`, found by name. Where there is none the tests are skipped, and fail where CI is set.
"""

import os
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Browser, Page, async_playwright
from yarl import URL

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground, open_playground
from tests.browser.demo_bot import DemoBot
from tests.browser.watched import Watch
from tests.forkserver import fork
from tests.migrated import furnish

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str:
    """Where the browser is; skips the test if there is none, and fails it in CI."""
    found = shutil.which("chromium")
    if found is None and os.environ.get("CI"):
        pytest.fail("there is no chromium, and CI must try the page")
    if found is None:
        pytest.skip("there is no chromium on this machine")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """One browser for all tests; each has a profile of its own."""
    executable = chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def playground(tmp_path: Path) -> AsyncGenerator[Playground]:
    """A new world."""
    async with open_playground(tmp_path / "discord") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def demo_bot(playground: Playground, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[DemoBot]:
    """The bot that shows every kind of control, online."""
    monkeypatch.setattr(Route, "BASE", playground.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(playground.gateway_url))
    async with DemoBot().running(playground.token) as bot:
        await playground.until(lambda world: world.commands)
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def keeper(playground: Playground, tmp_path: Path) -> AsyncGenerator[BotKeeper]:
    """The real bot, kept by the playground."""
    furnish(tmp_path / "bot")
    async with BotKeeper(playground, tmp_path / "bot", spawn=fork) as keeper:
        yield keeper


@pytest_asyncio.fixture(loop_scope="session")
async def watch(browser: Browser, playground: Playground) -> AsyncGenerator[Watch]:
    """What the page asks for and complains about; after the test there must be no complaint and no outside request."""
    watch = Watch(browser, playground.url)
    yield watch
    await watch.close()
    assert watch.complaints == []
    assert watch.outside == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(watch: Watch, demo_bot: DemoBot) -> Page:
    """The page on a desktop, in a channel, with the bot online."""
    return await watch.open()
