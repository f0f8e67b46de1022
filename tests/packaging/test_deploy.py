"""The unit for systemd and the file for a container name what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from skillgraph.cli.whole import app
from skillgraph.settings import TABLE

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "skillgraph.service"
CONTAINER = ROOT / "deploy" / "Containerfile"
PAGES = (UNIT, CONTAINER, ROOT / "docs" / "deployment.md", ROOT / "SECURITY.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_setting_is_one(path: Path) -> None:
    named = set(re.findall(r"SKILLGRAPH_[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= {row.variable for row in TABLE}


@pytest.mark.parametrize(
    ("path", "pattern"), [(UNIT, r"ExecStart=\S+/skillgraph (\w+)"), (CONTAINER, r'CMD \["(\w+)"\]')]
)
def test_the_command_is_one(path: Path, pattern: str) -> None:
    (command,) = re.findall(pattern, path.read_text(encoding="utf-8"))
    assert command in get_command(app).commands  # type: ignore[attr-defined]


def test_what_is_copied_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINER.read_text(encoding="utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert {"src", "api", "queries", "pyproject.toml"} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_is_hardened() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr
    (exposure,) = re.findall(r"Overall exposure level for skillgraph\.service: ([\d.]+)", done.stdout)
    assert f"exposure {exposure}" in (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
