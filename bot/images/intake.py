"""The way a foreign picture takes into this program: downloaded within limits, decoded in the sandbox, never kept.

Keeps the promises of the `Images` port. Nothing in this process decodes a picture, and nothing is written to a disk.
"""

from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from bot.domain.errors import BadPicture, Gone, IntakeBusy
from bot.domain.request import Region, Upload
from bot.domain.result import Admitted, Inspected, MediaType, Picture
from bot.domain.text import said
from bot.images import jpeg, refusals
from bot.images.download import Downloader
from bot.images.regions import Rectangle, rectangles
from bot.images.sandbox import Answer, Sandbox, SandboxBroken
from bot.images.signature import HEAD, Signature, signature
from bot.images.verdict import Finding, Purpose

BYTE_LIMIT = 25 * 2**20
DOWNLOAD_SECONDS = 20.0
DECODE_SECONDS = 10.0

_JUDGED = Purpose(judged=True)


class Intake:
    """Admits foreign pictures."""

    def __init__(
        self,
        *,
        hosts: Collection[str],
        workers: int = 2,
        byte_limit: int = BYTE_LIMIT,
        download_seconds: float = DOWNLOAD_SECONDS,
        decode_seconds: float = DECODE_SECONDS,
    ) -> None:
        """`hosts` are where pictures may be read from, as `Downloader` takes them; `workers` decode at once."""
        self._byte_limit = byte_limit
        self._downloader = Downloader(hosts=hosts, byte_limit=byte_limit, seconds=download_seconds)
        self._sandbox = Sandbox(workers=workers, seconds=decode_seconds)
        self._parts = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Open the connections and warm the sandbox up; raises SandboxBroken if no child can be started."""
        async with AsyncExitStack() as parts:
            await parts.enter_async_context(self._downloader)
            await parts.enter_async_context(self._sandbox)
            self._parts = parts.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._parts.aclose()

    async def admit(self, upload: Upload) -> Admitted:
        """Download, check and re-encode; raises BadPicture with a text for the person who attached it.

        IntakeBusy, a BadPicture that is `retryable`, means that the file itself was not at fault.
        """
        return await self.sanitise(await self._attached(upload))

    async def mask(self, given: Upload | Region, source: Picture) -> Picture:
        """What is to be changed of `source`; raises BadPicture for an attachment that does not say so."""
        size = (source.width, source.height)
        if isinstance(given, Region):
            return await self.mask_from(source.data, size, painted=rectangles(given, size))
        return await self.mask_from(await self._attached(given), size)

    async def reopen(self, url: str) -> Picture:
        """A picture that `sanitise` made, byte for byte; raises Gone if it is not there any more, or IntakeBusy."""
        try:
            data = await self.fetch(url)
        except IntakeBusy:
            raise
        except BadPicture as error:
            raise Gone from error
        size = jpeg.size_of(data)
        if size is None:
            raise Gone
        return Picture(data=data, media_type=MediaType.JPEG, width=size[0], height=size[1])

    async def fetch(self, url: str) -> bytes:
        """The bytes behind a link, unseen; raises BadPicture or IntakeBusy."""
        return await self._downloader.fetch(url)

    async def sanitise(self, data: bytes) -> Admitted:
        """The file as an upright sRGB JPEG of at most 1536 px a side, without metadata; raises BadPicture."""
        verdict, picture = await self._cleaned(data, Purpose())
        if picture is None:
            raise refusals.unfit(verdict)
        return Admitted(picture=picture, notes=(said(refusals.FIRST_FRAME_ONLY),) if verdict.animated else ())

    async def inspect(self, data: bytes) -> Inspected:
        """What a finished picture shows; raises BadPicture unless the file is one whole picture, or IntakeBusy."""
        verdict, _ = await self._cleaned(data, _JUDGED)
        if verdict.finding is not Finding.FIT:
            raise refusals.unfit(verdict)
        return Inspected(width=verdict.width, height=verdict.height, uniform=verdict.uniform)

    async def mask_from(self, data: bytes, size: tuple[int, int], *, painted: tuple[Rectangle, ...] = ()) -> Picture:
        """The file as the mask of a picture of that width and height: one grey channel; raises BadPicture.

        What is `painted` stands for the file: nothing is drawn in this process either.
        """
        purpose = Purpose(mask_width=size[0], mask_height=size[1], painted=painted)
        verdict, mask = await self._cleaned(data, purpose)
        if mask is None:
            raise refusals.unfit_mask(verdict, size)
        return mask

    async def sheet(self, pictures: Sequence[Picture], labels: Sequence[str]) -> Picture:
        """Pictures side by side, each above its label; raises BadPicture."""
        return await self._composed([picture.data for picture in pictures], tuple(labels))

    async def fit(self, picture: Picture, at_most: int) -> Picture:
        """The same picture as a JPEG of at most that many bytes; raises BadPicture."""
        verdict, fitted = await self._cleaned(picture.data, Purpose(at_most=at_most))
        if fitted is None:
            raise refusals.unfit(verdict)
        return fitted

    async def halves(self, before: str, after: str) -> Picture:
        """The left half of one picture and the right half of another, of our own messages; raises BadPicture."""
        return await self._composed([await self.fetch(url) for url in (before, after)])

    async def _composed(self, files: Sequence[bytes], labels: tuple[str, ...] = ()) -> Picture:
        purpose = Purpose(lengths=tuple(len(file) for file in files), labels=labels)
        for file in files:
            self._require_fit(file, purpose)
        verdict, picture = await self._decoded(b"".join(files), purpose)
        if picture is None:
            raise refusals.unfit(verdict)
        return picture

    async def _attached(self, upload: Upload) -> bytes:
        if upload.size > self._byte_limit:
            raise refusals.too_many_bytes(self._byte_limit)
        return await self.fetch(upload.url)

    async def _cleaned(self, data: bytes, purpose: Purpose) -> Answer:
        self._require_fit(data, purpose)
        return await self._decoded(data, purpose)

    def _require_fit(self, data: bytes, purpose: Purpose) -> None:
        """Raise BadPicture for a file that no child need see."""
        if len(data) > self._byte_limit:
            raise refusals.too_many_bytes(self._byte_limit)
        kind = signature(data[:HEAD])
        if kind is not Signature.PICTURE:
            raise refusals.of_mask(refusals.wrong_kind(kind)) if purpose.is_mask else refusals.wrong_kind(kind)

    async def _decoded(self, data: bytes, purpose: Purpose) -> Answer:
        try:
            return await self._sandbox.clean(data, purpose)
        except SandboxBroken as error:
            raise IntakeBusy(refusals.NO_SANDBOX) from error
