"""Work that is done by a second processor meanwhile, where there is one."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

Value = TypeVar("Value")


@contextlib.contextmanager
def aside(work: Callable[[], Value]) -> Iterator[Callable[[], Value]]:
    """Begins the work in a forked process, which ends with the block; what is given waits for its value.

    Where a fork is no help, or not safe because there are other threads, and where the process fails, the work is done
    when its value is asked for. The value has to be one that can be pickled.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        yield work
        return
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        _work(work, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        is_over = False

        def value() -> Value:
            nonlocal is_over
            written = answer.read()
            status = os.waitpid(process, 0)[1]
            is_over = True
            return pickle.loads(written) if status == 0 else work()  # noqa: S301  # our own process wrote it

        try:
            yield value
        finally:
            if not is_over:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)


def _work(work: Callable[[], object], target: int) -> None:
    """What the forked process does: nothing of its parent's is run in it when it ends."""
    code = 1
    try:
        with os.fdopen(target, "wb") as answer:
            pickle.dump(work(), answer)
        code = 0
    finally:
        os._exit(code)
