"""In a worker nothing can be opened any more: every job has to have what it needs before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from skillgraph.coverage.questions import TABLE
from skillgraph.coverage.tables import REPORT_FORMATS
from skillgraph.describe import NAMES, formats_of
from skillgraph.pages import PAGES
from skillgraph.queries import Catalogue
from skillgraph.service import pack_files, pack_queries
from skillgraph.snapshot import Cache, build
from skillgraph.turtle import pack_sources, parse_files
from skillgraph.workspace import Contents

PROGRAM = """
import json, os, resource, sys
from skillgraph.describe import NAMES, formats_of
from skillgraph.pages.rendering import compile_all
from skillgraph.service import open_desk
compile_all()
desk = open_desk(json.loads(sys.argv[1]))
while desk.prepare():
    pass
assert "pyarrow" in sys.modules and "numpy" not in sys.modules
assert len(os.listdir("/proc/self/task")) == 1, "a process that forks has a thread"
before = set(sys.modules)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
try:
    open("/dev/null")
    raise SystemExit("a file could be opened")
except OSError:
    pass
done = []
for job, arguments in json.loads(sys.argv[2]):
    try:
        reply = desk.run(job, arguments)
        done.append(f"{job} {reply.head['format']} {len(reply.body) > 0}")
    except Exception as error:
        done.append(f"{job} {type(error).__name__}")
print(json.dumps([done, sorted(set(sys.modules) - before)]))
"""
CANNED = """#+ summary: Which tasks are there on a day?
#+ params:
#+   day: {type: date, help: "The day.", default: today}
#+   task: {type: iri, class: sg:ServiceTask, help: "The task."}
#+   share: {type: decimal, help: "A number.", default: "0.5"}
#+ columns:
#+   task: {help: "The task.", digits: 2}
SELECT ?task { ?task a sg:ServiceTask . FILTER($day > "2020-01-01"^^xsd:date && $share > 0 && ?task = $task) }
"""
PEOPLE = """@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/skillgraph/id/> .

<holder/H1> a sg:Holder .

<skill/bash> a sg:Skill ;
    skos:prefLabel "Bash" .

<task/1> sg:statesRequirement <requirement/1> ;
    sg:hasRequirement <requirement/1> .

<requirement/1> a sg:Requirement ;
    sg:skill <skill/bash> ;
    sg:level 2 ;
    sg:necessity <necessity/essential> ;
    sg:weight 1.0 .
