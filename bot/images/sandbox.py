"""Child processes that decode foreign pictures: one picture each, the next child already waiting.

Owns the life of the children and believes nothing they say: nothing is unpickled, answers have a size limit, and
a child that dies, hangs or talks nonsense costs its own picture only. What a child does is in `decode`.

A process pool would share one pipe and one lock among its workers and unpickle what they send. A child in the hands of
a hostile file must have neither.
"""

import asyncio
import contextlib
import json
import logging
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Self, TypeAlias, cast

from pydantic import TypeAdapter

from bot.domain.result import MediaType, Picture
from bot.images import jpeg
from bot.images.verdict import LARGEST_FITTED, LONGEST_SIDE, READY, Finding, Purpose, Verdict

_ANSWER_LIMIT = 16 * 1024 * 1024
_START_SECONDS = 20.0
_VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)
_DECODER = (sys.executable, "-I", "-m", "bot.images.decode")
# No variable of ours, least of all a token, is any of the child's business; Windows starts nothing without its own.
_ENVIRONMENT = None if sys.platform == "win32" else dict[str, str]()

_PICTURE = Purpose()

Answer: TypeAlias = tuple[Verdict, Picture | None]

log = logging.getLogger(__name__)


class SandboxBroken(RuntimeError):
    """No decoding child could be started, or it died before it had read its file."""


class Sandbox:
    """Cleans pictures in child processes, at most `workers` at once."""

    def __init__(self, *, workers: int, seconds: float, command: Sequence[str] = _DECODER) -> None:
        """`seconds` is the longest a child may take for one picture before it is killed; `command` starts one."""
        self._command = command
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

    async def clean(self, data: bytes, purpose: Purpose = _PICTURE) -> Answer:
        """The verdict on a file and, if it is fit and not only judged, its clean picture; raises SandboxBroken."""
        lane = await self._lanes.get()
        # The successor warms up while this child works, not earlier: there are never more than two for each worker.
        successor = asyncio.create_task(self._spawn())
        try:
            return await self._attempt(lane, data, purpose)
        except SandboxBroken as error:
            # The child had not read the file yet, so nothing in it is to blame: another child gets it.
            log.info("decoding child replaced: %s", error)
            return await self._attempt(self._spawn(), data, purpose)
        finally:
            self._lanes.put_nowait(successor)

    async def _attempt(self, starting: Awaitable[Process], data: bytes, purpose: Purpose) -> Answer:
        child = await starting
        try:
            return await self._ask(child, data, purpose)
        finally:
            await self._end(child)

    async def _spawn(self) -> Process:
        """A child that is bound and waits for its file."""
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_ENVIRONMENT
            )
        except OSError as error:
            raise SandboxBroken("a decoding child could not be forked") from error
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

    async def _ask(self, child: Process, data: bytes, purpose: Purpose) -> Answer:
        """Hand the file over and read the answer; a child that ends without one answers by how it ended."""
        try:
            async with asyncio.timeout(self._seconds):
                await _send(child, data, purpose)
                answer = await _read_answer(cast("asyncio.StreamReader", child.stdout), purpose)
                code = await child.wait()
        except TimeoutError:
            return Verdict(finding=Finding.TOO_SLOW), None
        except ConnectionError as error:
            raise SandboxBroken("a decoding child died before it had its file") from error
        except ValueError as error:
            log.info("decoding child answered nonsense: %s", type(error).__name__)
            return Verdict(finding=Finding.BROKEN), None
        if answer is None:
            log.info("decoding child ended with %s: %s", code, await self._end(child))
            return Verdict(finding=_cause_of_death(code)), None
        return answer

    async def _end(self, child: Process) -> str:
        """Make sure that a child is gone; returns the last line it wrote to stderr."""
        # Killing one that has ended would take its exit code away from asyncio.
        if child.returncode is None:
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


async def _send(child: Process, data: bytes, purpose: Purpose) -> None:
    """Write a file to a child's stdin and close it; raises ConnectionError if the child ends before it has it all."""
    stdin = cast("asyncio.StreamWriter", child.stdin)
    stdin.write(json.dumps(asdict(purpose)).encode() + b"\n")
    stdin.write(data)
    await stdin.drain()
    if stdin.is_closing():
        # asyncio drops what is written to a dead child and raises nothing until some turns of the loop later.
        raise ConnectionResetError
    stdin.close()


async def _read_answer(stream: asyncio.StreamReader, purpose: Purpose) -> Answer | None:
    """What a child says, or None if it ends without a word; raises ValueError if it makes no sense."""
    line = await stream.readline()
    if not line:
        return None
    verdict = _VERDICT.validate_json(line)
    sends_one = verdict.finding is Finding.FIT and not purpose.judged
    return verdict, await _read_picture(stream, purpose) if sends_one else None


async def _read_picture(stream: asyncio.StreamReader, purpose: Purpose) -> Picture:
    """The JPEG that follows a verdict; raises ValueError unless it is a whole one of a size that a child may send."""
    body = bytearray()
    while chunk := await stream.read(1 << 20):
        body += chunk
        if len(body) > _ANSWER_LIMIT:
            raise ValueError("too long")
    size = jpeg.size_of(body)
    longest = LARGEST_FITTED if purpose.at_most else LONGEST_SIDE
    if size is None or max(size) > longest or not body.endswith(jpeg.END):
        raise ValueError("not a JPEG of ours")
    if len(body) > (purpose.at_most or _ANSWER_LIMIT):
        raise ValueError("too long")
    return Picture(data=bytes(body), media_type=MediaType.JPEG, width=size[0], height=size[1])


def _cause_of_death(code: int) -> Finding:
    """What a child's exit code says about its file: killed without our doing means that memory ran out."""
    if sys.platform != "win32":
        if code == -signal.SIGXCPU:
            return Finding.TOO_SLOW
        if code == -signal.SIGKILL:
            return Finding.TOO_HEAVY
    return Finding.BROKEN
