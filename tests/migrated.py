"""A SQLite database as the migrations make it, made once a process: making one takes longer than most tests."""

import asyncio
import atexit
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import open_database
from bot.storage.migrate import upgrade


@cache
def migrated_file() -> Path:
    """The file, to be copied."""
    directory = TemporaryDirectory(prefix="restyle-migrated-")
    atexit.register(directory.cleanup)
    file = Path(directory.name) / "restyle.db"

    async def make() -> None:
        async with open_database(f"sqlite+aiosqlite:///{file}") as opened:
            await opened.run_raw(upgrade)

    # A thread of its own: the first to ask may be running in a loop already.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, make()).result()
    return file


def furnish(directory: Path) -> None:
    """Give a bot its store, unless it has one: making it would take a fifth of its start."""
    if not (directory / "restyle.db").exists():
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(migrated_file(), directory / "restyle.db")
