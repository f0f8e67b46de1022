"""Where the cursor stands in a query that is being written."""

from __future__ import annotations

import pytest

from skillgraph.queries.writing import Role, query_context_at
from skillgraph.terms import NS, PREFIXES, RDF_TYPE


@pytest.mark.parametrize(
    ("marked", "role", "predicate", "typed"),
    [
        ("SELECT * { | }", Role.SUBJECT, None, ""),
        ("SELECT * { ?s sg:| }", Role.PREDICATE, None, "sg:"),
        ("SELECT * { ?s a Ser| }", Role.OBJECT, RDF_TYPE, "Ser"),
        ("SELECT * { ?s sg:inGroup eg| }", Role.OBJECT, f"{NS}inGroup", "eg"),
        ("SELECT * { ?s a sg:Skill ; | }", Role.PREDICATE, RDF_TYPE, ""),
        ("SELECT * { ?s ?p 'closed' . x| }", Role.SUBJECT, None, "x"),
        ("SELECT * { ?s ?p 'open\n . x| }", Role.SUBJECT, None, "x"),
        ("SELECT * { ?s ?p ?o FILTER(?o <= 3) x| }", Role.SUBJECT, None, "x"),
    ],
)
def test_what_is_being_written(marked: str, role: Role, predicate: str | None, typed: str) -> None:
    found = query_context_at(marked.replace("|", ""), marked.index("|"), PREFIXES)
    assert found is not None
    assert (found.role, found.typed) == (role, typed)
    if role is Role.OBJECT:
        assert found.predicate == predicate


@pytest.mark.parametrize(
    "marked", ["SELECT * { ?s ?p 'op| }", 'SELECT * { ?s ?p "op en| }', "SELECT * { <http://exa|", "# comm|", "?va|"]
)
def test_where_nothing_can_be_named(marked: str) -> None:
    assert query_context_at(marked.replace("|", ""), marked.index("|"), PREFIXES) is None


def test_what_the_query_says_elsewhere_of_the_subject() -> None:
    marked = "SELECT * { ?s | . ?s a sg:Skill }"
    found = query_context_at(marked.replace("|", ""), marked.index("|"), PREFIXES)
    assert found is not None
    assert found.classes == (f"{NS}Skill",)
