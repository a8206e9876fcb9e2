"""Commands in the page's picker: subcommands, every kind of option, and the language the page is set to."""

import pytest
from playwright.async_api import Page, expect

from bot.playground.server import Playground
from tests.browser.steps import choose, start_command
from tests.browser.watched import Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.thorough
async def test_a_subcommand_with_somebody_a_role_and_a_channel(page: Page, playground: Playground) -> None:
    """Mentionable, channel, number, role and boolean options are chosen from lists or typed, and reach the bot."""
    await start_command(page, "limits for set")
    await choose(page, "who", "Bob")
    await choose(page, "where", "showcase")
    await page.get_by_label("share", exact=True).fill("0.25")
    for chip, value in {"role": "Artists", "strict": "True"}.items():
        await page.get_by_role("button", name=f"+ {chip}").click()
        await choose(page, chip, value)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("bob showcase 0.25 Artists True - (en-US)")
    assert playground.violations == []


@pytest.mark.thorough
async def test_a_mentionable_can_be_a_role(page: Page) -> None:
    """A list of everybody who can be mentioned has people and roles, but no channels of elsewhere."""
    await start_command(page, "limits for set")
    who = page.get_by_label("who", exact=True)
    await who.click()
    listed = page.get_by_role("listbox", name="Suggestions")
    await expect(listed.get_by_role("option", name="Regulars")).to_be_visible()
    await page.get_by_label("where", exact=True).click()
    await expect(listed.get_by_role("option", name="showcase")).to_be_visible()
    await expect(listed.get_by_role("option", name="studio")).to_have_count(0)


@pytest.mark.thorough
async def test_a_completion_knows_the_other_options(page: Page) -> None:
    """What completes an option is told the values of the others, in their own types."""
    await start_command(page, "limits for set")
    await page.get_by_label("share", exact=True).fill("0.5")
    await page.get_by_role("button", name="+ strict").click()
    await choose(page, "strict", "False")
    await page.get_by_role("button", name="+ style").click()
    await expect(page.get_by_role("option", name="share=0.5,strict=False")).to_be_visible()


@pytest.mark.thorough
async def test_commands_speak_the_pages_language(watch: Watch, page: Page, playground: Playground) -> None:
    """With `?locale=de` names, options and completions are German, and the bot is told so."""
    await page.goto(f"{watch.url}/?locale=de")
    composer = page.get_by_role("textbox", name="Message", exact=True)
    await composer.fill("/grenzen")
    option = page.get_by_role("option", name="grenzen fuer setzen", exact=True)
    await expect(option).to_contain_text("Lege fest")
    await option.click()
    await choose(page, "wer", "Bob")
    await choose(page, "wo", "general")
    await page.get_by_label("share", exact=True).fill("1")
    await page.get_by_role("button", name="+ stil").click()
    await choose(page, "stil", "Plakat")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("article").last).to_contain_text("bob general 1 - None poster (de)")
    await composer.fill("/limits")
    await expect(option).to_be_visible()


async def test_the_language_is_a_setting(page: Page) -> None:
    """The settings list Discord's languages by their own names; choosing one keeps the channel."""
    await page.get_by_role("link", name="showcase").click()
    await page.get_by_role("button", name="Settings").click()
    await page.get_by_label("Language").select_option("Deutsch")
    await expect(page.get_by_role("heading", level=1)).to_have_text("showcase")
    await page.get_by_role("textbox", name="Message", exact=True).fill("/grenzen")
    await expect(page.get_by_role("option", name="grenzen fuer setzen", exact=True)).to_be_visible()
