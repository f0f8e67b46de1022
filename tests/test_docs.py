"""Every command, setting, route and query is documented, and the README shows what the program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from fastapi.routing import APIRoute
from typer.main import get_command

from skillgraph import workspace
from skillgraph.check.rules import all_pages
from skillgraph.cli.app import app_of
from skillgraph.cli.commands import COMMANDS
from skillgraph.cli.whole import app
from skillgraph.queries import Catalogue
from skillgraph.settings import TABLE
from skillgraph_api.app import ROUTERS

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert len(commands) >= 9
    for name in commands:
        assert f"`skillgraph {name}" in REFERENCE


def test_every_command_is_found_in_its_module() -> None:
    assert COMMANDS.keys() == get_command(app).commands.keys()  # type: ignore[attr-defined]
    for name, one in COMMANDS.items():
        assert name in get_command(app_of([one.home])).commands  # type: ignore[attr-defined]


def test_a_workspace_is_named_in_one_way() -> None:
    """Of an editor's folder the language server says more."""
    told = {
        name: (param.opts, param.help)
        for name, command in get_command(app).commands.items()  # type: ignore[attr-defined]
        for param in command.params
        if param.name == "workspace" and name != "lsp"
    }
    assert {"export", "fmt", "watch", "ask", "serve", "new"} <= told.keys()
    assert len({str(one) for one in told.values()}) == 1


def test_the_settings_table_is_the_settings_table() -> None:
    rows = [f"| `{row.variable}` | {row.default} | {row.help} |" for row in TABLE]
    stated = REFERENCE.partition("<!-- settings -->\n")[2].partition("\n\n")[0].splitlines()
    assert stated == rows


def test_every_route_is_documented() -> None:
    paths = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    assert {"/queries", "/livez", "/readyz", "/metrics", "/linkset", "/conformance", "/problems/{name}"} <= paths
    paths |= {"/sparql", "/queries/{name}"}  # which are answered in front of the framework
    for path in paths:
        assert f" {path}" in REFERENCE, f"{path} is not in docs/reference.md"


def test_the_pages_of_the_rules_are_the_pages_of_the_rules() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == all_pages()


def test_the_list_of_queries_is_the_list_of_queries() -> None:
    catalogue = Catalogue(workspace.read(ROOT))
    rows = [f"| {query.topic} | `{query.name}` | {query.summary} |" for query in catalogue]
    stated = REFERENCE.partition("<!-- queries -->\n")[2].strip().splitlines()
    assert stated == rows


def test_the_hooks_start_commands_that_there_are() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["skillgraph-fmt", "skillgraph-check", "skillgraph-query-check"]
    for hook in hooks:
        program, command, *_ = hook["entry"].split()
        assert program == "skillgraph"
        assert command in commands


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name
)
def test_links_between_files_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_readme_has_both_commands_and_its_size() -> None:
    assert "make serve" in README
    assert "make test" in README
    assert 60 <= len(README.splitlines()) <= 100
