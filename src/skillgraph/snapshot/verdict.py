"""What was found about one state of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.errors import InvalidWorkspace, SkillgraphError
from skillgraph.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings about a workspace, and how many statements each Turtle file makes (empty where one is broken)."""

    findings: tuple[Finding, ...]
    statements: Mapping[str, int]

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stand in the way of a snapshot."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.VIOLATION)


def trouble(error: SkillgraphError) -> tuple[Finding, ...]:
    """An error about a workspace as findings; SG100 where it is none about a line of a file."""
    if isinstance(error, InvalidWorkspace):
        return error.findings
    first = error.message.split(maxsplit=1)[0].rstrip(":")
    path = first if "/" in first and not first.startswith("/") else ""
    message = error.message.removeprefix(path).lstrip(": ") if path else error.message
    return (Finding("SG100", Severity.VIOLATION, message, path, hint=error.hint),)