"""
ASKED = {"leave": [("holder", "H07")], "funding": [("without", "EGItoUK")]}
SOLUTIONS = ("json", "xml", "csv", "tsv", "html", "objects", "ndjson", "xlsx", "arrow", "parquet")
GRAPHS = ("ttl", "nt", "nq", "trig", "rdf", "jsonld", "html")


SHARED: dict[str, object] = {"today": "2026-12-01", "seconds": 5.0}
PAGES_ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("home", {}),
    ("queries", {"search": "task"}),
    ("query", {"name": "on-day", "$task": "1"}),
    ("query", {"name": "on-day", "$task": "none"}),
    ("sparql", {}),
    ("sparql", {"query": "SELECT ?s (COUNT(?o) AS ?n) { ?s sg:nmber ?o } GROUP BY ?s"}),
    ("sparql", {"query": "DESCRIBE task:1"}),
    ("resource", {"kind": "task", "slug": "1"}),
    ("ontology", {}),
    ("shapes", {}),
    ("graph", {"path": "data/seed/one.ttl"}),
    ("search", {"q": "taks"}),
    ("coverage", {"by": "role"}),
    ("explain", {"target": "1", "holder": "H1"}),
    ("task", {"name": "1"}),
    ("holder", {"name": "H1"}),
    ("funding", {}),
    ("onboarding", {"communities": "2"}),
    ("pyramid", {}),
    ("quality", {}),
    ("resilience", {"months": "3"}),
    ("training", {"goal": "cover"}),
)


def jobs() -> list[tuple[str, dict[str, object], str]]:
    """Every kind of job in every format, and what it gives."""
    listed: list[tuple[str, dict[str, object], str]] = []
    for name in SOLUTIONS:
        for query in ("SELECT * { ?s ?p ?o } ORDER BY ?s", "ASK {}"):
            listed.append(("query", {"query": query, "formats": [name], "gzip": True}, f"query {name} True"))
    for name in GRAPHS:
        for query in ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DESCRIBE task:1"):
            listed.append(("query", {"query": query, "formats": [name], "gzip": True}, f"query {name} True"))
    for name in (*SOLUTIONS, "markdown"):
        arguments: dict[str, object] = {
            "name": "on-day",
            "values": {"task": "1"},
            "format": name,
            "today": "2026-12-01",
            "labels": True,
        }
        listed.append(("canned", arguments, f"canned {name} True"))
    for name in NAMES:
        for form in formats_of(name):
            document: dict[str, object] = {"name": name, "format": form.name, "gzip": True}
            listed.append(("document", document, f"document {form.name} True"))
    listed += linked()
    listed.append(("complete", {"text": "SELECT * { ?s a ", "at": 16}, "complete json True"))
    saved = {"query": "SELECT ?s { ?s ?p ?o }", "name": "things", "summary": "Which things?"}
    listed.append(("save", dict(saved), "save rq True"))
    wrong: list[tuple[str, dict[str, object], str]] = [
        ("query", {"query": "SELCT * {}", "formats": ["json"]}, "query QuerySyntaxError"),
        ("query", {"query": "SELECT * { ?s a sg:Tsk ; sg:nmber ?o }", "formats": ["json"]}, "query json True"),
        ("query", {"query": "SELECT * { SERVICE <http://a/> {} }", "formats": ["json"]}, "query ForbiddenQuery"),
        ("query", {"query": "SELECT * {}", "formats": ["ttl"]}, "query NotAcceptable"),
        ("query", {"query": "SELECT * {}", "formats": ["json"], "limits": {"bytes": 3}}, "query AnswerTooLarge"),
        ("query", {"query": "SELECT * {}", "formats": ["json"], "default_graphs": ["no iri"]}, "query UsageError"),
        ("page", {"name": "holder", "parameters": {"name": "H2"}, **SHARED}, "page UnknownName"),
        ("document", {"name": "poem", "format": "ttl"}, "document UnknownName"),
        ("canned", {"name": "on-dya", "today": "2026-12-01"}, "canned UnknownName"),
        ("canned", {"name": "on-day", "today": "2026-12-01", "values": {"task": "first"}}, "canned BadParameter"),
    ]
    return [*listed, *about_cover(), *wrong]


def about_cover() -> Iterator[tuple[str, dict[str, object], str]]:
    """Every question in every format, and two that are compared."""
    shared = {"on": "", "today": "2026-12-01", "seconds": 5.0}
    for name in (one.name for one in REPORT_FORMATS if one.name != "ndjson"):  # which is empty without rows
        for question in TABLE:
            given = {key: list(texts) for key, texts in question.given(ASKED.get(question.name, ())).texts.items()}
            report = {**shared, "question": question.name, "given": given, "format": name}
            expected = "UsageError" if question.name in ASKED else f"{name} True"  # nobody is there by that name
            yield ("coverage", report, f"coverage {expected}")
    for asked in ({"resilience": {"seconds": ["1"]}}, {"train": {"goal": ["cover"], "seconds": ["1"]}}):
        change = {**shared, "asked": asked, "without": [], "on": "2027-01-01", "format": "json"}
        yield ("what-if", change, "what-if json True")


def linked() -> list[tuple[str, dict[str, object], str]]:
    """The documents about things, vocabulary, shapes and graphs, and every page."""
    listed: list[tuple[str, dict[str, object], str]] = []
    for name in ("id/task/1", "ns", "shapes", "graph/data/seed/one.ttl", "graph/shapes/task.ttl"):
        for form in formats_of(name):
            listed.append(("document", {"name": name, "format": form.name}, f"document {form.name} True"))
    for form in formats_of("neighbours/task/1"):
        listed.append(("document", {"name": "neighbours/task/1", "format": form.name}, f"document {form.name} True"))
    for name, parameters in PAGES_ASKED:
        page: dict[str, object] = {"name": name, "parameters": parameters, **SHARED}
        listed.append(("page", page, "page html True"))
    return listed


def test_every_page_is_asked() -> None:
    assert {name for name, _ in PAGES_ASKED} == set(PAGES)


def test_every_job_is_done_without_opening_or_importing_anything(
    make_contents: Callable[..., Contents], small: dict[str, str], tmp_path: Path
) -> None:
    contents = make_contents({**small, "queries/tasks/on-day.rq": CANNED, "data/example/people.ttl": PEOPLE})
    Cache(tmp_path).put(contents, build(contents).dataset)
    (tmp_path / "queries.pickle").write_bytes(pack_queries(Catalogue(contents)))
    (tmp_path / "contents.pickle").write_bytes(pack_files(contents))
    files = parse_files([*contents.turtle("ontology"), *contents.turtle("data")])
    (tmp_path / "sources").write_bytes(pack_sources(files, parse_files(contents.turtle("shapes"))))
    argument = {
        "quads": str(tmp_path / f"{contents.digest}.nq"),
        "queries": str(tmp_path / "queries.pickle"),
        "sources": str(tmp_path / "sources"),
        "contents": str(tmp_path / "contents.pickle"),
        "base_url": "https://example.org",
        "digest": contents.digest,
    }
    asked = [(job, arguments) for job, arguments, _ in jobs()]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(argument), json.dumps(asked)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    done, imported = json.loads(ended.stdout)
    assert done == [expected for _, _, expected in jobs()]
    assert len(done) >= 90
    assert imported == []
