"""A gate against lost speed: how many times quicker the engine is than rdflib, on the same queries and data.

Both are measured in this process, ours before and after and the best time of it, so that a busy machine makes the gate
wider and never narrower. A bound is a quarter of what was measured when it was written.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from answers import params_of
from skillgraph import workspace
from skillgraph.engine import InProcess
from skillgraph.queries import Catalogue
from skillgraph.queries.run import bound_text
from skillgraph.snapshot.builder import Built

CATALOGUE = Catalogue(workspace.read(Path(__file__).parents[2]))
TODAY = datetime.date(2026, 12, 1)
ROUNDS = 3
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts|identifier) is deprecated")
BOUNDS = {"who-can-cover": 90, "role-skills": 2.5}


@pytest.fixture(scope="module")
def oracle(snapshot: Built) -> rdflib.Dataset:
    """The same dataset in rdflib."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=snapshot.dataset.dump_nquads().decode(), format="nquads")
    return dataset


@pytest.mark.parametrize("name", BOUNDS)
def test_the_engine_is_many_times_quicker_than_rdflib(
    name: str, snapshot_engine: InProcess, oracle: rdflib.Dataset
) -> None:
    query = bound_text(CATALOGUE[name], params_of(CATALOGUE[name].tests[0]), snapshot_engine, TODAY)
    before = min(seconds(lambda: snapshot_engine.select(query)) for _ in range(ROUNDS))
    theirs = seconds(lambda: list(oracle.query(query)))
    ours = min(before, *(seconds(lambda: snapshot_engine.select(query)) for _ in range(ROUNDS)))
    assert theirs / ours > BOUNDS[name], f"{name}: {theirs / ours:.1f} times as quick as rdflib"


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
