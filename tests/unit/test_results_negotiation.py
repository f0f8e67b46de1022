"""Content negotiation as a table of cases (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import pytest

from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, acceptable, format_named, negotiate

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
    ("text/csv;q=-1", "json"),
    ("text/csv;q=-1, text/tab-separated-values", "tsv"),
    ("text/csv;q=1.001, text/tab-separated-values;q=0.1", "tsv"),
    ("text/csv;charset=utf-8;q=0.1, text/csv, text/tab-separated-values;q=0.5", "tsv"),
    ("text/csv;header=absent", "csv"),
    ("text/csv;header=absent;q=0, text/csv;q=0.2, text/tab-separated-values;q=0.1", "csv"),
    ('text/csv;x="a,b;q=0";q=0.3, text/tab-separated-values;q=0.2', "csv"),
    ('text/csv;x="open, text/tab-separated-values', "tsv"),
    ("text/csv;q=0.5;later=1, text/tab-separated-values;q=0.6", "tsv"),
    (";, ;;q=1, text/csv", "csv"),
    ("text /csv, text/tab-separated-values", "tsv"),
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


def test_all_that_is_allowed_comes_in_the_order_of_liking() -> None:
    names = [found.name for found in acceptable("text/csv;q=0.5, application/xml, text/*;q=0.2", SOLUTION_FORMATS)]
    assert names[:3] == ["xml", "csv", "tsv"]
    assert "json" not in names


def test_an_endless_header_costs_nothing() -> None:
    assert negotiate('text/csv;x="' + '\\"' * 30_000, SOLUTION_FORMATS) is SOLUTION_FORMATS[0]
    assert negotiate("text/csv," * 30_000, SOLUTION_FORMATS).name == "csv"  # type: ignore[union-attr]
