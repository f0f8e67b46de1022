"""The recipes around git as their programs run them: pre-commit with our hooks, and the steps of the pull request."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.conftest import ROOT, git

PROGRAMS = Path(sys.executable).parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
RECIPE = ROOT / "docs/recipes/pull-request.md"
EAST, QUERY = "data/example/attestations-east.ttl", "queries/tasks/tasks.rq"


def replace(file: Path, old: str, new: str) -> None:
    """Another text in the place of the first of its kind."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.fixture
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The program, with a store of its own. Without one the test is skipped, but where CI runs it fails."""
    program = PROGRAMS / "pre-commit"
    if not program.exists() and os.environ.get("CI") != "true":
        pytest.skip("pre-commit is not installed: pip install -r requirements-dev.txt")
    home = tmp_path_factory.mktemp("pre-commit")
    return ["env", f"PRE_COMMIT_HOME={home}", f"PATH={PROGRAMS}{os.pathsep}{os.environ['PATH']}", str(program)]


def outcome(repository: Path, pre_commit: list[str]) -> dict[str, str]:
    """What each hook says of what is staged, and the whole output as ''."""
    git(repository, "add", "--all")
    done = subprocess.run([*pre_commit, "run"], cwd=repository, capture_output=True, text=True, check=False)
    found = re.findall(r"^(.+?)\.{3,}(?:\(.*\))?(Passed|Failed|Skipped)$", done.stdout, re.MULTILINE)
    assert done.returncode == any(state == "Failed" for _, state in found), done.stdout + done.stderr
    return {**dict(found), "": done.stdout}


def test_pre_commit_takes_the_hooks_as_they_are_declared(pre_commit: list[str]) -> None:
    done = subprocess.run([*pre_commit, "validate-manifest", HOOKS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_hooks_stop_what_is_wrong_and_let_pass_what_is_right(repository: Path, pre_commit: list[str]) -> None:
    """The hooks as declared, but run from here and not from an installation of their own, which asks a registry."""
    declared: list[dict[str, Any]] = yaml.safe_load(HOOKS.read_text())
    style, data, queries = (hook["name"] for hook in declared)
    hooks = [{**hook, "language": "system"} for hook in declared]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "hooks")

    replace(repository / EAST, "sg:level 3 ;", "sg:level   7 ;")
    found = outcome(repository, pre_commit)
    assert (found[style], found[data], found[queries]) == ("Failed", "Failed", "Skipped")
    assert "files were modified by this hook" in found[""]
    found = outcome(repository, pre_commit)
    assert (found[style], found[data]) == ("Passed", "Failed")
    assert re.search(rf"^{EAST}:\d+:14 SG203 violation: ", found[""], re.MULTILINE)
    replace(repository / EAST, "sg:level 7 ;", "sg:level 2 ;")
    found = outcome(repository, pre_commit)
    assert (found[style], found[data]) == ("Passed", "Passed")
    git(repository, "commit", "--quiet", "--message", "two")
    replace(repository / QUERY, "SELECT", "SELEC")
    found = outcome(repository, pre_commit)
    assert (found[style], found[data], found[queries]) == ("Skipped", "Skipped", "Failed")
    assert f"{QUERY}:" in found[""]


class Run:
    """The steps of the recipe in a clone, in their order, with what they write for the build server."""

    def __init__(self, repository: Path, folder: Path, cache: Path) -> None:
        self.clone, self.summary, self.comment = folder / "clone", folder / "summary.md", folder / "comment.md"
        git(repository, "clone", "--quiet", "--branch", "topic", str(repository), str(self.clone))
        self.summary.touch()
        programs = folder / "programs"
        programs.mkdir()
        for name, text in (("pip", 'test "$*" = "install ."'), ("gh", f'test "$3" = 7 && cp "$5" {self.comment}')):
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o755)
        self.environment = {
            "PATH": os.pathsep.join(map(str, (programs, PROGRAMS, os.environ["PATH"]))),
            "HOME": str(folder),
            "SKILLGRAPH_CACHE": str(cache),
            "GITHUB_BASE_REF": "main",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "NUMBER": "7",
        }

    def steps(self) -> list[subprocess.CompletedProcess[str]]:
        """Every step with a command, run as the server runs it."""
        text = RECIPE.read_text().partition("```yaml\n")[2].partition("```")[0]
        scripts = [step["run"] for step in yaml.safe_load(text)["jobs"]["check"]["steps"] if "run" in step]
        return [self._step(script) for script in scripts]

    def _step(self, script: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=self.clone, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )


def test_the_steps_for_a_pull_request_annotate_and_say_what_changed(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> None:
    git(repository, "switch", "--quiet", "--create", "topic")
    replace(repository / EAST, "sg:level 3 ;", "sg:level 7 ;")
    git(repository, "commit", "--quiet", "--all", "--message", "seven")
    run = Run(repository, tmp_path_factory.mktemp("server"), cache)
    installed, checked, compared, commented = run.steps()
    assert (installed.returncode, compared.returncode, commented.returncode) == (0, 0, 0)
    assert checked.returncode == 1
    assert re.match(rf"::error file={EAST},line=\d+,col=14,title=SG203::.*Levels go from 1 to 4", checked.stdout)
    assert "\n! H04: Linux administration 3 -> 7\n" in run.comment.read_text()
    assert run.summary.read_bytes() == run.comment.read_bytes()


def test_a_change_too_long_for_a_comment_is_cut(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> None:
    git(repository, "switch", "--quiet", "--create", "topic")
    for file in (repository / "data/interpretation").rglob("*.ttl"):
        file.write_text(file.read_text().replace('sg:rationale "', 'sg:rationale "As it is seen today: '))
    git(repository, "commit", "--quiet", "--all", "--message", "today")
    run = Run(repository, tmp_path_factory.mktemp("server"), cache)
    assert [step.returncode for step in run.steps()] == [0, 0, 0, 0]
    said = run.comment.read_bytes()
    assert 50_000 < len(said) <= 60_000
    assert "left out" in said.decode().splitlines()[-1]
