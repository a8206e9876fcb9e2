"""What a foreign picture costs before any engine sees it: format by size, and the warm sandbox end to end."""

import asyncio
import importlib.util
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.images.sandbox import Sandbox
from tests.pictures import encoded

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

SIZES = {"1 MP": (1152, 864), "12 MP": (4032, 3024), "40 MP": (7296, 5472)}
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "JPEG": ("JPEG", "RGB", {"quality": 90}),
    "JPEG progressive": ("JPEG", "RGB", {"quality": 90, "progressive": True}),
    "PNG": ("PNG", "RGB", {"compress_level": 3}),
    "PNG alpha": ("PNG", "RGBA", {"compress_level": 3}),
    "WebP": ("WEBP", "RGB", {"quality": 85, "method": 0}),
    "WebP alpha": ("WEBP", "RGBA", {"quality": 85, "method": 0}),
    "GIF": ("GIF", "P", {}),
    "AVIF": ("AVIF", "RGB", {"quality": 70}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    cpu_ms: float
    peak_mb: float


# A process between us and the child: what a child reports as its peak starts with what its parent had.
MEASURE = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-I", "-m", "bot.images.decode"], env={}, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
assert status == 0, status
print((usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024)
os._exit(0)
"""


def snapshot(size: tuple[int, int], *, noise: int) -> Image.Image:
    """A photo enlarged to this size, with the noise of a sensor on top: it would compress too well without."""
    skimage = importlib.util.find_spec("skimage")
    assert skimage is not None
    assert skimage.origin is not None
    with Image.open(Path(skimage.origin).parent / "data" / "astronaut.png") as photo:
        pixels = np.asarray(photo.convert("RGB").resize(size, Image.Resampling.BICUBIC), np.int16)
    grain = np.random.default_rng(1).integers(-noise, noise + 1, pixels.shape, np.int16)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def faded(picture: Image.Image) -> Image.Image:
    """The picture, ever more transparent towards its top."""
    picture = picture.convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return picture


def child_cost(data: bytes) -> Cost:
    """CPU time and peak memory of one decoding child, its start included."""
    run = subprocess.run([sys.executable, "-c", MEASURE], input=data, stdout=subprocess.PIPE, check=True)
    cpu_ms, peak_mb = map(float, run.stdout.split())
    return Cost(cpu_ms=cpu_ms, peak_mb=peak_mb)


async def wall_ms(sandbox: Sandbox, data: bytes, times: int) -> float:
    """The median time from bytes to verdict, with a child waiting."""
    taken: list[float] = []
    for _ in range(times):
        await asyncio.sleep(0.3)
        start = time.perf_counter()
        _, picture = await sandbox.clean(data)
        taken.append((time.perf_counter() - start) * 1000)
        assert picture is not None
    return statistics.median(taken)


async def test_cost_by_format_and_size() -> None:
    """Prints CPU and memory above an idle child's, and the wall time through a warm sandbox."""
    idle = child_cost(b"")
    print(f"\nidle child: {idle.cpu_ms:.0f} ms CPU to start, {idle.peak_mb:.0f} MB resident")
    print("| picture | file MB | CPU ms | wall ms | peak MB |\n|---|---|---|---|---|")
    async with Sandbox(workers=1, seconds=60) as sandbox:
        for name, size in SIZES.items():
            lossy = snapshot(size, noise=6)
            # A lossless file with noise would be refused for its bytes before its pixels cost anything.
            lossless = snapshot(size, noise=0)
            for kind, (form, mode, options) in KINDS.items():
                picture = lossless if form in {"PNG", "GIF"} else lossy
                data = encoded(faded(picture) if mode == "RGBA" else picture.convert(mode), form, **options)
                cost = child_cost(data)
                wall = await wall_ms(sandbox, data, 3)
                print(
                    f"| {kind}, {name} | {len(data) / 1e6:.1f} | {cost.cpu_ms - idle.cpu_ms:.0f} | {wall:.0f} "
                    f"| {cost.peak_mb - idle.peak_mb:.0f} |"
                )


async def test_latency_and_throughput_of_the_warm_sandbox() -> None:
    """Prints p50 and p95 for a small and a phone's JPEG, and pictures a second when many come at once."""
    small = encoded(snapshot((640, 480), noise=6), "JPEG", quality=90)
    phone = encoded(snapshot((4032, 3024), noise=6), "JPEG", quality=90)
    async with Sandbox(workers=2, seconds=60) as sandbox:
        print("\n| JPEG | p50 ms | p95 ms | a second, 20 at once on 2 workers |\n|---|---|---|---|")
        for name, data in (("0.3 MP", small), ("12 MP", phone)):
            taken: list[float] = []
            for _ in range(20):
                await asyncio.sleep(0.2)
                start = time.perf_counter()
                await sandbox.clean(data)
                taken.append((time.perf_counter() - start) * 1000)
            start = time.perf_counter()
            await asyncio.gather(*(sandbox.clean(data) for _ in range(20)))
            rate = 20 / (time.perf_counter() - start)
            p95 = statistics.quantiles(taken, n=20)[-1]
            print(f"| {name} | {statistics.median(taken):.0f} | {p95:.0f} | {rate:.1f} |")
