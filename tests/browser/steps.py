"""What people do on the page, in the words of its accessible names."""

import base64

from playwright.async_api import Locator, Page, expect

from tests.photos import photo


async def start_command(page: Page, name: str) -> None:
    """Open the form of a command."""
    await page.get_by_role("textbox", name="Message", exact=True).fill(f"/{name}")
    await page.get_by_role("option", name=name, exact=True).click()


async def choose(page: Page, option: str, choice: str) -> None:
    """Pick from the list of an option's field."""
    field = page.get_by_label(option, exact=True)
    await field.fill(choice)
    await page.get_by_role("listbox", name="Suggestions").get_by_role("option", name=choice, exact=True).click()


async def start_painting(page: Page, *, words: str | None = None, picture: str | None = None) -> None:
    """Open the form of `/paint`, and fill in what is given."""
    await start_command(page, "paint")
    if picture is not None:
        await page.get_by_label("picture", exact=True).set_input_files(photo(picture))
    if words is not None:
        await page.get_by_label("words", exact=True).fill(words)


async def painted(page: Page, words: str) -> Locator:
    """Run `/paint`; returns its card."""
    await start_painting(page, words=words, picture="coffee.png")
    await page.keyboard.press("Enter")
    await expect(card(page).get_by_role("heading", name=words)).to_be_visible()
    return card(page)


def card(page: Page) -> Locator:
    """The last message with a card on it."""
    return page.get_by_role("article").filter(has=page.locator(".container")).last


async def pictures_loaded(page: Page) -> None:
    """Wait until every picture on the page has arrived."""
    await page.evaluate("() => Promise.all([...document.images].map((image) => image.decode()))")


async def drop_photo(target: Locator, name: str) -> None:
    """Drop a photo from outside the browser on an element."""
    data = base64.b64encode(photo(name).read_bytes()).decode()
    transfer = await target.page.evaluate_handle(
        """([data, name]) => {
            const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type: "image/png" }));
            return transfer;
        }""",
        [data, name],
    )
    for event in ("dragenter", "dragover", "drop"):
        await target.dispatch_event(event, {"dataTransfer": transfer})
