"""Findings as an editor shows them: over the token that they speak of, with what to do."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol.types import Diagnostic, DiagnosticSeverity

from skillgraph.findings import Finding, Severity
from skillgraph.lsp.sheet import Sheet

SEVERITY = {
    Severity.VIOLATION: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
}


def diagnostics(sheet: Sheet, findings: Iterable[Finding]) -> list[Diagnostic]:
    """The findings of one file, each with its hint on a line of its own."""
    return [
        Diagnostic(
            range=sheet.token_range(sheet.at(finding.line, finding.column)),
            message=f"{finding.message}\n{finding.hint}".strip(),
            severity=SEVERITY[finding.severity],
            code=finding.code,
            source="skillgraph",
        )
        for finding in findings
    ]
