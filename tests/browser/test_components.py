"""Cards and forms with everything Discord has, and private answers that change and carry files."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.server import Playground
from tests.browser.steps import card, start_command
from tests.browser.watched import PHONE, Watch
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def paraded(page: Page) -> Locator:
    await start_command(page, "parade")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(card(page).get_by_role("heading", name="A section")).to_be_visible()
    return card(page)


async def picked(page: Page, select: str, *choices: str) -> None:
    """Open a select and pick from its list."""
    await page.get_by_role("article").get_by_role("button", name=select, exact=True).click()
    listed = page.locator(".select-list")
    for choice in choices:
        await listed.get_by_role("option", name=choice).click()


@pytest.mark.thorough
async def test_a_card_with_everything(page: Page, playground: Playground) -> None:
    """Sections, thumbnails, galleries, files and separators are shown, and a file can be downloaded."""
    message = await paraded(page)
    await expect(message.get_by_role("img", name="One")).to_have_count(2)
    await expect(message.locator(".separator-line")).to_have_count(1)
    async with page.expect_download() as download:
        await message.get_by_role("link", name="usage.csv").click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"day,jobs\nMonday,3\n"
    assert playground.violations == []


@pytest.mark.thorough
async def test_selects_of_people_roles_and_channels(page: Page) -> None:
    """Each lists what it is for, shows what is chosen beforehand and what was picked, and the bot gets the things."""
    message = await paraded(page)
    await expect(message.locator(".select").first).to_have_text("Alice")
    answer = page.get_by_role("article").last
    await message.locator(".select").first.click()
    await page.locator(".select-list").get_by_role("option", name="Bob").click()
    await page.get_by_role("button", name="Done").click()
    await expect(answer).to_contain_text("Picked alice, bob.")
    await picked(page, "Which role", "Artists")
    await expect(answer).to_contain_text("Picked role Artists.")
    await expect(message.get_by_role("button", name="Artists")).to_be_visible()
    await picked(page, "Who or which role", "Regulars")
    await expect(answer).to_contain_text("Picked Role Regulars.")
    await message.get_by_role("button", name="Where").click()
    await expect(page.locator(".select-list").get_by_role("option")).to_have_text(["general", "showcase", "no-threads"])
    await page.locator(".select-list").get_by_role("option", name="showcase").click()
    await expect(answer).to_contain_text("Picked channel showcase.")


async def test_a_form_with_selects_boxes_and_files(page: Page, playground: Playground) -> None:
    """A form says what is missing; people, channels, ticks and files arrive together."""
    message = await paraded(page)
    await message.get_by_role("button", name="Fill in").click()
    form = page.get_by_role("dialog", name="Everything at once")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("This field is required.").first).to_be_visible()
    await form.get_by_label("Person").click()
    for name in ("Bob", "Mod"):
        await form.locator(".select-list").get_by_role("option", name=name).click()
    await form.get_by_role("button", name="Done").click()
    for kind in ("Ink", "Chalk"):
        await form.get_by_label(kind).check()
    await form.get_by_label("Pictures").set_input_files([photo("coffee.png")])
    await form.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("article").last).to_contain_text("Form: bob,mod - ink,chalk coffee.png")
    assert playground.violations == []


@pytest.mark.thorough
async def test_a_private_answer_changes_and_has_files(page: Page) -> None:
    """An ephemeral answer that is edited by its token shows the new text; its chart is shown, its table can be kept."""
    await start_command(page, "report")
    await page.get_by_role("button", name="Send", exact=True).click()
    answer = page.get_by_role("article").last
    await expect(answer).to_contain_text("3 jobs.")
    await expect(answer).to_contain_text("Only you can see this")
    await expect(answer.get_by_role("img", name="chart.png")).to_be_visible()
    async with page.expect_download() as download:
        await answer.get_by_role("link", name="usage.csv").click()
    assert (await download.value).suggested_filename == "usage.csv"


async def test_a_card_with_everything_fits_a_phone(watch: Watch, demo_bot: object) -> None:
    """At 390 pixels nothing of the card or the form is wider than the screen."""
    page = await watch.open(size=PHONE, touch=True)
    message = await paraded(page)
    width = "document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(width) <= 0
    await message.get_by_role("button", name="Fill in").tap()
    form = page.get_by_role("dialog", name="Everything at once")
    await form.get_by_label("Person").tap()
    await expect(form.locator(".select-list")).to_be_in_viewport()
    assert await page.evaluate(width) <= 0
