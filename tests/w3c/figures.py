"""The figures of the W3C suites, for the page `/conformance` and for docs. Run: PYTHONPATH=tests python -m w3c.figures

An expected failure is strict: while the tests pass, a suite's cases but its deviations are what holds.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from w3c.deviations import DEVIATIONS, NOT_APPLICABLE
from w3c.protocol import protocol_cases, service_description_cases
from w3c.suite import EVALUATION, SYNTAX, cases
from w3c.test_turtle import cases as turtle_cases

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "conformance.md"
DATA = ROOT / "api" / "skillgraph_api" / "conformance.json"
_SUITES = {"csv-tsv-res": "SPARQL 1.1 results", "json-res": "SPARQL 1.1 results"}
_HEAD = """# Conformance

The W3C's test suites, run over HTTP against a running server by `tests/w3c`. A case that does not hold is an expected
failure of its own, strict, with the reason below; so these are the figures of a release whose tests pass. The server
shows the same at `/conformance`. The page is written by `PYTHONPATH=tests python -m w3c.figures`.

| suite | part | cases | hold | deviate | not applicable |
|---|---|---|---|---|---|
"""
_UPDATES = """
## Not applicable

The endpoint is read-only and answers updates with 403. These cases ask for updates to be done:
"""


def figures() -> dict[str, object]:
    """Suites with their parts and numbers, and the cases that deviate or do not apply."""
    names = [case.name for case in (*cases(*EVALUATION, *SYNTAX), *protocol_cases())]
    names += service_description_cases()
    rows = [_row(part, _suite(part), count, names) for part, count in sorted(Counter(map(_part, names)).items())]
    rows.append(_row("rdf-turtle", "RDF 1.1 Turtle", len(turtle_cases()), []))
    return {
        "suites": sorted(rows, key=lambda row: (str(row["suite"]), str(row["part"]))),
        "deviations": [{"case": name, "reason": DEVIATIONS[name]} for name in sorted(DEVIATIONS)],
        "not_applicable": sorted(NOT_APPLICABLE),
    }


def as_json() -> str:
    """The figures as the server ships them."""
    return json.dumps(figures(), indent=1) + "\n"


def as_page() -> str:
    """The figures as a page of the documentation."""
    stated = json.loads(as_json())
    columns = ("suite", "part", "cases", "hold", "deviate", "not_applicable")
    rows = [f"| {' | '.join(str(row[column]) for column in columns)} |" for row in stated["suites"]]
    total = [str(sum(row[column] for row in stated["suites"])) for column in columns[2:]]
    rows.append(f"| all | | {' | '.join(total)} |")
    cases_of: dict[str, list[str]] = {}
    for deviation in stated["deviations"]:
        cases_of.setdefault(deviation["reason"], []).append(f"`{deviation['case']}`")
    reasons = [f"- {reason} {', '.join(names)}" for reason, names in cases_of.items()]
    updates = [f"- `{name}`" for name in stated["not_applicable"]]
    return _HEAD + "\n".join([*rows, "", "## Deviations", "", *reasons, _UPDATES, *updates]) + "\n"


def _part(name: str) -> str:
    return name.partition("#")[0]


def _suite(part: str) -> str:
    return {**_SUITES, "protocol": "SPARQL 1.1 Protocol", "service-description": "SPARQL 1.1 Service Description"}.get(
        part, "SPARQL 1.1 Query"
    )


def _row(part: str, suite: str, count: int, names: list[str]) -> dict[str, str | int]:
    deviate = sum(_part(name) == part for name in names if name in DEVIATIONS)
    away = sum(_part(name) == part for name in names if name in NOT_APPLICABLE)
    return {
        "suite": suite,
        "part": part,
        "cases": count,
        "hold": count - deviate - away,
        "deviate": deviate,
        "not_applicable": away,
    }


if __name__ == "__main__":
    PAGE.write_text(as_page(), encoding="utf-8")
    DATA.write_text(as_json(), encoding="utf-8")
