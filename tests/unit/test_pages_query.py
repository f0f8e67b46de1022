"""The page of a canned query: its form, its answer, and what is wrong with a value."""

from __future__ import annotations

import shlex

import pytest

from shown import EVIL, Shown, site_of, small_site
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import Page, make_page
from skillgraph.pages.site import Site
from skillgraph.workspace import Contents


def shown(site: Site, **parameters: str) -> tuple[Page, Shown]:
    page = make_page(site, "query", {name.replace("V_", "$"): value for name, value in parameters.items()})
    return page, Shown(page.render(site))


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


def test_without_what_it_needs_there_is_a_form(site: Site) -> None:
    page, seen = shown(site, name="who-can-cover")
    assert (page.status, page.rows, page.depends_on_today) == (200, None, True)
    assert seen.fields["task"]["tag"] == "select"
    assert "required" in seen.fields["task"]
    assert seen.fields["on"]["type"] == "date"
    assert "43 Security Evaluations & Response" in seen.text
    assert "table" not in seen.tags


def test_the_answer_has_labels_and_links_to_take_it_away(site: Site) -> None:
    page, seen = shown(site, name="who-can-cover", V_task="43", V_on="2026-12-01")
    assert (page.status, page.rows, page.names_people, page.depends_on_today) == (200, 12, True, False)
    assert {"/kg/id/holder/H07", "/kg/queries/who-can-cover.csv?task=43&on=2026-12-01"} <= set(seen.links)
    assert "/kg/queries/who-can-cover?task=43&on=2026-12-01&sort=status" in seen.links
    assert "12 rows in" in seen.text
    assert "snapshot 0123456789abcdef" in seen.text
    assert any(link.startswith("/kg/sparql?edit=") for link in seen.links)


def test_snippets_ask_for_the_same_answer(site: Site) -> None:
    page, _ = shown(site, name="task-effort", V_task="43")
    snippets = dict(page.model["snippets"])
    assert shlex.split(snippets["curl"]) == [
        "curl",
        "--fail",
        "https://example.org/kg/queries/task-effort.csv?task=43",
    ]
    compile(snippets["Python"], "snippet", "exec")
    assert "read.csv(" in snippets["R"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"V_task": "99"}, "There is no task 99. Tasks go from 1 to 45."),
        ({"V_task": "43", "V_on": "never"}, "on is 'never', which is no date."),
        ({"V_task": "43", "V_colour": "red"}, "who-can-cover has no parameter called 'colour'."),
    ],
)
def test_a_wrong_value_is_said_beside_its_field(site: Site, values: dict[str, str], words: str) -> None:
    page, seen = shown(site, name="who-can-cover", **values)
    assert page.status == 400
    assert words in seen.text
    assert "table" not in seen.tags
    assert seen.fields["task"]["tag"] == ("input" if "99" in values.values() else "select")


def test_a_chart_where_the_header_names_one(site: Site) -> None:
    _, seen = shown(site, name="fte-by-work-package", V_group="uk")
    assert "svg" in seen.tags
    assert "4.24 to 8.59" in seen.text


def test_every_query_has_a_page(site: Site) -> None:
    names = site.catalogue.names
    assert len(names) >= 40
    for name in names:
        page, seen = shown(site, name=name)
        assert page.status == 200, name
        assert seen.tags.count("h1") == 1


def test_a_query_that_is_not_there(site: Site) -> None:
    with pytest.raises(UnknownName, match="no query called 'who'"):
        shown(site, name="who")


QUERY = """#+ summary: Which things are there?
#+ params:
#+   text: {type: string, help: "A text"}
#+   sure: {type: boolean, help: "Whether"}
#+   kind: {type: enum, values: [one, two], help: "Which"}
#+   many: {type: integer, help: "How many"}
#+ columns:
#+   thing: {help: "A thing"}
#+   said: {help: "What"}
SELECT ?thing ($text AS ?said)
WHERE { ?thing rdfs:label ?x . OPTIONAL { BIND($sure AS ?a) BIND($kind AS ?b) BIND($many AS ?c) } }
"""


def test_what_comes_from_outside_is_text() -> None:
    site = small_site(f"<javascript:alert(1)> rdfs:label '{EVIL}' .", QUERY.replace("things are", f"{EVIL} are"))
    for parameters in ({"V_text": EVIL}, {"V_many": EVIL}, {f"V_{EVIL}": "1"}, {"V_text": "a", "sort": EVIL}):
        page = make_page(site, "query", {"name": "asked", **{k.replace("V_", "$"): v for k, v in parameters.items()}})
        text = page.render(site)
        assert b"<script>alert" not in text
        assert not [link for link in Shown(text).links if link.startswith("javascript:")]


def test_widgets_fit_the_types() -> None:
    _, seen = shown(small_site("", QUERY), name="asked", V_sure="true", V_kind="two", V_many="3")
    assert [seen.fields[name]["tag"] for name in ("sure", "kind")] == ["select", "select"]
    assert (seen.fields["many"]["type"], seen.fields["many"]["value"]) == ("number", "3")
    assert "No row answers this question" in seen.text
