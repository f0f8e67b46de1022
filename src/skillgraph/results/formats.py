"""The formats that answers come in, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.errors import UnknownName


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
TABLE_FORMATS: tuple[Format, ...] = (*SOLUTION_FORMATS, MARKDOWN)  # of canned queries

TURTLE = Format("ttl", Family.GRAPH, ("text/turtle", "application/x-turtle"))
N_TRIPLES = Format("nt", Family.GRAPH, ("application/n-triples", "text/plain"))
JSON_LD = Format("jsonld", Family.GRAPH, ("application/ld+json", "application/json"))
RDF_XML = Format("rdf", Family.GRAPH, ("application/rdf+xml", "application/xml"))
N_QUADS = Format("nq", Family.GRAPH, ("application/n-quads",))
TRIG = Format("trig", Family.GRAPH, ("application/trig",))
HTML_GRAPH = Format("html", Family.GRAPH, ("text/html",))
GRAPH_FORMATS: tuple[Format, ...] = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, N_QUADS, TRIG, HTML_GRAPH)


def format_named(name: str, formats: Sequence[Format]) -> Format:
    """The format of that short name; UnknownName lists those there are."""
    for candidate in formats:
        if candidate.name == name:
            return candidate
    raise UnknownName(f"There is no format called {name!r} here.", f"Formats: {', '.join(f.name for f in formats)}.")
