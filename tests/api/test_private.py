"""Private files: a public server has never heard of them, a private one tells those who hold a token.

The workspace holds strings that stand nowhere else (`planted.py`). They are looked for in whatever a public server
gives away: answers to queries of every form, lists, errors, logs, its cache, and the memory of its processes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from faults import Server, copy_workspace, serving, small_workspace
from planted import (
    CONTROL,
    PEOPLE,
    PLANTS,
    PUBLIC,
    QUERY,
    family,
    found_below,
    found_in,
    found_in_memory,
    plant,
    plant_control,
)
from served import HTTP
from skillgraph.access import TokenFile
from skillgraph.workspace import read
from skillgraph_api.app import ROUTERS

pytestmark = pytest.mark.xdist_group("private")

GRAPH = f"https://w3id.org/skillgraph/graph/{PEOPLE}"
HOLDER = "https://w3id.org/skillgraph/id/holder/zorilla-holder"
EVERYTHING = "SELECT * { GRAPH ?g { ?s ?p ?o } }"

# Queries that name what is private, with the ASK-like answer of a graph that does not hold it.
NOTHING = {
    "ask by IRI": (f"ASK {{ <{HOLDER}> ?p ?o }}", "false"),
    "ask by object": (f"ASK {{ ?s ?p <{HOLDER}> }}", "false"),
    "ask by label": ('ASK { ?s ?p "Quaggawort"@en }', "false"),
    "ask by number": ("ASK { ?s ?p 0.83715926 }", "false"),
    "ask its graph": (f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}", "false"),
    "ask of its graph": (f"ASK {{ <{GRAPH}> ?p ?o }}", "false"),
    "from named": (f"ASK FROM NAMED <{GRAPH}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", "false"),
    "count": (f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}", '"0"'),
    "real holders": ("ASK { ?h a sg:Holder FILTER NOT EXISTS { ?h a sg:SyntheticHolder } }", "false"),
    "substring": ('ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(LCASE(STR(?o)), "okapi")) }', "false"),
    "graph name": ('ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "private")) }', "false"),
    "layer": ('ASK { ?g sg:path ?path FILTER(CONTAINS(?path, "private")) }', "false"),
    "path": (f"ASK {{ ?s (!<http://none/>)+ <{HOLDER}> }}", "false"),
}
# Queries that ask for as much as there is.
WIDE = {
    "all quads": EVERYTHING,
    "all triples": "SELECT * { ?s ?p ?o }",
    "graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "labels": "SELECT ?l { ?s skos:prefLabel ?l }",
    "counts": "SELECT ?c (COUNT(*) AS ?n) (SUM(?fte) AS ?sum) { ?s a ?c OPTIONAL { ?s sg:fte ?fte } } GROUP BY ?c",
    "concatenated": "SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s sg:fte ?o }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "construct graphs": "CONSTRUCT { ?g sg:holds ?s } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "describe holders": "DESCRIBE ?h WHERE { ?h a sg:Holder }",
    "from": f"CONSTRUCT {{ ?s ?p ?o }} FROM <{GRAPH}> WHERE {{ ?s ?p ?o }}",
    "describe": f"DESCRIBE <{HOLDER}>",
    "describe its graph": f"DESCRIBE <{GRAPH}>",
    "a typing error": "SELECT ?x { ?x a sg:Holdr ; skos:prefLabl 'Quagga' }",
    "a syntax error": "SELECT ?x { holder:zorilla",
    "an unknown prefix": "SELECT ?x { tapir:ville ?x ?y }",
}
ACCEPT = ("", "text/csv", "application/n-triples", "application/ld+json, application/sparql-results+xml", "text/html")


@dataclass(frozen=True)
class Scanned:
    """A running server, and what was found in the memory of its processes before a client said anything private."""

    server: Server
    in_memory: dict[int, set[str]]


def scan(server: Server) -> dict[int, set[str]]:
    """The plants, and the control, in the memory of each process of a server."""
    assert server.get("/sparql", query=EVERYTHING).status_code == 200
    assert server.get("/queries/holders.csv").status_code == 200
    try:
        return {one: found_in_memory(one, (*PLANTS, CONTROL)) for one in family(server.process.pid)}
    except PermissionError:
        assert not os.environ.get("CI"), "the memory of a child may be looked at here"
        return {}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped workspace with private files, and one more public one."""
    root = copy_workspace(tmp_path_factory.mktemp("private") / "workspace")
    plant_control(root)
    plant(root)
    return root


