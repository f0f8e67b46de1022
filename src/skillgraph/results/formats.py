"""The formats that answers come in, as tables, and the choice between them by an Accept header.

Negotiation follows RFC 9110, section 12.5.1: the most specific range that matches a media type decides its
quality; a quality of 0 excludes; among equals the server's order of preference decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.errors import UnknownName


class Family(StrEnum):
    """What an answer is made of."""

    SOLUTIONS = "solutions"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: our short name (also the file suffix), its media types (first: the one sent)."""

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

_RANGE = re.compile(r"([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)")
_QUALITY = re.compile(r"[01](?:\.\d{0,3})?")


def format_named(name: str, formats: Sequence[Format]) -> Format:
    """The format of that short name; UnknownName lists those there are."""
    for candidate in formats:
        if candidate.name == name:
            return candidate
    raise UnknownName(f"There is no format called {name!r} here.", f"Formats: {', '.join(f.name for f in formats)}.")


def negotiate(accept: str, offered: Sequence[Format]) -> Format | None:
    """The format that an Accept header likes best, the first offered for an empty header, None for none."""
    ranges = _parse(accept)
    if not ranges:
        return offered[0]
    best: tuple[float, Format] | None = None
    for candidate in offered:
        quality = _liking(candidate, ranges)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, candidate)
    return best[1] if best else None


def _parse(accept: str) -> list[tuple[str, str, float]]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        match = _RANGE.fullmatch(media.lower())
        if not match:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = min(float(value), 1.0) if _QUALITY.fullmatch(value.strip()) else 0.0
        ranges.append((match[1], match[2], quality))
    return ranges


def _liking(candidate: Format, ranges: Sequence[tuple[str, str, float]]) -> float:
    """By the media type that would be sent; the other names of a format count where they are asked for by name."""
    sent, *others = candidate.media_types
    named: dict[str, float] = {}
    for major, minor, quality in ranges:
        media = f"{major}/{minor}"
        named[media] = max(quality, named.get(media, 0.0))
    if named.get(sent) == 0:
        return 0.0
    return max(_quality(sent, ranges), *(named.get(other, 0.0) for other in others), 0.0)


def _quality(media: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    major, _, minor = media.partition("/")
    for want in ((major, minor), (major, "*"), ("*", "*")):
        found = [quality for one, two, quality in ranges if (one, two) == want]
        if found:
            return max(found)
    return 0.0
