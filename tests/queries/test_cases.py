"""Small data sets under cases/<query>/: each is merged with the ontology and has its answers in its header."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from answers import failures
from skillgraph.header import read_header
from skillgraph.queries import Catalogue
from skillgraph.snapshot.builder import build
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)
FILES = KeptFiles()  # the ontology is that of all cases
CASES = sorted((Path(__file__).parent / "cases").glob("*/*.ttl"))


def test_all_cases_are_found() -> None:
    assert len(CASES) == 31
    assert {path.parent.name for path in CASES} == {"missing-for", "single-points-of-failure", "who-can-cover"}


@pytest.fixture(scope="module")
def catalogue(contents: Contents) -> Catalogue:
    """The queries of the workspace."""
    return Catalogue(contents)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_case_holds(path: Path, contents: Contents, catalogue: Catalogue) -> None:
    data = SourceFile("data/example/case.ttl", path.read_bytes())
    ontology = [file for file in contents.files if file.part == "ontology"]
    built = build(Contents(contents.root, (*ontology, data)), FILES.parse_files)
    assert built.clashes() == []
    header, _ = read_header(data)
    query = catalogue[path.parent.name]
    assert len(header["tests"]) >= 1
    for case in header["tests"]:
        assert failures(case, query, built.dataset.engine(), TODAY) == [], header["summary"]
