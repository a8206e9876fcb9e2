"""The page itself: themes, narrow screens, keyboard, hostile texts, and what newcomers see."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.demo_bot import DemoBot
from tests.browser.steps import painted
from tests.browser.watched import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.thorough
async def test_the_theme_follows_the_system_until_the_reader_chooses(watch: Watch, demo_bot: DemoBot) -> None:
    """The button changes it and the choice is remembered."""
    page = await watch.open(scheme="light")
    root = page.locator("html")
    await expect(root).to_have_attribute("data-theme", "light")
    await page.get_by_role("button", name="Theme", exact=True).click()
    await expect(root).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(root).to_have_attribute("data-theme", "dark")


async def test_a_phone_shows_everything_without_scrolling_sideways(watch: Watch, demo_bot: DemoBot) -> None:
    """At 390 pixels the channels are a drawer, and neither cards nor forms nor lists are wider than the screen."""
    page = await watch.open(size=PHONE, touch=True)
    card = await painted(page, "a very long prompt " * 8 + "w" * 120)
    assert await page.evaluate(TOO_WIDE) <= 0
    for name in ("Count", "Ask", "Pick a colour"):
        await expect(card.get_by_role("button", name=name)).to_be_in_viewport()
    link = page.get_by_role("navigation", name="Channels").get_by_role("link", name="showcase")
    await expect(link).not_to_be_visible()
    await page.get_by_role("button", name="Channels").tap()
    await link.tap()
    await expect(link).not_to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("showcase")
    await page.get_by_role("textbox", name="Message", exact=True).fill("/")
    await page.get_by_role("option", name="paint", exact=True).tap()
    assert await page.evaluate(TOO_WIDE) <= 0
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport()


@pytest.mark.thorough
async def test_few_words_fill_a_phone_too(watch: Watch, demo_bot: DemoBot, playground: Playground) -> None:
    """The conversation is as wide as the screen, however little is said in it."""
    await playground.person("bob").say("general", "hi")
    page = await watch.open(size=PHONE, touch=True)
    await expect(page.get_by_role("article")).to_contain_text("hi")
    box = await page.get_by_role("main").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE[0])


@pytest.mark.thorough
async def test_the_page_is_walked_by_keyboard(page: Page, playground: Playground) -> None:
    """Tab reaches the conversation, arrow keys move along the messages, and focus is seen."""
    for text in ("first", "second", "third"):
        await playground.person("bob").say("general", text)
    last = page.get_by_role("article").last
    await expect(last).to_contain_text("third")
    await last.focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("article").filter(has_text="second")).to_be_focused()
    await page.keyboard.press("Home")
    await expect(page.get_by_role("article").first).to_be_focused()


async def test_nothing_that_people_write_becomes_markup(page: Page, playground: Playground) -> None:
    """Tags, scripts and odd addresses in messages and file names stay text."""
    hostile = "<script>alert(1)</script> <b onclick=x>b</b> [x](javascript:alert(1)) ||<i>s</i>||"
    await playground.person("bob").say("general", hostile, files=[('"><svg onload=alert(1)>.txt', b"x")])
    message = page.get_by_role("article").last
    await expect(message).to_contain_text("<script>alert(1)</script>")
    await expect(message.locator("script, b[onclick], i, svg[onload], a[href^=javascript]")).to_have_count(0)


@pytest.mark.thorough
async def test_an_empty_channel_tells_newcomers_how_to_begin(page: Page) -> None:
    """Three steps, and a button; it waits for the bot that has the command."""
    await expect(page.get_by_role("listitem").filter(has_text="press Enter")).to_have_count(2)
    await expect(page.get_by_role("button", name="Try it with a sample photo")).to_be_disabled()
