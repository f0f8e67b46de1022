"""The scripts of the pages: packages in exact versions, no lock file, nothing loaded from elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
SOURCES = sorted((WEB / "src").glob("*.js"))


def test_versions_are_exact() -> None:
    listed = json.loads((WEB / "package.json").read_text())["dependencies"]
    assert {"cytoscape", "esbuild", "@codemirror/view"} <= set(listed)
    assert [name for name, version in listed.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_what_is_imported_is_listed() -> None:
    assert len(SOURCES) >= 6
    listed = json.loads((WEB / "package.json").read_text())["dependencies"]
    named = {name for path in SOURCES for name in re.findall(r'from "([^"]+)"', path.read_text())}
    packages = {re.match(r"(@[^/]+/)?[^/]+", name)[0] for name in named if not name.startswith(".")}  # type: ignore[index]
    assert packages <= set(listed)
    assert set(listed) - packages == {"esbuild"}


def test_no_address_of_another_host() -> None:
    files = [*SOURCES, WEB / "package.json", WEB / "build.mjs"]
    assert [path.name for path in files if re.search(r"https?://", path.read_text())] == []
    assert not list(WEB.glob("*lock*"))


def test_built_scripts_are_not_in_git() -> None:
    path = "src/skillgraph/pages/assets/built/sparql.js"
    done = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_every_script_of_a_page_is_built() -> None:
    templates = (ROOT / "src" / "skillgraph" / "pages" / "templates").glob("*.html")
    used = {name for path in templates for name in re.findall(r"assets\['([\w.]+\.js)'\]", path.read_text())}
    entries = set(re.findall(r"/src/([\w.]+\.js)`", (WEB / "build.mjs").read_text()))
    assert used == entries
