"""Looking at what was made: the files themselves, before and after in one. Makes nothing new and costs nothing."""

from collections.abc import Mapping

from bot.domain.brought import Brought
from bot.domain.errors import Gone, OutOfReach, Vanished
from bot.domain.job import Job
from bot.domain.result import Picture
from bot.ports import Ports
from bot.services.decisions import visible


class Pictures:
    """The use cases around pictures that exist."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database
        self._images = ports.images
        self._card = ports.card
        self._clock = ports.clock

    async def job(self, key: str, guild_id: int, brought: Brought | None = None) -> Job:
        """The job of a card; raises Gone if this server has none of that key, and the press has not brought it."""
        return await self._database.run(visible, key, guild_id, brought)

    async def readable(self, key: str, guild_id: int) -> Job:
        """A job whose pictures can be read without a press on their message; raises Gone or OutOfReach."""
        job = await self.job(key, guild_id)
        if job.out_of_reach(self._clock.now()):
            raise OutOfReach
        return job

    async def links(
        self, key: str, guild_id: int, picture: int | None, brought: Brought | None = None
    ) -> tuple[Job, Mapping[int, str]]:
        """Fresh links to the files of a result, or of one of its pictures; raises Gone."""
        job = await self.job(key, guild_id, brought)
        try:
            urls = (brought and brought.pictures) or await self._card.picture_urls(job)
        except Vanished:
            raise Gone from None
        if picture is None:
            return job, urls
        if picture not in urls:
            raise Gone
        return job, {picture: urls[picture]}

    async def files(self, job: Job) -> Mapping[str, bytes]:
        """Everything that hangs on a result, by file names; nothing for a job without one. Raises Gone."""
        if job.result is None:
            return {}
        try:
            return await self._card.files(job)
        except Vanished:
            raise Gone from None

    async def compare(self, key: str, guild_id: int, picture: int | None, brought: Brought | None = None) -> Picture:
        """Half of what it was made from beside half of what it became; raises Gone or BadPicture."""
        job, urls = await self.links(key, guild_id, picture or 1, brought)
        try:
            before = brought.source.url if brought and brought.source else await self._card.source_url(job)
        except Vanished:
            raise Gone from None
        return await self._images.halves(before, urls[picture or 1])
