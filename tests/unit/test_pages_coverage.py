"""The heat map shows what matching says, in three values, and leads to the explanation of each cell."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from sites import Held, shown, site_of
from skillgraph.coverage import World, load_world, match, tasks
from skillgraph.coverage.naming import slug
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents
from worlds import DAY, big, derived, small

STATUSES = ("covered", "unknown", "gap")


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents, world: World) -> Site:
    return site_of(snapshot_engine, contents, world=world)


def of(world: World) -> Site:
    return site_of(Dataset().engine(), Contents(Path(), ()), world=world)


def cells(page: Held) -> list[str]:
    return [given["class"] for tag, given in page.elements if tag == "td" and given.get("class") in STATUSES]


def test_every_task_against_every_holder(site: Site, world: World) -> None:
    page = shown(site, "coverage")
    assert len(cells(page)) == 45 * 12
    expected = [
        match(world, holder, (task,), datetime.date(2026, 12, 1)).status.value
        for task in tasks(world)
        for holder in sorted(world.holders)
    ]
    assert cells(page) == expected
    assert "/kg/coverage/explain?target=43&holder=H07" in page.links
    assert "/kg/coverage/cover.csv" in page.links
    assert {"/kg/task/43", "/kg/holder/H07"} <= set(page.links)


@pytest.mark.parametrize("seed", range(40))
def test_small_worlds_look_as_matching_says(seed: int) -> None:
    small_world = derived(small(seed))
    page = shown(of(small_world), "coverage", on="2026-12-01")
    expected = [
        match(small_world, holder, (task,), DAY).status.value
        for task in tasks(small_world)
        for holder in sorted(small_world.holders)
    ]
    assert cells(page) == expected


def test_a_status_is_told_by_sign_class_and_word(site: Site) -> None:
    page = make_page(site, "coverage", {}).render(site).decode()
    link = '<a href="/kg/coverage/explain?target=43&amp;holder=H03">'
    assert f'<td class="covered">{link}<span aria-hidden="true">✓</span><span class="unseen"> covered</span>' in page


def test_roles(site: Site) -> None:
    page = shown(site, "coverage", by="role")
    assert len(cells(page)) == 45 * 3
    assert "✓ 2 of 5" in page.words  # task 43 and site reliability engineers
    assert "/kg/task/43#who" in page.links


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        ({"group": "uk"}, 14),
        ({"wp": "3"}, 7),
        ({"area": "network"}, None),
        ({"group": "uk", "wp": "1"}, 5),
        ({"covered": "nobody"}, None),
        ({"group": "egi", "wp": "1"}, 0),
    ],
)
def test_tasks_are_chosen(site: Site, world: World, chosen: dict[str, str], rows: int | None) -> None:
    page = shown(site, "coverage", **chosen)
    found = len(cells(page)) // 12
    assert rows is None or found == rows
    assert 0 <= found < 45
    csv = next(link for link in page.links if "cover.csv" in link)
    assert csv.count("target=") == found
    if not found:
        assert "No task fits what is chosen." in page.words


def test_tasks_by_how_many_cover_them(site: Site) -> None:
    parts = [shown(site, "coverage", covered=one) for one in ("nobody", "one", "several")]
    assert sum(len(cells(page)) for page in parts) == 45 * 12
    assert "covered" not in cells(parts[0])


def test_another_day(site: Site) -> None:
    page = shown(site, "coverage", on="2035-01-01")
    assert "covered" not in cells(page)
    assert "/kg/coverage/explain?target=43&holder=H07&on=2035-01-01" in page.links
    assert "/kg/coverage/cover.csv?on=2035-01-01" in page.links
    assert make_page(site, "coverage", {}).depends_on_today
    assert not make_page(site, "coverage", {"on": "2035-01-01"}).depends_on_today


@pytest.mark.parametrize("wrong", [{"by": "site"}, {"group": "<script>"}, {"covered": "9"}, {"on": "1st of May"}])
def test_wrong_parameters_are_named(site: Site, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"There is no|is no date"):
        make_page(site, "coverage", wrong)


def test_a_big_world_is_cut(site: Site) -> None:
    page = shown(of(big(120, 100)), "coverage")
    assert len(cells(page)) == 5000
    assert "70 more tasks fit" in page.words


def test_many_columns_come_in_pages() -> None:
    world = big(30, 450)
    people = [slug(one) for one in sorted(world.holders)]
    seen: list[str] = []
    for number, (first, until) in enumerate(((1, 200), (201, 400), (401, 450)), 1):
        page = shown(of(world), "coverage", on="2026-12-01", **({"page": str(number)} if number > 1 else {}))
        says = f"450 holders, in the order of their identifiers; {first} to {until} are shown, page {number} of 3."
        assert f"There are {says}" in page.words
        columns = [link.rpartition("/")[2].partition("?")[0] for link in page.links if link.startswith("/kg/holder/")]
        assert columns == people[first - 1 : until]
        assert len(cells(page)) == len(columns) * min(30, 5000 // len(columns))
        seen += columns
    assert seen == people


def test_pages_of_columns_lead_to_each_other(site: Site) -> None:
    world = big(30, 450)
    chosen = {"on": "2026-12-01", "covered": "several"}
    leads = "/kg/coverage?covered=several&on=2026-12-01"
    for number, others in (("", ("&page=2", "&page=3")), ("2", ("", "&page=3")), ("3", ("", "&page=2"))):
        page = shown(of(world), "coverage", **chosen, **({"page": number} if number else {}))
        assert {link for link in page.links if link.startswith(leads)} == {leads + other for other in others}
        assert ("rel", "next") in [pair for _, given in page.elements for pair in given.items()] or number == "3"
    assert not [link for link in shown(site, "coverage").links if "page=" in link]
    assert "in the order of their identifiers" not in shown(site, "coverage").words


def test_what_is_counted_of_a_task_is_the_same_on_each_page() -> None:
    world = big(20, 250)
    totals = []
    for number in ("1", "2"):
        page = make_page(of(world), "coverage", {"on": "2026-12-01", "page": number}).model
        totals.append([row.counts for row in page["rows"]])
    assert totals[0] == totals[1][: len(totals[0])]
    assert all(sum(counts.values()) == 250 for counts in totals[0])


@pytest.mark.parametrize("wrong", ["0", "4", "-1", "1.5", "two", "²", "9" * 150])
def test_a_page_that_there_is_not(wrong: str) -> None:
    with pytest.raises(UsageError, match="There is no page") as told:
        make_page(of(big(4, 450)), "coverage", {"page": wrong})
    assert told.value.hint == "They are counted from 1 to 3."


def test_roles_are_on_one_page(site: Site) -> None:
    with pytest.raises(UsageError, match="There is no page '2'"):
        make_page(site, "coverage", {"by": "role", "page": "2"})


def test_names_stay_texts() -> None:
    hostile = derived(small(3))
    first = tasks(hostile)[0]
    named = {**hostile.names, sorted(hostile.holders)[0]: "<script>alert(1)</script>"}
    page = shown(of(_with(hostile, named)), "coverage")
    assert "<script>alert(1)</script>" in page.words
    assert slug(first) in page.words


def _with(world: World, names: dict[str, str]) -> World:
    return replace(world, names=names)
