"""Running the command line as a program, on the repository's workspace or on a copy that a test may spoil."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from served import fill

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One snapshot cache for all the programs that a test session starts."""
    folder = tmp_path_factory.mktemp("cache")
    fill(folder)
    return folder


@pytest.fixture
def run(cache: Path) -> Run:
    """`run("ask", "tasks", cwd=..., env=...)` starts the program and gives what it said and its exit code."""

    def start(*arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "SKILLGRAPH_CACHE": str(cache), **(env or {})}
        environment.pop("SKILLGRAPH_WORKSPACE", None)
        environment |= {key: value for key, value in (env or {}).items() if key == "SKILLGRAPH_WORKSPACE"}
        command = [str(Path(sys.executable).with_name("skillgraph")), *arguments]
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    return start


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the shipped workspace."""
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def git(root: Path, *arguments: str) -> str:
    """Runs git with a name of its own for the author and with this environment's programs on the path."""
    settings = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    environ = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["git", *settings, *arguments], cwd=root, env=environ, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(workspace: Path) -> Path:
    """The shipped workspace as the only commit of a repository."""
    git(workspace, "init", "--quiet", "--initial-branch=main")
    git(workspace, "add", "--all")
    git(workspace, "commit", "--quiet", "--message", "one")
    return workspace
