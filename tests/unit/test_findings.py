"""Findings: the place as far as it is known, and an order by place."""

from __future__ import annotations

import pytest

from skillgraph.findings import Finding, Severity, brief, printable


def finding(path: str = "", line: int = 0, column: int = 0, code: str = "SG101", message: str = "Bad.") -> Finding:
    return Finding(code, Severity.VIOLATION, message, path, line, column)


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (finding(), "-"),
        (finding("a.ttl"), "a.ttl"),
        (finding("a.ttl", 3), "a.ttl:3"),
        (finding("a.ttl", 3, 7), "a.ttl:3:7"),
        (finding("a.ttl", 0, 7), "a.ttl"),
    ],
)
def test_the_place_ends_where_knowledge_ends(found: Finding, place: str) -> None:
    assert found.place() == place
    assert found.one_line() == f"{place} SG101 Bad."


def test_order_is_by_path_then_line_as_a_number_then_column_then_code_and_text() -> None:
    ordered = [
        finding("a.ttl", 2, 1),
        finding("a.ttl", 10, 1),
        finding("a.ttl", 10, 2),
        finding("a.ttl", 10, 2, "SG102"),
        finding("a.ttl", 10, 2, "SG102", "Worse."),
        finding("b.ttl", 1, 1),
    ]
    assert sorted([ordered[n] for n in (3, 0, 5, 2, 4, 1)], key=Finding.order) == ordered


def test_a_value_in_a_message_is_one_short_line() -> None:
    assert printable("a\x1b[0m\r\nb\u202e") == "a\\u001B[0m b\\u202E"
    assert brief("x" * 101) == "x" * 97 + "..."
    assert brief("x" * 100) == "x" * 100
