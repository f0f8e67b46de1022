"""Linked data over HTTP: every kind of thing is followed in every format and read by an independent parser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pyoxigraph as ox
import pytest

from described import read
from served import HTTP, Served, served

ROOT = Path(__file__).parents[2]
ID = "https://w3id.org/skillgraph/id/"
MEDIA = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "text/html": "html",
}
HTML = {"Accept": "text/html"}
PUBLIC = "https://kg.example.net/base"
PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix task: <https://w3id.org/skillgraph/id/task/> .
"""
SMALL = {
    "ontology/core.ttl": f"{PREFIXES}sg:ServiceTask a owl:Class .\n",
    "data/seed/tasks.ttl": f"""{PREFIXES}
task:1 a sg:ServiceTask ;
    skos:prefLabel "One <script>alert(1)</script>"@en ;
    sg:link <javascript:alert(1)> .

task:2 a sg:ServiceTask ;
    owl:deprecated true ;
    dcterms:isReplacedBy task:1 ;
    skos:changeNote "It was one with task 1."@en .

task:3 a sg:ServiceTask ;
    owl:deprecated true .
""",
}


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that gives one client all the time it wants."""
    with (
        served(tmp_path_factory.mktemp("linked"), CLIENT_SECONDS="100000") as running,
        httpx.Client(base_url=running.address, timeout=30, follow_redirects=True) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a workspace of three tasks, two of them retired, that is known under another address."""
    folder = tmp_path_factory.mktemp("elsewhere")
    root = folder / "workspace"
    for part in ("ontology", "shapes", "data", "queries"):
        (root / part).mkdir(parents=True)
    for path, text in SMALL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for command in ("init --quiet", "add --all", "commit --quiet --message first"):
        identity = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *command.split()], cwd=root, check=True)
    edit = "https://forge.example.org/edit/{path}#L{line}"
    with served(folder, root=root, PUBLIC_URL=PUBLIC, EDIT_URL=edit) as running:
        yield running


def one_of_each_kind(client: httpx.Client) -> list[str]:
    query = f"""SELECT ?kind (MIN(?thing) AS ?first) {{ ?thing a ?class FILTER(STRSTARTS(STR(?thing), "{ID}"))
      BIND(STRBEFORE(STRAFTER(STR(?thing), "/id/"), "/") AS ?kind) }} GROUP BY ?kind ORDER BY ?kind"""
    found = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    return [row["first"]["value"] for row in found]


def triples_of(client: httpx.Client, answer: httpx.Response, name: str) -> set[ox.Triple]:
    """The triples of an answer; the context of JSON-LD is put in the place of its address."""
    content = answer.content
    if name == "jsonld":
        document = answer.json()
        published = client.get(urlsplit(document["@context"]).path).json()
        content = json.dumps({**document, **published}).encode()
    formats = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
    }
    return {quad.triple for quad in ox.parse(input=content, format=formats[name])}


def test_every_kind_of_thing_is_followed_in_every_format(unhurried: httpx.Client) -> None:
    things = one_of_each_kind(unhurried)
    assert len(things) >= 50
    for iri in things:
        path = f"/id/{iri.removeprefix(ID)}"
        read_as = {}
        for media, name in MEDIA.items():
            answer = unhurried.get(path, headers={"Accept": media})
            assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)
            assert answer.url.path == path.replace("/id/", "/doc/")
            assert answer.history[0].status_code == 303
            if name == "html":
                assert iri in answer.text
                assert answer.text.count("<h1>") == 1
            else:
                read_as[name] = triples_of(unhurried, answer, name)
        assert read_as["ttl"] == read_as["nt"] == read_as["rdf"] == read_as["jsonld"], iri
        own = {triple for triple in read_as["nt"] if triple.subject == ox.NamedNode(iri)}
        topic = {t for t in own if t.predicate.value.endswith("isPrimaryTopicOf")}
        assert read_as["nq"] == read_as["trig"] == own - topic, iri


