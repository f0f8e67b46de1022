"""The code in tutorials and how-to guides works as it stands, against a real server where it asks one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import copy_workspace
from served import ROOT, served
from snippets import Block, blocks, run

DOCS = ROOT / "docs"
pytestmark = pytest.mark.xdist_group("documentation")

RUN = (
    "tutorials/analyst.md",
    "tutorials/developer.md",
    "curating.md",
    "how-to/another-organisation.md",
    "how-to/assistants.md",
)
PAGES = sorted(
    [*DOCS.glob("tutorials/*.md"), *DOCS.glob("how-to/*.md"), *(DOCS / name for name in RUN if "/" not in name)]
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the shipped workspace."""
    with served(tmp_path_factory.mktemp("served")) as server:
        yield server.address


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands on the pages keep their snapshots."""
    return tmp_path_factory.mktemp("cache")


def left_out(block: Block) -> bool:
    return block.language in ("sh", "python") and not block.is_run


def test_each_page_with_code_is_run_or_says_why_not() -> None:
    assert len(PAGES) >= 7
    for page in PAGES:
        found = blocks(page)
        assert all(len(block.note) > len("not run: because") for block in found if left_out(block))
        name = page.relative_to(DOCS).as_posix()
        assert any(block.is_run for block in found) == (name in RUN), name


def test_the_tutorial_for_analysts_ends_with_a_chart(address: str, tmp_path: Path) -> None:
    said = run(DOCS / "tutorials" / "analyst.md", tmp_path, address, MPLCONFIGDIR=str(tmp_path))
    assert "written: fte-by-source.png" in said
    chart = (tmp_path / "fte-by-source.png").read_bytes()
    assert chart.startswith(b"\x89PNG")
    assert len(chart) > 10_000


def test_the_tutorial_for_developers(address: str, tmp_path: Path) -> None:
    run(DOCS / "tutorials" / "developer.md", tmp_path, address)
    assert "Dataset" in (tmp_path / "void.ttl").read_text()


def test_the_tutorial_for_curators(cache: Path, tmp_path: Path) -> None:
    root = copy_workspace(tmp_path / "clone")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "skillgraph").symlink_to(Path(sys.executable).with_name("skillgraph"))
    said = run(DOCS / "curating.md", root, SKILLGRAPH_CACHE=str(cache))
    assert "SG224 warning: skill:perl was retired." in said
    assert "violation" not in said
    assert "skill:shell a sg:" in (root / "data" / "seed" / "skills-software.ttl").read_text()


def test_a_workspace_for_another_organisation(cache: Path, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        assert "CI" not in os.environ
        pytest.skip("there is no git")
    said = run(DOCS / "how-to" / "another-organisation.md", tmp_path, SKILLGRAPH_CACHE=str(cache))
    assert said.count("0 findings in") == 2
    assert "desk-1,covered" in said
    assert "desk-2,unknown" in said
    assert "desk-2,gap" in said


def test_the_guide_to_assistants(tmp_path: Path) -> None:
    assert "Usage: skillgraph mcp" in run(DOCS / "how-to" / "assistants.md", tmp_path)


def test_a_block_that_fails_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```sh\necho one\n```\n\n<!-- shown -->\n```text\ntwo\n```\n")
    with pytest.raises(AssertionError, match=r"page.md:8 \['two'\]"):
        run(page, tmp_path)
    page.write_text("# Page\n\n```python\nraise SystemExit(3)\n```\n")
    with pytest.raises(AssertionError, match="line 3 of the page"):
        run(page, tmp_path)
    page.write_text("# Page\n\n<!-- not run: it would fail here -->\n```sh\nfalse\n```\n")
    assert run(page, tmp_path) == ""
