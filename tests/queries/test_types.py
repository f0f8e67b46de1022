"""Every column of every canned query declares a type, and what it holds is of that type."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from answers import params_of
from skillgraph import workspace
from skillgraph.engine import InProcess
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.results import sheet_of

QUERIES = list(Catalogue(workspace.read(Path(__file__).parents[2])))
TODAY = datetime.date(2026, 12, 1)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_columns_hold_what_they_declare(query: CannedQuery, snapshot_engine: InProcess) -> None:
    declared = {column.name: column.type for column in query.columns}
    assert all(declared.values())
    assert query.tests
    for case in query.tests:
        found = sheet_of(run(query, params_of(case), snapshot_engine, TODAY).padded())
        assert {one.column.name: one.kind.value for one in found.columns} == declared
