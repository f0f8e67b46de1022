"""A copy of the site as files, by asking a server page after page; links in it lead from file to file.

Everything that links lead to is taken, and the documents of all things; what asks a server something is left out, and
links to it become plain text or lead to a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from skillgraph import __version__
from skillgraph.errors import UsageError
from skillgraph.export.addresses import NOTE, file_of, has_note, has_place, relative
from skillgraph.export.rewriting import Page

_AT_ONCE = 64
_MOST_BYTES = 2_000_000_000
# How long an answer took is no part of what it says.
_TAKEN = re.compile(r"(rows?) in [0-9.]+ ms")
_HERE = "copy.json"
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Got:
    """What a server answered: a status, the type of the content, the content, and where it leads to."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most files of a copy, and the moment of the clock when it has to be finished."""

    files: int
    until: float
    clock: Callable[[], float]


class Copy:
    """The copy in a folder that is empty. `get` asks a server for addresses: paths, perhaps with a query."""

    def __init__(
        self, folder: Path, get: Callable[[Sequence[str]], Iterable[Got]], limits: Limits, snapshot: str, day: str
    ) -> None:
        self._folder = folder
        self._get = get
        self._limits = limits
        self._snapshot = snapshot
        self._day = day
        self._files: dict[str, str] = {}  # by address; empty where there is nothing
        self._leads: dict[str, str] = {}  # from an address to another
        self._pages: list[str] = []
        self._size = 0

    def make(self, start: Iterable[str]) -> dict[str, int]:
        """Takes all that can be reached and writes it; how many pages and other files there are, and their bytes."""
        waiting = list(dict.fromkeys(start))
        known, done = set(waiting), 0
        while batch := waiting[done : done + _AT_ONCE]:
            done += len(batch)
            for address, got in zip(batch, self._get(batch), strict=True):
                fresh = [found for found in self._take(address, got) if found not in known]
                known.update(fresh)
                waiting.extend(dict.fromkeys(fresh))
        for address in self._pages:
            self._rewrite(address)
        self._write_note()
        taken = {file for file in self._files.values() if file}
        facts = {"snapshot": self._snapshot, "day": self._day, "skillgraph": __version__, "files": len(taken)}
        (self._folder / _HERE).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        (self._folder / ".nojekyll").touch()
        return {"pages": len(self._pages), "files": len(taken) - len(self._pages), "bytes": self._size}

    def _take(self, address: str, got: Got) -> list[str]:
        """Keeps what came from an address; the addresses that it names."""
        if got.location:
            self._leads[address] = got.location
            return [got.location] if has_place(got.location) else []
        self._files[address] = file_of(address, got.content_type) if got.status == 200 else ""
        if got.status != 200:
            return []
        self._size += len(got.body)
        self._check()
        file = self._folder / self._files[address]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(got.body)
        if not got.content_type.startswith("text/html"):
            return []
        self._pages.append(address)
        named: list[str] = []

        def note(found: str, _: str) -> str | None:
            if has_place(found):
                named.append(found)
            return found

        Page(address, note).rewritten(got.body.decode())
        return named

    def _check(self) -> None:
        if len(self._files) > self._limits.files:
            raise UsageError(f"The site has more than {self._limits.files:,} files.", "Raise --most-files.")
        if self._limits.clock() > self._limits.until:
            raise UsageError("The site takes longer than it may.", "Raise --seconds.")
        if self._size > _MOST_BYTES:
            raise UsageError(f"The site is larger than {_MOST_BYTES:,} bytes.", "Serve it instead of copying it.")

    def _place(self, address: str) -> str:
        """The file of an address, through what it leads to; empty where there is none."""
        for _ in range(5):
            if address not in self._leads:
                break
            address = self._leads[address]
        return self._files.get(address, "")

    def _rewrite(self, address: str) -> None:
        name = self._files[address]

        def resolve(found: str, fragment: str) -> str | None:
            file = self._place(found)
            if file:
                return relative(file, name, fragment)
            return relative(NOTE, name) if has_note(found) else None

        file = self._folder / name
        text = _TAKEN.sub(r"\1", file.read_text(encoding="utf-8"))
        text = Page(address, resolve, self._foot(relative(NOTE, name))).rewritten(text)
        file.write_text(text, encoding="utf-8")

    def _foot(self, note: str) -> str:
        return (
            f'<p class="quiet">A copy of snapshot <code>{escape(self._snapshot)}</code>, made on {escape(self._day)}. '
            f'It asks no server: <a href="{escape(note)}">what is left out</a>.</p>\n'
        )

    def _write_note(self) -> None:
        style = ""
        if self._pages:
            found = _STYLE.search((self._folder / self._files[self._pages[0]]).read_text(encoding="utf-8"))
            style = f'<link rel="stylesheet" href="{found[1]}">\n' if found else ""
        text = (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<title>What needs a server · skillgraph</title>\n<link rel="icon" href="data:,">\n'
            f'{style}</head>\n<body>\n<main id="main">\n<h1>What needs a server</h1>\n'
            "<p>This is a copy of the pages and files of a skillgraph server. It has every page that a link leads to, "
            "the documents of all things, and the answers of the questions for the values that their forms list. "
            "It does not answer SPARQL, search, sort, take dates or texts of your own, or make plans for other goals."
            "</p>\n<p><code>skillgraph serve</code> serves all of it.</p>\n"
            '<p><a href="index.html">Back to the first page</a></p>\n</main>\n</body>\n</html>\n'
        )
        (self._folder / NOTE).write_text(text, encoding="utf-8")
