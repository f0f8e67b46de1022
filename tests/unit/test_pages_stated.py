"""What is stated of a task: facts with their layers, shares of funding, lines of the document, anomalies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sites import site_of
from skillgraph.coverage import World, load_world
from skillgraph.engine import Engine
from skillgraph.pages import Site
from skillgraph.pages.stated import about_task, anomalies, contributions, own_requirements, sources
from skillgraph.terms import mint
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents, world: World) -> Site:
    return site_of(snapshot_engine, contents, world=world)


def test_facts_with_the_layer_that_states_them(site: Site) -> None:
    facts = {
        one.label: [(value.label, value.layer) for value in one.values] for one in about_task(site, _task(43)).facts
    }
    assert facts["Task group"] == [("UK services", "seed")]
    assert facts["Work package"] == [("WP-1", "seed"), ("WP-2", "seed")]
    assert facts["Suits the role"] == [("Site reliability engineer", "inferred")]
    assert {one.label: one.values for one in about_task(site, _task(20)).facts}["Work package"]
    assert {one.label: one.values for one in about_task(site, _task(33)).facts}["Work package"] == ()


def test_requirements_of_its_own(site: Site) -> None:
    own = own_requirements(site, _task(43))
    assert mint("requirement", "43-incident-response") in own
    assert mint("requirement", "area-system-reliability-operational-best-practice") not in own


def test_shares_the_largest_first(site: Site, world: World) -> None:
    paid = contributions(site, world, _task(4))
    assert [(one.name, one.fte, one.is_imputed) for one in paid] == [
        ("GridPP", Decimal("0.75"), False),
        ("EGI to UK", Decimal("0.50"), True),
        ("UK Other", Decimal("0.25"), True),
    ]
    assert [(one.fte, one.is_decided) for one in contributions(site, world, _task(45))] == [
        (Decimal("0.19"), True),
        (Decimal("0.01"), False),
    ]
    assert contributions(site, world, _task(20)) == ()


def test_lines_of_the_document_and_what_is_odd(site: Site) -> None:
    assert ("164", "cell 5", "1.25") in [(one.line, one.name, one.text) for one in sources(site, _task(43))]
    odd = {one.href.rpartition("/")[2]: one for one in anomalies(site, _task(33))}
    assert "undecidable-source-task-33" in odd
    assert odd["undecidable-source-task-33"].line == "154"
    assert all(one.text for one in odd.values())


def _task(number: int) -> str:
    return mint("task", str(number))
