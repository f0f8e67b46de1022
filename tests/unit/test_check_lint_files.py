"""The prefixes of a file: what is declared and used, and what only looks like a declaration."""

from __future__ import annotations

import pytest

from skillgraph.check.lint_files import lint_file
from skillgraph.turtle import parse_files
from skillgraph.workspace import SourceFile

PATH = "data/seed/one.ttl"
SG = "@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SG}<x> sg:name 1 .\n", []),
        (f"{SG}<x> <y> 1 .\n", [("SG111", 1)]),
        (f"{SG}prefix SG: <https://w3id.org/skillgraph/ns#>\n<x> sg:name 1 .\n", [("SG110", 2), ("SG111", 2)]),
        ("@base <https://w3id.org/skillgraph/> .\n@prefix sg: <ns#> .\n<x> sg:name 1 .\n", []),
        ("@prefix sg: <https://example.org/> .\n<x> sg:name 1 .\n", [("SG110", 1)]),
        (f'{SG}<x> sg:name "a"@prefix , "b"@base ; sg:name "c"@prefix .\n', []),
    ],
)
def test_prefixes(text: str, expected: list[tuple[str, int]]) -> None:
    (parsed,) = parse_files([SourceFile(PATH, text.encode())])
    assert [(one.code, one.line) for one in lint_file(parsed)] == expected
