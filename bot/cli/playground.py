"""`restyle playground`: the bot in a Discord of its own, on this machine. No token, no key, no account."""

import asyncio
import errno
import tempfile
import webbrowser
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.app import stop_on_signals
from bot.cli.console import FAILED, fail, notes
from bot.cli.errors import readable_errors
from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground, open_playground


def playground(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes any free one.")] = 0,
    data: Annotated[Path | None, typer.Option(help="Keep the world here; by default it ends with the program.")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    no_bot: Annotated[
        bool, typer.Option("--no-bot", help="Only the loopback Discord: prints where another bot may connect.")
    ] = False,
) -> None:
    """Try the bot in your browser, on this machine alone. Stop it with Ctrl+C."""
    with readable_errors(), _port_named(port), _world(data) as directory:
        asyncio.run(_play(directory, port, opens=not no_open, with_bot=not no_bot))


async def _play(directory: Path, port: int, *, opens: bool, with_bot: bool) -> None:
    stop = stop_on_signals()
    async with open_playground(directory / "discord", port=port) as world, _bot(world, directory, with_bot=with_bot):
        notes.print(f"Playground: [bold]{world.url}[/] (Ctrl+C to stop)", soft_wrap=True)
        if not with_bot:
            _print_addresses(world)
        if opens:
            webbrowser.open(world.url)
        await stop.wait()
        notes.print("Stopping …")


@contextmanager
def _port_named(port: int) -> Generator[None]:
    """Say of a port that cannot be had which one it is, and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        fail(f"port {port} is in use: name another one, or leave --port out", FAILED)


def _print_addresses(world: Playground) -> None:
    """What a bot of any library needs to connect; on standard output, ready for a shell."""
    typer.echo(f"DISCORD_API_URL={world.api_url}\nDISCORD_GATEWAY_URL={world.gateway_url}\nDISCORD_TOKEN={world.token}")


@asynccontextmanager
async def _bot(world: Playground, directory: Path, *, with_bot: bool) -> AsyncGenerator[None]:
    if not with_bot:
        yield
        return
    async with BotKeeper(world, directory / "bot"):
        yield


@contextmanager
def _world(data: Path | None) -> Generator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="restyle-", ignore_cleanup_errors=True) as directory:
        yield Path(directory)
