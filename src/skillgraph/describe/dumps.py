"""The dataset as files: whole, or one named graph. The same snapshot gives the same bytes."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from skillgraph.engine import Engine
from skillgraph.errors import UnknownName
from skillgraph.results import GRAPH_FORMATS, Format, format_named
from skillgraph.terms import XSD, Literal, graph_of, path_of

_N_TRIPLES = format_named("nt", GRAPH_FORMATS)
_TURTLE = format_named("ttl", GRAPH_FORMATS)
_TRUE = Literal("true", XSD + "boolean")
_LEVEL = 6  # of compression: the highest takes three times as long for a few parts in a hundred
_PATH = re.compile(r"[\w./-]+")  # what a file of the workspace can be called

# The formats of one graph: those that hold triples.
GRAPH_DUMPS: tuple[Format, ...] = tuple(f for f in GRAPH_FORMATS if f.name in ("ttl", "nt", "jsonld", "rdf"))


@dataclass(frozen=True, slots=True)
class WholeDump:
    """A file with all graphs, compressed with gzip: its suffix without .gz, and the media type inside."""

    name: str
    media_type: str
    title: str

    @property
    def path(self) -> str:
        """The route of the file."""
        return f"/dump.{self.name}.gz"


WHOLE_DUMPS: tuple[WholeDump, ...] = (
    WholeDump("nq", "application/n-quads", "All graphs as N-Quads"),
    WholeDump("trig", "application/trig", "All graphs as TriG"),
)


def graphs(engine: Engine) -> tuple[str, ...]:
    """The named graphs in the order of their IRIs."""
    return tuple(str(row[0]) for row in engine.select("SELECT ?g { GRAPH ?g {} } ORDER BY ?g").rows)


def whole(engine: Engine, name: str) -> bytes:
    """All graphs, graph by graph, as gzip bytes without a time; UnknownName where there is no such dump."""
    if name not in {dump.name for dump in WHOLE_DUMPS}:
        raise UnknownName(f"There is no dump as {name!r}.", f"There are: {', '.join(d.path for d in WHOLE_DUMPS)}.")
    parts = nquads(engine) if name == "nq" else (_block(engine, graph) for graph in graphs(engine))
    return gzip.compress(b"".join(parts), _LEVEL, mtime=0)


def nquads(engine: Engine) -> Iterator[bytes]:
    """All graphs as N-Quads, one after the other."""
    return (_quads(engine, graph) for graph in graphs(engine))


def compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Parts of a file as those of a compressed one."""
    packer = zlib.compressobj(_LEVEL, wbits=31)  # gzip, without a time
    for part in parts:
        yield packer.compress(part)
    yield packer.flush()


def path_of_dump(graph: str, format_: Format) -> str | None:
    """The route of a graph's file, None for a graph that is not the workspace's."""
    path = path_of(graph)
    return None if path is None else f"/dump/{quote(path.removesuffix('.ttl'))}.{format_.name}"


def graph_at(engine: Engine, path: str) -> str:
    """The graph whose file is at that path below /dump/, without its format; UnknownName where there is none."""
    if _PATH.fullmatch(path):
        for candidate in (graph_of(f"{path}.ttl"), graph_of(path)):
            if engine.select(f"ASK {{ GRAPH <{candidate}> {{ ?s ?p ?o }} }}").rows[0][0] == _TRUE:
                return candidate
    raise UnknownName(f"There is no graph for /dump/{path}.", "/.well-known/void lists the graphs and their files.")


def _quads(engine: Engine, graph: str) -> bytes:
    """One graph as N-Quads: a line feed stands at the end of a line only, and escaped within one."""
    return engine.dump(graph, _N_TRIPLES).replace(b" .\n", f" <{graph}> .\n".encode())


def _block(engine: Engine, graph: str) -> bytes:
    """One graph as TriG: the prefixes of its Turtle, then the rest in braces."""
    lines = engine.dump(graph, _TURTLE).splitlines(keepends=True)
    body = next((place for place, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join([*lines[:body], f"<{graph}> {{\n".encode(), *lines[body:], b"}\n"])
