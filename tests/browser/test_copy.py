"""A copy of the site from a plain file server, in Chromium: no broken link, no error, nothing asked of another host."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from browser.conftest import Visit
from browser.crawl import links

pytestmark = pytest.mark.xdist_group("browser")

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/skillgraph/id/> .
"""
FILES = {
    "ontology/core.ttl": f"""{PREFIXES}
<https://w3id.org/skillgraph/ns> a owl:Ontology .
sg:ServiceTask a owl:Class ; rdfs:label "service task"@en ; rdfs:isDefinedBy <https://w3id.org/skillgraph/ns> .
sg:number a owl:DatatypeProperty ; rdfs:label "number"@en ; rdfs:isDefinedBy <https://w3id.org/skillgraph/ns> .
""",
    "data/seed/tasks.ttl": f"""{PREFIXES}
<task/1> a sg:ServiceTask ; skos:prefLabel "One & <more>"@en ; sg:number 1 ; sg:hasRequirement <requirement/1> .
<task/2> a sg:ServiceTask ; skos:prefLabel "Two"@en ; sg:number 2 .
<skill/bash> a sg:Skill ; skos:prefLabel "Bash"@en .
<requirement/1> a sg:Requirement ; sg:skill <skill/bash> ; sg:level 2 ; sg:necessity <necessity/essential> .
<holder/H01> a sg:Holder ; skos:prefLabel "H01"@en .
""",
    "queries/tasks/tasks.rq": """#+ summary: Which tasks are there?
#+ columns:
#+   task: {type: iri, help: "The task."}
#+   number: {type: integer, help: "Its number."}
#+ tests:
#+   - {count: 2}
SELECT ?task ?number { ?task a sg:ServiceTask ; sg:number ?number } ORDER BY ?number
""",
    "queries/tasks/about.rq": """#+ summary: What is said of a task?
#+ params:
#+   task: {type: iri, class: "sg:ServiceTask", required: true, help: "The task.", example: "1"}
#+ columns:
#+   property: {type: iri, help: "The property."}
#+   value: {type: string, help: "The value."}
#+ tests:
#+   - {params: {task: "1"}}
SELECT ?property (STR(?o) AS ?value) { $task ?property ?o } ORDER BY ?property ?value
""",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server, which does not tell of each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the library
        """Nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the site of a small workspace, below a path of its own."""
    root = tmp_path_factory.mktemp("copy")
    for path, text in FILES.items():
        (root / "w" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "w" / path).write_text(text)
    (root / "w" / "shapes").mkdir()
    program = str(Path(sys.executable).with_name("skillgraph"))
    command = [program, "export", "--site", str(root / "www" / "below" / "site"), "-w", str(root / "w")]
    environment = {**os.environ, "SKILLGRAPH_CACHE": str(root / "cache")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    return root / "www"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The copy on a plain file server."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def pages(folder: Path) -> list[str]:
    """The paths of all pages."""
    return sorted(f"/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.html"))


def test_every_link_leads_to_a_file(folder: Path) -> None:
    """And none begins at the root of the server, so that the copy works below any path."""
    found = 0
    for page in pages(folder):
        text = (folder / page[1:]).read_text(encoding="utf-8")
        assert 'href="/' not in text, page
        assert 'src="/' not in text, page
        assert "<form" not in text, page
        for link in links(text, page):
            found += 1
            assert (folder / httpx.URL(link).path[1:]).is_file(), f"{link} on {page}"
    assert len(pages(folder)) >= 20
    assert found > 200


def test_the_documents_of_all_things_are_there(folder: Path) -> None:
    site = folder / "below" / "site"
    for name in ("task/1", "task/2", "skill/bash", "requirement/1", "holder/H01"):
        assert [(site / "doc" / f"{name}.{suffix}").is_file() for suffix in ("html", "ttl", "jsonld")] == [True] * 3
    assert (site / "queries" / "tasks.csv").read_text().startswith("task,number")
    assert (site / "queries" / "tasks.xlsx").read_bytes().startswith(b"PK")
    chosen = sorted(path.name for path in (site / "queries").glob("about,task=*"))
    assert len([name for name in chosen if name.endswith(".html")]) >= 2
    assert len([name for name in chosen if name.endswith(".csv")]) >= 2


def test_chromium_shows_every_page_without_an_error(folder: Path, address: str, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    visit = Visit(context.new_page(), address)
    visit.watch()
    for page in pages(folder):
        assert visit.open(page).status == 200
        visit.page.wait_for_load_state("networkidle")
    assert visit.faults == []
    assert visit.refused == []
    context.close()


def test_one_can_walk_through_it(folder: Path, address: str, browser: Browser) -> None:
    """From the first page to a question, a chosen value, a thing, its data, and the note about what is left out."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/below/site/index.html")
    page.locator("details.menu", has_text="Questions").locator("summary").click()
    page.get_by_role("link", name="Questions", exact=True).first.click()
    page.get_by_role("link", name="What is said of a task?").first.click()
    page.locator("summary", has_text="Task").first.click()
    page.get_by_role("link", name="One & <more>").first.click()
    assert "task" in page.url
    assert page.get_by_text("rows from snapshot").count() == 1
    page.get_by_role("link", name="what is left out").click()
    assert page.get_by_role("heading", name="What needs a server").is_visible()
    context.close()


@pytest.fixture
def again(folder: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes the copy once more."""

    def make() -> Path:
        program = str(Path(sys.executable).with_name("skillgraph"))
        command = [program, "export", "--site", str(tmp_path / "site"), "-w", str(folder.parent / "w")]
        environment = {**os.environ, "SKILLGRAPH_CACHE": str(folder.parent / "cache")}
        subprocess.run(command, env=environment, capture_output=True, timeout=500, check=True)
        return tmp_path / "site"

    return make


def test_the_same_snapshot_gives_the_same_bytes(folder: Path, again: Callable[[], Path]) -> None:
    site, second = folder / "below" / "site", again()
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert {path.relative_to(second) for path in second.rglob("*") if path.is_file()} == files
    assert [str(path) for path in sorted(files) if (site / path).read_bytes() != (second / path).read_bytes()] == []
