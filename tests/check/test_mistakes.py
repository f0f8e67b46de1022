"""A corpus of mistakes: the expected code at the expected line and column, and nothing else."""

from __future__ import annotations

import datetime
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from skillgraph.check import check
from skillgraph.check.report import write_report
from skillgraph.check.rules import RULES
from skillgraph.findings import Finding
from skillgraph.terms import PREFIXES
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)
MISTAKES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text())["mistake"]
MARK = "«"
FILES = KeptFiles()  # those without a mistake are read once


@dataclass(frozen=True)
class Spoilt:
    """A workspace with one mistake in it, and the places where its findings are expected."""

    contents: Contents
    places: list[tuple[int, int]]


def spoil(contents: Contents, mistake: dict[str, Any]) -> Spoilt:
    """The workspace with the mistake of a case."""
    path = mistake["path"]
    before = next((file.content.decode() for file in contents.files if file.path == path), "")
    text = "" if mistake.get("empty") else _edit(before, mistake)
    places = []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    files = [file for file in contents.files if file.path != path] + [SourceFile(path, text.encode())]
    return Spoilt(Contents(contents.root, tuple(sorted(files, key=lambda file: file.path))), places)


def _edit(text: str, mistake: dict[str, Any]) -> str:
    if "add" in mistake:
        text = text + mistake["add"].lstrip("\n") if text else mistake["add"].lstrip("\n")
    else:
        old, new = mistake["old"].strip("\n").replace(MARK, ""), mistake["new"].strip("\n")
        assert old in text, f"{mistake['name']}: the text to be replaced is not in {mistake['path']}"
        text = text.replace(old, new, 1)
    if "use" in mistake:
        text = text.replace("concern:security a", f"{mistake['use']}security a", 1)
    added = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in mistake.get("prefixes", ()))
    return added + text


@dataclass(frozen=True)
class Checked:
    """A case, its workspace, and what is found there."""

    mistake: dict[str, Any]
    spoilt: Spoilt
    findings: tuple[Finding, ...]


def _case(mistake: dict[str, Any]) -> object:
    name = mistake["name"].replace(" ", "-")
    return pytest.param(mistake, id=name, marks=pytest.mark.xdist_group(f"mistake {name}"))


@pytest.fixture(scope="module", params=map(_case, MISTAKES))
def checked(request: pytest.FixtureRequest, contents: Contents) -> Checked:
    """One case after another; a check takes a second or two, so all that is asked of one is asked of it together."""
    spoilt = spoil(contents, request.param)
    return Checked(request.param, spoilt, check(spoilt.contents, TODAY, FILES.parse_files))


def test_mistake(checked: Checked) -> None:
    mistake, places, findings = checked.mistake, checked.spoilt.places, checked.findings
    assert mistake.get("says", "") in " ".join(finding.message for finding in findings)
    if "found" in mistake:
        assert [f"{finding.place()} {finding.code}" for finding in findings] == mistake["found"]
        return
    more = set(mistake.get("more_codes", ()))
    found = sorted((finding.line, finding.column, finding.code) for finding in findings if finding.code not in more)
    places = places * len(mistake["expect"]) if mistake.get("same_place") else places
    assert found == sorted((*place, code) for place, code in zip(places, mistake["expect"], strict=True))
    assert {finding.path for finding in findings if finding.code not in more} <= {mistake["path"]}
    assert more == {finding.code for finding in findings} & more


def test_every_finding_has_a_rule_and_a_message(checked: Checked) -> None:
    for finding in checked.findings:
        assert finding.severity is RULES[finding.code].severity
        assert finding.message


def test_its_sarif_fits_the_schema(checked: Checked, sarif_schema: jsonschema.Draft202012Validator) -> None:
    log = json.loads(write_report(checked.findings, checked.spoilt.contents, "sarif"))
    sarif_schema.validate(log)
    told = [result["ruleId"] for result in log["runs"][0]["results"]]
    assert told == [finding.code for finding in checked.findings]


def test_the_corpus_covers_the_rules() -> None:
    codes = {code for m in MISTAKES for key in ("expect", "more_codes") for code in m.get(key, ())}
    codes |= {place.rsplit(" ", 1)[-1] for m in MISTAKES for place in m.get("found", ())}
    assert len(MISTAKES) >= 40
    # SG104 needs bytes, SG100 and SG105 a workspace that changes, SG108 a large one; they are tested where they belong.
    assert set(RULES) - codes == {"SG100", "SG104", "SG105", "SG108"}
