"""`restyle run` and `restyle migrate`."""

import asyncio

from bot.app import open_app, open_store, stop_on_signals
from bot.cli.errors import fail, notes, read_settings, readable_errors
from bot.observability.logs import configure_logs
from bot.settings import LogFormat, Settings


def run() -> None:
    """Connect to Discord and serve. Needs DISCORD_TOKEN in the environment or in .env."""
    with readable_errors():
        settings = read_settings()
        if settings.discord_token is None:
            fail("DISCORD_TOKEN is not set: put it into .env (see .env.example), or try `restyle playground`")
        configure_logs(json=settings.log_format is LogFormat.JSON)
        asyncio.run(_serve(settings, settings.discord_token.get_secret_value()))


def migrate() -> None:
    """Bring the database to this version's schema. `restyle run` does so by itself."""
    with readable_errors():
        asyncio.run(_migrate(read_settings()))


async def _serve(settings: Settings, token: str) -> None:
    stop = stop_on_signals()
    async with open_app(settings) as app:
        await app.serve(token, stop)


async def _migrate(settings: Settings) -> None:
    async with open_store(settings) as database:
        notes.print(f"{database.url} is up to date", soft_wrap=True)
