"""Bots that need not be imported first: a process that has imported the program forks one for each start.

A start costs three seconds of a processor, nearly all of them imports, and the tests start some two hundred. What is
forked runs the same entry as `python -m bot`, with its own directory, environment and log. It is not for tests of the
start itself: those start the program as people do.
"""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from socket import AF_UNIX, SOCK_SEQPACKET, SOCK_STREAM, send_fds, socketpair
from tempfile import TemporaryFile
from typing import IO, cast

from bot.playground.keeper import Process, spawn

BOT = (sys.executable, "-m", "bot")
# What an interpreter takes up when it starts, so that a fork would not hear of another value.
_TAKEN_UP_AT_START = ("PYTHON", "LANG", "LC_", "LD_")


async def fork(command: Sequence[str], *, env: Mapping[str, str], cwd: Path, log: IO[bytes]) -> Process:
    """Start the bot's `command` by a fork; any other command, or where there is no such thing, as people start it."""
    if tuple(command[: len(BOT)]) != BOT or not hasattr(os, "pidfd_open"):
        return await spawn(command, env=env, cwd=cwd, log=log)
    return await _server_for(env).fork(command[len(BOT) :], env=env, cwd=cwd, out=log, err=log)


async def run(*arguments: str, env: Mapping[str, str], cwd: Path) -> tuple[int, bytes, bytes]:
    """The bot with these arguments, to its end: its exit code, and what it wrote to stdout and stderr."""
    with TemporaryFile() as out, TemporaryFile() as err:
        if hasattr(os, "pidfd_open"):
            process = await _server_for(env).fork(arguments, env=env, cwd=cwd, out=out, err=err)
        else:
            process = await asyncio.create_subprocess_exec(*BOT, *arguments, env=env, cwd=cwd, stdout=out, stderr=err)
        code = await process.wait()
        return code, _written(out), _written(err)


def _written(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


class Forked:
    """A process that is the fork server's child: the server tells of its end, signals go to the process itself."""

    def __init__(self, pid: int, told: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self._end = asyncio.create_task(_exit_code(told, writer))

    @property
    def returncode(self) -> int | None:
        """As of an asyncio process: None while it lives, -9 once it was killed."""
        return self._end.result() if self._end.done() else None

    def send_signal(self, number: int) -> None:
        """Nothing happens to one that has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):  # ended this moment, and not told of yet
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.shield(self._end)


class _Server:
    """The process that forks. It ends when the connection for orders does, so at the latest with this process."""

    def __init__(self, fixed: frozenset[tuple[str, str]]) -> None:
        self._orders, theirs = socketpair(AF_UNIX, SOCK_SEQPACKET)
        # Linear algebra gets no threads there, for a process that forks should have but one.
        env = os.environ | dict(fixed) | {"OPENBLAS_NUM_THREADS": "1"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forkserver", str(theirs.fileno())],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                text=True,
            )
        self._complaints = cast("IO[str]", self._process.stderr)

    async def fork(
        self, arguments: Sequence[str], *, env: Mapping[str, str], cwd: Path, out: IO[bytes], err: IO[bytes]
    ) -> Forked:
        order = json.dumps({"arguments": [*arguments], "env": {**env}, "cwd": str(cwd)}).encode()
        mine, theirs = socketpair(AF_UNIX, SOCK_STREAM)
        told, writer = await asyncio.open_unix_connection(sock=mine)
        try:
            with theirs:
                send_fds(self._orders, [order], [out.fileno(), err.fileno(), theirs.fileno()])
            return Forked(int(await told.readuntil()), told, writer)
        except (OSError, EOFError) as error:
            writer.close()
            _server.cache_clear()
            raise RuntimeError(f"the fork server has ended: {self._complaints.read()}") from error

    def close(self) -> None:
        self._orders.close()
        self._process.wait()
        self._complaints.close()


def _server_for(env: Mapping[str, str]) -> _Server:
    return _server(frozenset((name, value) for name, value in env.items() if name.startswith(_TAKEN_UP_AT_START)))


@cache
def _server(fixed: frozenset[tuple[str, str]]) -> _Server:
    """The process that forks for this one, one for each set of what cannot be changed after its start."""
    server = _Server(fixed)
    atexit.register(server.close)
    return server


async def _exit_code(told: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    try:
        return int(await told.readuntil())
    finally:
        writer.close()
