"""The page of a thing: its statements with their layers, what points to it, where it is written, what can be asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sites import BASE, Held, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import Gone, UnknownName
from skillgraph.pages import Site, make_page
from skillgraph.terms import GRAPH, ID
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


@pytest.fixture(scope="module")
def task(site: Site) -> Held:
    edit = "https://example.org/edit/{path}#L{line}"
    finding = ["SG501", "warning", "It is <odd>.", "data/seed/tasks-uk.ttl", 7, "Look."]
    told = json.dumps([finding])
    commits = {"data/seed/tasks-uk.ttl": ("0123456789abcdef" * 2 + "01234567", "2026-11-05")}
    return shown(replace(site, commits=commits), "resource", kind="task", slug="43", findings=told, edit_url=edit)


def test_it_tells_what_is_said_and_who_vouches_for_it(task: Held) -> None:
    assert task.words.count("Security Evaluations & Response") >= 2
    assert "service task" in task.words
    assert "in group UK services seed" in task.words
    assert "states requirement Incident response 3 interpretation" in task.words
    assert "Follows by rules" in task.words
    assert "/kg/id/group/uk" in task.links
    assert "/kg/ns#inGroup" in task.links


def test_tasks_and_holders_have_a_page_about_cover(site: Site, task: Held) -> None:
    assert "/kg/task/43" in task.links
    assert "/kg/holder/H07" in shown(site, "resource", kind="holder", slug="H07").links
    assert not [link for link in shown(site, "resource", kind="skill", slug="linux").links if "/kg/task/" in link]


def test_shapes_order_the_properties(task: Held) -> None:
    places = [task.text.index(label) for label in ("number", "in group", "UK requirement", "in work package")]
    assert places == sorted(places)


def test_it_tells_where_it_is_written(task: Held, contents: Contents) -> None:
    path = "data/seed/tasks-uk.ttl"
    text = next(file.content.decode() for file in contents.files if file.path == path)
    line = text[: text.index("task:43 a ")].count("\n") + 1
    assert f"https://example.org/edit/{path}#L{line}" in task.links
    assert f"/kg/graph/{path}" in task.links
    assert "012345678 2026-11-05" in task.words
    assert "SG501" in task.words
    assert "It is <odd>. Look." in task.words


def test_questions_have_the_thing_filled_in(task: Held) -> None:
    assert "/kg/queries/who-can-cover?task=task%3A43" in task.links
    assert "/kg/queries/provenance?resource=task%3A43" in task.links
    assert "/kg/queries/role-skills?role=task%3A43" not in task.links
    assert "What is a holder missing for a task? asks for holder as well" in task.words


def test_a_picture_has_a_title_and_its_table(task: Held) -> None:
    (picture,) = [one for one in task.named("svg") if "role" in one]
    assert picture["role"] == "img"
    assert picture["aria-labelledby"] in [attributes.get("id") for attributes in task.named("title")]
    assert f"{BASE.removeprefix('https://example.org')}/doc/task/43/neighbours.csv" in task.links
    assert any("data-neighbours" in attributes for attributes in task.named("figure"))


def test_it_has_links_to_its_other_forms(site: Site, task: Held) -> None:
    assert {f"/kg/doc/task/43.{name}" for name in ("ttl", "nt", "jsonld", "rdf", "nq", "trig")} <= set(task.links)
    links = make_page(site, "resource", {"kind": "task", "slug": "43"}).links
    assert {link.rel for link in links} == {"canonical", "describes", "alternate", "describedby", "license"}


def test_pages_with_holders_are_kept_out_of_search_engines(site: Site) -> None:
    assert make_page(site, "resource", {"kind": "holder", "slug": "H07"}).names_people
    assert make_page(site, "resource", {"kind": "attestation", "slug": "H01-linux"}).names_people
    assert not make_page(site, "resource", {"kind": "tier", "slug": "fabric"}).names_people


def test_a_thing_with_many_that_point_to_it_shows_twenty_and_a_query_for_all(site: Site) -> None:
    page = shown(site, "resource", kind="basis", slug="peer")
    (rest,) = [link for link in page.links if link.startswith("/kg/sparql?query=") and "basis" in link]
    assert "SELECT+%3Fthing" in rest
    assert "as a query" in page.words


def test_what_is_said_is_text(contents: Contents) -> None:
    hostile = '"</script><script>alert(1)</script>"'
    engine = stated(
        f"GRAPH <{GRAPH}data/seed/x.ttl> {{ task:1 a sg:ServiceTask ; skos:prefLabel {hostile} ; "
        f"skos:definition {hostile} ; sg:link <javascript:alert(1)> , <http://x/%22onclick=> . task:2 sg:link task:1 }}"
    )
    page = make_page(site_of(engine, contents), "resource", {"kind": "task", "slug": "1", "edit_url": "javascript:x"})
    body = page.render(site_of(engine, contents)).decode()
    body = body.partition("</main>")[0]  # the scripts of the page come after it
    assert body.count("<script") == body.count("</script") == 1
    assert "<script>" not in body
    assert 'href="javascript' not in body


def test_a_thing_that_is_not_there(site: Site) -> None:
    with pytest.raises(UnknownName, match="no task 99") as caught:
        make_page(site, "resource", {"kind": "task", "slug": "99"})
    assert caught.value.near[0] == f"{ID}task/9"
    assert not isinstance(caught.value, Gone)
