"""The same request in other programs: text to copy."""

from __future__ import annotations

import json
import shlex


def snippets(url: str) -> tuple[tuple[str, str], ...]:
    """How curl, Python and R read the CSV file at an address, by name; without anything to install but R's own."""
    quoted = json.dumps(url)
    python = (
        "import csv\nimport io\nimport urllib.request\n\n"
        f"url = {quoted}\n"
        "with urllib.request.urlopen(url) as answer:\n"
        '    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))\n'
    )
    return (
        ("curl", f"curl --fail {shlex.quote(url)}\n"),
        ("Python", python),
        ("R", f'rows <- read.csv({quoted}, encoding = "UTF-8")\n'),
    )
