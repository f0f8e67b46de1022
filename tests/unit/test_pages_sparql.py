"""The SPARQL page: a text area, an answer with labels, what is wrong, and ways to take it away."""

from __future__ import annotations

import json

import pytest

from shown import EVIL, Shown, site_of, small_site
from skillgraph.engine import Bounds, Engine
from skillgraph.errors import AnswerTooLarge, ForbiddenQuery, QuerySyntaxError
from skillgraph.pages import Allowance, Page, make_page
from skillgraph.pages.examples import EXAMPLES
from skillgraph.pages.site import Site
from skillgraph.queries.saving import canned_file
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


def shown(site: Site, **parameters: str) -> tuple[Page, Shown]:
    page = make_page(site, "sparql", parameters)
    return page, Shown(page.render(site))


def test_without_a_query_there_is_one_to_begin_with(site: Site) -> None:
    page, seen = shown(site)
    assert (page.status, page.rows, page.is_volatile) == (200, None, False)
    assert EXAMPLES[0].text.strip() in page.render(site).decode()
    assert seen.tags.count("h1") == 1
    assert sum(link.startswith("/kg/sparql?edit=") for link in seen.links) >= len(EXAMPLES) + 10


def test_a_text_to_edit_is_not_run(site: Site) -> None:
    page, seen = shown(site, edit="SELECT ?x { ?x ?y ?z }")
    assert page.rows is None
    assert "SELECT ?x { ?x ?y ?z }" in seen.text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.title)
def test_every_example_has_an_answer(site: Site, example: object) -> None:
    page, seen = shown(site, query=example.text)  # type: ignore[attr-defined]
    assert page.rows
    assert page.warnings == ()
    assert "table" in seen.tags


def test_rows_have_labels_and_links(site: Site) -> None:
    page, seen = shown(site, query="SELECT ?group { ?group a sg:TaskGroup } ORDER BY ?group")
    assert page.rows == 3
    assert "EGI services" in seen.text
    assert "/kg/id/group/egi" in seen.links
    assert (
        "https://example.org/kg/sparql?query=SELECT+%3Fgroup+%7B+%3Fgroup+a+sg%3ATaskGroup+%7D+ORDER+BY+%3Fgroup"
        in (seen.links)
    )
    assert "SELECT ?group" in seen.text


def test_graphs_are_triples(site: Site) -> None:
    page, seen = shown(site, query="CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 7")
    assert page.rows == 7
    assert "7 triples in" in seen.text
    assert "N-Triples" in seen.text


def test_numbers_beside_names_are_a_chart(site: Site) -> None:
    _, seen = shown(site, query="SELECT ?g (COUNT(?t) AS ?n) { ?t sg:inGroup ?g } GROUP BY ?g")
    assert "svg" in seen.tags


def test_warnings_are_shown(site: Site) -> None:
    page, seen = shown(site, query="SELECT * { ?s sg:inGruop ?g }")
    assert page.warnings
    assert page.warnings[0] in seen.text
    assert "Nothing matches." in seen.text


def test_what_changes_is_not_kept(site: Site) -> None:
    assert shown(site, query="SELECT (RAND() AS ?x) {}")[0].is_volatile


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * { ?s ?p", QuerySyntaxError),
        ("DROP ALL", ForbiddenQuery),
        ("SELECT * { ?s ?p ?o }", AnswerTooLarge),
    ],
)
def test_errors_are_for_those_who_ask(snapshot_engine: Engine, query: str, error: type[Exception]) -> None:
    site = site_of(snapshot_engine, allowed=Allowance(bounds=Bounds(10)))
    with pytest.raises(error):
        shown(site, query=query)


def test_a_fault_is_told_beside_the_query(site: Site) -> None:
    fault = {"title": "Query syntax", "status": 400, "detail": EVIL, "hint": "Close it.", "line": 1, "column": 3}
    fault |= {"source": "SELECT", "caret": "  ^"}
    page, seen = shown(site, query="SELECT", fault=json.dumps(fault))
    assert page.status == 400
    assert "Close it." in seen.text
    assert b"<script>alert" not in page.render(site)
    assert b'data-line="1" data-column="3"' in page.render(site)


@pytest.mark.parametrize("query", [f"SELECT ('{EVIL}' AS ?x) (IRI('javascript:alert(1)') AS ?y) {{}}", f"# {EVIL}"])
def test_what_comes_from_outside_is_text(query: str) -> None:
    site = small_site(f"<javascript:alert(1)> rdfs:label '{EVIL}' .")
    for parameters in (
        {"query": f"{query}\nSELECT * {{ ?s ?p ?o }}"} if query[0] == "#" else {"query": query},
        {"edit": query},
    ):
        page = make_page(site, "sparql", parameters).render(site)
        assert b"<script>alert" not in page
        assert not [link for link in Shown(page).links if link.startswith("javascript:")]


def test_characters_that_no_page_may_hold_are_replaced(site: Site) -> None:
    page = make_page(site, "sparql", {"query": 'SELECT ("a\\u0001b" AS ?x) {}'}).render(site).decode()
    assert "a\ufffdb" in page
    assert "\x01" not in page


def test_a_long_query_is_posted(site: Site) -> None:
    page, seen = shown(site, query="SELECT ?x { ?x a sg:TaskGroup } #" + "x" * 7000)
    assert page.model["share"] == ""
    assert "too long for a link" in seen.text


def test_a_saved_query_is_a_canned_one() -> None:
    text = canned_file("SELECT ?group { ?group a sg:TaskGroup }", "groups", "Which groups?", ["group"], 3)
    site = small_site("", text)
    assert [column.name for column in site.catalogue["asked"].columns] == ["group"]
    assert site.catalogue["asked"].tests == ({"count": "3"},)
