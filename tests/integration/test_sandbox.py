"""What a decoding child can do to the program that feeds it: lose its own picture, and nothing more."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.images.sandbox import Sandbox, SandboxBroken
from bot.images.verdict import Finding
from tests.hostile import slow_file
from tests.pictures import encoded, photo

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")

GOOD = encoded(photo(320, 240), "JPEG")


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Return once `condition` holds; fail if it does not in time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  (the end of a process is no event of this loop)
            await asyncio.sleep(0.01)


def children(of: int) -> list[int]:
    """The decoding children of a process that are alive, oldest first."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[1]) == of and b"bot.images.decode" in command:
            found.append(int(entry.name))
    return sorted(found)


def is_decoding(pid: int) -> bool:
    """True once a child has computed for longer than it takes to start and to read."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > 0.5


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


async def test_a_picture_that_takes_too_long_costs_its_own_child_only() -> None:
    """After the time limit the child is killed and the next picture comes out."""
    async with Sandbox(workers=1, seconds=1) as sandbox:
        verdict, picture = await sandbox.clean(slow_file().data)
        assert (verdict.finding, picture) == (Finding.TOO_SLOW, None)
    async with Sandbox(workers=1, seconds=20) as sandbox:
        assert (await sandbox.clean(GOOD))[1] is not None


@pytest.mark.parametrize(
    ("death", "finding"),
    [
        (signal.SIGKILL, Finding.TOO_HEAVY),
        (signal.SIGSEGV, Finding.BROKEN),
        (signal.SIGXCPU, Finding.TOO_SLOW),
    ],
)
async def test_a_child_that_is_killed_at_work_costs_its_own_picture_only(death: int, finding: Finding) -> None:
    """The way it died says what is wrong with the file, and the next picture comes out."""
    async with Sandbox(workers=1, seconds=20) as sandbox:
        (worker,) = children(os.getpid())
        work = asyncio.create_task(sandbox.clean(slow_file().data))
        await until(lambda: is_decoding(worker))
        os.kill(worker, death)
        verdict, picture = await work
        assert (verdict.finding, picture) == (finding, None)
        assert (await sandbox.clean(GOOD))[1] is not None


async def test_a_child_that_dies_while_it_waits_is_replaced() -> None:
    """Its death is not blamed on the next picture, which comes out."""
    async with Sandbox(workers=2, seconds=20) as sandbox:
        idle = children(os.getpid())
        for pid in idle:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: all(map(is_gone, idle)))
        for _ in range(3):
            assert (await sandbox.clean(GOOD))[1] is not None


async def test_every_picture_gets_a_child_of_its_own_and_none_is_left_behind() -> None:
    """Ten pictures at once on two workers: at most four children live, and after closing none does."""
    seen: set[int] = set()
    most = 0
    async with Sandbox(workers=2, seconds=20) as sandbox:
        work = asyncio.gather(*(sandbox.clean(GOOD) for _ in range(10)))
        while not work.done():
            alive = children(os.getpid())
            seen |= set(alive)
            most = max(most, len(alive))
            await asyncio.sleep(0)
        assert all(picture for _, picture in await work)
    assert most <= 4
    assert len(seen) >= 10
    await until(lambda: not children(os.getpid()))


async def test_a_cancelled_picture_leaves_no_child_at_work() -> None:
    """Who gives up waiting stops the child; the worker serves the next one."""
    async with Sandbox(workers=1, seconds=20) as sandbox:
        (worker,) = children(os.getpid())
        work = asyncio.create_task(sandbox.clean(slow_file().data))
        await until(lambda: is_decoding(worker))
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        await until(lambda: is_gone(worker))
        assert (await sandbox.clean(GOOD))[1] is not None


PARENT = """
import asyncio, sys
from bot.images.sandbox import Sandbox
async def main():
    async with Sandbox(workers=1, seconds=60) as sandbox:
        await sandbox.clean(sys.stdin.buffer.read())
