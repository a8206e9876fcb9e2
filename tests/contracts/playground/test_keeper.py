"""The bot's process beside the playground: its environment, its end, its restart."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground

PRINTS = "import os; print(os.environ['DISCORD_API_URL'], 'MODELRUNNER_KEY' in os.environ, flush=True)"


async def seen(keeper: BotKeeper, text: str) -> None:
    """Wait until the log has `text`."""
    async with asyncio.timeout(10):
        while text not in keeper.last_lines():  # noqa: ASYNC110  another process writes the file
            await asyncio.sleep(0.01)


async def test_an_early_end_is_told(playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that dies by itself is told of with its last lines; it saw the playground and no engine's key."""
    monkeypatch.setenv("MODELRUNNER_KEY", "secret")
    told: asyncio.Queue[str] = asyncio.Queue()
    command = (sys.executable, "-c", PRINTS)
    keeper = BotKeeper(playground, tmp_path / "bot", tell=told.put_nowait, command=command)
    await keeper.start()
    text = await asyncio.wait_for(told.get(), 10)
    assert f"{playground.api_url} False" in text
    assert "exit code 0" in text


async def test_a_restart_is_a_new_process(playground: Playground, tmp_path: Path) -> None:
    """Restarting kills the process and starts another; stopping ends it without a word."""
    told: list[str] = []
    command = (sys.executable, "-c", "import os, time; print(os.getpid(), 'up', flush=True); time.sleep(60)")
    keeper = BotKeeper(playground, tmp_path / "bot", tell=told.append, command=command)
    await keeper.start()
    await seen(keeper, "up")
    before = keeper.last_lines()
    await keeper.restart()
    await seen(keeper, f"{before}\n")
    assert keeper.running
    await keeper.stop()
    assert not keeper.running
    assert told == []


async def test_restarts_take_turns(playground: Playground, tmp_path: Path) -> None:
    """However often restart is pressed, stopping leaves no process behind."""
    command = (sys.executable, "-c", "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)")
    keeper = BotKeeper(playground, tmp_path / "bot", command=command)
    await keeper.start()
    await asyncio.gather(keeper.restart(), keeper.restart())
    await seen(keeper, "pid ")
    await keeper.stop()
    for pid in keeper.last_lines().replace("pid ", "").split():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)