@pytest.mark.parametrize("suffix", [*MEDIA.values()])
def test_a_suffix_decides_and_leads_to_the_same_suffix(client: httpx.Client, suffix: str) -> None:
    first = client.get(f"/id/task/43.{suffix}", headers={"Accept": "image/png"})
    assert (first.status_code, urlsplit(first.headers["location"]).path) == (303, f"/doc/task/43.{suffix}")
    answer = client.get(first.headers["location"], headers={"Accept": "image/png"})
    assert MEDIA[answer.headers["content-type"].partition(";")[0]] == suffix


def test_a_thing_says_that_the_answer_depends_on_accept(client: httpx.Client) -> None:
    answer = client.get("/id/task/43")
    assert "Accept" in answer.headers["vary"]
    assert client.get("/doc/task/43", headers={"Accept": "image/png"}).status_code == 406


def test_independent_parsers_agree_on_a_document(client: httpx.Client) -> None:
    by_name = {name: client.get(f"/doc/task/43.{name}").content for name in ("ttl", "nt", "rdf")}
    graphs = {name: set(read(body, name)) for name, body in by_name.items()}
    assert graphs["ttl"] == graphs["nt"] == graphs["rdf"]
    assert len(graphs["nt"]) > 50


def test_things_of_a_class_are_trees_of_the_same_form(client: httpx.Client) -> None:
    trees = [client.get(f"/doc/task/{number}.jsonld").json() for number in (3, 33, 43)]
    shared = [[key for key in tree if all(key in other for other in trees)] for tree in trees]
    assert shared[0] == shared[1] == shared[2]
    assert [len(tree) - len(shared[0]) <= 3 for tree in trees] == [True] * 3  # what rules add to some tasks alone
    assert {"number", "inGroup", "inWorkPackage", "statesRequirement", "skos:definition"} <= set(shared[0])
    for tree in trees:
        assert all(isinstance(value, list) for key, value in tree.items() if key not in ("@context", "@id", "@reverse"))
    (document,) = trees[2]["foaf:isPrimaryTopicOf"]
    assert {"layer", "@id"} == set(document["dcterms:source"][0])  # in its place


def test_typed_links_lead_to_the_other_forms(client: httpx.Client) -> None:
    links = client.get("/doc/task/43").links
    assert links["describes"]["url"] == f"{ID}task/43"
    assert links["canonical"]["url"].endswith("/doc/task/43")
    assert links["license"]["url"].startswith("https://")
    header = client.get("/doc/task/43", headers={"Accept": "text/html"}).headers["link"]
    for href, media in re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', header):
        assert client.get(href).headers["content-type"].partition(";")[0] == media
    assert header.count('rel="alternate"') == 6


