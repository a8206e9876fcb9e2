"""`/moderate usage` on the page, as a moderator reads it, with the real bot in a process of its own."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import expect

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground
from tests.browser.steps import pictures_loaded, start_command
from tests.browser.watched import DESKTOP, PHONE, Watch
from tests.photos import photo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PATIENCE = 90_000


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")], ids=["desktop", "phone"])
async def test_the_chart_fits_where_it_is_read(
    watch: Watch,
    keeper: BotKeeper,
    playground: Playground,
    tmp_path: Path,
    size: tuple[int, int],
    scheme: Literal["dark", "light"],
) -> None:
    """The picture, the same in words and the table are one message, no wider than a phone."""
    page = await watch.open(size, scheme, touch=size == PHONE, online=False)
    await expect(page.locator(".bot-online")).to_be_attached(timeout=PATIENCE)
    options = {"image": photo("coffee.png"), "prompt": "watercolor", "speed": "TURBO", "count": 3}
    await playground.person("alice").slash("general", "restyle", **options)
    await playground.until(lambda world: any("Done" in each.text for each in world.messages.values()), timeout=60)
    await page.evaluate("person => sessionStorage.setItem('person', person)", str(playground.world.people["mod"].id))
    await page.reload()
    await start_command(page, "moderate usage")
    await page.keyboard.press("Enter")
    answer = page.get_by_role("article").filter(has=page.get_by_role("heading", name="What was made")).last
    await expect(answer).to_contain_text("3 pictures", timeout=PATIENCE)
    await expect(answer).to_contain_text("usage.csv")
    await pictures_loaded(page)
    picture = answer.get_by_role("img", name="3 pictures")
    await picture.scroll_into_view_if_needed()
    await page.screenshot(path=tmp_path / "usage.png", animations="disabled")
    box = await picture.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["width"] >= 250
