"""`poe texts`: bring the catalogues in line with the code. What is new is empty there, and what is gone is dropped."""

import asyncio

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.language.catalogues import FILES, FOLDER, catalogue
from tests.fakes.clients import loaded_client
from tests.texts.gathering import gathered, is_translated


def bring_in_line(name: str, template: Catalog) -> Catalog:
    """The catalogue of that name with the messages of `template`; nothing is guessed from what is like it."""
    known = catalogue(name) if (FOLDER / f"{name}.po").exists() else Catalog(locale=name, fuzzy=False)
    known.update(template, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


async def main() -> None:
    """Write every catalogue, and say how much of it is left to translate."""
    template = gathered(await loaded_client(home=1))
    for name in sorted(set(FILES.values())):
        known = bring_in_line(name, template)
        with (FOLDER / f"{name}.po").open("wb") as file:
            write_po(file, known, include_lineno=False, sort_by_file=True, omit_header=True, width=120)
        left = [each for each in known if each.id and not is_translated(each)]
        print(f"{name}: {len(known)} texts, {len(left)} to translate")


asyncio.run(main())
