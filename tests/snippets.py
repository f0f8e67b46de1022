"""The code in pages of the documentation, run block by block in a folder of its own.

`sh` blocks go to bash and share what `cd` and `export` say; `python` blocks go to one Python process. A line
`<!-- not run: REASON -->` above a block leaves it out. Each line of a `text` block below a line `<!-- shown -->` has to
stand in what the block before it printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*?) -->\n)?^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
ADDRESS = "http://127.0.0.1:8000"
_BETWEEN = "~~~ the next block ~~~"


@dataclass(frozen=True)
class Block:
    """A fenced block with the note above it and the line that it begins on."""

    language: str
    code: str
    note: str
    line: int

    @property
    def is_run(self) -> bool:
        """Whether it is code that has to work."""
        return self.language in ("sh", "python") and not self.note.startswith("not run: ")


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["language"], found["code"], found["note"] or "", text.count("\n", 0, found.start("language")) + 1)
        for found in _BLOCK.finditer(text)
    ]


def run(page: Path, folder: Path, address: str = ADDRESS, **environment: str) -> str:
    """Runs the blocks of a page; gives all that they printed. AssertionError names the line of one that fails."""
    found = [replace(block, code=block.code.replace(ADDRESS, address)) for block in blocks(page)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, "PATH": path, **environment}
    said, last, moves = [], "", list[str]()
    printed = _python([block for block in found if block.is_run and block.language == "python"], folder, surroundings)
    for block in found:
        if block.is_run:
            last = next(printed) if block.language == "python" else _bash(block, moves, folder, surroundings)
            moves += [line for line in block.code.splitlines() if line.startswith(("cd ", "export "))]
            said.append(last)
        elif block.note == "shown":
            missing = [line for line in block.code.splitlines() if line.strip() and line.strip() not in last]
            assert missing == [], f"{page.name}:{block.line} {missing} not in:\n{last}"
    return "".join(said)


def _bash(block: Block, moves: list[str], folder: Path, environment: dict[str, str]) -> str:
    script = "\n".join([*moves, block.code])
    return _output(["bash", "-euo", "pipefail", "-c", script], f"line {block.line}", folder, environment)


def _python(found: list[Block], folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """What each block printed; all of them run in one process, when the first is asked for."""
    script = "".join(f"print({_BETWEEN!r}, flush=True)\n{block.code}" for block in found)
    where = "line " + ", ".join(str(block.line) for block in found)
    yield from _output([sys.executable, "-c", script], where, folder, environment).split(f"{_BETWEEN}\n")[1:]


def _output(command: list[str], where: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{where} of the page:\n{command[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr
