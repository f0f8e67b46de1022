"""Query files that are none: where, and what."""

from __future__ import annotations

import pytest

from skillgraph.queries.wellformed import ill_formed, same_names
from skillgraph.workspace import SourceFile

HEADER = '#+ summary: "Which?"\n#+ columns: {t: {help: x}}\n'
TASK = "#+ params: {task: {type: iri, help: x}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADER}SELECT ?t {{ ?t a sg:Skill }}\n", None),
        (f"{HEADER}{TASK}SELECT ?t {{ $task sg:x ?t }}\n", None),
        (f"{HEADER}SELECT ?t {{ ?t a }}\n", ("SG402", 3, 18)),
        (f"{HEADER}SELECT ?t {{ SERVICE <urn:x> {{ ?t a ?x }} }}\n", ("SG402", 1, 1)),
        ("SELECT ?t { ?t a sg:Skill }\n", ("SG401", 1, 1)),
        (f"{HEADER}{TASK}SELECT ?t {{ ?t a $task }} ORDER BY $task\n", ("SG401", 4, 35)),
        ("", ("SG401", 1, 1)),
    ],
)
def test_what_is_wrong_with_a_query_file(text: str, expected: tuple[str, int, int] | None) -> None:
    found = ill_formed(SourceFile("queries/x/y.rq", text.encode()))
    assert (None if found is None else (found.code, found.line, found.column)) == expected
    assert found is None or found.path == "queries/x/y.rq"


def test_a_query_file_reaches_out_to_nobody() -> None:
    text = f"{HEADER}SELECT ?t {{ SERVICE <http://127.0.0.1:1/> {{ ?t a ?x }} }}\n"
    found = ill_formed(SourceFile("queries/x/y.rq", text.encode()))
    assert found is not None
    assert found.message.startswith("SERVICE is not allowed")


def test_a_name_is_given_once_over_all_topics() -> None:
    files = [SourceFile(f"queries/{path}.rq", b"") for path in ("a/one", "a/two", "b/one", "c/one")]
    assert [(found.code, found.path) for found in same_names(files)] == [
        ("SG401", "queries/b/one.rq"),
        ("SG401", "queries/c/one.rq"),
    ]
    assert list(same_names(files[:2])) == []
