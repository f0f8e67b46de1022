"""What a worker may not do. Linux only; nothing here needs a privilege.

After `seal` no descriptor can be opened any more: no file, no socket, no pipe. What is not imported by then never is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time
from pathlib import Path

from skillgraph.errors import IsolationError

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CONNECTION = 3  # a worker's only descriptor beside the standard ones
_FIRST_VICTIM = "800"  # where the machine runs out of memory, a worker goes before a parent or the front


def require_linux() -> None:
    """IsolationError, with what is missing, where workers cannot be isolated on this system."""
    missing = [
        name for name, there in (("Linux", sys.platform == "linux"), ("pidfd", hasattr(os, "pidfd_open"))) if not there
    ]
    if missing:
        raise IsolationError(
            f"Queries cannot be isolated here: {' and '.join(missing)} is missing.",
            "Run the server on Linux 5.4 or newer, or in a container; the commands ask and query work everywhere.",
        )


def end_with(parent: int) -> None:
    """Lets this process be killed when its parent ends; ends it now where that has happened already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def settle(connection: int) -> int:
    """Closes what a fork inherited but standard error and the given socket, whose new number is returned."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if connection != _CONNECTION:
        os.dup2(connection, _CONNECTION, inheritable=False)
    for entry in list(Path("/proc/self/fd").iterdir()):
        if int(entry.name) > _CONNECTION:
            with contextlib.suppress(OSError):  # the listing's own
                os.close(int(entry.name))
    return _CONNECTION


def seal(memory: int) -> None:
    """The whole sandbox; `memory` is in bytes beyond what this process has now, its stack included."""
    time.localtime()  # reads the time zone's file
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_VICTIM, encoding="ascii")
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _CONNECTION + 1)


def allow_cpu(seconds: int) -> None:
    """Lets this process use that many more seconds of processor time; SIGXCPU ends it then."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))


def peak_memory() -> int:
    """The largest resident size of this process so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def make_polite(process: int) -> None:
    """Lets all threads of a process stand behind those of others; it cannot be taken back."""
    with contextlib.suppress(OSError):  # it may have ended
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setscheduler(int(thread.name), os.SCHED_BATCH, os.sched_param(0))
            os.setpriority(os.PRIO_PROCESS, int(thread.name), 10)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value))


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), "prctl")
