"""The process that has imported the program and forks it. Runs nothing itself: no thread, no event loop, no connection.

    python -m tests.forkserver NUMBER-OF-A-SOCKET

An order is one packet: arguments, environment and directory as JSON, with three files: what is to be stdout, what is to
be stderr, and a connection on which the child's id is told, and later its exit code. A child leaves the loop with its
order and becomes the bot.
"""

import gc
import json
import os
import runpy
import signal
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from selectors import EVENT_READ, PollSelector
from socket import recv_fds, socket

from cogs import EXTENSIONS

IMPORTED = (
    "bot.cli.service",
    *EXTENSIONS,
    # What the libraries import when they are first used, which every start does.
    "anyio._backends._asyncio",
    "httpcore",
    "multiprocessing.popen_spawn_posix",
    "PIL.ImageFile",
)
LARGEST_ORDER = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a child is to become."""

    arguments: list[str]
    env: dict[str, str]
    cwd: str
    out: int
    err: int


def main() -> None:
    """Import everything, fork on demand, and in a child be the bot."""
    gc.disable()
    for name in IMPORTED:
        import_module(name)
    # As `bot.cli` does: nobody need look whether what was imported is garbage, and no page is copied for that.
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who started the tests
    order = served(socket(fileno=int(sys.argv[1])))
    if order is not None:
        become(order)


def served(orders: socket) -> Order | None:
    """Fork for every order: in a child, its order; None once nobody can order any more."""
    with PollSelector() as files:
        files.register(orders, EVENT_READ)
        while True:
            for ready, _ in files.select():
                if ready.fileobj is not orders:
                    files.unregister(ready.fd)
                    tell_end(ready.fd, *ready.data)
                    continue
                data, fds, *_ = recv_fds(orders, LARGEST_ORDER, 3)
                if not data:
                    return None
                out, err, told = fds
                pid = forked()
                if pid == 0:
                    for each in files.get_map().values():
                        os.close(each.fd) if each.data else orders.detach()
                    return Order(**json.loads(data), out=out, err=err)
                os.close(out)
                os.close(err)
                os.write(told, b"%d\n" % pid)
                files.register(os.pidfd_open(pid), EVENT_READ, (pid, told))


def forked() -> int:
    """Fork, if nothing can be lost by it: another thread would be missing in the child, with what it had locked."""
    threads = len([*Path("/proc/self/task").iterdir()])
    if threads > 1:
        raise RuntimeError(f"{threads} threads in a process that forks")
    return os.fork()


def tell_end(pidfd: int, pid: int, told: int) -> None:
    """A child has ended: say how."""
    _, status = os.waitpid(pid, 0)
    try:
        os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    except BrokenPipeError:
        pass  # nobody waits for it
    finally:
        os.close(told)
        os.close(pidfd)


def become(order: Order) -> None:
    """Be the bot, as if it had been started like that."""
    os.dup2(order.out, 1)
    os.dup2(order.err, 2)
    os.close(order.out)
    os.close(order.err)
    os.environ.clear()
    os.environ.update(order.env)
    time.tzset()
    os.chdir(order.cwd)
    sys.path[0] = str(Path.cwd())
    sys.argv[1:] = order.arguments
    signal.signal(signal.SIGINT, signal.default_int_handler)
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


main()
