"""A query from anywhere as a canned query's file: with a header, and with the prefixes that it uses declared."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from skillgraph.errors import BadParameter
from skillgraph.header import MARK
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import PREFIXES

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MOST_LETTERS = 200


def canned_file(text: str, name: str, summary: str, columns: Sequence[str], count: int) -> str:
    """The text of `<name>.rq`: its header has the columns and a test that holds the number of rows there are now.

    BadParameter where the name is none for a file, or there is no summary.
    """
    if not _NAME.fullmatch(name) or len(name) > _MOST_LETTERS:
        raise BadParameter(f"name is {name[:_MOST_LETTERS]!r}, which is no name for a query.", "Write it like-this.")
    asked = " ".join(summary.split())[:_MOST_LETTERS]
    if not asked:
        raise BadParameter("summary is empty.", "Write the question that the query answers.")
    tokens = list(tokenise(_without_header(text)))
    plain = "".join(f"?{one.text[1:]}" if one.kind == "variable" else one.text for one in tokens)
    header = [f"summary: {json.dumps(asked, ensure_ascii=False)}", "columns:"]
    header += [f'  {column}: {{help: "What it means."}}' for column in columns]
    header += ["tests:", f"  - {{count: {count}}}"]
    lines = [f"{MARK} {line}" for line in header]
    return "\n".join([*lines, "", *_declarations(text), plain.strip(), ""])


def _without_header(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(MARK))


def _declarations(text: str) -> list[str]:
    """PREFIX lines for what the query takes from the table."""
    used: set[str] = set()
    declared: set[str] = set()
    previous = ""
    for token in tokenise(text):
        if token.kind == "name":
            (declared if previous == "PREFIX" else used).add(token.text.partition(":")[0])
        previous = previous if token.is_blank else token.keyword
    return [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted((used - declared) & set(PREFIXES))]
