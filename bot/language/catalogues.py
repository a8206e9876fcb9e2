"""Catalogues: the translations of every text, in files that translators know (`.po`); keeps the `Languages` port.

`poe texts` brings them in line with the code; `tests/unit/test_texts.py` fails while one of them lacks something.
"""

from collections.abc import Mapping
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.domain.text import Language

FOLDER = Path(__file__).parent
FILES: Mapping[str, str] = {
    "de": "de",
    "es-ES": "es",
    "es-419": "es",
    "fr": "fr",
    "ja": "ja",
    "pt-BR": "pt_BR",
}
"""Discord's languages, and which catalogue is for them."""


class Catalogues:
    """The languages; each is read when it is first spoken."""

    def __init__(self) -> None:
        self._read: dict[str, Language] = {}

    def of(self, locale: str) -> Language | None:
        """The language of somebody who reads Discord in `locale`; None for English, and for what is not spoken."""
        name = FILES.get(locale)
        if name is None:
            return None
        if name not in self._read:
            self._read[name] = _language(catalogue(name))
        return self._read[name]


def catalogue(name: str) -> Catalog:
    """The catalogue in the file of that name."""
    with (FOLDER / f"{name}.po").open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


def _language(read: Catalog) -> Language:
    """In the form in which the standard library looks things up."""
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)
