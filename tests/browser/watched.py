"""Opening the page under observation: console errors, policy violations and requests are written down."""

import re
from typing import Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

DESKTOP = (1280, 800)
PHONE = (390, 844)
WORDS = {True: "Bot online", False: re.compile("Bot ")}
EXPECTED_REFUSAL = "Failed to load resource: the server responded with a status of 400"


class Watch:
    """Pages of one playground, and what was noticed on them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.outside: list[str] = []

    async def open(
        self,
        size: tuple[int, int] = DESKTOP,
        scheme: Literal["dark", "light"] = "dark",
        *,
        touch: bool = False,
        online: bool = True,
    ) -> Page:
        """A page in a profile of its own, loaded and connected; `online` waits for the bot as well."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=touch,
            is_mobile=touch,
            # Every frame of a dot that breathes is drawn by the processor here.
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        page = await context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._request)
        await page.goto(self.url)
        await expect(page.locator(".bot-online" if online else ".bot-state")).to_have_text(WORDS[online])
        return page

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED_REFUSAL):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.outside.append(request.url)
