"""What a worker may not do. Linux only; nothing here needs a privilege.

After `seal` no descriptor can be opened any more: no file, no socket, no pipe. What is not imported by then never is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import stat
import sys
import time
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from skillgraph.errors import IsolationError

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CONNECTION = 3  # a worker's only descriptor beside the standard ones
_OUTLET = 4  # the one other that it may be given
WITHOUT, WITH_OUTLET = _CONNECTION + 1, _OUTLET + 1  # how many descriptors a worker has
_MOST_DESCRIPTORS = 1024  # of a parent; a loader that opens more files raises this limit itself
_FIRST_VICTIM = b"800"  # where the machine runs out of memory, a worker goes before a parent or the front


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


def prepare_to_fork() -> None:
    """For a parent process, before it opens anything: bounds the numbers of its descriptors.

    The number that a worker's connection will have is taken, so that nothing that is loaded gets it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, _MOST_DESCRIPTORS), hard))
    nothing = os.open(os.devnull, os.O_RDWR)
    while nothing < _CONNECTION:
        nothing = os.dup(nothing)
    if nothing > _CONNECTION:
        os.close(nothing)


def files() -> frozenset[int]:
    """The descriptors of this process that are regular files."""
    found = set()
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # numbers, of which that of the listing is gone already
        with contextlib.suppress(OSError):
            if stat.S_ISREG(os.fstat(int(name)).st_mode):
                found.add(int(name))
    return frozenset(found)


def end_with(parent: int) -> None:
    """Lets this process be killed when its parent ends; ends it now where that has happened already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def settle(connection: int, outlet: int = -1, kept: Iterable[int] = ()) -> tuple[int, int]:
    """Closes what a fork inherited but standard error, what is kept, and the given sockets; returns their new numbers.

    For the main thread, before there is another: threads started from now on cannot gain privileges either.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if outlet == _CONNECTION:
        outlet = os.dup(outlet)
    if connection != _CONNECTION:
        os.dup2(connection, _CONNECTION, inheritable=False)
    before = _CONNECTION
    if outlet >= 0:
        if outlet != _OUTLET:
            os.dup2(outlet, _OUTLET, inheritable=False)
        before = _OUTLET
    for number in (*sorted(kept), resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        os.closerange(before + 1, number)
        before = number
    return _CONNECTION, _OUTLET if outlet >= 0 else -1


def seal(memory: int, descriptors: int = WITHOUT) -> None:
    """The limits of the process: bytes beyond what it has now, its stack included, and how many descriptors it has."""
    time.localtime()  # reads the time zone's file
    with contextlib.suppress(OSError):
        _write("/proc/self/oom_score_adj", _FIRST_VICTIM)
    pages = int(_read("/proc/self/statm").split()[0])
    _prctl(_PR_SET_DUMPABLE, 0)
    _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, descriptors)


def allow_cpu(seconds: int) -> None:
    """Lets this process use that many more seconds of processor time; SIGXCPU ends it then."""
    _limit_cpu(int(time.process_time()) + 1 + seconds)


@lru_cache(maxsize=1)
def _limit_cpu(total: int) -> None:
    """The limit counts whole seconds, so it stays the same from one short job to the next."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (total, hard))


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


def _read(path: str) -> bytes:
    """A short file; without the machinery of file objects, of which a fork would have to copy every page."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)


def _write(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), "prctl")
