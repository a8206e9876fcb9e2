"""Texts that are made inside a transaction are in the language of whoever asked for it."""

import asyncio

import pytest

from bot.domain.errors import Gone
from bot.domain.text import Language, speaking, t
from bot.ports import Tx
from bot.storage.database import SqlDatabase
from tests.fakes.languages import OtherLetters, translated

ENGLISH = "Nothing is limited here."


def _say(_: Tx, *, fails: bool) -> str:
    text = t("Nothing is limited here.")
    if fails:
        raise Gone(text)
    return str(text)


async def _asked(database: SqlDatabase, language: Language | None, *, fails: bool = False) -> str:
    with speaking(language):
        try:
            return await database.run(_say, fails=fails)
        except Gone as error:
            return str(error.user_text)


@pytest.mark.parametrize("fails", [False, True], ids=["all-succeed", "one-fails"])
async def test_each_is_told_in_their_language(database: SqlDatabase, fails: bool) -> None:
    """Also those whose transactions share a commit, and those of which one is rolled back."""
    asking = [_asked(database, language, fails=fails) for language in (None, OtherLetters())]
    more = [_asked(database, language) for language in (None, OtherLetters())]
    assert await asyncio.gather(*asking, *more) == [ENGLISH, translated(ENGLISH)] * 2
