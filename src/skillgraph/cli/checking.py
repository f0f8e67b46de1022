"""`check`."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from typing import Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.findings import Severity


class ReportFormat(StrEnum):
    """How findings are written."""

    FULL = "full"
    CONCISE = "concise"
    GITHUB = "github"
    SARIF = "sarif"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    TURTLE = "turtle"


_ORDER = (Severity.INFO, Severity.WARNING, Severity.VIOLATION)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(check)


def check(
    output: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How findings are written.")
    ] = ReportFormat.FULL,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The least severity that gives exit code 1.")
    ] = Severity.WARNING,
    workspace: Workspace = None,
) -> None:
    """Check the workspace: syntax, lints, axioms, shapes and queries. Exit code 1 where there are findings."""
    from skillgraph.check import check as run_checks
    from skillgraph.check.report import write_report

    began = time.monotonic()
    contents = session.contents(workspace)
    findings = run_checks(contents, session.today())
    sys.stdout.write(write_report(findings, contents, output.value))
    noun = "finding" if len(findings) == 1 else "findings"
    say(f"{len(findings)} {noun} in {len(contents.files)} files, {time.monotonic() - began:.1f} s")
    if any(_ORDER.index(finding.severity) >= _ORDER.index(fail_on) for finding in findings):
        raise typer.Exit(1)
