"""Drafts: what a form on somebody's screen is about, until it is handed in or its time is over."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.draft import Draft
from bot.domain.errors import Gone, Refused
from bot.domain.request import Upload
from bot.domain.text import t
from bot.ports import Ports

_LIFE = timedelta(hours=12)
"""Links to pictures live a day."""


class Drafts:
    """Keeps them, each for the person whose form it is."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._ids = ports.ids

    async def begin(self, guild_id: int, user_id: int, uploads: Sequence[Upload]) -> Draft:
        """Remember pictures to choose from; raises Refused if there is none."""
        if not uploads:
            raise Refused(
                t("There is no picture in this message. Choose one with an attachment, an embed or a sticker.")
            )
        draft = Draft(key=self._ids.key(), user_id=user_id, uploads=tuple(uploads))
        until = self._clock.now() + _LIFE
        await self._database.run(lambda tx: tx.records(guild_id).keep_draft(draft, until))
        return draft

    async def chosen(self, key: str, guild_id: int, user_id: int, number: int) -> Upload:
        """The picture of that number, from 1; raises Gone if it is not theirs or waited too long."""
        draft = await self._database.run(lambda tx: tx.records(guild_id).draft(key, user_id, self._clock.now()))
        if draft is None or not 1 <= number <= len(draft.uploads):
            raise Gone(t("This form waited too long. Choose the message again."))
        return draft.uploads[number - 1]
