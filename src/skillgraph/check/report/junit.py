"""JUnit's XML, as build servers read it: one test case for each file, failed where it has findings."""

from __future__ import annotations

from collections.abc import Sequence

from skillgraph.check.report.source import Sources
from skillgraph.findings import Finding
from skillgraph.results.markup import content, quoted


def junit(findings: Sequence[Finding], sources: Sources) -> str:
    """A test suite over the files of the workspace, and one more case for findings without a file."""
    by_path: dict[str, list[Finding]] = {file.path: [] for file in sources.contents.files}
    for finding in findings:
        by_path.setdefault(finding.path or "workspace", []).append(finding)
    failures = sum(bool(found) for found in by_path.values())
    head = f'<testsuite name="skillgraph check" tests="{len(by_path)}" failures="{failures}" errors="0" skipped="0">'
    cases = "\n".join(_case(path, found) for path, found in by_path.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{head}\n{cases}\n</testsuite>\n</testsuites>\n'


def _case(path: str, found: list[Finding]) -> str:
    name = f"<testcase classname={quoted(path.partition('/')[0])} name={quoted(path)}"
    if not found:
        return f"{name}/>"
    message = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
    body = content("\n".join(finding.one_line() for finding in found))
    return f'{name}>\n<failure message="{message}" type="{found[0].code}">{body}</failure>\n</testcase>'
