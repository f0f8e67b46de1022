"""What breaks when people leave: bus factors, single holders, a departure tried out, and what expires."""

from __future__ import annotations

import pytest

from sites import Held, settled, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site, make_page
from skillgraph.terms import ID
from skillgraph.workspace import Contents

UK = {"target": "group=UK", "on": "2026-12-01"}


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


@pytest.fixture(scope="module")
def uk(site: Site) -> Held:
    return shown(site, "resilience", **UK)


def test_truck_factors_and_counts(uk: Held) -> None:
    assert "1 departure leaves one of 12 tasks that are covered together uncovered" in uk.words
    assert "5 departures leave 6 of 12 tasks that are covered together uncovered" in uk.words
    assert "Together, not covered now: 2 tasks" in uk.titles
    assert [title for title in uk.titles if title.startswith("Alone, ")] == [
        "Alone, not covered now: 2 tasks",
        "Alone, one departure: 5 tasks",
        "Alone, two departures: 2 tasks",
        "Alone, three or more: 5 tasks",
    ]


def test_each_task_names_its_binding_requirement(uk: Held) -> None:
    assert "32 Accounting - Benchmarking & Services 1 11 1 11 Usage accounting 3; Benchmarking 2 H11" in uk.words
    assert "33 Certificate Authority CA 0 0 0 0 Certificate authority operation 3 nobody" in uk.words


def test_what_expires_is_on_a_line_of_time_and_in_a_table(uk: Held) -> None:
    marks = [title for title in uk.titles if "loses a holder" in title]
    assert "2027-03-01: 1 requirement loses a holder, and a task its cover" in marks
    assert "day-2027-03-01" in [row.get("id") for row in uk.named("tr")]
    assert "2027-03-01 Benchmarking 2 32 Accounting - Benchmarking & Services H11 nobody" in uk.words
    assert "/kg/coverage/resilience.csv?target=group%3DUK&on=2026-12-01&months=12" in uk.links


def test_fewer_months_fewer_ends(site: Site) -> None:
    assert "Nothing that these tasks need is recorded to expire." in shown(site, "resilience", **UK, months="1").words


def test_if_somebody_leaves(site: Site) -> None:
    page = shown(site, "resilience", holder="H07", on="2026-12-01")
    assert "Without H07, of all tasks 0 lose the last holder who covers them alone, 0 can be covered" in page.words
    assert "0.80 FTE of work are without a person" in page.words
    assert "Bash 3 nobody else is recorded" in page.words
    assert "/kg/coverage/leave.csv?holder=H07&on=2026-12-01" in page.links
    east = make_page(site, "resilience", {"site": "example-east", "on": "2026-12-01"}).render(site)
    assert b"/kg/coverage/leave.csv?site=example-east&amp;on=2026-12-01" in east


def test_it_names_people_and_what_it_rests_on(site: Site, uk: Held) -> None:
    page = make_page(site, "resilience", UK)
    assert page.names_people
    assert not page.is_volatile
    assert not page.depends_on_today
    assert make_page(site, "resilience", {}).depends_on_today
    assert "The holders of this graph are invented" in uk.words


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"target": "group=<b>"}, "There is no group called '<b>'"),
        ({"holder": "H99"}, "There is no holder called 'H99'"),
        ({"months": "0"}, "months is 0"),
        ({"k": "1"}, "resilience does not take 'k'"),
        ({"on": "2026-13-01"}, "'2026-13-01' is no date"),
    ],
)
def test_a_field_that_is_wrong(site: Site, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        make_page(site, "resilience", parameters)
    assert type(raised.value) is UsageError


def test_labels_are_text_and_nothing_is_mapped(contents: Contents) -> None:
    engine = stated(
        f'<{ID}task/1> a sg:ServiceTask ; skos:prefLabel "<script>x</script>" ; sg:number 1 . '
        f'<{ID}holder/x> a sg:Holder ; skos:prefLabel "<b>who</b>"'
    )
    page = shown(site_of(engine, contents), "resilience", holder="x")
    assert page.inline == page.named("b") == []
    assert "1 <script>x</script> unknown: no essential requirement is mapped" in page.words
    assert "Without <b>who</b>" in page.words
    assert "invented" not in page.words
