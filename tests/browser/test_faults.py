"""The drawer in which things are made to go wrong, and what people then see."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.playground.server import Playground
from tests.browser.steps import start_command
from tests.browser.watched import PHONE, Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def drawer(page: Page) -> Locator:
    await page.get_by_role("button", name="Faults", exact=True).click()
    opened = page.get_by_role("complementary", name="Faults")
    await expect(opened.get_by_role("heading", name="Connection")).to_be_visible()
    return opened


async def test_a_dropped_bot_comes_back(page: Page, playground: Playground) -> None:
    """After the gateway dropped the bot is offline for a moment and then answers again."""
    faults = await drawer(page)
    await faults.get_by_role("button", name="Drop gateway").click()
    await expect(faults.get_by_role("status")).to_contain_text("Dropped")
    await expect(page.locator(".bot-online")).to_be_visible()
    await faults.get_by_role("button", name="Close faults").click()
    await start_command(page, "whoami")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("You are Alice.")


@pytest.mark.thorough
async def test_a_route_is_broken_and_mended(page: Page, playground: Playground) -> None:
    """What is broken is listed with how often it still happens, until it is mended."""
    faults = await drawer(page)
    await faults.get_by_label("When the bot tries to").select_option("post a message")
    await faults.get_by_label("it gets").select_option("500")
    await faults.get_by_label("so many times").fill("3")
    await faults.get_by_role("button", name="Break it").click()
    await expect(faults.get_by_role("listitem")).to_have_text("post a message: 500, 3 more")
    assert [fault.times for fault in playground.knobs.faults] == [3]
    await faults.get_by_role("button", name="Mend everything").click()
    await expect(faults.get_by_role("listitem")).to_have_count(0)
    assert playground.knobs.faults == []


@pytest.mark.thorough
async def test_rights_words_and_members(page: Page, playground: Playground) -> None:
    """The bot loses a right here, a word is blocked, and somebody is kicked and sees the guild no more."""
    faults, world = await drawer(page), playground.world
    await faults.get_by_label("create threads").check()
    await playground.until(lambda _: any(one.deny for one in world.channel("general").overwrites))
    await faults.get_by_label("Words that AutoMod blocks").fill("beetroot")
    await faults.get_by_label("Words that AutoMod blocks").press("Tab")
    await playground.until(lambda _: world.guild.blocked_words == ["beetroot"])
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("my beetroot")
    await composer.press("Enter")
    await expect(page.get_by_text("blocks a word")).to_be_visible()
    await faults.get_by_label("Alice").click()
    await expect(page.get_by_role("link", name="Restyle Playground")).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_have_text("studio")


@pytest.mark.thorough
async def test_the_last_message_can_go(page: Page, playground: Playground) -> None:
    """Whoever wrote the last message, it can be deleted, as moderators of a real server do."""
    for text in ("first", "second"):
        await playground.person("bob").say("general", text)
    await expect(page.get_by_role("article")).to_have_count(2)
    await (await drawer(page)).get_by_role("button", name="Delete last message").click()
    await expect(page.get_by_role("article")).to_have_count(1)
    assert [message.text for message in playground.world.messages_in("general")] == ["first"]


@pytest.mark.thorough
async def test_the_channel_can_go(page: Page, playground: Playground) -> None:
    """A deleted channel leaves the list, and the page shows another one."""
    await page.get_by_role("link", name="showcase").click()
    faults = await drawer(page)
    await faults.get_by_role("button", name="Delete channel").click()
    await expect(page.get_by_role("navigation", name="Channels").get_by_role("link")).to_have_text(
        ["general", "no-threads"]
    )
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")


@pytest.mark.thorough
async def test_faults_fit_a_phone(watch: Watch, demo_bot: object) -> None:
    """The drawer covers a narrow screen, is not wider than it, and closes."""
    page = await watch.open(size=PHONE, touch=True)
    faults = await drawer(page)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await expect(faults.get_by_label("it gets")).to_be_in_viewport()
    await faults.get_by_role("button", name="Close faults").tap()
    await expect(faults).to_be_hidden()
