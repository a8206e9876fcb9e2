"""Being in several places: guilds, direct messages, a group, and the people in them."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.steps import start_command
from tests.browser.watched import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.thorough
async def test_another_guild_has_its_own_channels_and_roles(page: Page) -> None:
    """The strip at the left leads to a guild's channels; what one is there is told beside one's name."""
    channels = page.get_by_role("navigation", name="Channels")
    await page.get_by_label("You are", exact=True).select_option("Bob")
    await expect(page.locator(".person-role")).to_have_text("Regulars")
    await page.get_by_role("link", name="Print Studio").click()
    await expect(channels.get_by_role("link")).to_have_text(["studio", "proofs"])
    await expect(page.locator(".person-role")).to_have_text("Printers")
    await page.get_by_label("You are", exact=True).select_option("Owner")
    await expect(page.get_by_role("heading", level=1)).to_have_text("studio")
    await page.get_by_role("link", name="Restyle Playground").click()
    await expect(page.locator(".person-role")).to_have_text("Owner")


@pytest.mark.thorough
async def test_what_is_said_in_one_guild_is_not_seen_in_another(page: Page, playground: Playground) -> None:
    """A message elsewhere marks its guild as unread and shows nowhere else."""
    await playground.person("bob").say("studio", "ink is dry")
    studio = page.get_by_role("link", name="Print Studio")
    await expect(studio).to_have_attribute("aria-current", "false")
    await expect(page.get_by_text("ink is dry")).to_have_count(0)
    await studio.click()
    await expect(page.get_by_role("article").last).to_contain_text("ink is dry")


async def test_the_bot_can_be_written_to(page: Page, playground: Playground) -> None:
    """Direct messages open at the first press; commands that may be used there can be used there."""
    await page.get_by_role("button", name="Direct messages").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Restyle")
    await start_command(page, "whoami")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("You are Alice.")
    channel = playground.world.dm_with(playground.person("alice").id)
    assert channel is not None
    other = await page.context.new_page()
    await other.goto(f"{page.url.split('#')[0]}#/{channel.id}")
    await other.get_by_label("You are", exact=True).select_option("Bob")
    await expect(other.get_by_role("heading", level=1)).to_have_text("general")


@pytest.mark.thorough
async def test_a_guild_without_the_bot_offers_only_what_one_installed(page: Page, playground: Playground) -> None:
    """Nothing is offered there to who did not install the app; the setting changes that, and back."""
    await page.get_by_role("link", name="Harbour Club").click()
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("/")
    await expect(page.get_by_role("option", name="hello-everywhere", exact=True)).to_be_visible()
    await expect(page.get_by_role("option", name="whoami", exact=True)).to_have_count(0)
    await composer.fill("")
    await page.get_by_role("button", name="Settings").click()
    await page.get_by_label("Use Restyle everywhere").uncheck()
    await playground.until(lambda world: not world.people["alice"].has_app)
    await page.keyboard.press("Escape")
    await composer.fill("/")
    await expect(page.get_by_text("No command matches")).to_be_visible()


@pytest.mark.thorough
async def test_a_command_among_friends(page: Page) -> None:
    """In a group the installed app answers."""
    await page.get_by_role("button", name="Direct messages").click()
    await page.get_by_role("link", name="Weekend plans").click()
    await start_command(page, "hello-everywhere")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("Used in a group by its person's install.")


@pytest.mark.thorough
async def test_the_people_are_listed_with_their_roles(page: Page) -> None:
    """A press on somebody in the list, or a right click, opens what apps offer for them."""
    await page.get_by_role("button", name="People", exact=True).click()
    people = page.get_by_role("complementary", name="People")
    await expect(people.get_by_role("button", name="Mod")).to_contain_text("Moderator · Regulars")
    await people.get_by_role("button", name="Bob").click(button="right")
    await page.get_by_role("menuitem", name="Greet").click()
    await expect(page.get_by_role("article").last).to_contain_text("Hello, Bob!")


@pytest.mark.thorough
async def test_on_a_phone_the_people_cover_the_page(watch: Watch, demo_bot: object) -> None:
    """The list fills a narrow screen and closes again."""
    page = await watch.open(size=PHONE, touch=True)
    await page.get_by_role("button", name="People", exact=True).tap()
    people = page.get_by_role("complementary", name="People")
    box = await people.bounding_box()
    assert box is not None
    assert box["width"] == PHONE[0]
    await page.get_by_role("button", name="Close people").tap()
    await expect(people).to_be_hidden()
