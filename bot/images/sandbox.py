"""Child processes that decode foreign pictures: one picture each, the next child already waiting.

Owns the life of the children and believes nothing they say: nothing is unpickled, answers have a size limit, and
a child that dies, hangs or talks nonsense costs its own picture only. What a child does is in `decode`.

A process pool would share one pipe and one lock among its workers and unpickle what they send. A child in the hands of
a hostile file must have neither.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Self, cast

from pydantic import TypeAdapter

from bot.domain.result import MediaType, Picture
from bot.images import jpeg
from bot.images.verdict import LONGEST_SIDE, READY, Finding, Verdict

_ANSWER_LIMIT = 16 * 1024 * 1024
_START_SECONDS = 20.0
_VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)
_COMMAND = (sys.executable, "-I", "-m", "bot.images.decode")
# No variable of ours, least of all a token, is any of the child's business; Windows starts nothing without its own.
_ENVIRONMENT = None if sys.platform == "win32" else dict[str, str]()

log = logging.getLogger(__name__)


class SandboxBroken(RuntimeError):
    """No decoding child could be started."""


class Sandbox:
    """Cleans pictures in child processes, at most `workers` at once."""

    def __init__(self, *, workers: int, seconds: float) -> None:
        """`seconds` is the longest a child may take for one picture before it is killed."""
        self._workers = workers
        self._seconds = seconds
        self._children: set[Process] = set()
        self._lanes: asyncio.Queue[asyncio.Task[Process]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Warm the first children up; raises SandboxBroken if they do not start."""
        lanes = [asyncio.create_task(self._spawn()) for _ in range(self._workers)]
        try:
            await asyncio.gather(*lanes)
        except BaseException:
            await self._end_all(lanes)
            raise
        for lane in lanes:
            self._lanes.put_nowait(lane)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for pictures that are being cleaned, then end the children."""
        await self._end_all([await self._lanes.get() for _ in range(self._workers)])

    async def clean(self, data: bytes) -> tuple[Verdict, Picture | None]:
        """The verdict on a file and, if it is fit, its clean picture; raises SandboxBroken if no child starts."""
        lane = await self._lanes.get()
        # The successor warms up while this child works, not earlier: there are never more than two for each worker.
        successor = asyncio.create_task(self._spawn())
        try:
            child = await lane
            if child.returncode is not None:
                # It died while it waited: no fault of this file.
                child = await self._spawn()
            try:
                return await self._ask(child, data)
            finally:
                await self._end(child)
        finally:
            self._lanes.put_nowait(successor)

    async def _spawn(self) -> Process:
        """A child that is bound and waits for its file."""
        child = await asyncio.create_subprocess_exec(*_COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_ENVIRONMENT)
        self._children.add(child)
        greeting = b""
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_START_SECONDS):
                    greeting = await cast("asyncio.StreamReader", child.stdout).readline()
        except asyncio.CancelledError:
            await self._end(child)
            raise
        if greeting != READY:
            raise SandboxBroken(f"a decoding child did not start: {await self._end(child)}")
        return child

    async def _ask(self, child: Process, data: bytes) -> tuple[Verdict, Picture | None]:
        """Hand the file over and read the answer."""
        answer = None
        try:
            async with asyncio.timeout(self._seconds):
                await _send(child, data)
                answer = await _read_answer(cast("asyncio.StreamReader", child.stdout))
                await child.wait()
        except TimeoutError:
            return Verdict(finding=Finding.TOO_SLOW), None
        if child.returncode == 0 and answer is not None:
            return answer
        log.info("decoding child ended with %s: %s", child.returncode, await self._end(child))
        return Verdict(finding=_cause_of_death(child.returncode)), None

    async def _end(self, child: Process) -> str:
        """Make sure that a child is gone; returns the last line it wrote to stderr."""
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        _, errors = await asyncio.shield(asyncio.ensure_future(child.communicate()))
        self._children.discard(child)
        return errors.rstrip().rpartition(b"\n")[2][:200].decode(errors="replace")

    async def _end_all(self, lanes: list[asyncio.Task[Process]]) -> None:
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        await asyncio.gather(*(self._end(child) for child in tuple(self._children)))


async def _send(child: Process, data: bytes) -> None:
    """Write a file to a child's stdin and close it; a child that ends early explains itself by how it ended."""
    stdin = cast("asyncio.StreamWriter", child.stdin)
    stdin.write(data)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        await stdin.drain()
    stdin.close()


async def _read_answer(stream: asyncio.StreamReader) -> tuple[Verdict, Picture | None] | None:
    """A child's answer, or None if it is not one."""
    try:
        verdict = _VERDICT.validate_json(await stream.readline())
        body = bytearray()
        while len(body) <= _ANSWER_LIMIT and (chunk := await stream.read(1 << 20)):
            body += chunk
    except ValueError:
        return None
    if verdict.finding is not Finding.FIT:
        return verdict, None
    size = jpeg.size_of(body)
    if len(body) > _ANSWER_LIMIT or size is None or max(size) > LONGEST_SIDE:
        return None
    return verdict, Picture(data=bytes(body), media_type=MediaType.JPEG, width=size[0], height=size[1])


def _cause_of_death(code: int | None) -> Finding:
    """What a child's exit code says about its file: killed without our doing means that memory ran out."""
    if sys.platform != "win32":
        if code == -signal.SIGXCPU:
            return Finding.TOO_SLOW
        if code == -signal.SIGKILL:
            return Finding.TOO_HEAVY
    return Finding.BROKEN
