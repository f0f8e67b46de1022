"""A W3C validation report (SHACL, section 3.6) in Turtle, with the place of each result."""

from __future__ import annotations

from collections.abc import Sequence

from skillgraph.check.report.source import Sources
from skillgraph.findings import Finding, Severity
from skillgraph.terms import NS, SH, XSD, Iri, Literal, serialise
from skillgraph.turtle.iri import is_iri

_SEVERITY = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}


def turtle(findings: Sequence[Finding], _: Sources) -> str:
    """The report with its results; a place is `sg:path`, `sg:line` and `sg:column` on the result."""
    conforms = "false" if any(finding.severity is Severity.VIOLATION for finding in findings) else "true"
    head = f"@prefix sg: <{NS}> .\n@prefix sh: <{SH}> .\n@prefix xsd: <{XSD}> .\n\n"
    body = [f"[] a sh:ValidationReport ;\n    sh:conforms {conforms}"]
    body += [f"    sh:result\n        {_result(finding)}" for finding in findings]
    return head + " ;\n".join(body) + " .\n"


def _result(finding: Finding) -> str:
    facts = [
        f"sh:resultSeverity sh:{_SEVERITY[finding.severity]}",
        f"sh:resultMessage {serialise(Literal(f'{finding.message} {finding.hint}'.strip(), language='en'))}",
        f"sg:code {serialise(Literal(finding.code))}",
    ]
    if is_iri(finding.focus):
        facts.append(f"sh:focusNode {serialise(Iri(finding.focus))}")
    if is_iri(finding.shape):
        facts.append(f"sh:sourceShape {serialise(Iri(finding.shape))}")
    if finding.path:
        facts.append(f"sg:path {serialise(Literal(finding.path))}")
    if finding.line:
        facts.append(f"sg:line {finding.line} ;\n            sg:column {finding.column}")
    return "[ a sh:ValidationResult ;\n            " + " ;\n            ".join(facts) + " ]"
