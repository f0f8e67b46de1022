"""The table of attacks in SECURITY.md: each row is tried somewhere, and each hostile query belongs to a row."""

from __future__ import annotations

import re
from pathlib import Path

from attacks.corpus import FILE, queries

ROOT = Path(__file__).parents[2]


def rows() -> dict[str, list[str]]:
    """The attacks with the files that try them."""
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("| attack | defence | tried in |\n")[2]
    lines = table.partition("\n\n")[0].splitlines()[1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {attack: re.findall(r"`([^`]+)`", tried) for attack, _, tried in cells}


def test_every_row_is_tried() -> None:
    assert len(rows()) == 21
    for attack, files in rows().items():
        assert files, attack
        assert [path for path in files if not (ROOT / path).is_file()] == []


def test_every_query_belongs_to_a_row() -> None:
    ours = FILE.relative_to(ROOT).as_posix()
    assert {case.row for case in queries()} == {attack for attack, files in rows().items() if ours in files}
