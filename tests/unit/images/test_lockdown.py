"""What a process can still do once it is bound; tried from inside."""

import ctypes
import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")

TRIES = """
import json, os, resource, socket, sys
from bot.images.lockdown import lock_down

def fork():
    if os.fork() == 0:
        os._exit(0)

tries = {
    "read a file": lambda: open("/etc/passwd").read(),
    "write a file": lambda: open("/tmp/restyle-planted", "w"),
    "list a directory": lambda: os.listdir("/"),
    "open a socket": socket.socket,
    "make a pipe": os.pipe,
    "fork": fork,
    "take 300 MB": lambda: bytearray(300_000_000),
    "raise its limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10)),
    "make a directory": lambda: os.mkdir("/tmp/restyle-planted"),
    "signal its parent": lambda: os.kill(os.getppid(), 0),
    "compute and speak": lambda: sum(range(1000)),
    "become another program": lambda: os.execv("/bin/true", ["true"]),
}
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
lock_down(memory=256 << 20, cpu_seconds=5)
done = []
for name in sys.argv[1:] or tries:
    try:
        tries[name]()
    except (OSError, ValueError, MemoryError):
        continue
    done.append(name)
print(json.dumps(done))
"""
SAFE_ANYWHERE = [
    "read a file", "write a file", "list a directory", "open a socket", "make a pipe", "fork", "take 300 MB",
    "raise its limit", "compute and speak",
]  # fmt: skip


def tried(*names: str) -> list[str]:
    """Which of these things a bound process managed to do."""
    run = subprocess.run([sys.executable, "-c", TRIES, *names], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def landlock_version() -> int:
    """0 where the kernel has none."""
    return max(0, ctypes.CDLL(None).syscall(444, None, 0, 1))


def test_a_bound_process_can_only_compute_and_speak() -> None:
    """Files, directories, sockets, pipes, forks, more memory and its old limits are out of reach."""
    assert tried(*SAFE_ANYWHERE) == ["compute and speak"]


@pytest.mark.skipif(sys.platform != "linux" or landlock_version() < 6, reason="this kernel's Landlock is too old")
def test_with_landlock_not_even_calls_that_need_no_open_file_get_out() -> None:
    """New directories, signals to its parent and other programs are out of reach as well."""
    assert tried() == ["compute and speak"]


def test_a_bound_process_that_computes_too_long_is_ended_by_a_signal_that_says_so() -> None:
    """The limit on CPU seconds ends an endless loop with SIGXCPU."""
    script = "from bot.images.lockdown import lock_down\nlock_down(memory=1 << 28, cpu_seconds=1)\nwhile True: pass"
    run = subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert -run.returncode == 24
