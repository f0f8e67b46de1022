"""What stands for programs that cannot be run here: the requests that their texts describe, and what follows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import httpx

Rows = list[dict[str, str]]


def shown(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as text in columns."""
    texts = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(headings))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in texts]
    return "".join(f"{line}\n" for line in lines)


def typed(text: str | None, kind: str) -> object:
    """A cell as a program takes it for a type; ValueError where it is none of that type."""
    if text is None:
        return ""
    if kind in ("Int64.Type", "number") and re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if kind in ("type number", "number", "Int64.Type") and text else text


def power_query(code: str, _: str) -> str:
    """The steps of a text in M: the request, headers, the columns chosen, their types."""
    asked = re.search(r'Asked = "([^"]*)"', code)
    request = re.search(r'Web\.Contents\("([^"]+)", \[RelativePath = "([^"]+)", Query = \[([^\]]*)\]\]\)', code)
    assert request, "no request in the text"
    assert '[Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]' in code
    values = dict(re.findall(r'(\w+) = (?:Asked|"([^"]*)")', request[3]))
    if asked:
        values["query"] = asked[1]
    answer = httpx.get(f"{request[1]}/{request[2]}", params=values, timeout=60).raise_for_status()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    chosen = re.search(r"Table\.SelectColumns\(Headed, \{([^}]*)\}\)", code)
    assert chosen
    names = re.findall(r'"(\w+)"', chosen[1])
    types = dict(re.findall(r'\{"(\w+)", ([\w. ]+)\}', code))
    assert set(types) == set(names)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))
    return shown(names, [[typed(row[name], types[name]) for name in names] for row in rows])


def infinity(code: str, _: str) -> str:
    """A query of Grafana's Infinity data source: its request, its rows, its columns."""
    query = json.loads(code)
    options = query["url_options"]
    values = {one["key"]: one["value"] for one in options["params"]}
    answer = httpx.request(options["method"], query["url"], params=values, timeout=60).raise_for_status()
    if query["type"] == "csv":
        rows: list[Any] = list(csv.DictReader(io.StringIO(answer.text)))
    else:
        rows = _below(answer.json(), query["root_selector"])
    columns = query["columns"]
    cells = [[typed(_below(row, one["selector"]), one["type"]) for one in columns] for row in rows]
    return shown([one["text"] for one in columns], cells)


def _below(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
