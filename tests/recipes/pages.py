"""The pages of recipes as programs: the blocks of each language of a page are one script, and show what they print.

A block of code is followed by a block of `text` where it prints something. The address in a page is that of the server
under test while it runs. `RENEW_RECIPES=1 pytest tests/recipes` writes what is printed into the pages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from foreign import PACKAGES
from served import ROOT

ADDRESS = "http://localhost:8000"
RENEW = "RENEW_RECIPES"
_BLOCK = re.compile(r"```(?P<language>\w+)\n(?P<code>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?", re.DOTALL)
_END = "\x1e"


@dataclass(frozen=True)
class Block:
    """A block of code with the output that the page shows, and where both stand in its text."""

    language: str
    code: str
    output: str
    start: int
    end: int


@dataclass(frozen=True)
class Runner:
    """How scripts of a language are run: the program, the file's suffix, a statement that prints the end of a block."""

    program: tuple[str, ...]
    suffix: str
    ends: str
    needs: tuple[str, ...] = ()  # a command that fails where a library is missing
    missing: str = ""


RUNNERS: Mapping[str, Runner] = {
    "python": Runner((sys.executable,), ".py", f"print({_END!r}, flush=True)\n"),
    "sh": Runner(("bash", "-euo", "pipefail"), ".sh", "printf '\\036\\n'\n"),
    "r": Runner(("Rscript", "--vanilla"), ".R", 'cat("\\036\\n")\n', ("-e", "library(httr)"), "R with httr"),
    "js": Runner(("node",), ".mjs", f"console.log({_END!r});\n"),
}
Interpreter = Callable[[str, str], str]
"""What a block in a language that is not run here gives: code and address to the text that the page shows."""


def blocks(text: str, languages: Sequence[str]) -> list[Block]:
    """The blocks of some languages in a page."""
    found = []
    for match in _BLOCK.finditer(text):
        if match["language"] in languages:
            found.append(Block(match["language"], match["code"], match["output"] or "", match.start(), match.end()))
    return found


def need(program: str, there: bool) -> None:
    """Skips where a program is absent, but fails in CI, which installs it."""
    if not there:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"{program} is not installed here")


def _is_there(runner: Runner) -> bool:
    if shutil.which(runner.program[0]) is None:
        return False
    asked = [*runner.program, *runner.needs]
    return not runner.needs or subprocess.run(asked, capture_output=True, check=False, timeout=120).returncode == 0


def run(language: str, codes: Sequence[str], address: str, folder: Path) -> list[str]:
    """What each of these blocks prints, run one after another as one script in a folder."""
    runner = RUNNERS[language]
    need(runner.missing or runner.program[0], _is_there(runner))
    script = folder / f"recipe{runner.suffix}"
    script.write_text("".join(f"{code}{runner.ends}" for code in codes).replace(ADDRESS, address), encoding="utf-8")
    if language == "js":
        need("@comunica/query-sparql", (PACKAGES / "@comunica" / "query-sparql").exists())
        (folder / "node_modules").symlink_to(PACKAGES)
    done = subprocess.run(
        [*runner.program, script.name],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed = done.stdout.replace(address, ADDRESS).split(f"{_END}\n")
    assert len(printed) == len(codes) + 1
    assert printed.pop() == ""
    return [_without_blanks_at_ends(text) for text in printed]


def _environment(folder: Path) -> dict[str, str]:
    """A user's, with a home of its own and the programs of this environment."""
    kept = {name: os.environ[name] for name in ("LANG", "SKILLGRAPH_CACHE", "SSL_CERT_FILE") if name in os.environ}
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    fixed = {"PATH": programs, "HOME": str(folder), "MPLBACKEND": "Agg", "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    return {**kept, **fixed, "SKILLGRAPH_WORKSPACE": str(ROOT), "COLUMNS": "120", "LC_ALL": "C.UTF-8"}


def _without_blanks_at_ends(text: str) -> str:
    """Lines without the white space at their ends, which editors take away."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def renewed(text: str, page: Sequence[tuple[Block, str]]) -> str:
    """The page with these outputs in the place of those it has."""
    for block, output in sorted(page, key=lambda pair: pair[0].start, reverse=True):
        shown = f"\n```text\n{output}```\n" if output else ""
        text = f"{text[: block.start]}```{block.language}\n{block.code}```\n{shown}{text[block.end :]}"
    return text


def check(path: Path, address: str, folder: Path, interpreters: Mapping[str, Interpreter]) -> int:
    """Runs a page, and holds what it shows against what is printed; gives the number of its blocks."""
    text = path.read_text(encoding="utf-8")
    found = blocks(text, (*RUNNERS, *interpreters))
    printed: dict[int, str] = {}
    for language in dict.fromkeys(block.language for block in found):
        mine = [block for block in found if block.language == language]
        codes = [block.code for block in mine]
        if language in interpreters:
            outputs = [interpreters[language](code.replace(ADDRESS, address), address) for code in codes]
        else:
            outputs = run(language, codes, address, folder)
        printed |= {block.start: output.replace(address, ADDRESS) for block, output in zip(mine, outputs, strict=True)}
    if os.environ.get(RENEW):
        path.write_text(renewed(text, [(block, printed[block.start]) for block in found]), encoding="utf-8")
    else:
        for block in found:
            assert printed[block.start] == block.output, f"{path.name}: after\n{block.code}"
    return len(found)
