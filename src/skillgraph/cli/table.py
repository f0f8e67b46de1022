"""`table export` and `table import`: attestations and requirements as CSV for a spreadsheet, and back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.cli.writing import DryRun, NoCheck, finish
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.curate.merge import Change
    from skillgraph.curate.sheet import Fault

_Kind = Annotated[str, typer.Argument(metavar="KIND", help="people-skills, requirements or attestations.")]


def register(app: typer.Typer) -> None:
    """Adds the two commands as a group."""
    group = typer.Typer(name="table", help="Tables for a spreadsheet: export, edit, import.", no_args_is_help=True)
    group.command("export")(export)
    group.command("import")(import_)
    app.add_typer(group)


def export(
    kind: _Kind,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; standard output by default.")] = None,
    workspace: Workspace = None,
) -> None:
    """Write a table as CSV in UTF-8."""
    from skillgraph.curate import sheet
    from skillgraph.curate.draft import Draft

    table = sheet.sheet(kind)
    rows, other = sheet.records(Draft(session.contents(workspace)), table)
    content = sheet.export(table, rows).encode()
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _save(output, content)
    left_out = f"; {len(other)} do not fit into a row and stay out: {', '.join(other)}" if other else ""
    say(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}{left_out}")


def import_(
    kind: _Kind,
    file: Annotated[Path, typer.Argument(help="The edited CSV file.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write the change; else it is only shown.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove what has no row any more.")] = False,
    home: Annotated[str, typer.Option("--file", help="The data file for new entries that have no neighbours.")] = "",
    dry_run: DryRun = False,
    no_check: NoCheck = False,
    workspace: Workspace = None,
) -> None:
    """Show what an edited table changes, and write it with --apply or after a question on a terminal."""
    from skillgraph.curate import merge, sheet
    from skillgraph.curate.draft import Draft

    table = sheet.sheet(kind)
    contents = session.contents(workspace)
    draft = Draft(contents)
    rows, form = sheet.read_rows(table, _text(file))
    changes, faults = merge.compare(draft, table, rows, session.today())
    _stop_at(file, [*form, *faults])
    _stop_at(file, merge.put(draft, table, changes, session.today(), remove=remove, file=home))
    if not dry_run:
        _show(changes, remove=remove)
    if not dry_run and draft.changes() and not apply and not _agreed():
        say("nothing was written; --apply writes it")
        raise typer.Exit(1)
    finish(contents, draft.changes(), dry_run=dry_run, no_check=no_check)


def _text(file: Path) -> str:
    try:
        return session.read_bytes(file, "Give the path of a CSV file.").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8.", "Save it as CSV in UTF-8.") from None


def _save(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.", "Give another path with -o.") from None


def _stop_at(file: Path, faults: Sequence[Fault]) -> None:
    """The first fault of each cell, all at once, and exit code 2."""
    if not faults:
        return
    first = {(fault.row, fault.column): fault.message for fault in reversed(faults)}
    for (row, column), message in sorted(first.items()):
        say(f"{file}:{row}:{column} {message}")
    raise typer.Exit(2)


def _show(changes: Sequence[Change], *, remove: bool) -> None:
    for change in changes:
        sys.stdout.write("".join(f"{line}\n" for line in change.lines()))
    counts = [(sum(one.action == action for one in changes), action) for action in ("added", "changed", "removed")]
    say(", ".join(f"{count} {action}" for count, action in counts))
    if counts[2][0] and not remove:
        say("what has no row any more is kept; --remove removes it")


def _agreed() -> bool:
    """What a person at a terminal answers; no anywhere else."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return typer.confirm("Write this change?", default=False, err=True)
