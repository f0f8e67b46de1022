"""What constraints in SPARQL see of records."""

from __future__ import annotations

import pytest

from skillgraph.terms import NS
from skillgraph.turtle.grouped import TYPE
from skillgraph.validate.records.group import EVERYTHING
from skillgraph.validate.records.reach import Sees, reach


def iri(name: str) -> str:
    """A term of ours as N-Triples writes it."""
    return f"<{NS}{name}>"


KEYS = frozenset(iri(name) for name in ("Allocation", "holder", "forTask", "validFrom", "fte"))
SHARED = frozenset([*((iri(name), "object") for name in ("forTask", "validFrom", "fte")), (TYPE, "object")])


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ("SELECT ?x { ?x sg:number ?n }", Sees.NOTHING),
        ("SELECT ?x { ?x a sg:FundingContribution ; sg:forTask ?task }", Sees.NOTHING),
        ("SELECT ?x { ?x a sg:Allocation ; sg:forTask ?task . ?task sg:number ?n }", Sees.ONE_FILE),
        ("SELECT ?x { ?x sg:holder ?holder . ?y sg:holder ?holder }", Sees.ONE_FILE),
        ("SELECT ?x { ?x sg:forTask ?task . ?y sg:forTask ?task }", Sees.SEVERAL),
        ("SELECT ?x { ?x sg:holder ?holder . FILTER NOT EXISTS { ?y sg:holder ?holder ; sg:fte 1 } }", Sees.ONE_FILE),
        ("SELECT ?x { ?x sg:forTask ?task . FILTER NOT EXISTS { ?y sg:forTask ?task ; sg:fte 1 } }", Sees.SEVERAL),
        ("SELECT ?task { ?task sg:number ?n . OPTIONAL { ?x sg:forTask ?task } }", Sees.SEVERAL),
        ("SELECT ?holder (SUM(?fte) AS ?n) { ?x sg:holder ?holder ; sg:fte ?fte } GROUP BY ?holder", Sees.ONE_FILE),
        ("SELECT ?task (SUM(?fte) AS ?n) { ?x sg:forTask ?task ; sg:fte ?fte } GROUP BY ?task", Sees.SEVERAL),
        ("SELECT (SUM(?fte) AS ?n) { ?x sg:holder ?holder ; sg:fte ?fte }", Sees.SEVERAL),
        ("SELECT ?x { { ?x sg:fte 1 } UNION { ?x sg:holder ?y } }", Sees.ONE_FILE),
        ("SELECT ?x { ?x sg:holder/sg:forTask* ?y }", Sees.SEVERAL),
        ("SELECT ?x { ?x sg:number* ?y }", Sees.SEVERAL),
        ("SELECT ?x { ?x sg:holder ?y . FILTER(STR($currentShape) != '') }", Sees.SEVERAL),
    ],
)
def test_what_a_query_sees(query: str, sees: Sees) -> None:
    assert reach(query, KEYS, SHARED).sees is sees


def test_nothing_is_told_where_records_say_which_class_is_below_which() -> None:
    query = "SELECT ?x { ?x sg:holder ?holder }"
    assert reach(query, KEYS, SHARED).sees is Sees.ONE_FILE
    assert reach(query, KEYS, SHARED | {EVERYTHING}).sees is Sees.SEVERAL
