"""Tables as XML, which cannot hold every character."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from skillgraph.errors import NotAcceptable
from skillgraph.results import Column, Table, write_table
from skillgraph.terms import XSD, Blank, Iri, Literal, TripleTerm

TERMS = (
    Iri("http://a/?b&c"),
    Blank("b0"),
    Literal("a & <b>\r\n\tc"),
    Literal("eins", language="de"),
    Literal("3.50", XSD + "decimal"),
    TripleTerm(Iri("http://a/"), Iri("http://b/"), Literal("x")),
    None,
)


def test_every_kind_of_term_is_read_back() -> None:
    names = [f"v{n}" for n in range(len(TERMS))]
    body = write_table(Table(tuple(map(Column, names)), (TERMS,)), "xml")
    solutions = ox.parse_query_results(input=body, format=ox.QueryResultsFormat.XML)
    assert isinstance(solutions, ox.QuerySolutions)
    (row,) = solutions
    assert [variable.value for variable in solutions.variables] == names
    assert [None if term is None else str(term) for term in row] == [
        "<http://a/?b&c>",
        "_:b0",
        '"a & <b>\\r\\n\\tc"',
        '"eins"@de',
        f'"3.50"^^<{XSD}decimal>',
        '<http://a/> <http://b/> "x"',
        None,
    ]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_by_name(character: str) -> None:
    with pytest.raises(NotAcceptable, match=rf"character U\+{ord(character):04X}, which XML cannot"):
        write_table(Table((Column("x"),), ((Literal(f"a{character}"),),)), "xml")
