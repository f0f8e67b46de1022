"""When the files of a workspace have changed: the system's notices, and a look at all files now and then.

A notice may be lost (a folder was moved away and came back, a network file system), so every second the
sizes and times of all files are compared with those that were seen last.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import NamedTuple

from skillgraph.workspace import walk

SETTLE_MS = 30  # a burst ends when two looks, this far apart, see nothing new: 50 ms after a save on the average
GROUP_MS = 500  # the longest that a burst without a pause is waited for
LOOK_MS = 1000
LOOK_WITHOUT_NOTICES_S = 0.3
_SUFFIXES = ("", ".ttl", ".nt", ".rq")

Stamp = dict[str, tuple[int, int, int]]


def changes(root: Path, stop: Event, *, private: bool) -> Iterator[None]:
    """One item at once, and one for each burst of changes from then on, until `stop` is set.

    What changes while an item is dealt with is the next item. Without `private`, no change of a private file is.
    """
    seen = _look(root, private=private)
    yield
    while not stop.is_set():
        watched = seen.folders
        for noticed in _notices(watched, stop):
            now = _look(root, private=private)
            if noticed or now != seen:
                seen = now
                yield
            if seen.folders != watched:
                break  # a folder that was made anew has to be watched anew


def _notices(folders: Iterable[str], stop: Event) -> Iterator[bool]:
    """True for each burst of notices, and False now and then."""
    from watchfiles import watch

    yield False
    try:
        for batch in watch(
            *folders,
            watch_filter=lambda _, path: Path(path).suffix in _SUFFIXES,
            debounce=GROUP_MS,
            step=SETTLE_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
            recursive=False,  # each folder by itself, so that nothing is heard from private ones
        ):
            yield bool(batch)
    except (OSError, RuntimeError):
        # A folder has just gone, or the system gives no more notices, which watchfiles calls an internal error of its
        # own where too many files are open: then looking has to do.
        stop.wait(LOOK_WITHOUT_NOTICES_S)


class _Seen(NamedTuple):
    """The files that there are, and the folders with their numbers: one that was made anew has another."""

    files: Stamp
    folders: dict[str, int]


def stamp(root: Path, *, private: bool) -> Stamp:
    """Time of change, size and number of every Turtle and query file, by path."""
    return _look(root, private=private).files


def _look(root: Path, *, private: bool) -> _Seen:
    seen = _Seen({}, {})
    for folder, names in walk(root, private=private):
        with contextlib.suppress(OSError):
            seen.folders[folder] = os.stat(folder).st_ino  # noqa: PTH116  # for some hundred files, every second
        for name in names:
            path = f"{folder}/{name}"
            with contextlib.suppress(OSError):
                about = os.stat(path)  # noqa: PTH116  # as above
                seen.files[path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return seen
