"""`token`, and the commands that meet private files, as a user runs them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cli.conftest import Run
from faults import small_workspace
from planted import PLANTS, found_in, plant


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A file of tokens for this test alone."""
    return {"SKILLGRAPH_TOKENS": str(tmp_path / "own" / "tokens.json")}


def test_a_token_is_shown_once_listed_and_revoked(run: Run, env: dict[str, str]) -> None:
    made = run("token", "new", "dashboard", "--days", "30", env=env)
    assert made.returncode == 0
    (secret,) = made.stdout.split()
    assert "good for 30 days" in made.stderr
    assert secret not in Path(env["SKILLGRAPH_TOKENS"]).read_text()
    listed = run("token", "list", env=env)
    (row,) = csv.DictReader(io.StringIO(listed.stdout))
    assert (row["name"], row["state"]) == ("dashboard", "good")
    assert secret not in listed.stdout + listed.stderr
    assert run("token", "revoke", "dashboard", env=env).returncode == 0
    assert len(run("token", "list", env=env).stdout.splitlines()) == 1
    again = run("token", "revoke", "dashboard", env=env)
    assert (again.returncode, again.stdout) == (2, "")
    assert "no token called dashboard" in again.stderr


def test_a_name_that_is_taken_is_refused(run: Run, env: dict[str, str]) -> None:
    run("token", "new", "dashboard", env=env)
    second = run("token", "new", "dashboard", env=env)
    assert (second.returncode, second.stdout) == (2, "")


def test_the_command_line_works_with_all_files_and_builds_without_them(run: Run, tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path / "workspace")
    plant(workspace)
    env = {"SKILLGRAPH_CACHE": "off"}
    assert "Quaggawort" in run("ask", "quokka-rota", cwd=workspace, env=env).stdout
    whole, public = tmp_path / "whole.nq", tmp_path / "public.nq"
    made = run("build", "-o", str(whole), cwd=workspace, env=env)
    assert made.returncode == 0
    assert "holds private statements" in made.stderr
    assert whole.stat().st_mode & 0o777 == 0o600
    assert {"Quaggawort", "zorilla-holder"} <= found_in(whole.read_bytes())
    assert run("build", "--public", "-o", str(public), cwd=workspace, env=env).returncode == 0
    assert found_in(public.read_bytes(), PLANTS) == set()
