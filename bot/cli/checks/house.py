"""What this machine has to offer: settings, database, sandbox, the local engine."""

import io
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from pathlib import Path

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import DBAPIError

from bot.cli.checks.finding import Finding, error, ok, skipped, warning
from bot.domain.errors import BotError
from bot.domain.order import Order
from bot.domain.request import Speed, Wish
from bot.domain.result import Picture
from bot.engines.local.engine import LocalEngine
from bot.images.sandbox import SandboxBroken
from bot.parts import open_images
from bot.settings import EngineName, Settings
from bot.storage.address import UnknownAddress, is_embedded, read_address
from bot.storage.database import open_database
from bot.storage.directory import DirectoryTaken, own_directory
from bot.storage.migrate import UnknownSchema, require_head

_WIDTH, _HEIGHT = 128, 96


def check_settings(settings: Settings) -> Finding:
    """Whether they can be meant together; each alone was valid when it was read."""
    chosen = settings.chosen_engine
    if chosen is EngineName.MODELRUNNER and settings.modelrunner_key is None:
        return error("settings", "RESTYLE_ENGINE is modelrunner and MODELRUNNER_KEY is not set: set it, or take local")
    if chosen is EngineName.LOCAL and settings.modelrunner_key is not None:
        return warning("settings", "MODELRUNNER_KEY is set and RESTYLE_ENGINE is local: the key is not used")
    if chosen is EngineName.MODELRUNNER and settings.daily_dollars is None:
        return warning("settings", "pictures cost money and RESTYLE_DAILY_DOLLARS is not set: nothing limits a day")
    return ok("settings", f"valid, the engine is {chosen}")


async def check_database(settings: Settings) -> AsyncGenerator[Finding]:
    """Whether it can be opened and has this version's tables; a file that is in use is left alone."""
    address = settings.resolved_database_url
    try:
        url = read_address(address)
    except UnknownAddress as problem:
        yield error("database", f"RESTYLE_DATABASE_URL {problem}")
        return
    embedded = is_embedded(url)
    if embedded and not _is_there(url):
        yield ok("database", "there is none yet: `restyle run` makes it")
    else:
        yield await _opened(settings, address, embedded=embedded)
    if embedded:
        yield _sqlite_version()


def _is_there(url: sa.URL) -> bool:
    return Path(url.database or "").exists()


async def _opened(settings: Settings, address: str, *, embedded: bool) -> Finding:
    try:
        with own_directory(settings.data_dir) if embedded else nullcontext():
            async with open_database(address) as database:
                await database.run_raw(require_head)
                return ok("database", f"{database.url} is reachable and up to date")
    except DirectoryTaken:
        return skipped("database", "a running restyle uses it; ask that one with `restyle health`")
    except UnknownSchema as problem:
        return error("database", str(problem))
    except (DBAPIError, sqlite3.Error, OSError) as problem:
        cause = problem.orig if isinstance(problem, DBAPIError) else problem
        return error("database", f"cannot be used: {cause}")


def _sqlite_version() -> Finding:
    """Versions before 3.51.3 can damage a file that two connections write a checkpoint to at the same moment."""
    version, name = sqlite3.sqlite_version_info, sqlite3.sqlite_version
    if (3, 51, 3) <= version < (3, 52) or version >= (3, 53):
        return ok("sqlite", f"version {name}")
    return warning(
        "sqlite",
        f"version {name} can damage a file that two programs have open: let no other open it while restyle runs",
    )


async def check_sandbox(settings: Settings) -> Finding:
    """Whether a picture comes through the children that decode foreign ones."""
    try:
        async with open_images(settings.model_copy(update={"workers": 1})) as images:
            cleaned = (await images.sanitise(_sample())).picture
            await images.inspect(cleaned.data)
    except (SandboxBroken, BotError) as problem:
        return error("sandbox", f"pictures cannot be read: {problem}; see whether this system lets processes be forked")
    return ok("sandbox", f"a picture of {cleaned.width} x {cleaned.height} was read")


async def check_local_engine(settings: Settings) -> Finding:
    """Whether a tiny picture can be drawn."""
    try:
        async with open_images(settings.model_copy(update={"workers": 1})) as images:
            source: Picture = (await images.sanitise(_sample())).picture
        async with LocalEngine(processes=1) as engine:
            wish = Wish(prompt="watercolor", speed=Speed.TURBO)
            reference = await engine.submit(Order(key="doctor", wish=wish, source=source))
            (picture,) = (await engine.fetch(reference)).pictures
    except (SandboxBroken, BotError) as problem:
        return error("local engine", f"cannot draw: {problem}")
    return ok("local engine", f"drew a picture of {picture.width} x {picture.height}")


def _sample() -> bytes:
    """Something to look at."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((_WIDTH, _HEIGHT)).convert("RGB").save(out, "PNG")
    return out.getvalue()
