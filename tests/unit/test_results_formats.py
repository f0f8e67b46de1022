"""Content negotiation as a table of cases (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import pytest

from skillgraph.errors import UnknownName
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, format_named, negotiate

SOLUTIONS = [
    ("", "json"),
    ("   ", "json"),
    ("*/*", "json"),
    ("text/csv", "csv"),
    ("TEXT/CSV", "csv"),
    ("text/csv;charset=utf-8", "csv"),
    ("application/json", "json"),
    ("application/xml", "xml"),
    ("application/sparql-results+xml, text/csv", "xml"),
    ("text/csv, application/sparql-results+xml", "xml"),
    ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"),
    ("text/csv ; q=0.5 , text/tab-separated-values ; Q=0.4", "csv"),
    ("text/*", "csv"),
    ("text/*;q=0.9, */*;q=0.8", "csv"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("text/csv;q=0", None),
    ("text/csv;q=0, */*", "json"),
    ("*/*, application/sparql-results+json;q=0", "xml"),
    ("application/*;q=0, */*", "csv"),
    ("application/*;q=0, application/json", "json"),
    ("text/*;q=0, text/csv, */*;q=0", "csv"),
    ("text/*, text/csv;q=0, application/*;q=0", "tsv"),
    ("application/sparql-results+json;q=0.1, */*;q=0.2", "xml"),
    ("*/*;q=0", None),
    ("image/png", None),
    ("image/*, text/turtle", None),
    ("text/csv;q=0.000", None),
    ("text/csv;q=0.001", "csv"),
    ("text/csv;q=1.000", "csv"),
    ("text/csv;q=high, text/tab-separated-values;q=0.1", "tsv"),
    ("text/csv;q=-1", None),
    ("*/csv", None),
    (",,text/csv,,", "csv"),
    ("nonsense, text/csv", "csv"),
]
GRAPHS = [
    ("", "ttl"),
    ("*/*", "ttl"),
    ("text/*", "ttl"),
    ("text/plain", "nt"),
    ("application/json", "jsonld"),
    ("application/ld+json;profile=compacted", "jsonld"),
    ("application/xml;q=0.5, application/n-triples;q=0.4", "rdf"),
    ("text/*;q=0, */*;q=0.1", "nt"),
    ("text/turtle;q=0, */*", "nt"),
    ("text/csv", None),
]
CASES = [(accept, SOLUTION_FORMATS, name) for accept, name in SOLUTIONS]
CASES += [(accept, GRAPH_FORMATS, name) for accept, name in GRAPHS]


@pytest.mark.parametrize(
    ("accept", "offered", "name"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_negotiation(accept: str, offered: tuple[Format, ...], name: str | None) -> None:
    chosen = negotiate(accept, offered)
    assert (chosen.name if chosen else None) == name


@pytest.mark.parametrize("offered", [SOLUTION_FORMATS, GRAPH_FORMATS], ids=["solutions", "graph"])
def test_every_media_type_finds_its_format(offered: tuple[Format, ...]) -> None:
    for candidate in offered:
        assert format_named(candidate.name, offered) is candidate
        for media in candidate.media_types:
            assert negotiate(media, offered) is candidate


def test_an_unknown_name_lists_the_others() -> None:
    with pytest.raises(UnknownName, match=r"no format called 'pdf' here\. Formats: json, xml, csv, tsv, html\."):
        format_named("pdf", SOLUTION_FORMATS)


def test_text_is_sent_with_its_character_set() -> None:
    types = {candidate.name: candidate.content_type for candidate in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert types["csv"] == "text/csv; charset=utf-8"
    assert types["ttl"] == "text/turtle; charset=utf-8"
    assert types["json"] == "application/sparql-results+json"
