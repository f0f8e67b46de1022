"""The wheel, installed into an empty environment and run from /, answers as the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from planted import found_in, plant

ROOT = Path(__file__).parents[2]


def call(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """The standard output of a program that has to succeed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=540)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the repository with the build tools that are installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_workspace(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("ontology", "shapes", "data", "queries"):
        shipped = {
            f"skillgraph/_workspace/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / part).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        assert shipped
        assert shipped <= names
    pages = ROOT / "src" / "skillgraph" / "pages"
    loaded = [
        path
        for part in ("assets", "templates")
        for path in (pages / part).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert len(loaded) >= 8
    assert {path.relative_to(ROOT / "src").as_posix() for path in loaded} <= names
    assert {"skillgraph_api/app.py", "skillgraph/py.typed", "skillgraph/client/shipped.pyi"} <= names
    assert not [name for name in names if name.startswith(("tests/", "api/", "src/"))]


def test_a_wheel_holds_no_private_file(tmp_path: Path) -> None:
    for name in ("src", "api", "ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    plant(tmp_path)
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(tmp_path))
    call(*command, cwd=tmp_path)
    (built,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
    with tarfile.open(next((tmp_path / "dist").glob("*.tar.gz"))) as archive:
        names += archive.getnames()
    assert [name for name in names if name.endswith("shapes/public/privacy.ttl")]
    assert found_in("\n".join(names)) == set()


def test_an_empty_environment_answers_from_the_root_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home)
    python = str(home / "bin" / "python")
    requirements = str(ROOT / "requirements.txt")
    pip = (sys.executable, "-m", "pip", "--python", python, "--quiet", "--disable-pip-version-check", "install")
    call(*pip, "--no-compile", "-r", requirements, cwd=tmp_path)  # few of the modules are imported
    call(*pip, "--no-deps", "--no-index", str(wheel), cwd=tmp_path)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SKILLGRAPH_")}
    environment["SKILLGRAPH_CACHE"] = str(tmp_path / "cache")
    program = str(home / "bin" / "skillgraph")
    question = ("ask", "who-can-cover", "task=43", "on=2026-12-01")
    answer = call(program, *question, cwd=Path("/"), env=environment)
    assert "covered" in answer
    checkout = str(Path(sys.executable).with_name("skillgraph"))
    assert answer == call(checkout, *question, cwd=ROOT, env=environment)
    asked = "from skillgraph.client import Client; print(len(Client.local().q.who_can_cover(43, on='2026-12-01')))"
    assert call(python, "-c", asked, cwd=Path("/"), env=environment) == "12\n"
    where = call(program, "doctor", cwd=Path("/"), env=environment)
    assert f"{home}" in where
