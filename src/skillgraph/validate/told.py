"""What of many findings of shapes is told: each thing once, and nothing that only follows from another."""

from __future__ import annotations

from collections.abc import Iterable

from skillgraph.findings import Finding, Severity

_FIRST = ("SG201", "SG204", "SG205", "SG202", "SG203", "SG206", "SG208", "SG207")


def only_placed(findings: Iterable[Finding]) -> list[Finding]:
    """Without what shapes find of things that nobody wrote, where something that was written is wrong."""
    listed = list(findings)
    is_wrong = any(one.path and one.shape and one.severity is Severity.VIOLATION for one in listed)
    return [one for one in listed if one.path or not (is_wrong and one.shape)]


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each place and shape, and none about what follows from something that is written wrongly.

    A value of the wrong kind breaks the other constraints of its shape too, and its shape has one message for all.
    """
    findings = list(findings)
    written = only_placed(findings)
    ill_typed = {finding.focus for finding in findings if finding.code == "SG204"}
    written = [one for one in written if not (one.code == "SG206" and one.focus in ill_typed)]
    first: dict[tuple[str, int, int, str, str], Finding] = {}
    for finding in sorted(written, key=lambda finding: _FIRST.index(finding.code)):
        first.setdefault((finding.path, finding.line, finding.column, finding.focus, finding.shape), finding)
    return sorted(first.values(), key=Finding.order)
