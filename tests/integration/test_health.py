"""What a process tells its supervisor, over real sockets, and what `restyle health` makes of it."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from bot.domain.errors import EngineBusy
from bot.observability import health
from bot.observability.health import open_health
from tests.integration.test_cli import restyle

HOST = "127.0.0.1"
SECRET = "postgresql://restyle:sesame@db.internal/restyle"


async def _fine() -> None:
    pass


async def _busy() -> None:
    raise EngineBusy


async def _unreachable() -> None:
    raise ConnectionRefusedError(SECRET)


async def _silent() -> None:
    await asyncio.Event().wait()


@pytest.fixture
async def http() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_process_that_can_serve_says_so_part_by_part(http: aiohttp.ClientSession) -> None:
    """All checks pass: status 200, each part by name."""
    checks = {"database": _fine, "engine": _fine}
    async with open_health(HOST, 0, checks) as port, http.get(f"http://{HOST}:{port}/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"database": "ok", "engine": "ok"}


async def test_a_part_that_fails_is_named_and_its_secrets_are_not(http: aiohttp.ClientSession) -> None:
    """One failing check makes it 503, with the part and the kind of error; what the error says stays inside."""
    checks = {"database": _unreachable, "engine": _busy, "gateway": _fine}
    async with open_health(HOST, 0, checks) as port, http.get(f"http://{HOST}:{port}/readyz") as answer:
        text = await answer.text()
        assert answer.status == 503
        assert await answer.json() == {"database": "ConnectionRefusedError", "engine": "EngineBusy", "gateway": "ok"}
    assert "sesame" not in text
    assert "internal" not in text


async def test_parts_that_do_not_answer_count_as_failed(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence ends with a verdict, and the silent are asked side by side, so that they do not add up."""
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.05)
    together = asyncio.Barrier(3)

    async def met() -> None:
        await together.wait()

    checks = {"a": met, "b": met, "c": met, "silent": _silent}
    async with open_health(HOST, 0, checks) as port, http.get(f"http://{HOST}:{port}/readyz") as answer:
        assert await answer.json() == {"a": "ok", "b": "ok", "c": "ok", "silent": "TimeoutError"}


async def test_a_process_that_cannot_serve_still_lives(http: aiohttp.ClientSession) -> None:
    """`/livez` asks nobody."""
    checks = {"database": _unreachable}
    async with open_health(HOST, 0, checks) as port, http.get(f"http://{HOST}:{port}/livez") as answer:
        assert answer.status == 200
        assert await answer.json() == {"event loop": "ok"}


async def test_the_port_is_free_again_afterwards() -> None:
    """A closed server leaves nothing behind: the same port can be had at once."""
    async with open_health(HOST, 0, {}) as port:
        with pytest.raises(OSError, match="in use"):
            async with open_health(HOST, port, {}):
                pass
    async with open_health(HOST, port, {}) as again:
        assert again == port


async def test_the_command_answers_with_its_exit_code(tmp_path: Path) -> None:
    """`restyle health` prints the parts; exit code 0 if all are fine, 1 if one is not; --live asks none of them."""
    async with open_health(HOST, 0, {"database": _fine}) as well, open_health(HOST, 0, {"database": _busy}) as ill:
        good, bad, alive = await asyncio.gather(
            restyle(tmp_path, "health", RESTYLE_HEALTH_ADDRESS=f"{HOST}:{well}"),
            restyle(tmp_path, "health", RESTYLE_HEALTH_ADDRESS=f"{HOST}:{ill}"),
            restyle(tmp_path, "health", "--live", RESTYLE_HEALTH_ADDRESS=f"{HOST}:{ill}"),
        )
    assert (good.code, good.out) == (0, "database: ok\n"), good.err
    assert (bad.code, bad.out) == (1, "database: EngineBusy\n"), bad.err
    assert (alive.code, alive.out) == (0, "event loop: ok\n"), alive.err


async def test_the_command_says_when_nobody_answers(tmp_path: Path) -> None:
    """Nobody there is exit code 1, no address or a wrong one 2: one line each."""
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        nobody, unset, wrong = await asyncio.gather(
            restyle(tmp_path, "health", RESTYLE_HEALTH_ADDRESS=f"{HOST}:{unused.getsockname()[1]}"),
            restyle(tmp_path, "health"),
            restyle(tmp_path, "health", RESTYLE_HEALTH_ADDRESS="8080"),
        )
    assert (nobody.code, unset.code, wrong.code) == (1, 2, 2)
    assert "no answer from 127.0.0.1" in nobody.complaint
    assert "RESTYLE_HEALTH_ADDRESS is not set" in unset.complaint
    assert "HOST:PORT" in wrong.complaint


async def test_the_command_waits_for_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    """A supervisor asks every few seconds: asking imports neither the bot, nor the engine, nor the store."""
    heavy = {"aiohttp", "alembic", "cv2", "discord", "numpy", "sqlalchemy"}
    script = (
        "import sys; from typer.testing import CliRunner; from bot.cli import program;"
        "CliRunner().invoke(program, ['health']); print(*sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    loaded = set(out.decode().split())
    assert "bot.cli.health" in loaded
    assert not loaded & heavy


async def test_figures_are_told_where_health_is(http: aiohttp.ClientSession) -> None:
    """`/metrics` answers as Prometheus reads it; without figures there is no such page."""

    async def figures() -> bytes:
        return b"restyle_x 1\n"

    told = open_health(HOST, 0, {}, figures)
    async with told as port, http.get(f"http://{HOST}:{port}/metrics") as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert await answer.text() == "restyle_x 1\n"
    async with open_health(HOST, 0, {}) as port, http.get(f"http://{HOST}:{port}/metrics") as answer:
        assert answer.status == 404
