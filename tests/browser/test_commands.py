"""Running slash commands from the composer."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.demo_bot import DemoBot
from tests.browser.steps import card, drop_photo, painted, start_painting
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_picker_is_worked_by_keyboard_alone(page: Page, demo_bot: DemoBot) -> None:
    """A slash lists the commands, arrow keys move, Enter chooses, Escape leaves the form and the list."""
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.press("/")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(options).to_have_count(7)
    await expect(page.get_by_role("option", name="paint", exact=True)).to_have_accessible_description("Paint a picture")
    await composer.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await composer.press("ArrowUp")
    await composer.press("Enter")
    await expect(page.get_by_label("words", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(composer).to_be_focused()
    await composer.press("/")
    await composer.press("Escape")
    await expect(options).to_have_count(0)


@pytest.mark.thorough
async def test_typing_narrows_the_picker(page: Page) -> None:
    """Only commands that contain what was typed are offered, and Tab takes the first."""
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.press_sequentially("/who")
    await expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(1)
    await composer.press("Tab")
    await expect(page.locator(".command-form")).to_contain_text("/whoami")


async def test_a_file_and_words_are_enough(page: Page, demo_bot: DemoBot) -> None:
    """With the required options filled Enter sends, and the answer stands in the channel."""
    await start_painting(page)
    await page.get_by_label("picture", exact=True).set_input_files(photo("coffee.png"))
    await expect(page.get_by_text("coffee.png")).to_be_visible()
    await page.get_by_label("words", exact=True).fill("tiny boats")
    await page.keyboard.press("Enter")
    await expect(card(page).get_by_role("heading", name="tiny boats")).to_be_visible()
    await expect(card(page)).to_contain_text("Alice used /paint")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    assert demo_bot.painted[0]["picture"] == "coffee.png"


@pytest.mark.thorough
async def test_optional_options_are_added_by_chips(page: Page, demo_bot: DemoBot) -> None:
    """A chip becomes a field; suggestions come from the bot, choices from the command, numbers keep their type."""
    await start_painting(page, words="boats", picture="coffee.png")
    await page.get_by_role("button", name="+ style").click()
    await page.get_by_label("style", exact=True).press_sequentially("wat")
    await expect(page.get_by_role("option", name="Watercolor")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("style", exact=True)).to_have_value("Watercolor")
    await page.get_by_role("button", name="+ speed").click()
    await page.get_by_role("option", name="Quality").click()
    await page.get_by_role("button", name="+ strength").click()
    await page.get_by_label("strength", exact=True).fill("0.25")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(card(page)).to_be_visible()
    expected = {"picture": "coffee.png", "words": "boats", "style": "watercolor", "strength": 0.25, "speed": "QUALITY"}
    assert demo_bot.painted == [expected]


@pytest.mark.thorough
async def test_the_last_command_can_be_changed_and_sent_again(page: Page, demo_bot: DemoBot) -> None:
    """Arrow up, or the button below the composer, brings the form back with its file and its words."""
    await painted(page, "boats")
    again = page.get_by_role("button", name="Repeat last command")
    await again.click()
    await expect(page.locator('[data-option="picture"]')).to_contain_text("coffee.png")
    await page.keyboard.press("Escape")
    await page.get_by_role("textbox", name="Message", exact=True).press("ArrowUp")
    await expect(again).to_be_hidden()
    await page.get_by_label("words", exact=True).fill("more boats")
    await page.keyboard.press("Enter")
    await expect(card(page).get_by_role("heading", name="more boats")).to_be_visible()
    assert [each["picture"] for each in demo_bot.painted] == ["coffee.png", "coffee.png"]


async def test_mistakes_are_told_beside_their_field(page: Page, demo_bot: DemoBot) -> None:
    """Nothing is sent while a required option is empty, a number is out of range, or a choice is none of the list."""
    await start_painting(page)
    await page.get_by_label("words", exact=True).press("Enter")
    picture = page.locator('[data-option="picture"]')
    await expect(picture.get_by_role("alert")).to_have_text("This option is required.")
    await page.get_by_role("button", name="+ strength").click()
    await page.get_by_label("strength", exact=True).fill("7")
    await page.get_by_role("button", name="+ speed").click()
    await page.get_by_label("speed", exact=True).fill("warp")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-option="strength"]').get_by_role("alert")).to_have_text("This must be at most 1.")
    await expect(page.locator('[data-option="speed"]').get_by_role("alert")).to_have_text("Choose one of the list.")
    assert demo_bot.painted == []


async def test_a_picture_dropped_on_the_channel_fills_the_attachment(page: Page) -> None:
    """While a command is open, a drop anywhere on the channel goes to its attachment option."""
    await start_painting(page)
    await drop_photo(page.locator(".conversation"), "astronaut.png")
    await expect(page.locator('[data-option="picture"]')).to_contain_text("astronaut.png")
    await expect(page.get_by_label("words", exact=True)).to_be_focused()


@pytest.mark.thorough
async def test_a_sample_photo_can_be_used(page: Page) -> None:
    """Somebody without a photo at hand picks one of the offered ones."""
    await start_painting(page)
    await page.get_by_role("button", name="An astronaut").click()
    await expect(page.locator('[data-option="picture"]')).to_contain_text("astronaut.png")


@pytest.mark.thorough
async def test_a_command_that_is_not_answered_says_so(page: Page, playground: Playground) -> None:
    """The app's own text appears where the answer would be, for this person only, and can be dismissed."""
    playground.knobs.acknowledge_within = 0.3
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("/silence")
    await composer.press("Enter")
    await page.get_by_role("button", name="Send", exact=True).click()
    failed = page.get_by_role("article").filter(has_text="did not respond")
    await expect(failed).to_be_visible()
    await failed.get_by_role("button", name="Dismiss").click()
    await expect(failed).to_have_count(0)


@pytest.mark.thorough
async def test_messages_can_be_written(page: Page, playground: Playground) -> None:
    """Enter sends, Shift+Enter breaks the line, and everybody's markup is shown as markup."""
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.press_sequentially("**bold**")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("<img src=x>")
    await composer.press("Enter")
    message = page.get_by_role("article").last
    await expect(message.locator("strong")).to_have_text("bold")
    await expect(message).to_contain_text("<img src=x>")
    await expect(composer).to_have_value("")


@pytest.mark.thorough
async def test_files_hang_on_a_message(page: Page) -> None:
    """Pictures are shown large enough to see, other files by name and size."""
    await page.get_by_label("Upload", exact=True).set_input_files([photo("coffee.png"), photo("README.txt")])
    await page.get_by_role("button", name="Send", exact=True).click()
    message = page.get_by_role("article").last
    await expect(message.get_by_role("img", name="coffee.png")).to_be_visible()
    await expect(message.get_by_role("link", name="README.txt")).to_have_attribute("download", "README.txt")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()


@pytest.mark.thorough
async def test_painting_leaves_no_violation(page: Page, playground: Playground) -> None:
    """What the page sends is what the Discord app would send: the playground's rules find nothing."""
    await painted(page, "boats")
    assert playground.violations == []
