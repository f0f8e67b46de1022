"""The documentation as a site: built without a warning, whole, and without anything from elsewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from served import ROOT
from skillgraph import workspace
from skillgraph.cli.whole import app
from skillgraph.queries import Catalogue
from skillgraph.settings import TABLE

pytestmark = pytest.mark.xdist_group("documentation")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of pages; Sphinx takes every warning for an error."""
    for name in ("sphinx", "myst_parser", "furo"):
        assert importlib.util.find_spec(name) is not None, f"{name} is in requirements-dev.txt"
    output = tmp_path_factory.mktemp("site") / "html"
    command = [sys.executable, str(ROOT / "docs" / "_site" / "build.py"), str(output)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return output


def page(site: Path, name: str) -> str:
    return (site / f"{name}.html").read_text(encoding="utf-8")


def test_every_page_is_there(site: Path) -> None:
    pages = list((ROOT / "docs").rglob("*.md"))
    assert len(pages) >= 25
    for path in pages:
        assert (site / path.relative_to(ROOT / "docs").with_suffix(".html")).is_file(), path
    assert (site / "searchindex.js").is_file()


def test_the_reference_holds_what_the_code_holds(site: Path) -> None:
    settings = page(site, "reference/settings")
    assert all(one.variable in settings for one in TABLE)
    commands = page(site, "reference/commands")
    assert all(f'id="{name}"' in commands for name in get_command(app).commands)  # type: ignore[attr-defined]
    queries = page(site, "reference/canned-queries")
    assert all(f'id="{query.name}"' in queries for query in Catalogue(workspace.read(ROOT, private=False)))
    assert "sg:ServiceTask" in page(site, "reference/ontology")
    assert "query-syntax" in page(site, "reference/errors")
    assert "/coverage/what-if" in page(site, "reference/routes")


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for path in [*site.rglob("*.html"), *site.rglob("*.css"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf-8", errors="replace")
        loaded = re.findall(
            r"""<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=["'](?:https?:)?//[^"']+""", text
        )
        loaded += re.findall(
            r"""@import\s+(?:url\()?["']?(?:https?:)?//[^)"';]+|url\(["']?(?:https?:)?//[^)"']+""", text
        )
        assert [one for one in loaded if 'rel="canonical"' not in one] == [], path


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    from sphinx.cmd.build import build_main

    source = tmp_path / "source"
    source.mkdir()
    (source / "index.md").write_text("# Page\n\n[there](gone.md)\n")
    options = ["-q", "-W", "--keep-going", "-n", "-c", str(ROOT / "docs" / "_site"), "-d", str(tmp_path / "trees")]
    assert build_main(["-b", "html", *options, str(source), str(tmp_path / "out")]) != 0
