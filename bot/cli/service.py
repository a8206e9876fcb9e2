"""`restyle run` and `restyle worker`: the processes that serve."""

import asyncio

from bot.app import open_app, stop_on_signals
from bot.cli.console import fail, read_settings
from bot.cli.errors import readable_errors
from bot.observability.logs import configure_logs
from bot.settings import LogFormat, Settings


def run() -> None:
    """Connect to Discord and serve. Needs DISCORD_TOKEN in the environment or in .env."""
    _serve(gateway=True)


def worker() -> None:
    """Read and draw the pictures that `restyle run` processes on the same PostgreSQL take orders for."""
    _serve(gateway=False)


def _serve(*, gateway: bool) -> None:
    with readable_errors():
        settings = read_settings()
        if settings.discord_token is None:
            fail("DISCORD_TOKEN is not set: put it into .env (see .env.example), or try `restyle playground`")
        if not gateway and not settings.workers:
            fail("RESTYLE_WORKERS is 0, and a worker works: set it to how many jobs this process may draw at once")
        configure_logs(json=settings.log_format is LogFormat.JSON)
        asyncio.run(_until_stopped(settings, settings.discord_token.get_secret_value(), gateway=gateway))


async def _until_stopped(settings: Settings, token: str, *, gateway: bool) -> None:
    stop = stop_on_signals()
    async with open_app(settings, gateway=gateway) as app:
        await app.serve(token, stop)
