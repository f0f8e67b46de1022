"""Answers that are kept with their entity tags, so that an unchanged one is not sent again: in memory or in a folder.

A folder is one of mode 0700 with a file for each answer, since answers of a private server may be among them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Protocol

from skillgraph.client.talk import Reply

MOST_BYTES = 32 * 1024 * 1024
_KEPT_FIELDS = ("content-type", "etag", "x-snapshot")


class Keeper(Protocol):
    """Where answers are kept."""

    def get(self, key: str) -> Reply | None:
        """The answer that was put there, or None where it is not there any more."""

    def put(self, key: str, reply: Reply) -> None:
        """Keeps an answer; the least used go where there are too many bytes."""


def key_of(address: str, accept: str, token: str) -> str:
    """What an answer is kept under: answers to one token are not found with another."""
    return hashlib.sha256("\n".join((address, accept, token)).encode()).hexdigest()


def users_folder(environ: Mapping[str, str]) -> Path:
    """The folder below XDG_CACHE_HOME or ~/.cache."""
    base = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "skillgraph" / "client"


class InMemory:
    """Kept as long as the client is."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[str, Reply] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: str) -> Reply | None:
        """See `Keeper.get`."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, reply: Reply) -> None:
        """See `Keeper.put`."""
        with self._lock:
            known = self._kept.pop(key, None)
            self._size += len(reply.body) - (len(known.body) if known else 0)
            self._kept[key] = reply
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].body)


class InFolder:
    """Kept on disk. A folder that cannot be written is no error, and a file that is not whole is no answer."""

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most = most

    def get(self, key: str) -> Reply | None:
        """See `Keeper.get`."""
        path = self.folder / key
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            about = json.loads(head)
            if about["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            with contextlib.suppress(OSError):
                os.utime(path)
            return Reply(200, body, about["fields"], tuple(about["warnings"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, reply: Reply) -> None:
        """See `Keeper.put`."""
        fields = {name: reply.fields[name] for name in _KEPT_FIELDS if name in reply.fields}
        digest = hashlib.sha256(reply.body).hexdigest()
        head = json.dumps({"fields": fields, "warnings": reply.warnings, "sha256": digest}).encode()
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self.folder / f".{key}.{os.getpid()}"
            try:
                fresh.touch(mode=0o600)
                fresh.write_bytes(head + b"\n" + reply.body)
                fresh.replace(self.folder / key)
            finally:
                fresh.unlink(missing_ok=True)
            self._shrink()

    def _shrink(self) -> None:
        files = [(file.stat(), file) for file in self.folder.iterdir()]
        size = 0
        for about, file in sorted(files, key=lambda pair: pair[0].st_mtime_ns, reverse=True):
            size += about.st_size
            if size > self._most:
                file.unlink(missing_ok=True)