@pytest.fixture(scope="module")
def public(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    """A public server over it, which follows the files; they were touched, so that the process that builds has run."""
    with serving(root, tmp_path_factory.mktemp("server")) as server:
        (root / PEOPLE).touch()
        (root / PUBLIC).touch()
        time.sleep(3)
        yield Scanned(server, scan(server))


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> TokenFile:
    """Where the private server looks for its tokens."""
    return TokenFile(tmp_path_factory.mktemp("tokens") / "tokens.json")


@pytest.fixture(scope="module")
def private(root: Path, tokens: TokenFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A private server over the same files."""
    token = tokens.new("reader", 1, datetime.now(UTC))
    settings = {"PRIVATE": "true", "TOKENS": str(tokens.path)}
    with serving(root, tmp_path_factory.mktemp("server"), token, **settings) as server:
        yield server


def routes() -> list[str]:
    """The paths of all routes of the application, with names of queries and files in the place of parameters."""
    paths = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    paths |= {"/sparql", "/queries/{name}", "/openapi.json"}
    files = ("data/example/holders.ttl", PEOPLE)
    values = {
        "{name}": ("holders", "quokka-rota.csv"),
        "{query}": ("holders", "quokka-rota.csv"),
        "{suffix}": ("nq", "trig", "json"),
        "{path:path}": files,
        "{kind}": ("holder",),
        "{slug}": ("H01", HOLDER.rpartition("/")[2], HOLDER.rpartition("/")[2][:-1], "tapir"),
        "{module:path}": ("people", "tapirville"),
        "{version}": ("0",),
    }
    for mark, given in values.items():
        paths = {path.replace(mark, value) for path in paths for value in given}
    assert len(paths) > 40
    return sorted(path for path in paths if "{" not in path)


def unasked(answer: httpx.Response) -> set[str]:
    """The plants that an answer holds, anywhere, and that its request did not say itself."""
    request = answer.request
    said = found_in(str(httpx.QueryParams(request.url.query)) + str(request.url) + request.content.decode())
    for value in httpx.QueryParams(request.url.query).values():
        said |= found_in(value)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return (found_in(answer.content) | found_in(headers)) - said


def test_the_search_finds_what_is_there(public: Scanned, private: Server) -> None:
    assert set(PLANTS) <= found_below(private.root)
    assert CONTROL in public.server.get("/sparql", query=EVERYTHING).text
    for string in ("Quaggawort", "0.83715926", "zorilla-holder", "tapirville"):
        assert string in private.get("/sparql", query=EVERYTHING).text
    in_memory = scan(private)
    assert not in_memory or set(PLANTS) - {"Wombatthorn"} <= in_memory[private.process.pid] - {CONTROL}


def test_the_memory_of_no_process_holds_any(public: Scanned) -> None:
    if not public.in_memory:
        pytest.skip("the system does not let the memory of other processes be looked at")
    assert len(public.in_memory) >= 2
    assert CONTROL in public.in_memory[public.server.process.pid]
    assert {process: found - {CONTROL} for process, found in public.in_memory.items() if found - {CONTROL}} == {}


def test_the_snapshot_is_that_of_a_workspace_without_them(public: Scanned, tmp_path: Path) -> None:
    plain = copy_workspace(tmp_path / "workspace")
    shutil.copy(public.server.root / PUBLIC, plain / PUBLIC)
    assert public.server.ready()["snapshot"] == read(plain).digest[:16]


def test_what_a_server_starts_with_holds_none(tmp_path: Path) -> None:
    root, folder = small_workspace(tmp_path / "workspace"), tmp_path / "server"
    plant(root)
    folder.mkdir()
    with serving(root, folder, WATCH="false") as server:
        for answer in (server.get("/sparql", query=EVERYTHING), server.get("/queries"), server.get("/openapi.json")):
            assert answer.status_code == 200
            assert found_in(answer.content) == set()
    assert found_below(folder) == set()


@pytest.mark.parametrize("name", NOTHING)
def test_a_query_that_names_them_finds_nothing(public: Scanned, private: Server, name: str) -> None:
    query, nothing = NOTHING[name]
    answer = public.server.get("/sparql", query=query)
    assert answer.status_code == 200
    assert nothing in answer.text.replace(" ", "")
    assert unasked(answer) == set()
    assert nothing not in private.get("/sparql", query=query).text.replace(" ", "")


@pytest.mark.parametrize("name", WIDE)
def test_no_query_brings_them_up(public: Scanned, name: str) -> None:
    for accept in ACCEPT:
        headers = {"Accept": accept} if accept else {}
        address = f"{public.server.address}/sparql"
        got = HTTP.get(address, params={"query": WIDE[name]}, headers=headers)
        posted = HTTP.post(address, data={"query": WIDE[name]}, headers=headers)
        assert {got.status_code, posted.status_code} <= {200, 400, 406}
        assert unasked(got) == set()
        assert unasked(posted) == set()


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_no_parameter_brings_them_up(public: Scanned, parameter: str) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"):
        assert unasked(public.server.get("/sparql", **{"query": query, parameter: GRAPH})) == set()


def test_canned_queries_do_not_know_them(public: Scanned, private: Server) -> None:
    listed = public.server.get("/queries")
    assert unasked(listed) == set()
    assert len(private.get("/queries").json()) == len(listed.json()) + 1
    for query in listed.json():
        answer = public.server.get(f"/queries/{query['name']}", **_examples(query))
        assert unasked(answer) == set()
    assert public.server.get("/queries/quokka-rota").status_code == 404
    assert unasked(public.server.get("/queries/quokka-rot")) == set()
    assert unasked(public.server.get("/queries/who-can-cover", task="no", on="0.83")) == set()


def _examples(query: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["name"]: one["example"] for one in query["parameters"] if one["required"] and one["example"]}


@pytest.mark.parametrize("path", routes())
@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
def test_no_route_tells_of_them(public: Scanned, path: str, accept: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        answer = HTTP.request(method, f"{public.server.address}{path}", headers={"Accept": accept})
        assert answer.status_code < 500
        assert unasked(answer) == set()


def test_a_token_means_nothing_to_a_public_server(public: Scanned, private: Server) -> None:
    headers = {"Authorization": f"Bearer {private.token}"}
    answer = HTTP.get(f"{public.server.address}/sparql", params={"query": EVERYTHING}, headers=headers)
    assert answer.status_code == 200
    assert unasked(answer) == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PEOPLE, "holder:Quaggawort a <Okapimoss"),
        (PEOPLE, ""),
        (QUERY, "#+ sumary: Numbatfern\nSELECT Numbatfern"),
        ("data/private/tapirville.ttl", "no layer"),
        ("shapes/private/no echidnavine iri.ttl", "no IRI"),
    ],
)
def test_beside_a_bad_private_file_public_edits_are_served_and_it_is_not_named(
    public: Scanned, path: str, text: str
) -> None:
    server, file, other = public.server, public.server.root / path, public.server.root / PUBLIC
    good = file.read_bytes() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    other.write_text(other.read_text() + "# another public edit\n")
    try:
        server.wait_for(read(server.root, private=False).digest[:16])
        status = server.get("/status")
        assert status.json()["findings"] == []
        assert unasked(status) == set()
        assert found_in(server.log.read_text()) == set()
    finally:
        file.unlink() if good is None else file.write_bytes(good)


def test_what_becomes_private_is_gone(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    plant_control(root)
    (root / PUBLIC).with_name("other.ttl").write_text((root / PUBLIC).read_text().replace(CONTROL, "H99"))
    with serving(root, tmp_path) as server:
        assert CONTROL in server.get("/sparql", query=EVERYTHING).text
        (root / PEOPLE).parent.mkdir()
        (root / PUBLIC).rename(root / PEOPLE)
        server.wait_for(read(root, private=False).digest[:16])
        assert CONTROL not in server.get("/sparql", query=EVERYTHING).text


def test_logs_and_cache_hold_none(public: Scanned) -> None:
    server = public.server
    for query in (*WIDE.values(), "SELECT ("):
        server.get("/sparql", query=query)
    folder = server.log.parent
    assert {path.suffix for path in (folder / "cache").iterdir()} == {".nq", ".sources"}
    assert found_below(folder) == set()


def test_a_private_server_tells_those_who_hold_a_token(private: Server) -> None:
    answer = private.get("/queries/quokka-rota.csv")
    assert answer.text.splitlines()[1:] == [f"{HOLDER},Quaggawort"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-snapshot"] == read(private.root).digest[:16]
    assert private.ready()["status"] == "ready"


@pytest.mark.parametrize("path", routes())
def test_and_nobody_else(private: Server, tokens: TokenFile, path: str) -> None:
    if path == "/livez":
        assert HTTP.get(f"{private.address}{path}").json() == {"status": "ok"}
        return
    old = tokens.path.with_name("old.json")
    old.unlink(missing_ok=True)
    expired = TokenFile(old).new("old", 1, datetime.now(UTC) - timedelta(days=2))
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {expired}"}):
        for parameters in ({}, {"access_token": private.token}, {"query": EVERYTHING}):
            answer = HTTP.get(f"{private.address}{path}", params=parameters, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith('Bearer realm="skillgraph"')
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["content-type"] == "application/problem+json"
            assert unasked(answer) == set()
            assert "x-snapshot" not in answer.headers


def test_a_token_is_refused_once_it_is_revoked_or_expired(private: Server, tokens: TokenFile) -> None:
    def status(token: str) -> int:
        return HTTP.get(f"{private.address}/readyz", headers={"Authorization": f"Bearer {token}"}).status_code

    short = tokens.new("short", 1, datetime.now(UTC))
    past = tokens.new("past", 1, datetime.now(UTC) - timedelta(days=3))
    assert (status(short), status(past)) == (200, 401)
    tokens.revoke("short")
    assert status(short) == 401
    assert status(private.token) == 200


def test_an_edit_of_a_private_file_is_served_to_them(private: Server) -> None:
    file = private.root / PEOPLE
    good = file.read_text()
    file.write_text(good.replace("Quaggawort", "Quaggabloom"))
    try:
        private.wait_for(read(private.root).digest[:16])
        assert "Quaggabloom" in private.get("/queries/quokka-rota.csv").text
        file.write_text(good + "holder:zorilla")
        private.wait(lambda now: now["status"] == "degraded")
        assert PEOPLE in str(private.ready()["because"])
    finally:
        file.write_text(good)
    private.wait_for(read(private.root).digest[:16])


def test_what_a_private_server_keeps_is_for_its_user_alone(private: Server) -> None:
    cache = private.log.parent / "cache"
    assert [path.name for path in cache.iterdir()] == ["private"]
    assert (cache / "private").stat().st_mode & 0o777 == 0o700
    files = list((cache / "private").glob("*.nq"))
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_it_does_not_start_without_a_token(root: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SKILLGRAPH_TOKENS": str(tmp_path / "none.json"), "SKILLGRAPH_CACHE": "off"}
    program = str(Path(sys.executable).with_name("skillgraph"))
    command = [program, "serve", "--private", "--port", "0", "-w", str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "no token that is good" in done.stderr
    assert "skillgraph token new NAME" in done.stderr
