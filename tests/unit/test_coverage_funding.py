"""What ends with a source, a work package or a group, and how it agrees with the canned queries."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from answers import Row
from skillgraph.coverage import load_world
from skillgraph.coverage.funding import Ending, Exposure, exposure, risks
from skillgraph.coverage.naming import find, slug, tasks_of_group
from skillgraph.coverage.world import Contribution, Kind, Target, World
from skillgraph.engine import InProcess
from skillgraph.errors import UnknownName

DAY = datetime.date(2026, 12, 1)
Ask = Callable[..., list[Row]]


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


def numbers(exposed: Exposure, *, certain: bool) -> str:
    chosen = [one for one in exposed.losses if (one.certain if certain else one.possible)]
    return " ".join(slug(one.task) for one in chosen)


@pytest.mark.parametrize("source", ["egi-to-uk", "gridpp", "uk-in-all", "non-uk", "uk-other", "uk-other-or-egi-to-uk"])
def test_the_end_of_a_source_is_what_the_query_says(world: World, ask: Ask, source: str) -> None:
    exposed = exposure(world, Ending.SOURCE, find(world, "funding-source", source))
    rows = {row["certainty"]: row for row in ask("funding-exposure", source=source)}
    for name, amount in (("certain", exposed.certain), ("possible", exposed.possible)):
        assert Decimal(rows[name]["fte"] if name in rows else 0) == amount
        assert (rows[name]["numbers"] if name in rows else "") == numbers(exposed, certain=name == "certain")
    published = sum((one.fte for one in exposed.figures if one.fte is not None), Decimal(0))
    assert Decimal(rows["whole group"]["fte"] if "whole group" in rows else 0) == published


def test_the_end_of_egi_to_uk_is_bounded(world: World) -> None:
    exposed = exposure(world, Ending.SOURCE, find(world, "funding-source", "EGItoUK"))
    assert (exposed.certain, exposed.possible) == (Decimal("1.02"), Decimal("0.61"))
    assert [slug(one.task) for one in exposed.losses] == ["4", "13", "15", "33", "40", "45"]


@pytest.mark.parametrize("group", ["uk", "egi", "wlcg"])
def test_the_end_of_a_work_package_is_what_the_query_says(world: World, ask: Ask, group: str) -> None:
    rows = ask("fte-by-work-package", group=group)
    assert rows
    tasks = tasks_of_group(world, find(world, "group", group))
    for row in rows:
        exposed = exposure(world, Ending.WORK_PACKAGE, find(world, "wp", row["package"]), tasks)
        assert Decimal(row["low"] or 0) == exposed.certain
        assert Decimal(row["high"] or 0) == exposed.certain + exposed.possible
        assert int(row["not_stated"]) == len(exposed.not_stated)
        assert int(row["stated"]) == len(exposed.losses) - len(exposed.not_stated)


@pytest.mark.parametrize("group", ["uk", "egi", "wlcg"])
def test_the_end_of_a_group_is_what_the_query_says(world: World, ask: Ask, group: str) -> None:
    row = next(row for row in ask("fte-by-group") if row["task_group"] == f"group:{group}")
    exposed = exposure(world, Ending.GROUP, find(world, "group", group))
    assert exposed.certain == Decimal(row["fte"] or 0)
    assert exposed.possible == 0
    assert len(exposed.not_stated) == int(row["tasks_not_stated"])
    totals = [one.fte for one in exposed.figures if one.fte is not None and not one.source]
    assert totals == ([Decimal(row["published_fte"])] if row["published_fte"] else [])


def test_the_risk_list_begins_with_what_fewest_cover(world: World) -> None:
    exposed = exposure(world, Ending.SOURCE, find(world, "funding-source", "gridpp"))
    listed = risks(world, exposed, DAY)
    assert len(listed) == len(exposed.losses) == 16
    assert [one.bus_factor for one in listed] == sorted(one.bus_factor for one in listed)
    last = {slug(one.loss.task): one for one in listed}["43"]
    assert [slug(holder) for holder in last.covering] == ["H03", "H04"]
    assert (last.satisfying, [one.name for one in last.weakest]) == (2, ["Incident response 3"])
    assert last.unknown == 6


def task(slug_: str, packages: tuple[str, ...] = ()) -> Target:
    return Target(slug_, Kind.TASK, slug_, int(slug_), (), ("g",), (), packages)


def test_bounds_of_undecided_payers_and_unsplit_packages() -> None:
    world = World(
        {},
        {one.iri: one for one in (task("1", ("p",)), task("2", ("p", "q")), task("3", ("q",)))},
        {},
        {},
        contributions=(
            Contribution("a", "1", Decimal("0.1"), ("own",), "own"),
            Contribution("b", "2", Decimal("0.2"), ("own",), "own"),
            Contribution("c", "2", Decimal("0.7"), ("x", "y"), "x-or-y"),
        ),
        parts={"all": frozenset({"x", "y"})},
        paid_from={"p": "own", "q": "own"},
    )

    def bounds(kind: Ending, ended: str) -> tuple[str, str]:
        found = exposure(world, kind, ended)
        return str(found.certain), str(found.possible)

    assert bounds(Ending.WORK_PACKAGE, "p") == ("0.1", "0.2")
    assert bounds(Ending.SOURCE, "x") == ("0", "0.7")
    assert bounds(Ending.SOURCE, "x-or-y") == ("0.7", "0")
    assert bounds(Ending.SOURCE, "all") == ("0.7", "0")
    assert exposure(world, Ending.WORK_PACKAGE, "q").not_stated == ("3",)
    assert exposure(world, Ending.GROUP, "g").not_stated == ("3",)


def test_names_are_found_by_slug_label_and_number(world: World) -> None:
    assert slug(find(world, "group", "UK")) == "uk"
    assert slug(find(world, "wp", "WP-1")) == "1"
    assert slug(find(world, "holder", "holder:H05")) == "H05"
    with pytest.raises(UnknownName, match="no task called '4711'"):
        find(world, "task", "4711")
