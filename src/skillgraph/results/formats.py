"""The formats that answers come in, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from skillgraph.errors import NotAcceptable, UnknownName


class Family(StrEnum):
    """What an answer is made of."""

    SOLUTIONS = "solutions"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """One format: our short name (also the file suffix), its media types (first: the one sent).

    There is one object for each, so that comparing them and looking them up costs nothing.
    """

    name: str
    family: Family
    media_types: tuple[str, ...]

    @property
    def content_type(self) -> str:
        """The media type that is sent, with its character set where it is text."""
        media = self.media_types[0]
        return f"{media}; charset=utf-8" if media.startswith("text/") else media


JSON = Format("json", Family.SOLUTIONS, ("application/sparql-results+json", "application/json"))
XML = Format("xml", Family.SOLUTIONS, ("application/sparql-results+xml", "application/xml", "text/xml"))
CSV = Format("csv", Family.SOLUTIONS, ("text/csv",))
TSV = Format("tsv", Family.SOLUTIONS, ("text/tab-separated-values",))
HTML = Format("html", Family.SOLUTIONS, ("text/html",))
MARKDOWN = Format("markdown", Family.SOLUTIONS, ("text/markdown",))
SOLUTION_FORMATS: tuple[Format, ...] = (JSON, XML, CSV, TSV, HTML)

# Formats whose columns have types (docs/exports.md); the engine does not know them.
OBJECTS = Format("objects", Family.SOLUTIONS, ("application/vnd.skillgraph.objects+json",))
NDJSON = Format("ndjson", Family.SOLUTIONS, ("application/x-ndjson", "application/jsonl", "application/ndjson"))
XLSX = Format("xlsx", Family.SOLUTIONS, ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",))
ARROW = Format("arrow", Family.SOLUTIONS, ("application/vnd.apache.arrow.stream",))
PARQUET = Format("parquet", Family.SOLUTIONS, ("application/vnd.apache.parquet",))


def is_installed(library: str) -> bool:
    """Whether an optional library is there; it is not imported."""
    try:
        return find_spec(library) is not None
    except ValueError:  # it is held back: there is None in the place of its module
        return False


BY_ARROW: tuple[Format, ...] = (ARROW, PARQUET)
HAS_ARROW = is_installed("pyarrow")
TYPED_FORMATS: tuple[Format, ...] = (OBJECTS, NDJSON, XLSX, *(BY_ARROW if HAS_ARROW else ()))
TABLE_FORMATS: tuple[Format, ...] = (*SOLUTION_FORMATS, MARKDOWN, *TYPED_FORMATS)  # of canned queries

TURTLE = Format("ttl", Family.GRAPH, ("text/turtle", "application/x-turtle"))
N_TRIPLES = Format("nt", Family.GRAPH, ("application/n-triples", "text/plain"))
JSON_LD = Format("jsonld", Family.GRAPH, ("application/ld+json", "application/json"))
RDF_XML = Format("rdf", Family.GRAPH, ("application/rdf+xml", "application/xml"))
N_QUADS = Format("nq", Family.GRAPH, ("application/n-quads",))
TRIG = Format("trig", Family.GRAPH, ("application/trig",))
HTML_GRAPH = Format("html", Family.GRAPH, ("text/html",))
GRAPH_FORMATS: tuple[Format, ...] = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, N_QUADS, TRIG, HTML_GRAPH)


def format_named(name: str, formats: Sequence[Format]) -> Format:
    """The format of that short name; UnknownName lists those there are, NotAcceptable says what is not installed."""
    for candidate in formats:
        if candidate.name == name:
            return candidate
    if not HAS_ARROW and name in {one.name for one in BY_ARROW}:
        hint = "Install 'skillgraph[arrow]', or ask for text/csv."
        raise NotAcceptable(f"{name} needs pyarrow, which is not installed here.", hint)
    raise UnknownName(f"There is no format called {name!r} here.", f"Formats: {', '.join(f.name for f in formats)}.")
