"""Pictures without pixels."""

from collections.abc import Sequence

from bot.domain.errors import Gone
from bot.domain.request import MessageRef, Region, Upload
from bot.domain.result import Admitted, MediaType, Picture
from tests.fakes.cards import KeptCards
from tests.fakes.script import Script


class KeptImages:
    """Keeps the `Images` port. Faults and gates: `admit`, `mask`, `sheet`, `fit`, `halves`, `reopen`."""

    def __init__(self, cards: KeptCards) -> None:
        self.script = Script()
        self._cards = cards

    async def admit(self, upload: Upload) -> Admitted:
        await self.script.enter("admit")
        picture = Picture(data=upload.url.encode(), media_type=MediaType.JPEG, width=64, height=64)
        return Admitted(picture=picture, notes=("first frame only",))

    async def mask(self, given: Upload | Region, source: Picture) -> Picture:
        await self.script.enter("mask")
        words = given.url if isinstance(given, Upload) else given.value
        return Picture(data=words.encode(), media_type=MediaType.JPEG, width=source.width, height=source.height)

    async def sheet(self, pictures: Sequence[Picture], labels: Sequence[str]) -> Picture:
        await self.script.enter("sheet")
        return Picture(data=" ".join(labels).encode(), media_type=MediaType.JPEG, width=64, height=64)

    async def fit(self, picture: Picture, at_most: int) -> Picture:
        await self.script.enter("fit")
        return Picture(data=picture.data[:at_most], media_type=MediaType.JPEG, width=64, height=64)

    async def halves(self, before: str, after: str) -> Picture:
        await self.script.enter("halves")
        return Picture(data=f"{before}|{after}".encode(), media_type=MediaType.JPEG, width=64, height=64)

    async def reopen(self, url: str) -> Picture:
        await self.script.enter("reopen")
        kind, _, place = url.partition(":")
        channel_id, message_id = map(int, place.split("/"))
        kept = self._cards.masks if kind == "kept-mask" else self._cards.sources
        found = kept.get(MessageRef(channel_id=channel_id, message_id=message_id))
        if found is None:
            raise Gone
        return found
