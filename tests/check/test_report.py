"""Findings in every format, read back by something that this project did not write."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from sarif_pydantic import Sarif

from skillgraph.check.report import FORMATS, write_report
from skillgraph.check.rules import TABLE, page, rule_of
from skillgraph.errors import UnknownName
from skillgraph.findings import Finding, Severity
from skillgraph.terms import NS, SH
from skillgraph.workspace import Contents, SourceFile

CONTENTS = Contents(
    Path("here"),
    (
        SourceFile("data/seed/a.ttl", b"# one\n\tsg:level 7 ;\n"),
        SourceFile("data/seed/b.ttl", b"# fine\n"),
    ),
)
FINDINGS = (
    Finding(
        "SG203", Severity.VIOLATION, 'Level "7" | <7>, 100 %:\nno', "data/seed/a.ttl", 2, 11,
        "https://x/y", "https://x/s", "Go.",
    ),
    Finding("SG226", Severity.WARNING, "Begins later.", "data/seed/a.ttl", 1, 1),
    Finding("SG301", Severity.VIOLATION, "Everywhere."),
)  # fmt: skip


def report(name: str, findings: tuple[Finding, ...] = FINDINGS) -> str:
    return write_report(findings, CONTENTS, name)


def test_full_shows_the_line_and_a_caret() -> None:
    block = report("full", FINDINGS[:1]).splitlines()
    assert block[0].startswith("data/seed/a.ttl:2:11 SG203 violation:")
    assert block[2:4] == ["  2 | \tsg:level 7 ;", "    | \t         ^"]
    assert block[4] == "  Go."


@pytest.mark.parametrize(
    ("column", "shown", "caret"),
    [
        (1, f"ab{'x' * 158}...", 0),
        (2, f"ab{'x' * 158}...", 1),
        (400, f"...{'x' * 160}...", 82),
        (1002, f"...{'x' * 79}z", 82),
    ],
)
def test_of_a_long_line_what_is_around_the_place_is_shown(column: int, shown: str, caret: int) -> None:
    file = SourceFile("a.ttl", f"ab{'x' * 999}z".encode())
    found = Finding("SG203", Severity.VIOLATION, "Too long.", "a.ttl", 1, column)
    block = write_report((found,), Contents(Path("here"), (file,)), "full").splitlines()
    assert block[1:3] == [f"  1 | {shown}", f"    | {' ' * caret}^"]


@pytest.mark.parametrize("name", ["concise", "markdown", "github"])
def test_a_message_of_several_lines_is_one_row(name: str) -> None:
    assert report(name).count("\n") == report(name, FINDINGS[1:]).count("\n") + 1


def test_full_does_without_a_line_where_there_is_none() -> None:
    assert report("full", FINDINGS[2:]) == "- SG301 violation: Everywhere.\n\n"


def test_concise_has_a_line_each() -> None:
    assert report("concise").splitlines()[-1] == "- SG301 Everywhere."
    assert report("concise", FINDINGS[1:2]) == "data/seed/a.ttl:1:1 SG226 Begins later.\n"


def test_github_escapes_what_would_end_a_command() -> None:
    line = report("github", FINDINGS[:1])
    assert line == (
        "::error file=data/seed/a.ttl,line=2,col=11,title=SG203::"
        'Level "7" | <7>, 100 %25:%0Ano Go.\n'
    )  # fmt: skip
    assert report("github", FINDINGS[1:2]).startswith("::warning ")


def test_sarif_is_read_by_a_model_of_its_schema() -> None:
    log = Sarif.model_validate_json(report("sarif"))
    (run,) = log.runs
    assert str(getattr(log.version, "value", log.version)) == "2.1.0"
    assert [result.rule_id for result in run.results or ()] == ["SG203", "SG226", "SG301"]
    first = (run.results or [])[0]
    location = (first.locations or [])[0].physical_location
    assert location is not None
    assert location.region is not None
    assert (location.region.start_line, location.region.start_column) == (2, 11)
    rules = [rule.id for rule in run.tool.driver.rules or ()]
    assert [rules[result.rule_index or 0] for result in run.results or ()] == ["SG203", "SG226", "SG301"]


def test_json_has_every_field() -> None:
    rows = json.loads(report("json"))
    assert rows[0] == {
        "code": "SG203", "severity": "violation", "path": "data/seed/a.ttl", "line": 2, "column": 11,
        "message": 'Level "7" | <7>, 100 %:\nno', "hint": "Go.", "focus": "https://x/y", "shape": "https://x/s",
    }  # fmt: skip
    assert len(rows) == 3


def test_junit_has_a_case_for_each_file() -> None:
    suite = ElementTree.fromstring(report("junit")).find("testsuite")  # noqa: S314  # our own text
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    failures = {case.get("name"): case.find("failure") for case in suite}
    assert failures["data/seed/b.ttl"] is None
    assert "SG203" in str(getattr(failures["data/seed/a.ttl"], "text", ""))


def test_markdown_keeps_its_columns() -> None:
    lines = report("markdown").splitlines()
    assert lines[0] == "| place | code | severity | finding |"
    assert "\\|" in lines[2]
    assert report("markdown", ()) == "No findings.\n"


def test_turtle_is_a_validation_report() -> None:
    quads = list(ox.parse(input=report("turtle").encode(), format=ox.RdfFormat.TURTLE))
    predicates = [quad.predicate.value for quad in quads]
    assert predicates.count(SH + "result") == 3
    assert [quad.object.value for quad in quads if quad.predicate.value == SH + "conforms"] == ["false"]
    assert [quad.object.value for quad in quads if quad.predicate.value == NS + "line"] == ["2", "1"]
    assert "true" in report("turtle", FINDINGS[1:2])


@pytest.mark.parametrize("name", FORMATS)
def test_no_findings_is_a_whole_answer(name: str) -> None:
    text = report(name, ())
    assert text == report(name, ())
    assert bool(text) == (name not in ("full", "concise", "github"))


def test_an_unknown_format_lists_the_others() -> None:
    with pytest.raises(UnknownName, match="Formats: full, concise"):
        report("pdf")


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.code)
def test_every_rule_has_a_page(rule: object) -> None:
    code = getattr(rule, "code", "")
    text = page(rule_of(code.lower()))
    assert text.startswith(f"## {code}: ")
    assert "What to do" in text


def test_an_unknown_rule_proposes_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean .*SG203"):
        rule_of("SG293")
