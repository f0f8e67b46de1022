"""A workspace in this process, which answers calls with the same jobs as a server's processes."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from skillgraph.client.answers import TRIPLES
from skillgraph.client.described import PATH
from skillgraph.client.talk import Call, Reply
from skillgraph.coverage.fields import asked_in, change_in
from skillgraph.coverage.questions import question
from skillgraph.describe.listed import listed
from skillgraph.errors import UnknownName
from skillgraph.queries import Catalogue
from skillgraph.service import desk_of
from skillgraph.service.bench import Bench, bench_of
from skillgraph.settings import load
from skillgraph.snapshot import Cache, open_snapshot
from skillgraph.workspace import locate, published, read

SECONDS = 60.0  # for the searches of a question about cover, where no deadline is given
_Job = tuple[str, Mapping[str, Any]]


class Local:
    """A snapshot of a workspace, taken when it is made: from the cache where the files are unchanged, else built."""

    address = "local:"

    def __init__(self, path: str | Path | None, *, private: bool) -> None:
        settings = load(os.environ, workspace=None if path is None else str(path))
        contents = published(read(locate(settings, Path.cwd()), private=private), private)
        snapshot = open_snapshot(contents, Cache.of(settings, os.environ))
        self._snapshot = snapshot.id
        self._catalogue = Catalogue(contents)
        self._base_url = settings.base_url
        self._contents = contents
        self._desk = desk_of(snapshot.engine, self._catalogue, base_url=self._base_url, digest=contents.digest)
        self._bench: Bench | None = None

    def answer(self, call: Call) -> Reply:
        """See `Talker.answer`. A query has no deadline here."""
        fields = {"x-snapshot": self._snapshot}
        if call.path == PATH:
            rows = [listed(query, self._base_url) for query in self._catalogue]
            return Reply(200, json.dumps(rows).encode(), {**fields, "content-type": "application/json"})
        job, arguments = self._job(call)
        reply = (self._benched() if "delta" in arguments else self._desk).run(job, arguments)
        fields["content-type"] = reply.head["content_type"]
        return Reply(200, reply.body, fields, tuple(reply.head["warnings"]))

    def close(self) -> None:
        """Nothing is open."""

    def _benched(self) -> Bench:
        if self._bench is None:
            self._bench = bench_of(self._contents)
        return self._bench

    def _job(self, call: Call) -> _Job:
        for prefix, made in _JOBS.items():
            if call.path.startswith(prefix):
                name = unquote(call.path.removeprefix(prefix))
                return made(name, call, {"today": datetime.datetime.now().astimezone().date().isoformat()})
        raise UnknownName(f"There is nothing at {call.path}.", f"There are: {', '.join(_JOBS)}.")


def _query(_: str, call: Call, __: Mapping[str, str]) -> _Job:
    formats = ["nt"] if call.accept == TRIPLES else ["json", "nt"]
    return "query", {"query": call.text("query"), "formats": formats}


def _canned(name: str, call: Call, today: Mapping[str, str]) -> _Job:
    values = {key: value for key, value in call.fields if key != "timeout"}
    return "canned", {"name": name, "values": values, "format": "json", **today}


def _document(name: str, _: Call, __: Mapping[str, str]) -> _Job:
    return "document", {"name": f"id/{name}", "format": "nt"}


def _coverage(name: str, call: Call, today: Mapping[str, str]) -> _Job:
    shared = {**today, "seconds": SECONDS, "format": "json"}
    if name != "what-if":
        asked = question(name)
        return "coverage", {**shared, "question": asked.name, **asked_in(asked, call.fields)}
    added = call.turtle if call.turtle.strip() else None
    return "what-if", {**shared, **change_in(call.fields, added, "Give added, without or on.")}


_JOBS: Mapping[str, Callable[[str, Call, Mapping[str, str]], _Job]] = {
    "/sparql": _query,
    f"{PATH}/": _canned,
    "/doc/": _document,
    "/coverage/": _coverage,
}
