"""`restyle doctor`: is everything there that a bot needs? One line each, and what to do where it is not."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator

import typer

from bot.cli.checks.account import check_discord
from bot.cli.checks.finding import Finding, Severity
from bot.cli.checks.hosted import check_hosted_engine
from bot.cli.checks.house import check_database, check_local_engine, check_sandbox, check_settings
from bot.cli.console import FAILED, read_settings
from bot.cli.errors import readable_errors
from bot.settings import Settings

_COLOURS = {
    Severity.OK: typer.colors.GREEN,
    Severity.SKIPPED: typer.colors.BRIGHT_BLACK,
    Severity.WARNING: typer.colors.YELLOW,
    Severity.ERROR: typer.colors.RED,
}


def doctor() -> None:
    """Check settings, database, Discord, pictures and engines, for free. Exit code 1 if something will not work."""
    with readable_errors():
        counted = asyncio.run(_reported(read_settings()))
        typer.echo(f"errors: {counted[Severity.ERROR]}, warnings: {counted[Severity.WARNING]}")
    if counted[Severity.ERROR]:
        raise typer.Exit(FAILED)


async def _reported(settings: Settings) -> Counter[Severity]:
    """Say every finding as soon as there is one."""
    counted = Counter[Severity]()
    async for finding in _findings(settings):
        counted[finding.severity] += 1
        label = typer.style(f"{finding.severity:<8}", fg=_COLOURS[finding.severity])
        typer.echo(f"{label}{finding.part}: {' '.join(finding.text.split())}")
    return counted


async def _findings(settings: Settings) -> AsyncGenerator[Finding]:
    yield check_settings(settings)
    async for finding in check_database(settings):
        yield finding
    yield await check_discord(settings)
    yield await check_sandbox(settings)
    yield await check_local_engine(settings)
    for finding in await check_hosted_engine(settings):
        yield finding
