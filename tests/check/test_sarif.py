"""SARIF against the JSON schema of its standard; the corpus of `test_mistakes` is held to it there."""

from __future__ import annotations

import datetime
import json

import jsonschema
import pytest

from skillgraph.check import check
from skillgraph.check.report import write_report
from skillgraph.findings import Finding, Severity
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)


def test_the_schema_is_the_standard_s_and_refuses_what_is_wrong(sarif_schema: jsonschema.Draft202012Validator) -> None:
    assert "2.1.0" in sarif_schema.schema["title"]
    with pytest.raises(jsonschema.ValidationError, match="'tool' is a required property"):
        sarif_schema.validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_a_clean_run(contents: Contents, sarif_schema: jsonschema.Draft202012Validator) -> None:
    findings = check(contents, TODAY)
    log = json.loads(write_report(findings, contents, "sarif"))
    sarif_schema.validate(log)
    assert log["runs"][0]["results"] == []


def test_a_run_with_ignores(contents: Contents, sarif_schema: jsonschema.Draft202012Validator) -> None:
    path = "data/seed/ignores.ttl"
    text = (
        "@prefix sg: <https://w3id.org/skillgraph/ns#> .  # sg: ignore[SG111] used from tomorrow on\n"
        "@prefix sh: <http://www.w3.org/ns/shacl#> .  # sg: ignore[SG111]\n"
        "# sg: ignore[SG203] nothing to ignore here\n"
    )
    files = (*contents.files, SourceFile(path, text.encode()))
    findings = check(Contents(contents.root, files), TODAY)
    log = json.loads(write_report(findings, contents, "sarif"))
    sarif_schema.validate(log)
    told = [(one["ruleId"], one["locations"][0]["physicalLocation"]) for one in log["runs"][0]["results"]]
    assert {location["artifactLocation"]["uri"] for _, location in told} == {path}
    assert {(code, location["region"]["startLine"]) for code, location in told} == {
        ("SG106", 2), ("SG107", 3), ("SG111", 2),
    }  # fmt: skip


def test_findings_without_a_line_or_a_file(contents: Contents, sarif_schema: jsonschema.Draft202012Validator) -> None:
    findings = [Finding("SG301", Severity.VIOLATION, "Everywhere."), Finding("SG105", Severity.INFO, "x", "data/é")]
    log = json.loads(write_report(findings, contents, "sarif"))
    sarif_schema.validate(log)
    places = [one["locations"][0]["physicalLocation"] for one in log["runs"][0]["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [".", "data/%C3%A9"]
    assert not any("region" in place for place in places)
