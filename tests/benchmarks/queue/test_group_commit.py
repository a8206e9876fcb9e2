"""What one commit for everybody who waits is worth on SQLite: on this disk, and on one that is 4 ms slower."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.benchmarks.queue.figures import show

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

CALLERS = {1: 200, 50: 1_000, 1_000: 1_000}
"""How many call at once, and how many calls that makes."""
PASSES = 3
SHIM = Path(__file__).with_name("slow_fsync.c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """One process's figures; times in milliseconds but `elapsed`, which is seconds."""

    rate: float
    p50: float
    p99: float
    elapsed: float


async def test_group_commit(tmp_path: Path, migrated: Path) -> None:
    """A thousand callers at once have their answers within a second, on a slow disk too."""
    disks = {"this disk": None, "4 ms slower": _slow_disk(tmp_path)}
    rows: list[tuple[str, ...]] = []
    for disk, shim in disks.items():
        if disk != "this disk" and shim is None:
            rows.append((disk, "not measured: there is no gcc to compile the slow disk with"))
            continue
        for callers, calls in CALLERS.items():
            # In turn, so that the machine's mood meets both paths.
            pairs = [
                [await _commit(path, tmp_path, migrated, shim, callers, calls) for path in ("plain", "writer")]
                for _ in range(PASSES)
            ]
            plain, writer = (_median([pair[path] for pair in pairs]) for path in (0, 1))
            target = "all within 1.0 s" if callers == 1_000 else ""
            rows.append((disk, f"{callers:,}", *_cells(plain), *_cells(writer), _ratio(writer, plain), target))
    columns = ("disk", "callers", "plain/s", "p99 ms", "all, s", "writer/s", "p99 ms", "all, s", "ratio", "target")
    caption = (
        f"calls: {', '.join(f'{calls:,}' for calls in CALLERS.values())}; medians of {PASSES} passes in turn; plain is "
        "one transaction and one commit for each call through SQLAlchemy's aiosqlite engine"
    )
    show("Accepting jobs on SQLite, WAL and synchronous=FULL", columns, rows, caption=caption)


def _slow_disk(folder: Path) -> Path | None:
    """The shim, compiled; None where there is no compiler."""
    compiler = shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "slow_fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SHIM), "-ldl"], check=True)
    return library


async def _commit(path: str, folder: Path, migrated: Path, shim: Path | None, callers: int, calls: int) -> Committed:
    file = shutil.copy(migrated, folder / f"{path}-{uuid4()}.db")
    command = (sys.executable, "-m", "tests.benchmarks.queue.committer", path, str(file), str(callers), str(calls))
    env = os.environ | ({"LD_PRELOAD": str(shim)} if shim else {})
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=env)
    output, _ = await process.communicate()
    assert process.returncode == 0
    return Committed(**json.loads(output))


def _median(passes: list[Committed]) -> Committed:
    return sorted(passes, key=lambda each: each.rate)[len(passes) // 2]


def _cells(measured: Committed) -> tuple[str, ...]:
    return f"{measured.rate:,.0f}", f"{measured.p99:,.1f}", f"{measured.elapsed:.2f}"


def _ratio(writer: Committed, plain: Committed) -> str:
    return f"{writer.rate / plain.rate:.1f}"
