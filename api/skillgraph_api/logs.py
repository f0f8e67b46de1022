"""The log: a JSON object per line. The text of a query is in it only where the settings say so, else its hash."""

from __future__ import annotations

import datetime
import hashlib
import json
import traceback
from collections.abc import Callable
from typing import Any, TextIO

from skillgraph.settings import Settings

LONGEST_TEXT = 4096


class Log:
    """Writes slow queries, refusals for load and faults; every request as well where the settings ask for that."""

    def __init__(self, settings: Settings, stream: TextIO, now: Callable[[], datetime.datetime]) -> None:
        self.every_request = settings.is_on("log_requests")
        self.slow_after = settings.slow_log_seconds
        self._texts = settings.is_on("log_queries")
        self._stream = stream
        self._now = now

    def write(self, event: str, **facts: Any) -> None:
        """One line."""
        time = self._now().isoformat(timespec="milliseconds")
        row = {
            "time": time,
            "event": event,
            **{name: value for name, value in facts.items() if value not in ("", None)},
        }
        self._stream.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")
        self._stream.flush()

    def query(self, text: str) -> dict[str, str]:
        """What the log says of a query: its hash, and its text where that is wanted."""
        if not text:
            return {}
        said = {"query_hash": hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]}
        return said | ({"query": text[:LONGEST_TEXT]} if self._texts else {})

    def fault(self, error: BaseException, **facts: Any) -> None:
        """An error that nobody foresaw, with its traceback, of which messages may quote a query and are left out."""
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        text = str(error) if self._texts else ""
        self.write("fault", error=type(error).__name__, message=text, at=places, **facts)
