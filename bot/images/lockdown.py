"""What a decoding child gives up before it sees a foreign byte: memory, time, files, network, other processes.

Knows nothing of pictures. Complete on Linux; where a system does not know a limit the others still hold. Limits that
are already stricter stay as they are.
"""

import contextlib
import ctypes
import signal
import sys

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38

# These system calls have the same number on every architecture.
_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_VERSION = 1
_LANDLOCK_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_LANDLOCK_FILE_RIGHTS_NOW = 16
_LANDLOCK_NETWORK_SINCE = 4
_LANDLOCK_SCOPE_SINCE = 6


class _Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`: the rights that are denied unless a rule grants them; we add no rule."""

    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scope", ctypes.c_uint64))


def lock_down(*, memory: int, cpu_seconds: int) -> None:
    """Bind this process for good: at most `memory` bytes of address space and `cpu_seconds`, and nothing to reach.

    Call it after the last import: no file, directory or socket can be opened afterwards. What is open stays open.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _enter_landlock(libc)
    _limit_resources(memory, cpu_seconds)


def _enter_landlock(libc: ctypes.CDLL) -> None:
    """Leave files, TCP and the processes outside behind, as far as this kernel's Landlock goes."""
    libc.syscall.restype = ctypes.c_long
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_VERSION))
    if version < 1:
        return
    rules = _Ruleset(
        files=(1 << _LANDLOCK_FILE_RIGHTS.get(version, _LANDLOCK_FILE_RIGHTS_NOW)) - 1,
        network=0b11 if version >= _LANDLOCK_NETWORK_SINCE else 0,
        scope=0b11 if version >= _LANDLOCK_SCOPE_SINCE else 0,
    )
    size = ctypes.c_size_t(ctypes.sizeof(rules))
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, ctypes.byref(rules), size, ctypes.c_uint32(0))
    if ruleset >= 0:
        libc.syscall(_LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def _limit_resources(memory: int, cpu_seconds: int) -> None:
    """Set the limits of this process; the open files come last, because everything else needs none."""
    if sys.platform == "win32":
        return
    wanted = {
        "RLIMIT_AS": (memory, memory),
        # A second between the two, so that the end comes as SIGXCPU, which says why.
        "RLIMIT_CPU": (cpu_seconds, cpu_seconds + 1),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NPROC": (0, 0),
        "RLIMIT_NOFILE": (0, 0),
    }
    for name, limits in wanted.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), limits)
