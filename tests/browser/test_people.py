"""Being one of several people: the switch, the menus of messages and people, what each may see and do."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.demo_bot import DemoBot
from tests.browser.steps import painted
from tests.browser.watched import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.thorough
async def test_the_switch_changes_who_speaks(page: Page) -> None:
    """A message is written by whoever one is, and the tab remembers it."""
    person = page.get_by_label("You are", exact=True)
    await person.select_option("Bob")
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("hello")
    await composer.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("Bob")
    await page.reload()
    await expect(person.locator("option:checked")).to_have_text("Bob")


async def test_two_people_see_each_other_but_not_what_is_for_one(page: Page, watch: Watch) -> None:
    """A card is everybody's, an ephemeral answer belongs to one person."""
    other = await watch.open()
    await other.get_by_label("You are", exact=True).select_option("Bob")
    card = await painted(page, "boats")
    await expect(other.get_by_role("heading", name="boats")).to_be_visible()
    await card.get_by_role("button", name="Whisper").click()
    await expect(page.get_by_text("Between us.").last).to_be_visible()
    await other.get_by_role("button", name="Count").click()
    await expect(card).to_contain_text("Pressed 1 times")
    await expect(other.get_by_text("Between us.")).to_have_count(0)


@pytest.mark.thorough
async def test_members_delete_their_own_and_moderators_everybodys(page: Page, playground: Playground) -> None:
    """The toolbar offers what is allowed, and a deleted message goes from the page."""
    await playground.person("bob").say("general", "spam")
    message = page.get_by_role("article").filter(has_text="spam")
    await message.hover()
    await expect(message.get_by_role("button", name="Apps")).to_be_visible()
    await expect(message.get_by_role("button", name="Delete message")).to_have_count(0)
    await page.get_by_label("You are", exact=True).select_option("Mod")
    await message.hover()
    await message.get_by_role("button", name="Delete message").click()
    await expect(message).to_have_count(0)


async def test_message_commands_are_in_the_apps_menu(page: Page, playground: Playground) -> None:
    """By the button, by a right click and by Enter on the focused message the same menu opens."""
    await playground.person("bob").say("general", "twelve words")
    message = page.get_by_role("article").filter(has_text="twelve words")
    command = page.get_by_role("menuitem", name="Measure this message")
    await message.click(button="right")
    await expect(command).to_be_focused()
    await page.keyboard.press("Escape")
    await message.focus()
    await message.press("Enter")
    await expect(command).to_be_focused()
    await command.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("12 characters.")


@pytest.mark.thorough
async def test_user_commands_are_in_a_persons_menu(page: Page, playground: Playground) -> None:
    """A press on somebody's name lists what apps offer for them."""
    await playground.person("bob").say("general", "hi")
    await page.get_by_role("article").get_by_role("button", name="Bob").last.click()
    await page.get_by_role("menuitem", name="Greet").click()
    await expect(page.get_by_role("article").last).to_contain_text("Hello, Bob!")


@pytest.mark.thorough
async def test_a_long_press_opens_the_menu_and_it_stays(
    watch: Watch, demo_bot: DemoBot, playground: Playground
) -> None:
    """On a touch screen the finger that opened the menu does not close it by letting go; a tap elsewhere does."""
    page = await watch.open(size=PHONE, touch=True)
    await playground.person("bob").say("general", "press me")
    box = await page.get_by_text("press me").bounding_box()
    assert box is not None
    finger = await page.context.new_cdp_session(page)
    touch = {"x": box["x"] + 5, "y": box["y"] + 5}
    await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
    command = page.get_by_role("menuitem", name="Measure this message")
    await expect(command).to_be_visible()
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(command).to_be_visible()
    await page.get_by_role("heading", level=1).tap()
    await expect(command).to_have_count(0)
