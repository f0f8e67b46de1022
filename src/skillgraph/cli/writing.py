"""The way of every edit to the disk: shown as a diff, or checked and then written as a whole or not at all."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.render import say, show_findings, unified_diff
from skillgraph.errors import WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.workspace import Contents, SourceFile

if TYPE_CHECKING:
    from skillgraph.curate import FileChange

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print a unified diff and write nothing; exit code 1.")]
NoCheck = Annotated[bool, typer.Option("--no-check", help="Write what parses, without the check of the workspace.")]


def finish(contents: Contents, changes: Sequence[FileChange], *, dry_run: bool, no_check: bool) -> None:
    """Writes the changes, or prints them; exit code 1 where they would be written or have new violations."""
    if not changes:
        say("no change")
        return
    after = changed(contents, changes)
    findings = new_violations(contents, after, no_check=no_check)
    if dry_run:
        sys.stdout.write(diff(contents, changes))
    if findings:
        show_findings(findings, sys.stderr)
        say(f"nothing was written: {len(findings)} new {'violation' if len(findings) == 1 else 'violations'}")
        raise typer.Exit(1)
    if dry_run:
        raise typer.Exit(1)
    _write(contents, changes)
    for change in changes:
        say(f"written: {change.path}")


def changed(contents: Contents, changes: Sequence[FileChange]) -> Contents:
    """The workspace as it would be."""
    fresh = {change.path: SourceFile(change.path, change.content) for change in changes}
    files = {**{file.path: file for file in contents.files}, **fresh}
    return replace(contents, files=tuple(files[path] for path in sorted(files)))


def diff(contents: Contents, changes: Sequence[FileChange]) -> str:
    """The changes as a unified diff with three lines of context."""
    before = {file.path: file.content.decode(errors="replace") for file in contents.files}
    pieces = []
    for change in changes:
        old, path = before.get(change.path, ""), change.path
        pieces.append(unified_diff(old, change.content.decode(), f"a/{path}" if old else "/dev/null", f"b/{path}"))
    return "".join(pieces)


def new_violations(before: Contents, after: Contents, *, no_check: bool) -> list[Finding]:
    """The violations of a workspace that its former state has not; only those of syntax without a check."""
    if no_check:
        from skillgraph.turtle import parse_files

        parse_files(file for file in after.files if file.path.endswith(".ttl"))
        return []
    say("checking ...")
    found = _violations(after)
    known = Counter(map(_what, _violations(before))) if found else Counter()
    fresh = []
    for finding in found:
        known[_what(finding)] -= 1
        if known[_what(finding)] < 0:
            fresh.append(finding)
    return fresh


def _violations(contents: Contents) -> list[Finding]:
    from skillgraph.check import check

    return [one for one in check(contents, session.today()) if one.severity is Severity.VIOLATION]


def _what(finding: Finding) -> tuple[str, str, str, str, str]:
    return finding.code, finding.path, finding.focus, finding.shape, finding.message


def _write(contents: Contents, changes: Sequence[FileChange]) -> None:
    """All files, or none: what was written goes back where one of them cannot be."""
    from skillgraph.curate import FileChange

    root = contents.root
    before = {file.path: file.content for file in contents.files}
    for change in changes:
        target = root / change.path
        if (target.read_bytes() if target.is_file() else None) != before.get(change.path):
            raise WorkspaceError(f"{change.path} was changed by somebody else meanwhile.", "Run the command again.")
    done: list[str] = []
    try:
        for change in changes:
            change.apply(root)
            done.append(change.path)
    except OSError as error:
        for path in done:
            if path in before:
                FileChange(path, before[path]).apply(root)
            else:
                (root / path).unlink()
        raise WorkspaceError(f"{error.filename} cannot be written: {error.strerror}.", "Nothing was changed.") from None
