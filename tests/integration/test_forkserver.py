"""What the tests start in place of the program: a fork of it must not be told from one that people started."""

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

from bot.playground.keeper import BotKeeper, Process, Spawn, spawn
from bot.playground.server import open_playground
from tests.acceptance.conftest import PATIENCE
from tests.forkserver import BOT, fork
from tests.matrices import matrix

HOUSE = str(Path(__file__).parents[2])


async def ended(start: Spawn, folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """How a run of the program ended, and what it said."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": HOUSE, "COLUMNS": "100"} | environment
    with (folder / "log").open("wb") as log:
        process = await start((*BOT, *arguments), env=env, cwd=folder, log=log)
        return await process.wait(), (folder / "log").read_text()


@pytest.mark.parametrize("arguments", matrix([("--help",), ("run",), ("worker", "--nonsense")], plain={("run",)}))
async def test_a_fork_ends_as_a_start_does(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The same exit code after the same words, by its own arguments, environment and directory."""
    started = await ended(spawn, tmp_path, *arguments)
    assert await ended(fork, tmp_path, *arguments) == started
    assert started[1]


async def test_a_fork_reads_its_own_environment_and_directory(tmp_path: Path) -> None:
    """The second of two hears nothing of the first one's settings."""
    code, words = await ended(fork, tmp_path, "migrate", RESTYLE_DATABASE_URL="nonsense://")
    assert (code, "RESTYLE_DATABASE_URL" in words) == (2, True), words
    code, words = await ended(fork, tmp_path, "migrate")
    assert code == 0, words
    assert (tmp_path / "data" / "restyle.db").exists()


@pytest.mark.parametrize("number", matrix([signal.SIGKILL, signal.SIGTERM, signal.SIGINT], plain={signal.SIGKILL}))
async def test_a_fork_hears_signals(tmp_path: Path, number: signal.Signals) -> None:
    """It is gone when its end is told, and the next one is forked as ever."""
    code = -9 if number == signal.SIGKILL else 0
    forks = list[Process]()

    async def noted(command: Sequence[str], /, *, env: Mapping[str, str], cwd: Path, log: IO[bytes]) -> Process:
        forks.append(await fork(command, env=env, cwd=cwd, log=log))
        return forks[-1]

    told = list[str]()
    async with (
        open_playground(tmp_path / "discord") as playground,
        BotKeeper(playground, tmp_path / "bot", tell=told.append, spawn=noted) as keeper,
    ):
        await playground.until(lambda _: playground.online, timeout=PATIENCE)
        (process,) = forks
        process.send_signal(number)
        assert await process.wait() == code == process.returncode
        assert not keeper.running
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)
        process.kill()
    assert f"exit code {code}" in told[0]
    assert (await ended(fork, tmp_path, "--help"))[0] == 0
