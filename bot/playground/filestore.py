"""The bytes of attachments on disk, one file each. Writes nothing by itself: `saved` decides when, from a thread."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path


class FileStore:
    """Files by attachment id; a file can be read from the moment it was put."""

    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        """Keep files in `folder`, which must exist; `wake` whoever writes them."""
        self._folder = folder
        self._wake = wake
        self._unwritten: dict[int, bytes | None] = {}

    def put(self, attachment_id: int, data: bytes) -> None:
        """Take a file; it reaches the disk with the next batch."""
        self._unwritten[attachment_id] = data
        self._wake()

    def drop(self, attachment_ids: Iterable[int]) -> None:
        """Forget files; they leave the disk with the next batch."""
        for attachment_id in attachment_ids:
            self._unwritten[attachment_id] = None
        self._wake()

    async def read(self, attachment_id: int) -> bytes | None:
        """The bytes of a file, None if there is none."""
        if attachment_id in self._unwritten:
            return self._unwritten[attachment_id]
        return await asyncio.to_thread(self._read, attachment_id)

    def _read(self, attachment_id: int) -> bytes | None:
        try:
            return (self._folder / str(attachment_id)).read_bytes()
        except FileNotFoundError:
            return None

    def waiting(self) -> dict[int, bytes | None]:
        """What is not yet on disk."""
        return dict(self._unwritten)

    def write(self, files: dict[int, bytes | None]) -> None:
        """Write files whole or not at all, remove dropped ones; runs in a thread."""
        for attachment_id, data in files.items():
            if data is None:
                (self._folder / str(attachment_id)).unlink(missing_ok=True)
                continue
            fresh = self._folder / f"{attachment_id}.new"
            fresh.write_bytes(data)
            fresh.replace(self._folder / str(attachment_id))

    def written(self, files: dict[int, bytes | None]) -> None:
        """Let go of what is on disk now, unless it changed meanwhile."""
        for attachment_id, data in files.items():
            if self._unwritten[attachment_id] is data:
                del self._unwritten[attachment_id]
