"""Which module may import which: arrows point down the picture in docs/architecture.md, and no other way."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# The storeys of the house, ground first. A part may import its own storey's lower rows and any storey below.
STOREYS: tuple[tuple[str, ...], ...] = (
    ("__init__", "errors", "findings", "terms", "settings", "workspace", "access"),
    ("isolation",),
    ("header", "results", "sparql", "turtle", "endpoint"),
    ("engine",),
    ("reason",),
    ("queries",),
    ("remote",),
    ("validate",),
    ("snapshot", "curate", "compare", "coverage", "describe", "pages"),
    ("check", "service", "export"),
    ("cli", "client", "lsp", "mcp", "__main__"),
)

# Where each heavy library may appear; nowhere else.
HOMES: dict[str, tuple[str, ...]] = {
    "pyoxigraph": ("skillgraph/engine", "skillgraph/results", "skillgraph/turtle"),
    "rdflib": ("skillgraph/validate", "skillgraph/client"),
    "pyshacl": ("skillgraph/validate",),
    "owlready2": ("skillgraph/reason/dl",),
    "jinja2": ("skillgraph/pages",),
    "yaml": ("skillgraph/header",),
    "typer": ("skillgraph/cli",),
    "rich": ("skillgraph/cli",),
    "uvicorn": ("skillgraph/cli", "skillgraph/mcp/server", "skillgraph_api/protocol"),
    "fastapi": ("skillgraph_api",),
    "starlette": ("skillgraph_api",),
    "ortools": ("skillgraph/coverage/solver", "skillgraph/coverage/relaxation"),
    "watchfiles": ("skillgraph/snapshot",),
    "pygls": ("skillgraph/lsp",),
    "lsprotocol": ("skillgraph/lsp",),
    "pyarrow": ("skillgraph/results/arrow", "skillgraph/client"),
    "duckdb": ("skillgraph/export/duck",),
    "httpx": ("skillgraph/client",),
    "pandas": ("skillgraph/client",),
    "polars": ("skillgraph/client",),
    "IPython": ("skillgraph/client/magic",),
    "mcp": ("skillgraph/mcp",),
    "mcp_types": ("skillgraph/mcp",),
}
GROUND = STOREYS[0]


def modules() -> list[Path]:
    """Every Python file of the two packages."""
    return sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "api").rglob("*.py")])


def name_of(path: Path) -> str:
    """`skillgraph/engine/inprocess` for a file, whichever of the two source folders it is in."""
    base = ROOT / "src" if (ROOT / "src") in path.parents else ROOT / "api"
    return path.relative_to(base).with_suffix("").as_posix()


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """What a file imports as dotted names, and whether only for type checking."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only


def part_of(dotted: str) -> str:
    """The part of the core that a dotted name belongs to."""
    pieces = dotted.split(".")
    return pieces[1] if len(pieces) > 1 else "__init__"


def storey_of(part: str) -> int:
    """The storey of a part; a part that is in none fails the test that asks."""
    return next(level for level, parts in enumerate(STOREYS) if part in parts)


def test_the_packages_are_found() -> None:
    assert len(modules()) >= 45
    assert all(name_of(path).startswith(("skillgraph/", "skillgraph_api/")) for path in modules())


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_arrows_point_down(path: Path) -> None:
    name = name_of(path)
    for dotted, typing_only in imports(path):
        top = dotted.split(".")[0]
        if name.startswith("skillgraph/"):
            assert top != "skillgraph_api", f"{name} imports the HTTP application"
            if top == "skillgraph" and not typing_only:
                own, other = name.split("/")[1], part_of(dotted)
                assert storey_of(other) <= storey_of(own), f"{name} imports {dotted}, which is above it"
        elif top == "skillgraph":
            assert part_of(dotted) != "cli", f"{name} imports the command line"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_heavy_libraries_stay_at_home(path: Path) -> None:
    name = name_of(path)
    for dotted, _ in imports(path):
        homes = HOMES.get(dotted.split(".")[0])
        assert homes is None or name.startswith(homes), f"{name} imports {dotted}; its home is {homes}"


def test_every_import_is_known() -> None:
    """A new library is a decision: it gets a row in HOMES."""
    known = {*HOMES, "skillgraph", "skillgraph_api", "__future__"} | set(sys.stdlib_module_names)
    foreign = {dotted.split(".")[0] for path in modules() for dotted, _ in imports(path)} - known
    assert foreign == set()


def test_the_ground_knows_no_library() -> None:
    for part in GROUND:
        path = ROOT / "src" / "skillgraph" / f"{part}.py"
        for dotted, _ in imports(path):
            top = dotted.split(".")[0]
            assert top in {"skillgraph", "__future__"} or top in sys.stdlib_module_names


def test_no_cycle_between_parts() -> None:
    """Within a storey, parts import each other in one direction only."""
    arrows = {
        (name_of(path).split("/")[1], part_of(dotted))
        for path in modules()
        if name_of(path).startswith("skillgraph/")
        for dotted, typing_only in imports(path)
        if dotted.startswith("skillgraph.") and not typing_only
    }
    assert [(one, other) for one, other in arrows if one < other and (other, one) in arrows] == []


def test_no_loose_module_beside_the_application() -> None:
    assert sorted(path.name for path in (ROOT / "api").iterdir() if path.name != "__pycache__") == ["skillgraph_api"]


def test_nothing_imports_the_folder_api() -> None:
    """From the repository's root `import api` would find the folder by accident."""
    files = [*modules(), *(ROOT / "tests").rglob("*.py")]
    assert [name for path in files for name, _ in imports(path) if name.split(".")[0] == "api"] == []


def test_files_stay_small() -> None:
    long = {name_of(path): count for path in modules() if (count := len(path.read_text().splitlines())) > 300}
    assert long == {}
