"""`fmt`: Turtle in the house style."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say, show_findings, unified_diff
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.findings import Finding

_PARTS = ("ontology", "shapes", "data")


@dataclass(frozen=True, slots=True)
class _Source:
    """A text to format: how messages call it, its bytes, and its file unless it is standard input."""

    name: str
    content: bytes
    path: Path | None = None


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(fmt)


def fmt(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Turtle files or folders; '-' for standard input. Without any: the workspace's Turtle."),
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Only say which files would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what would change, as a unified diff.")] = False,
    workspace: Workspace = None,
) -> None:
    """Put Turtle files into the house style; graph and comments stay. A file that is not Turtle is left as it is."""
    from skillgraph.turtle.formatter import format_bytes

    findings: list[Finding] = []
    changed = count = 0
    writes = not (check_only or diff)
    for source in list(_sources(paths or [], workspace)):
        formatted = format_bytes(source.name, source.content)
        findings += formatted.findings
        count += 1
        if diff:
            _print_diff(source, formatted.content)
        elif writes and not formatted.findings:
            _deliver(source, formatted.content)
        if formatted.content != source.content:
            changed += 1
            if source.path or not writes:
                say(f"{'formatted' if writes else 'would change'}: {source.name}")
    show_findings(findings, sys.stderr)
    say(f"{changed} of {count} files {'changed' if writes else 'would change'}")
    if findings or (changed and not writes):
        raise typer.Exit(1)


def _sources(paths: list[str], workspace: str | None) -> Iterator[_Source]:
    if not paths:
        contents = session.contents(workspace)
        for file in (file for part in _PARTS for file in contents.turtle(part)):
            yield _Source(file.path, file.content, contents.root / file.path)
    for name in paths:
        if name == "-":
            yield _Source(name, sys.stdin.buffer.read())
        elif Path(name).is_dir():
            yield from (_read(path) for path in sorted(Path(name).rglob("*.ttl")) if path.is_file())
        else:
            yield _read(Path(name))


def _read(path: Path) -> _Source:
    return _Source(str(path), session.read_bytes(path, "Give a Turtle file, a folder or '-'."), path)


def _deliver(source: _Source, content: bytes) -> None:
    """To standard output, or in one step into the file: readers see the old bytes or the new ones."""
    if source.path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif content != source.content:
        from skillgraph.curate import write_whole

        try:
            write_whole(source.path, content)
        except OSError as error:
            raise UsageError(f"{source.name} cannot be written: {error.strerror}.", "Check its folder.") from None


def _print_diff(source: _Source, content: bytes) -> None:
    old, new = (text.decode(errors="replace") for text in (source.content, content))
    sys.stdout.buffer.write(unified_diff(old, new, source.name, source.name).encode())
    sys.stdout.buffer.flush()
