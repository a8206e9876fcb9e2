"""The decoding child's own answers, where they depend on its limits."""

import json
import subprocess
import sys

import pytest

from bot.images.verdict import MAX_RATIO, MIN_SIDE
from tests.pictures import blank_png, encoded, photo


def answer(data: bytes, *, before: str = "") -> dict[str, object]:
    """What a child says about a file after running `before`."""
    script = f"from bot.images import decode\n{before}\ndecode.main()"
    run = subprocess.run([sys.executable, "-c", script], input=b"{}\n" + data, capture_output=True, check=True)
    ready, verdict, _ = run.stdout.split(b"\n", 2)
    assert ready == b"ready"
    return json.loads(verdict)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_a_picture_that_needs_more_memory_than_a_child_has_is_too_heavy() -> None:
    """Running out of memory is an answer, not a crash."""
    assert answer(blank_png(6_000, 6_000, colour=2), before="decode.MEMORY = 150 << 20")["finding"] == "too_heavy"


@pytest.mark.parametrize(
    ("size", "finding"),
    [
        ((MIN_SIDE, MIN_SIDE), "fit"),
        ((MIN_SIDE - 1, 900), "too_small"),
        ((MIN_SIDE * MAX_RATIO, MIN_SIDE), "fit"),
        ((MIN_SIDE, MIN_SIDE * MAX_RATIO + 1), "too_narrow"),
    ],
)
def test_the_gates_stand_exactly_where_the_texts_say(size: tuple[int, int], finding: str) -> None:
    """One pixel decides, and the size in the verdict is the file's."""
    told = answer(encoded(photo(*size), "PNG"))
    assert told == {"finding": finding, "width": size[0], "height": size[1], "animated": False, "uniform": False}


def test_a_child_that_gets_nothing_ends_without_a_word() -> None:
    """A parent that closes the pipe ends its waiting children."""
    run = subprocess.run([sys.executable, "-m", "bot.images.decode"], input=b"", capture_output=True, check=True)
    assert run.stdout == b"ready\n"
