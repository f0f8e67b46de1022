"""What to learn: the plan on request, which skill opens most, who could shadow whom, a newcomer's path."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest

from sites import Held, settled, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Allowance, Site, make_page
from skillgraph.terms import ID
from skillgraph.workspace import Contents

DAY = {"on": "2026-12-01"}
LONG = {"seconds": "8"}  # so that a slow machine proves what it found


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


@pytest.fixture(scope="module")
def plain(site: Site) -> Held:
    return shown(site, "training", **DAY)


def test_the_form_comes_first_and_the_plan_on_request(site: Site, plain: Held) -> None:
    assert "offers to search on, for up to 6 seconds" in plain.words
    fields = {one["name"] for one in (*plain.named("select"), *plain.named("input"))}
    assert fields == {"goal", "target", "holder", "newcomer", "cap", "days-per-level", "on", "q"}
    planned = shown(site, "training", **DAY, **LONG, goal="cover", target="group=UK")
    assert "searched for when you ask" not in planned.words
    assert "/kg/task/33?on=2026-12-01" in planned.links
    assert "No plan that reaches as much is cheaper." in planned.words


def test_a_plan_with_a_cap_and_assumptions(site: Site) -> None:
    terms = {"cap": "10", "days-per-level": "2"}
    page = shown(site, "training", **DAY, **LONG, goal="cover", target="group=UK", **terms)
    assert "reached with 4 steps in 7 days" in page.words
    assert {"H05: 5 days", "Grid frameworks seminar: 1 day"} <= set(page.titles)
    assert "Days of training per person, of at most 10; hatched: assumed, 2 days per level" in page.words
    assert "assumed training, 2 days assumed: Certificate authority operation 3" in page.words
    behind = "/kg/coverage/train.csv?on=2026-12-01&seconds=8&goal=cover&target=group%3DUK&cap=10&days-per-level=2"
    assert behind in page.links


def test_what_no_training_reaches_is_named(site: Site) -> None:
    page = shown(site, "training", **DAY, **LONG, goal="cover", target="33", cap="3")
    assert "not reached in full" in page.words
    assert "33 Certificate Authority CA 1 it would exceed the cap per person" in page.words
    assert [one["value"] for one in page.named("option") if "selected" in one] == ["cover", "33", "33"]


def test_a_newcomers_path_is_in_order(site: Site) -> None:
    page = shown(site, "training", **DAY, **LONG, newcomer="true", target="task:43")
    assert "reached with 6 steps in 18 days" in page.words
    places = [page.words.index(f"{name}, ") for name in ("Linux course", "Incident response course", "Security camp")]
    assert places == sorted(places)


def test_which_skill_opens_most(plain: Held, site: Site) -> None:
    assert "/kg/coverage/train.csv?on=2026-12-01&goal=unlock" in plain.links
    uk = shown(site, "training", **DAY, target="group=UK")
    assert "Certificate authority operation 3" in uk.words
    assert "33 Certificate Authority CA H" in uk.words


def test_who_could_shadow_whom(site: Site) -> None:
    page = shown(site, "training", **DAY, goal="shadow", target="task:43")
    assert "H02 one level below beside" in page.words
    assert "at the same site" in page.words
    assert "/kg/coverage/train.csv?on=2026-12-01&goal=shadow&target=task%3A43" in page.links


def test_a_plan_that_is_not_proven_is_not_kept(site: Site) -> None:
    hurried = replace(site, allowed=Allowance(seconds=0.2))
    asked = {**DAY, "goal": "two-per-requirement", "days-per-level": "2", "cap": "12"}
    page = make_page(hurried, "training", asked)
    assert page.is_volatile
    text = page.render(hurried).decode()
    assert "This is the best plan found so far" in text
    assert "search for up to 0.12 seconds" in text
    on = "/kg/training?on=2026-12-01&goal=two-per-requirement&days-per-level=2&cap=12&seconds=0.12"
    assert f'hx-get="{escape(on)}" hx-trigger="load"' in text
    longer = make_page(hurried, "training", {**asked, "seconds": "0.16"})
    assert "search for up to" not in longer.render(hurried).decode()
    assert not make_page(site, "training", DAY).is_volatile


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"goal": "fame"}, "There is no goal 'fame'"),
        ({"goal": "cover", "target": "task:<b>"}, "There is no task called '<b>'"),
        ({"goal": "cover", "cap": "much"}, "'much' is no number of days"),
        ({"newcomer": "true", "target": "group=UK"}, "A newcomer's path leads to cover of one task"),
        ({"task": "43"}, "train does not take 'task'"),
    ],
)
def test_a_field_that_is_wrong(site: Site, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        make_page(site, "training", parameters)
    assert type(raised.value) is UsageError


def test_labels_are_text(contents: Contents) -> None:
    engine = stated(
        f'<{ID}task/1> a sg:ServiceTask ; skos:prefLabel "<script>x</script>" ; sg:number 1 . '
        f'<{ID}holder/x> a sg:Holder ; skos:prefLabel "<b>who</b>"'
    )
    page = shown(site_of(engine, contents), "training", goal="cover", target="1")
    assert page.inline == page.named("b") == []
    assert "Unknown, because no essential requirement is mapped: 1 <script>x</script>" in page.words
