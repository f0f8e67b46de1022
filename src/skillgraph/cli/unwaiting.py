"""Standard error for a server, which must never wait for whoever reads it: a full pipe would stop all answers."""

from __future__ import annotations

import contextlib
import io
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

MOST_WAITING = 1000  # pieces of text that are not written yet
FAREWELL_S = 1.0  # for what waits when the server ends


class Unwaiting(io.TextIOBase):
    """A text stream over a descriptor. A thread writes; where too much waits for it the next is dropped and counted."""

    def __init__(self, descriptor: int, most: int = MOST_WAITING) -> None:
        self.dropped = 0  # pieces that are lost and were not told of yet
        self._descriptor = descriptor
        self._waiting: queue.Queue[str | None] = queue.Queue(most)
        self._thread = threading.Thread(target=self._work, name="standard error", daemon=True)
        self._thread.start()

    def write(self, text: str, /) -> int:
        """Takes a piece of text; never waits."""
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            self.dropped += 1
        return len(text)

    def finish(self, seconds: float = FAREWELL_S) -> None:
        """Writes what waits, for that long at most."""
        with contextlib.suppress(queue.Full):
            self._waiting.put(None, timeout=seconds)
            self._thread.join(seconds)

    def _work(self) -> None:
        """What the thread does. It writes to the descriptor: no lock is held where the program ends meanwhile."""
        while (text := self._waiting.get()) is not None:
            lost, self.dropped = self.dropped, 0
            if lost:
                text += f"skillgraph: nobody read standard error, and {lost} pieces of it are lost\n"
            with contextlib.suppress(OSError):  # there is no reader any more
                self._write(text.encode(errors="backslashreplace"))

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._descriptor, content) :]


@contextlib.contextmanager
def unwaiting_stderr() -> Iterator[None]:
    """Within it `sys.stderr` never waits; unchanged where it is no descriptor. For the main thread.

    The server ends by raising the signal that it was sent once more, after it has closed everything.
    """
    try:
        descriptor = sys.stderr.fileno()
    except (OSError, ValueError):
        yield
        return
    sys.stderr.flush()
    stream = Unwaiting(descriptor)

    def end(number: int, _: FrameType | None) -> None:
        stream.finish()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        with contextlib.redirect_stderr(stream):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)
        stream.finish()
