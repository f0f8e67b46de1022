"""Who pays: intervals where the document does not decide, words where it states nothing, risks when something ends."""

from __future__ import annotations

import pytest

from sites import Held, settled, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


@pytest.fixture(scope="module")
def plain(site: Site) -> Held:
    return shown(site, "funding")


def test_groups_are_stacked_by_source_and_what_is_not_stated_is_said(plain: Held) -> None:
    bars = [one for one in plain.titles if one.startswith(("EGI services:", "UK services:"))]
    assert bars == [
        "EGI services: GridPP: 1.40 FTE; UK Other: 0.25 FTE; EGI to UK: 1.02 FTE; Non-UK: 16.49 FTE",
        "UK services: GridPP: 9.30 FTE; UK Other or EGI to UK: 0.61 FTE",
    ]
    assert "19.16" in plain.words
    assert "WLCG services not stated task by task" in plain.words
    assert "Total effort of the WLCG services WLCG services about 442" in plain.words


def test_the_undecidable_part_is_hatched(plain: Held) -> None:
    hatched = [one for one in plain.named("rect") if one.get("fill") == "url(#hatch)"]
    assert {one["class"] for one in hatched} == {"part undecided", "part possible"}
    assert [one["id"] for one in plain.named("pattern")] == ["hatch"]


def test_intervals_are_intervals(plain: Held) -> None:
    assert "WP-1: between 0 and 4.35 FTE" in plain.titles
    assert "WP-2: between 4.24 and 8.59 FTE" in plain.titles
    assert "EGI to UK: between 1.02 and 1.63 FTE" in plain.titles
    assert "WP-4 no effort is stated by task" in plain.words
    assert "Tier-2 institutes no effort is stated by task" in plain.words


def test_every_picture_has_its_rows(plain: Held) -> None:
    behind = [link for link in plain.links if link.endswith(".csv")]
    names = ("fte-by-source", "fte-by-group", "fte-by-work-package", "undecidable-funding", "published-figures")
    assert sorted(behind) == sorted(f"/kg/queries/{name}.csv" for name in names)


def test_what_ends_with_a_source(site: Site) -> None:
    page = shown(site, "funding", without="egi-to-uk", on="2026-12-01", target="")
    assert "Without EGI to UK, 1.02 FTE are lost for certain, and up to 0.61 more may be" in page.words
    assert "33 Certificate Authority CA 0.00 0.50 0.50 0" in page.words
    assert "/kg/coverage/funding.csv?without=egi-to-uk&on=2026-12-01" in page.links
    assert [one["value"] for one in page.named("option") if "selected" in one] == ["egi-to-uk"]
    wlcg = shown(site, "funding", without="group=WLCG")
    assert "20 Experiment Support & Liaison not stated not stated not stated" in wlcg.words


def test_pages_that_depend_on_the_day_say_so(site: Site) -> None:
    assert not make_page(site, "funding", {}).depends_on_today
    assert make_page(site, "funding", {"without": "gridpp"}).depends_on_today
    assert not make_page(site, "funding", {"without": "gridpp", "on": "2027-01-01"}).depends_on_today


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"without": "nobody"}, "There is no funding-source called 'nobody'"),
        ({"without": "gridpp", "on": "soon"}, "'soon' is no date"),
        ({"colour": "red"}, "funding does not take 'colour'"),
        ({"without": "<script>"}, "There is no funding-source called '<script>'"),
    ],
)
def test_a_field_that_is_wrong(site: Site, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        make_page(site, "funding", parameters)
    assert type(raised.value) is UsageError


def test_labels_are_text(contents: Contents) -> None:
    engine = stated(
        '<https://w3id.org/skillgraph/id/funding-source/x> a sg:FundingSource ; skos:prefLabel "<script>x</script>" . '
        '<https://w3id.org/skillgraph/id/group/g> a sg:TaskGroup ; skos:prefLabel "<b>group</b>" . '
        '<https://w3id.org/skillgraph/id/task/1> a sg:ServiceTask ; skos:prefLabel "<i>task</i>" ; sg:number 1 ; '
        "sg:inGroup <https://w3id.org/skillgraph/id/group/g> . <urn:c> a sg:FundingContribution ; sg:fte 0.5 ; "
        "sg:forTask <https://w3id.org/skillgraph/id/task/1> ; "
        "sg:fundedBy <https://w3id.org/skillgraph/id/funding-source/x> ."
    )
    page = shown(site_of(engine, contents), "funding", without="x")
    assert page.inline == page.named("b") == page.named("i") == []
    assert "<script>x</script>" in page.words
    assert "<b>group</b>" in page.words
