"""The desk: one loaded snapshot, and the jobs that can be asked of it."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.coverage import solver
from skillgraph.describe.context import context_of
from skillgraph.engine import Engine, Finished, Used, finished, open_engine, used_of
from skillgraph.errors import InternalError, WorkspaceError
from skillgraph.isolation.reply import Reply
from skillgraph.queries import Catalogue
from skillgraph.queries.vocabulary import Vocabulary, used_in
from skillgraph.results.arrow import load_apart
from skillgraph.service.canned import answer_canned
from skillgraph.service.coverage import answer_coverage, answer_explain, answer_whatif
from skillgraph.service.document import answer_document, write_ahead
from skillgraph.service.editing import answer_complete, answer_save
from skillgraph.service.handover import unpack_files, unpack_queries
from skillgraph.service.page import answer_page
from skillgraph.service.query import answer_query
from skillgraph.service.snapshot import Commits, Loaded, Recorded
from skillgraph.terms import GRAPH
from skillgraph.turtle import Sources, unpack_sources
from skillgraph.workspace import Contents

_JOBS: Mapping[str, Callable[[Loaded, Mapping[str, Any]], Reply]] = {
    "query": answer_query,
    "canned": answer_canned,
    "document": answer_document,
    "coverage": answer_coverage,
    "explain": answer_explain,
    "what-if": answer_whatif,
    "page": answer_page,
    "complete": answer_complete,
    "save": answer_save,
}


class Desk:
    """Does one job after another in the calling thread."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._ahead: list[Callable[[], bool]] = [load_apart, self._read_ahead]

    def run(self, job: str, arguments: Mapping[str, Any]) -> Reply:
        """What the job gives, and how long it took; its errors are those of `errors`."""
        if job not in _JOBS:
            raise InternalError(f"There is no job called {job!r}.", f"There are: {', '.join(_JOBS)}.")
        began = time.perf_counter()
        reply = _JOBS[job](self._loaded, arguments)
        reply.seconds = time.perf_counter() - began
        return reply

    def prepare(self) -> bool:
        """Reads ahead what takes longer than a snapshot may take to be served, and what some jobs need.

        A library comes first: no worker that was forked before can import it. The rest it has to read for itself.
        """
        while self._ahead:
            if self._ahead.pop(0)():
                return True
        return False

    def _read_ahead(self) -> bool:
        recorded = self._loaded.recorded
        _ = recorded.shapes, recorded.ontology, recorded.world if recorded.holds_world else None
        write_ahead(self._loaded)
        return True


@dataclass(frozen=True, slots=True)
class Given:
    """What is other where a dataset was not made of the files: see `open_desk`."""

    noted: Finished | None = None
    too_many: int = 0  # quads, where there are too many to read the world
    ontology: bytes = b""


def _given(quads: Path, argument: Mapping[str, Any]) -> Given:
    known, most = finished(quads), argument["most"]
    if known is None:
        raise WorkspaceError(f"{quads} is no finished dataset.", "Start the server anew.")
    has_ontology = any(graph.startswith(f"{GRAPH}ontology/") for graph in known.graphs or ())
    return Given(
        known if known.quads > most["counted"] else None,
        known.quads if known.quads > most["world"] else 0,
        b"" if has_ontology else unpack_sources(Path(argument["ontology"]).read_bytes()).shapes,
    )


def open_desk(argument: Mapping[str, Any]) -> Desk:
    """The desk over a dataset, `quads`: a file of N-Quads or a folder on disk; what it takes beside is optional.

    `queries` is a file that `pack_queries` made, `sources` one that `pack_sources` made, `contents` one that
    `pack_files` made, `commits` one with commit and day by path in JSON, `base_url` the address that documents refer
    to, `digest` the snapshot's. `most` is given with a dataset that was not made of these files: from how many quads on
    nothing is `counted` in it for an answer, and the `world` is not read; `ontology` is then that of the files, packed
    as shapes are in the sources. WorkspaceError where a file cannot be read.
    """
    try:
        quads = Path(argument["quads"])
        engine, used = open_engine(quads), used_of(quads)
        packed = argument.get("queries")
        catalogue = unpack_queries(Path(packed).read_bytes()) if packed else Catalogue(Contents(Path(), ()))
        kept = argument.get("sources")
        sources = unpack_sources(Path(kept).read_bytes()) if kept else Sources()
        files = argument.get("contents")
        contents = unpack_files(Path(files).read_bytes()) if files else Contents(Path(), ())
        told = argument.get("commits")
        commits = json.loads(Path(told).read_bytes()) if told else {}
        given = _given(quads, argument) if "most" in argument else Given()
    except (OSError, SyntaxError) as error:
        raise WorkspaceError(f"{argument['quads']} cannot be loaded: {error}.", "Build the snapshot anew.") from error
    for module in solver.MODULES:
        importlib.import_module(module)
    about = {"base_url": str(argument.get("base_url", "")), "digest": str(argument.get("digest", ""))}
    return desk_of(
        engine, catalogue, **about, sources=sources, contents=contents, commits=commits, used=used, given=given
    )


def desk_of(
    engine: Engine,
    catalogue: Catalogue,
    *,
    base_url: str,
    digest: str,
    sources: Sources | None = None,
    contents: Contents | None = None,
    commits: Commits | None = None,
    used: Used | None = None,
    given: Given = Given(),  # it does not change
) -> Desk:
    """The desk over an engine in this process; `used` is what its dataset uses, the rest is as for `open_desk`."""
    known = sources or Sources()
    files = contents or Contents(Path(), ())
    names = used or used_in(engine)
    terms, recorded = Vocabulary.of(engine, names), Recorded(engine, known, given.ontology, given.too_many)
    context = context_of(engine, base_url, names)
    about = (base_url, digest, recorded, known, files, commits or {}, given.noted)
    return Desk(Loaded(engine, catalogue, context, terms, *about))
