"""What people send each other besides words, and forwarding it."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.thorough
async def test_a_picture_is_posted_and_forwarded(page: Page, playground: Playground) -> None:
    """A message with a picture goes on to another channel as a forward that shows the picture."""
    await page.get_by_label("Upload", exact=True).set_input_files([photo("coffee.png")])
    await page.get_by_role("button", name="Send", exact=True).click()
    message = page.get_by_role("article").last
    await expect(message.get_by_role("img", name="coffee.png")).to_be_visible()
    await message.click(button="right", position={"x": 5, "y": 5})
    await page.get_by_role("menuitem", name="Forward").click()
    await page.get_by_role("menuitem", name="showcase").click()
    [forwarded] = await playground.until(lambda world: world.messages_in("showcase"))
    assert forwarded.snapshots[0].attachments[0].filename == "coffee.png"
    await page.get_by_role("link", name="showcase").click()
    article = page.get_by_role("article").last
    await expect(article).to_contain_text("Forwarded")
    await expect(article.get_by_role("img", name="coffee.png")).to_be_visible()


@pytest.mark.thorough
async def test_a_sticker_is_sent(page: Page) -> None:
    """The guild's stickers are offered beside the composer; another guild has none."""
    await page.get_by_role("button", name="Stickers").click()
    await page.get_by_role("menuitem", name="Palette").click()
    await expect(page.get_by_role("article").last.get_by_role("img", name="Sticker: Palette")).to_be_visible()
    await page.get_by_role("link", name="Print Studio").click()
    await expect(page.get_by_role("button", name="Stickers")).to_be_hidden()


async def test_a_right_click_on_a_name_is_about_the_person(page: Page, playground: Playground) -> None:
    """On a name the menu is the person's, elsewhere on the message it is the message's."""
    await playground.person("bob").say("general", "hello")
    message = page.get_by_role("article").last
    await message.get_by_role("button", name="Bob").last.click(button="right")
    await expect(page.get_by_role("menu")).to_contain_text("Regulars")
    await expect(page.get_by_role("menuitem", name="Greet")).to_be_visible()
    await page.keyboard.press("Escape")
    await message.get_by_text("hello").click(button="right")
    await expect(page.get_by_role("menuitem", name="Measure this message")).to_be_visible()
