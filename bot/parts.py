"""Opening the parts that settings choose or place: the store, hints, the way in for pictures, the gallery.

A part of the composition root: beside `bot.app` it names concrete adapters. Who works with them is wired elsewhere.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext

from bot.engine_choice import background_engine, loopback_host
from bot.engines.local.edition import edition
from bot.engines.modelrunner import MEDIA_HOSTS
from bot.gallery.keeper import GalleryKeeper
from bot.images.intake import Intake
from bot.ports import Clock, Events, Wakeup
from bot.settings import Settings
from bot.storage.address import is_embedded, read_address
from bot.storage.database import SqlDatabase, open_database
from bot.storage.directory import own_directory
from bot.storage.migrate import upgrade
from bot.storage.notify import open_notify_wakeup
from bot.storage.wakeup import LocalWakeup

_DISCORD_MEDIA = frozenset(
    {"cdn.discordapp.com", "media.discordapp.net", "images-ext-1.discordapp.net", "images-ext-2.discordapp.net"}
)
_DECODERS = 2
"""Pictures decoded at once; more would only wait for a core."""


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncGenerator[SqlDatabase]:
    """The migrated database; if it is a file, with the data directory held for this process alone."""
    address = settings.resolved_database_url
    with own_directory(settings.data_dir) if is_embedded(read_address(address)) else nullcontext():
        async with open_database(address) as database:
            await database.run_raw(upgrade)
            yield database


@asynccontextmanager
async def open_wakeup(settings: Settings, clock: Clock) -> AsyncGenerator[Wakeup]:
    """Hints that reach every process on the database."""
    url = read_address(settings.resolved_database_url)
    if is_embedded(url):
        yield LocalWakeup(clock)
    else:
        async with open_notify_wakeup(url, clock) as wakeup:
            yield wakeup


@asynccontextmanager
async def open_images(settings: Settings) -> AsyncGenerator[Intake]:
    """The way in for foreign pictures; where nobody works on jobs, some are read all the same to compare them."""
    async with Intake(hosts=_picture_hosts(settings), workers=_DECODERS if settings.workers else 1) as intake:
        yield intake


def open_gallery(settings: Settings, events: Events) -> GalleryKeeper:
    """The pictures of the styles, to be entered; nothing is drawn before somebody asks."""
    return GalleryKeeper(settings.data_dir / "gallery", edition=edition(), open_engine=background_engine, events=events)


def _picture_hosts(settings: Settings) -> frozenset[str]:
    """Where pictures may be read from: Discord's and ModelRunner's media, the settings', and loopback services' own."""
    loopback = loopback_host(settings.discord_api_url) | loopback_host(settings.modelrunner_api_url)
    return _DISCORD_MEDIA | MEDIA_HOSTS | settings.media_hosts | loopback
