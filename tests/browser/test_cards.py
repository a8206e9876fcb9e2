"""Cards of the bot: pictures, buttons, selects, modals, threads."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.steps import painted, pictures_loaded

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_press_edits_the_card_in_place(page: Page) -> None:
    """An edit changes what is new in it: pictures are not loaded again and the pressed button keeps the focus."""
    card = await painted(page, "boats")
    await expect(card.locator("img")).to_have_count(3)
    await pictures_loaded(page)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    await card.locator("img").first.evaluate("image => { image.untouched = true; }")
    count = card.get_by_role("button", name="Count")
    await count.click()
    await expect(card).to_contain_text("Pressed 1 times")
    await expect(count).to_be_focused()
    assert await card.locator("img").first.evaluate("image => image.untouched === true")
    assert not [url for url in requests if "/attachments/" in url]


@pytest.mark.thorough
async def test_a_press_that_is_not_answered_says_so(page: Page, playground: Playground) -> None:
    """The text stands under the card until the next press."""
    card = await painted(page, "boats")
    playground.knobs.acknowledge_within = 0.3
    await card.get_by_role("button", name="Ignore").click()
    await expect(card).to_contain_text("did not respond")
    playground.knobs.acknowledge_within = 3
    await card.get_by_role("button", name="Ignore").click()
    await expect(card).not_to_contain_text("did not respond")
    await expect(card.get_by_role("button", name="Ignore")).to_have_attribute("aria-busy", "true")
    await expect(card.get_by_role("button", name="Resting")).to_be_disabled()


@pytest.mark.thorough
async def test_a_select_sends_what_was_chosen(page: Page) -> None:
    """The list opens at its button, works by keyboard, and one choice is enough."""
    card = await painted(page, "boats")
    await card.get_by_role("button", name="Pick a colour").press("Enter")
    await expect(page.get_by_role("option", name="Teal")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("Picked Rust.")


@pytest.mark.thorough
async def test_only_you_see_an_ephemeral_answer_until_you_dismiss_it(page: Page) -> None:
    """It is marked as such and goes when it is dismissed."""
    card = await painted(page, "boats")
    await card.get_by_role("button", name="Whisper").click()
    whisper = page.get_by_role("article").filter(has_text="Between us.")
    await expect(whisper).to_contain_text("Only you can see this")
    await whisper.get_by_role("button", name="Dismiss").click()
    await expect(whisper).to_have_count(0)


async def test_a_modal_asks_checks_and_submits(page: Page) -> None:
    """Labels name the inputs, mistakes are told beside them, and the bot gets every value."""
    card = await painted(page, "boats")
    await card.get_by_role("button", name="Ask").click()
    modal = page.get_by_role("dialog", name="Say more")
    words = modal.get_by_label("Words", exact=True)
    await expect(words).to_be_focused()
    await words.fill("a")
    await modal.get_by_role("button", name="Submit").click()
    await expect(modal.get_by_text("This needs at least 3 characters; it has 1.")).to_be_visible()
    await words.fill("quiet")
    await modal.get_by_role("button", name="Mood").click()
    await page.get_by_role("option", name="Wild").click()
    await modal.get_by_role("radio", name="Large").check()
    await modal.get_by_label("Keep it", exact=True).check()
    await words.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("Form: quiet, Wild, large, True")
    await expect(modal).to_have_count(0)


@pytest.mark.thorough
async def test_pictures_open_large(page: Page) -> None:
    """Arrow keys go through the message's pictures, the link downloads, Escape closes and gives the focus back."""
    card = await painted(page, "boats")
    second = card.get_by_role("button", name="Second")
    await second.click()
    viewer = page.get_by_role("dialog", name="Viewer")
    await expect(viewer.get_by_role("img", name="Second")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(viewer.get_by_role("img", name="Third")).to_be_visible()
    await expect(viewer.get_by_role("link", name="Download")).to_have_attribute("download", "three.png")
    await page.keyboard.press("ArrowRight")
    await expect(viewer.get_by_role("img", name="Before")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(second).to_be_focused()


@pytest.mark.thorough
async def test_a_thread_stands_under_its_message_and_in_the_sidebar(page: Page) -> None:
    """Both are links by the thread's name, and messages written there stay there."""
    card = await painted(page, "boats")
    sidebar = page.get_by_role("navigation", name="Channels")
    await expect(sidebar.get_by_role("link", name="About boats", exact=True)).to_be_visible()
    await card.get_by_role("link", name="About boats", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("About boats")
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("in the thread")
    await composer.press("Enter")
    await expect(page.get_by_role("article").last).to_contain_text("in the thread")
    await sidebar.get_by_role("link", name="general", exact=True).click()
    await expect(page.get_by_role("article").filter(has_text="in the thread")).to_have_count(0)


@pytest.mark.thorough
async def test_a_new_message_does_not_move_a_reader_who_scrolled_up(page: Page, playground: Playground) -> None:
    """Away from the bottom a pill tells of new messages and leads to them; at the bottom the page follows."""
    bob = playground.person("bob")
    for number in range(40):
        await bob.say("general", f"message {number}")
    await expect(page.get_by_text("message 39", exact=True)).to_be_in_viewport()
    scroller = page.locator(".scroller")
    await scroller.hover()
    await page.mouse.wheel(0, -900)
    await expect(page.get_by_text("message 39", exact=True)).not_to_be_in_viewport()
    await bob.say("general", "the newest")
    pill = page.get_by_role("button", name="New messages")
    await expect(pill).to_be_visible()
    await expect(page.get_by_text("the newest")).not_to_be_in_viewport()
    await pill.click()
    await expect(page.get_by_text("the newest")).to_be_in_viewport()
    await expect(pill).to_be_hidden()
