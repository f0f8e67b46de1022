"""The diagnosis of queries that are none: it never fails, and never blames a query that the engine takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.engine import Dataset
from skillgraph.errors import QuerySyntaxError, SkillgraphError
from skillgraph.queries import OF_WORKSPACE, guard
from skillgraph.queries.syntax import diagnosed, pieces, stop_of

ENGINE = Dataset().engine()
TEXT = """SELECT ASK CONSTRUCT DESCRIBE WHERE { } ( ) [ ] . ; , * / | ^ ! ?x $y sg:a <http://a/> 'x' "y" 1 2.5 a @en ^^
    FILTER OPTIONAL UNION BIND AS VALUES GROUP BY ORDER LIMIT << >> <<( )>> {| |} ~ = < > && || IN NOT EXISTS FROM NAMED
    COUNT STRLEN \\ # _:b true PREFIX x: BASE GRAPH MINUS UNDEF é \x00"""
WORDS = st.sampled_from([*TEXT.split(), "\n", "\r\n"])
PATTERNS = st.sampled_from(
    [
        "?s ?p ?o .",
        "FILTER(?o > 1)",
        "OPTIONAL { ?s sg:a ?o }",
        "{ } UNION { ?s a sg:B }",
        "VALUES ?x { 1 2 }",
        "BIND(1 AS ?z)",
    ]
)
BODIES = st.lists(PATTERNS | WORDS, max_size=8).map(lambda parts: f"SELECT * {{ {' '.join(parts)} }}")


def refusal(query: str) -> SkillgraphError | None:
    """What is wrong with a query, None where it is answered."""
    try:
        guard(query, OF_WORKSPACE)
        with diagnosed(query):
            ENGINE.select(query)
    except SkillgraphError as error:
        return error
    return None


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60) | BODIES)
def test_the_place_is_in_the_text(query: str) -> None:
    error = refusal(query)
    if isinstance(error, QuerySyntaxError):
        lines = query.split("\n")
        assert 1 <= error.line <= len(lines)
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert "expected one of" not in error.message


@given(BODIES)
def test_what_the_engine_takes_stops_nowhere(query: str) -> None:
    if refusal(query) is None:
        assert stop_of(pieces(query)) is None
