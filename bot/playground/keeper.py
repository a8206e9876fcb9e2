"""The bot's process beside the playground: started, killed, restarted, and its last words shown when it dies early.

The child gets the playground's addresses and token and no key of any engine. It runs in its data directory, where no
`.env` of a real deployment can reach it. What it prints goes to a log file there.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol, Self

from bot.playground.server import Playground

SOURCE = Path(__file__).parents[2]
BOT = (sys.executable, "-m", "bot", "run")
SHOWN_LINES = 20
GRACE = 10.0
KEPT_FROM_THE_BOT = ("MODELRUNNER_KEY", "RESTYLE_DATABASE_URL")


def to_stderr(text: str) -> None:
    """Show `text` to whoever started the playground."""
    sys.stderr.write(text + "\n")


class Process(Protocol):
    """As much of an asyncio process as its keeper needs."""

    @property
    def pid(self) -> int:
        """Its number."""
        ...

    @property
    def returncode(self) -> int | None:
        """None while it lives."""
        ...

    def send_signal(self, number: int, /) -> None:
        """Send it a signal."""

    def kill(self) -> None:
        """Send it SIGKILL."""

    async def wait(self) -> int:
        """Return its exit code, once it has ended."""
        ...


class Spawn(Protocol):
    """Starts a process that reads nothing and writes into a log."""

    async def __call__(
        self, command: Sequence[str], /, *, env: Mapping[str, str], cwd: Path, log: IO[bytes]
    ) -> Process: ...


async def spawn(command: Sequence[str], /, *, env: Mapping[str, str], cwd: Path, log: IO[bytes]) -> Process:
    """Start `command` as a shell would."""
    return await asyncio.create_subprocess_exec(
        *command, env=env, cwd=cwd, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
    )


class BotKeeper:
    """Keeps one process of the bot."""

    def __init__(
        self,
        playground: Playground,
        data_dir: Path,
        extra_env: Mapping[str, str] | None = None,
        *,
        tell: Callable[[str], None] = to_stderr,
        command: Sequence[str] = BOT,
        spawn: Spawn = spawn,
    ) -> None:
        """Keep the bot's data in `data_dir`; `tell` hears of an end nobody asked for, `spawn` starts the process."""
        self._playground = playground
        self._data_dir = data_dir.resolve()
        self._extra_env = dict(extra_env or {})
        self._tell = tell
        self._command = command
        self._spawn = spawn
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self.log = self._data_dir / "bot.log"

    async def __aenter__(self) -> Self:
        """Start the bot."""
        await self.start()
        return self

    async def __aexit__(self, *_failure: object) -> None:
        """Stop it."""
        await self.stop()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def environment(self) -> dict[str, str]:
        """What the bot's process sees."""
        inherited = {name: value for name, value in os.environ.items() if name not in KEPT_FROM_THE_BOT}
        path = (str(SOURCE), *filter(None, [inherited.get("PYTHONPATH")]))
        return inherited | {
            "PYTHONPATH": os.pathsep.join(path),
            "DISCORD_TOKEN": self._playground.token,
            "DISCORD_API_URL": self._playground.api_url,
            "DISCORD_GATEWAY_URL": self._playground.gateway_url,
            "DISCORD_CDN_URL": f"{self._playground.url}/cdn",
            "RESTYLE_DATA_DIR": str(self._data_dir),
            "RESTYLE_ENGINE": "local",
            # So that its owner has the operator's commands there.
            "RESTYLE_HOME_SERVER": str(self._playground.world.guild.id),
            **self._extra_env,
        }

    async def start(self) -> None:
        """Start the bot; from now on the page can restart it."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = await self._spawn(self._command, env=self.environment, cwd=self._data_dir, log=log)
        self._watch = asyncio.create_task(self._watch_over(self._process))
        self._playground.supervise_with(self)

    async def kill(self) -> None:
        """SIGKILL, as a crash would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL if that does not end it in time."""
        self._playground.supervise_with(None)
        async with self._one_at_a_time:
            await self._end(signal.SIGTERM)

    async def restart(self) -> None:
        """Kill the bot and start it again; of two at a time the second waits, so that no process is left behind."""
        async with self._one_at_a_time:
            await self.kill()
            await self.start()

    def last_lines(self) -> str:
        """The end of the log."""
        try:
            text = self.log.read_text(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-SHOWN_LINES:])

    async def _end(self, how: signal.Signals) -> None:
        process, watch = self._process, self._watch
        if process is None or watch is None:
            return
        watch.cancel()
        if process.returncode is None:
            process.send_signal(how)
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _watch_over(self, process: Process) -> None:
        code = await process.wait()
        self._tell(f"The bot ended with exit code {code}. The end of {self.log}:\n{self.last_lines()}")