asyncio.run(main())
"""


async def test_children_die_with_their_parent() -> None:
    """After SIGKILL of the program no child lives on, not even one that is busy and reads nothing."""
    pipe = asyncio.subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdin=pipe)
    assert parent.stdin is not None
    parent.stdin.write(slow_file().data)
    parent.stdin.close()
    try:
        await until(lambda: len(children(parent.pid)) == 2)
        pids = children(parent.pid)
    finally:
        parent.kill()
        await parent.wait()
    await until(lambda: all(map(is_gone, pids)))


async def test_no_variable_of_ours_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a child is empty: there is no token to read."""
    monkeypatch.setenv("DISCORD_TOKEN", "canary")
    look = python("import os; exit('found ' + os.environ.get('DISCORD_TOKEN', 'no token'))")
    with pytest.raises(SandboxBroken, match="found no token"):
        async with Sandbox(workers=1, seconds=20, command=look):
            pass


def python(script: str) -> Sequence[str]:
    """The command of a child that is not the decoder."""
    return [sys.executable, "-I", "-c", script]


def saying(answer: bytes, *, zeros: int = 0) -> Sequence[str]:
    """A child that says `answer`, and then that many zeros, to whatever it gets."""
    return python(
        "import sys; o = sys.stdout.buffer; o.write(b'ready\\n'); o.flush(); sys.stdin.buffer.read();"
        f"o.write({answer!r} + bytes({zeros}))"
    )


FIT = json.dumps({"finding": "fit", "width": 320, "height": 240, "animated": False}).encode() + b"\n"


@pytest.mark.parametrize(
    ("answer", "zeros"),
    [
        (b"", 0),
        (b"\n", 0),
        (b"{}\n" + GOOD, 0),
        (b'{"finding": "fit"}', 0),
        (b'{"finding": "perfect", "width": 1, "height": 1}\n' + GOOD, 0),
        (b"\x80\x04\x95pickle\n", 0),
        (b"", 200_000),
        (FIT, 0),
        (FIT + b"<html>", 0),
        (FIT + GOOD[:-40], 0),
        (FIT + GOOD + b"PK\3\4", 0),
        (FIT + encoded(photo(100, 100).resize((1_600, 100)), "JPEG"), 0),
        (FIT + GOOD, 17 * 2**20),
    ],
)
async def test_nothing_that_a_child_says_is_believed_unless_it_is_a_jpeg_of_ours(answer: bytes, zeros: int) -> None:
    """Silence and nonsense count as a broken picture, at once, and raise nothing."""
    async with Sandbox(workers=1, seconds=60, command=saying(answer, zeros=zeros)) as sandbox:
        verdict, picture = await sandbox.clean(GOOD)
        assert (verdict.finding, picture) == (Finding.BROKEN, None)


async def test_a_child_that_cannot_start_is_reported_with_its_last_words() -> None:
    """Opening the sandbox fails and says why, instead of blaming the first picture."""
    with pytest.raises(SandboxBroken, match="no such decoder"):
        async with Sandbox(workers=2, seconds=20, command=python("exit('no such decoder')")):
            pass


PARENT_MEMORY = """
import asyncio, resource
from bot.images.intake import Intake
from bot.domain.errors import BadPicture
from tests.hostile import hostile_files
files = [file.data for file in hostile_files() if file.name.startswith(("bomb", "text", "profile", "large"))]
async def main():
    async with Intake(hosts=()) as intake:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for data in files:
            try:
                await intake.sanitise(data)
            except BadPicture:
                pass
        print(len(files), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
asyncio.run(main())
"""


def test_bombs_do_not_grow_the_parent() -> None:
    """All bombs of the folder together raise the memory peak of the program by less than 16 MiB."""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", PARENT_MEMORY], cwd=root, capture_output=True, text=True, check=True)
    files, kibibytes = map(int, run.stdout.split())
    assert files >= 10
    assert kibibytes < 16 * 1024


def test_the_parent_has_no_decoder() -> None:
    """Importing the intake does not import Pillow: there is nothing in this process that could decode."""
    script = "import sys, bot.images.intake; print([m for m in sys.modules if m.startswith(('PIL', 'cv2', 'numpy'))])"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
