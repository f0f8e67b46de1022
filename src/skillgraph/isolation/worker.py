"""A worker: a fork of a loaded parent that does one job at a time.

The main thread only waits for the front to close the connection, and ends the process at once. A thread with a large
stack reads jobs, runs them and writes the answers, so that whatever an engine binds to a thread stays in one.
"""

from __future__ import annotations

import gc
import math
import os
import select
import socket
import threading
import traceback
from typing import NoReturn

from skillgraph.errors import LimitReached, SkillgraphError
from skillgraph.isolation import failures, frames, orders, sandbox
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.frames import Frame
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.source import Desk, Outgoing

_FAULT = 70  # exit status, as in sysexits.h
_NOTHING = Reply({})


def serve(connection: socket.socket, desk: Desk, bounds: Bounds) -> NoReturn:
    """Does jobs until the other side closes; never returns."""
    threading.stack_size(bounds.stack)
    threading.Thread(target=_work, args=(connection, desk, bounds), daemon=True).start()
    watch = select.poll()
    watch.register(connection, 0)  # asks for nothing, so it returns only when the other side has closed
    watch.poll()
    os._exit(0)


def _work(connection: socket.socket, desk: Desk, bounds: Bounds) -> None:
    """The thread that evaluates; the process ends with it, whatever happens."""
    try:
        sandbox.seal(bounds.memory, sandbox.WITH_OUTLET if isinstance(desk, Outgoing) else sandbox.WITHOUT)
        inbox = frames.Inbox(connection)
        ceiling = sandbox.peak_memory() + bounds.recycle_growth
        for count in range(1, bounds.recycle_after + 1):
            request = inbox.receive()
            if request is None:
                break
            sandbox.allow_cpu(bounds.cpu or math.ceil(request.head["seconds"]) + 2)
            head, reply, spent = _answer(desk, request, bounds)
            last = spent or count == bounds.recycle_after or sandbox.peak_memory() > ceiling
            frames.send(connection, head, reply.body, seconds=reply.seconds, rows=reply.rows, is_last=last)
            if last:
                break
        os._exit(0)
    except MemoryError:  # not even the words for it could be had
        os.abort()
    except BaseException:  # noqa: BLE001  # the edge of the process: nothing above could say it
        traceback.print_exc()
    finally:
        os._exit(_FAULT)


def _answer(desk: Desk, request: Frame, bounds: Bounds) -> tuple[bytes, Reply, bool]:
    """The answer's head as it is sent, the rest of it, and whether this worker should not be used again."""
    try:
        reply = desk.run(request.head["job"], orders.arguments_of(request))
        return reply.written(), reply, False
    except SkillgraphError as error:
        return _failed(error), _NOTHING, False
    except MemoryError:
        gc.collect()
        return _failed(out_of_memory(bounds)), _NOTHING, True
    except RecursionError:
        return _failed(too_deep()), _NOTHING, True
    except BaseException:  # noqa: BLE001  # engines raise their panics outside Exception
        return _failed(failures.unexpected(), traceback=traceback.format_exc()), _NOTHING, True


def _failed(error: SkillgraphError, **more: str) -> bytes:
    return frames.written({"error": failures.pack(error), **more})


def out_of_memory(bounds: Bounds) -> LimitReached:
    """The error of a job that needs more memory than a worker has."""
    message = f"The evaluation needs more memory than {bounds.memory >> 20} MiB."
    return LimitReached(
        message, "memory", "Ask for less at once: fewer patterns that do not share a variable, or LIMIT."
    )


def too_deep() -> LimitReached:
    """The error of a job that is nested deeper than the stack allows."""
    return LimitReached("The query is nested too deeply to be evaluated.", "depth", "Take nested groups apart.")
