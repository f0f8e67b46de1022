"""The recipes run as they stand in the documentation, against a server, and print what they show."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import nbclient
import nbformat
import pytest
import yaml
from playwright.sync_api import sync_playwright

from foreign import PACKAGES
from recipes.interpreted import infinity, power_query
from recipes.pages import ADDRESS, RENEW, blocks, check, need, renewed
from served import ROOT, UNHURRIED, Served, served

pytestmark = [
    pytest.mark.xdist_group("recipes"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the kernel's own libraries
]

RECIPES = ROOT / "docs" / "recipes"
SCRIPTS = {"curl": 6, "pandas": 4, "polars": 4, "r": 5, "rdflib": 3, "sparqlwrapper": 3}  # the blocks of each page
OTHERS = {"comunica", "excel", "grafana", "jupyter"}  # with tests of their own below
ABOUT_FILES = {"editors", "git-diff", "pull-request"}  # tested where editors and git are
ESBUILD = ROOT / ".venv" / "web" / "node_modules" / ".bin" / "esbuild"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace."""
    with served(tmp_path_factory.mktemp("recipes"), **UNHURRIED) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, server: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder; what is opened there finds the snapshot that the server has built."""
    monkeypatch.setenv("SKILLGRAPH_CACHE", str(server.log.parent / "cache"))
    return tmp_path


def test_every_recipe_is_tested() -> None:
    assert {path.stem for path in RECIPES.glob("*.md")} == {*SCRIPTS, *OTHERS, *ABOUT_FILES}


@pytest.mark.parametrize(("name", "count"), SCRIPTS.items(), ids=list(SCRIPTS))
def test_a_recipe_prints_what_its_page_shows(name: str, count: int, server: Served, folder: Path) -> None:
    assert check(RECIPES / f"{name}.md", server.address, folder, {}) == count


def test_the_reference_of_the_client_prints_what_it_shows(server: Served, folder: Path) -> None:
    assert check(ROOT / "docs" / "client.md", server.address, folder, {}) >= 10


def test_a_spreadsheet_gets_what_its_page_shows(server: Served, folder: Path) -> None:
    assert check(RECIPES / "excel.md", server.address, folder, {"powerquery": power_query}) == 2


def test_a_dashboard_gets_what_its_page_shows(server: Served, folder: Path) -> None:
    page = RECIPES / "grafana.md"
    assert check(page, server.address, folder, {"json": infinity}) == 2
    (source,) = yaml.safe_load(blocks(page.read_text(), ["yaml"])[0].code)["datasources"]
    assert source["url"] == ADDRESS
    assert source["type"] == "yesoreyeram-infinity-datasource"


def test_comunica_prints_what_its_page_shows(server: Served, folder: Path) -> None:
    page = RECIPES / "comunica.md"
    shows = blocks(page.read_text(), ["html"])[0]
    need("esbuild", ESBUILD.exists())
    need("@comunica/query-sparql", (PACKAGES / "@comunica" / "query-sparql").exists())
    need("chromium", shutil.which("chromium") is not None)

    def in_browser(code: str, _: str) -> str:
        return _in_browser(code, folder)

    assert shows.output or os.environ.get(RENEW)
    assert check(page, server.address, folder, {"html": in_browser}) == 3


def _in_browser(page: str, folder: Path) -> str:
    """The items of a page that Comunica fills, served from another origin than the server's."""
    command = re.search(r"^    esbuild (.+)$", (RECIPES / "comunica.md").read_text(), re.MULTILINE)
    assert command
    (folder / "entry.js").write_text('export { QueryEngine } from "@comunica/query-sparql";\n')
    subprocess.run(
        [str(ESBUILD), *command[1].split(), "--log-level=error"],
        cwd=folder,
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        check=True,
        timeout=300,
    )
    (folder / "index.html").write_text(page)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                shown = browser.new_page()
                shown.goto(f"http://127.0.0.1:{files.server_address[1]}/")
                shown.wait_for_selector("body[data-done]", timeout=120_000, state="attached")
                items = shown.locator("li").all_inner_texts()
                browser.close()
        finally:
            files.shutdown()
    return "".join(f"{item}\n" for item in items)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as it is called there
        """Nothing."""


def executed(notebook: nbformat.NotebookNode, folder: Path, *, allow_errors: bool = False) -> nbformat.NotebookNode:
    """The notebook as a kernel of this environment leaves it."""
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        startup_timeout=120,
        kernel_name="python3",
        allow_errors=allow_errors,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute()


def test_a_notebook_shows_what_the_page_shows(server: Served, folder: Path) -> None:
    page = RECIPES / "jupyter.md"
    text = page.read_text()
    found = blocks(text, ["ipython"])
    cells = [nbformat.v4.new_code_cell(block.code.strip().replace(ADDRESS, server.address)) for block in found]
    done = executed(nbformat.v4.new_notebook(cells=cells), folder, allow_errors=True)
    printed = ["".join(_text(output) for output in cell.outputs) for cell in done.cells]
    if os.environ.get(RENEW):
        page.write_text(renewed(text, list(zip(found, printed, strict=True))))
    else:
        assert printed == [block.output for block in found]


def _text(output: nbformat.NotebookNode) -> str:
    """What an output shows as text; of a value only that it is one."""
    if output.output_type == "stream":
        return str(output.text)
    return "\n".join(output.traceback) + "\n" if output.output_type == "error" else ""


class TestTenQuestions:
    """The notebook that answers what a manager asks."""

    NOTEBOOK = ROOT / "docs" / "notebooks" / "ten-questions.ipynb"

    def test_it_is_kept_without_outputs(self) -> None:
        notebook = nbformat.read(self.NOTEBOOK, as_version=4)
        nbformat.validate(notebook)
        codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(cell.outputs == [] and cell.execution_count is None for cell in codes)
        headings = re.findall(r"^## (\d+)\. .+\?$", "\n".join(cell.source for cell in notebook.cells), re.MULTILINE)
        assert headings == [str(number) for number in range(1, 11)]

    def test_it_answers_all_ten(self, server: Served, folder: Path) -> None:
        notebook = nbformat.read(self.NOTEBOOK, as_version=4)
        for cell in notebook.cells:
            cell.source = cell.source.replace(ADDRESS, server.address)
        done = executed(notebook, folder)
        number, kinds = 0, dict[int, set[str]]()
        for cell in done.cells:
            heading = re.match(r"## (\d+)\.", cell.source)
            number = int(heading[1]) if heading else number
            for output in cell.get("outputs", ()):
                assert output.output_type != "error"
                assert output.get("name") != "stderr", output.text
                kinds.setdefault(number, set()).update(output.get("data", {}))
        assert set(kinds) >= set(range(1, 11))
        assert all("text/html" in kinds[one] or "text/plain" in kinds[one] for one in range(1, 11))
        assert sum("image/png" in found for found in kinds.values()) >= 5
