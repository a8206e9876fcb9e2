"""Pictures without pixels."""

from bot.domain.errors import Gone
from bot.domain.request import MessageRef, Upload
from bot.domain.result import Admitted, MediaType, Picture
from tests.fakes.cards import KeptCards
from tests.fakes.script import Script


class KeptImages:
    """Keeps the `Images` port. Faults and gates: `admit`, `reopen`."""

    def __init__(self, cards: KeptCards) -> None:
        self.script = Script()
        self._cards = cards

    async def admit(self, upload: Upload) -> Admitted:
        await self.script.enter("admit")
        picture = Picture(data=upload.url.encode(), media_type=MediaType.JPEG, width=64, height=64)
        return Admitted(picture=picture, notes=("first frame only",))

    async def reopen(self, url: str) -> Picture:
        await self.script.enter("reopen")
        channel_id, message_id = map(int, url.removeprefix("kept:").split("/"))
        source = self._cards.sources.get(MessageRef(channel_id=channel_id, message_id=message_id))
        if source is None:
            raise Gone
        return source
