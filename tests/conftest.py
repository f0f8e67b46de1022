"""The repository's own workspace, built once, and canned queries asked of it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import served
from answers import Row, rows_of
from skillgraph import workspace
from skillgraph.engine import InProcess
from skillgraph.queries import Catalogue, run
from skillgraph.snapshot.builder import Built, build
from skillgraph.workspace import Contents

TODAY = datetime.date(2026, 12, 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept-contracts WHY` writes the files of tests/contracts/ anew, see tests/api/test_contracts.py."""
    parser.addoption("--accept-contracts", default="", metavar="WHY", help="declare changed interfaces, and say why")


@pytest.fixture(scope="session", autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Says where what is built of the shipped files is kept for all, whichever process runs a test."""
    base = tmp_path_factory.getbasetemp()
    served.BUILT[:] = [(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built"]
    yield
    served.BUILT.clear()


@pytest.fixture(scope="session")
def contents() -> Contents:
    """The files of this repository's workspace."""
    return workspace.read(Path(__file__).parents[1])


@pytest.fixture(scope="session")
def snapshot(contents: Contents) -> Built:
    """The dataset of this repository's workspace, which has no findings."""
    built = build(contents)
    assert built.clashes() == []
    return built


@pytest.fixture(scope="session")
def snapshot_engine(snapshot: Built) -> InProcess:
    """An engine over that dataset."""
    return snapshot.dataset.engine()


@pytest.fixture(scope="session")
def ask(contents: Contents, snapshot_engine: InProcess) -> Callable[..., list[Row]]:
    """Asks a canned query by name; today is 2026-12-01. Cells are text, things by their prefixed names."""
    catalogue = Catalogue(contents)

    def answer(name: str, **params: str) -> list[Row]:
        return rows_of(run(catalogue[name], params, snapshot_engine, TODAY))

    return answer
