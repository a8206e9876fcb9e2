"""`restyle health`: what a running process says of itself. Made for container health checks, so it starts fast."""

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer

from bot.cli.console import FAILED, fail, read_settings

_PATIENCE_SECONDS = 5
"""Longer than the process takes to ask its parts."""


def health(
    live: Annotated[bool, typer.Option("--live", help="Ask only whether the process lives, not its parts.")] = False,
) -> None:
    """Ask the process at RESTYLE_HEALTH_ADDRESS whether it can serve: exit code 0 if so, 1 if not."""
    endpoint = read_settings().health_endpoint
    if endpoint is None:
        fail("RESTYLE_HEALTH_ADDRESS is not set: give the running process and this one the same, e.g. 127.0.0.1:8080")
    try:
        status, parts = _ask(endpoint, "/livez" if live else "/readyz")
    except (OSError, HTTPException, ValueError) as error:
        fail(f"no answer from {endpoint[0]} port {endpoint[1]}: {error}", FAILED)
    for part, state in parts.items():
        typer.echo(f"{part}: {state}")
    if status != HTTPStatus.OK:
        raise typer.Exit(FAILED)


def _ask(endpoint: tuple[str, int], path: str) -> tuple[int, dict[str, str]]:
    with closing(HTTPConnection(*endpoint, timeout=_PATIENCE_SECONDS)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