def test_what_is_not_there_is_a_404_that_says_what_may_be_meant(client: httpx.Client) -> None:
    answer = client.get("/doc/skill/linx", headers={"Accept": "application/ld+json"})
    assert answer.status_code == 404
    assert "skill:linux" in answer.json()["hint"]
    assert [urlsplit(address).path for address in answer.json()["see"]] == ["/id/skill/linux"]
    page = client.get("/doc/skill/linx", headers={"Accept": "text/html"})
    assert (page.status_code, "/id/skill/linux" in page.text) == (404, True)
    assert "Did you mean task?" in client.get("/doc/tsk/43").json()["hint"]
    for path in ("/doc/skill/%3Cscript%3E", "/doc/skill/a%22b", "/ns/no-such-module", "/graph/data/none.ttl"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 404
        assert client.get(path).json()["status"] == 404


def test_what_was_retired_is_a_410_that_names_its_successor(elsewhere: Served) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = HTTP.get(f"{elsewhere.address}/doc/task/2", headers={"Accept": accept})
        assert answer.status_code == 410
        assert "It was one with task 1." in answer.text
        assert f"{PUBLIC}/id/task/1" in answer.text
    gone = HTTP.get(f"{elsewhere.address}/doc/task/3").json()
    assert (gone["status"], gone["hint"], "see" in gone) == (410, "Nothing took its place.", False)


def test_a_page_says_where_a_thing_is_written_and_in_which_commit(elsewhere: Served) -> None:
    page = HTTP.get(f"{elsewhere.address}/doc/task/1.html").text
    assert "Last commit" in page
    log = ["git", "log", "--format=%H", "-1"]
    commit = subprocess.run(log, cwd=elsewhere.log.parent / "workspace", capture_output=True, text=True, check=True)
    assert f'title="{commit.stdout.strip()}"' in page
    assert 'href="https://forge.example.org/edit/data/seed/tasks.ttl#L7"' in page
    assert commit.stdout[:9] in HTTP.get(f"{elsewhere.address}/graph/data/seed/tasks.ttl", headers=HTML).text


def test_a_copy_under_another_address_leads_to_itself(elsewhere: Served) -> None:
    first = HTTP.get(f"{elsewhere.address}/id/task/1")
    assert first.headers["location"] == f"{PUBLIC}/doc/task/1"
    page = HTTP.get(f"{elsewhere.address}/doc/task/1.html").text
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert len(links) > 10
    foreign = [link for link in links if not link.startswith(("/base/", "#", f"{PUBLIC}/", "https://forge."))]
    assert set(foreign) == {f"{ID}task/1", "http://purl.org/dc/terms/isReplacedBy"}
    document = HTTP.get(f"{elsewhere.address}/doc/task/1.ttl")
    assert f"<{PUBLIC}/doc/task/1>" in document.text
    assert f'<{PUBLIC}/doc/task/1.nt>; rel="alternate"' in document.headers["link"]
    assert "127.0.0.1" not in document.text + document.headers["link"] + page


def test_labels_and_values_are_text(elsewhere: Served) -> None:
    page = HTTP.get(f"{elsewhere.address}/doc/task/1.html").text
    assert "<script>alert" not in page
    assert "One &lt;script&gt;alert(1)" in page
    assert "\\u003cscript\\u003ealert(1)" in page  # inside of the data for search engines
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "path",
    ["/ns", "/ns/skill", "/ns/skill/1.0.0", "/shapes", "/shapes/service", "/graph/data/seed/tiers.ttl"],
)
@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/ld+json", "text/html"])
def test_vocabulary_shapes_and_graphs(client: httpx.Client, path: str, media: str) -> None:
    answer = client.get(path, headers={"Accept": media})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)
    if media == "text/turtle" and not path.startswith("/graph/"):
        same = client.get(f"{path}.nt").content
        assert len(read(answer.content, "ttl")) == len(read(same, "nt")) > 10


def test_every_term_has_its_place_in_the_page_of_the_vocabulary(client: httpx.Client) -> None:
    page = client.get("/ns.html").text
    terms = set(re.findall(r"<https://w3id\.org/skillgraph/ns#(\w+)> <[^>]*#isDefinedBy>", client.get("/ns.nt").text))
    assert len(terms) > 150
    assert [term for term in terms if f'id="{term}"' not in page] == []
    assert "Something that a person can know" in page


def test_the_neighbours_of_a_thing(client: httpx.Client) -> None:
    found = client.get("/doc/task/43/neighbours.json").json()
    nodes = {node["data"]["id"]: node["data"] for node in found["nodes"]}
    assert nodes[f"{ID}group/uk"]["label"] == "UK services"
    assert all({edge["data"]["source"], edge["data"]["target"]} <= set(nodes) for edge in found["edges"])
    rows = client.get("/doc/task/43/neighbours.csv").text.splitlines()
    assert len(rows) == len(found["edges"]) + 1


def examples() -> list[tuple[str, str]]:
    """The commands of the page with what follows the arrow after each."""
    text = (ROOT / "docs" / "linked-data.md").read_text(encoding="utf-8")
    return re.findall(r"^\$ (curl .*)\n((?:(?!\$ |```).*\n)+)", text, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("curl") and not os.environ.get("CI"), reason="curl is not here")
def test_the_commands_of_the_page_give_what_it_says(server: str) -> None:
    assert len(examples()) >= 6
    for command, expected in examples():
        here = command.replace("http://127.0.0.1:8000", server)
        done = subprocess.run(["sh", "-c", here], capture_output=True, text=True, timeout=30, check=True)
        for line in expected.splitlines():
            wanted = line.replace("http://127.0.0.1:8000", server).strip()
            assert wanted == "..." or wanted in done.stdout.replace("\r", ""), (command, done.stdout)
