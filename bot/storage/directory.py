"""The data directory: one process owns it for life. The kernel frees the lock at death, however it came."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class DirectoryTaken(RuntimeError):
    """Another process works on this data directory."""


@contextmanager
def own_directory(path: Path) -> Generator[Path]:
    """Create the directory if need be and hold it exclusively; raises DirectoryTaken at once if somebody else does."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(path / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DirectoryTaken(
            f"{path} is in use by another restyle process: stop that one, or set RESTYLE_DATA_DIR to another directory"
        ) from None
    try:
        yield path
    finally:
        lock.release()
