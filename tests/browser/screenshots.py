"""Pictures of the page for the README: `python -m tests.browser.screenshots OUTDIR`.

Starts a playground with the real bot, does the main job once, and takes every view at two sizes, dark and light.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter
from playwright.async_api import Browser, FilePayload, Page, async_playwright, expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import open_playground
from tests.browser.conftest import ARGUMENTS
from tests.browser.steps import pictures_loaded, start_command
from tests.browser.watched import DESKTOP, PHONE
from tests.photos import photo

PROMPT = 'vintage travel poster that reads "VISIT MARS"'
PATIENCE = 120_000
Scheme = Literal["dark", "light"]
SIZES = {"": DESKTOP, "-phone": PHONE}
"""What the files of each size have in their name."""


async def main(folder: Path, executable: str) -> None:
    """Take all pictures into `folder` with this browser."""
    with tempfile.TemporaryDirectory() as data:
        async with open_playground(Path(data, "discord")) as playground, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
            async with BotKeeper(playground, Path(data, "bot")):
                await _take_all(browser, playground.url, folder)
            await browser.close()


async def _take_all(browser: Browser, url: str, folder: Path) -> None:
    for name, size in SIZES.items():
        async with _opened(browser, url, size, "dark") as page:
            await expect(page.get_by_role("button", name="Try it with a sample photo")).to_be_enabled(timeout=PATIENCE)
            await page.screenshot(path=folder / f"welcome{name}-dark.png", animations="disabled")
    async with _opened(browser, url, DESKTOP, "dark") as page:
        await _do_the_main_job(page)
    for name, size in SIZES.items():
        for scheme in ("dark", "light"):
            for view, show in VIEWS.items():
                async with _opened(browser, url, size, scheme) as page:
                    await show(page)
                    await pictures_loaded(page)
                    await page.mouse.move(0, 0)
                    await page.screenshot(path=folder / f"{view}{name}-{scheme}.png", animations="disabled")


@asynccontextmanager
async def _opened(browser: Browser, url: str, size: tuple[int, int], scheme: Scheme) -> AsyncGenerator[Page]:
    touch = size == PHONE
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2,
        color_scheme=scheme,
        has_touch=touch,
        is_mobile=touch,
    )
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator(".bot-online")).to_be_visible(timeout=PATIENCE)
    yield page
    await context.close()


async def _do_the_main_job(page: Page) -> None:
    """One restyle and one reroll, in a thread."""
    await _fill_the_command(page)
    await page.keyboard.press("Enter")
    await page.locator(".thread-name").first.click(timeout=PATIENCE)
    reroll = page.get_by_role("button", name="Reroll")
    await reroll.first.click(timeout=PATIENCE)
    await expect(reroll).to_have_count(2, timeout=PATIENCE)


async def _fill_the_command(page: Page) -> None:
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("/restyle")
    await composer.press("Enter")
    await page.get_by_label("image", exact=True).set_input_files(photo("astronaut.png"))
    await page.get_by_label("prompt", exact=True).fill(PROMPT)


async def _channel(page: Page) -> None:
    await expect(page.locator(".thread-card").first).to_be_visible()


async def _thread(page: Page) -> None:
    await page.locator(".thread-name").first.click()
    await expect(page.get_by_role("button", name="Reroll")).to_have_count(2)


async def _picker(page: Page) -> None:
    await page.get_by_role("textbox", name="Message", exact=True).fill("/")
    await expect(page.get_by_role("option", name="restyle", exact=True)).to_be_visible()


async def _options(page: Page) -> None:
    await _fill_the_command(page)
    await page.get_by_role("button", name="+ strength").click()
    await page.get_by_label("strength", exact=True).fill("0.7")


async def _select(page: Page) -> None:
    await _fill_the_command(page)
    await page.get_by_role("button", name="+ style").click()
    await expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option").first).to_be_visible()


async def _lightbox(page: Page) -> None:
    await _thread(page)
    await page.get_by_role("article").last.get_by_role("button", name="After").first.click()
    await expect(page.get_by_role("dialog", name="Viewer")).to_be_visible()


async def _filled(page: Page) -> None:
    """`/fill` with a painted mask, in a channel of its own."""
    await page.get_by_role("link", name="showcase").first.click()
    await start_command(page, "fill")
    await page.get_by_label("image", exact=True).set_input_files(photo("astronaut.png"))
    await page.get_by_label("prompt", exact=True).fill("poster in teal and cream")
    await page.get_by_role("button", name="+ mask").click()
    await page.get_by_label("mask", exact=True).set_input_files(all_but_the_astronaut())
    await page.get_by_label("prompt", exact=True).press("Enter")
    await page.locator(".thread-name").last.click(timeout=PATIENCE)
    await expect(page.get_by_role("button", name="Reroll").first).to_be_visible(timeout=PATIENCE)


def all_but_the_astronaut() -> FilePayload:
    """A mask that keeps her."""
    sheet, out = Image.new("L", (512, 512), 255), BytesIO()
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((152, 8, 312, 210), fill=0)
    pen.polygon([(140, 150), (316, 150), (380, 290), (420, 512), (20, 512), (40, 300)], fill=0)
    sheet.filter(ImageFilter.GaussianBlur(6)).save(out, "PNG")
    return {"name": "mask.png", "mimeType": "image/png", "buffer": out.getvalue()}


VIEWS: dict[str, Callable[[Page], Awaitable[None]]] = {
    "channel": _channel,
    "thread": _thread,
    "picker": _picker,
    "options": _options,
    "select": _select,
    "lightbox": _lightbox,
    "filled": _filled,
}

if __name__ == "__main__":
    browser_found, target = shutil.which("chromium"), Path(sys.argv[1])
    if browser_found is None:
        sys.exit("there is no chromium on this machine")
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target, browser_found))
