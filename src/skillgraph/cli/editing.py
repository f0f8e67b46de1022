"""`new`, `rename` and `retire`: edits of the workspace's files that leave every other byte as it was."""

from __future__ import annotations

from typing import Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.cli.writing import DryRun, NoCheck, finish
from skillgraph.errors import UsageError

_MOST_LISTED = 40


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(new)
    app.command()(rename)
    app.command()(retire)


def new(
    kind: Annotated[str, typer.Argument(help="holder, skill, task, requirement or attestation.")] = "",
    slug: Annotated[str, typer.Argument(help="Its name, such as incident-response or H07-linux.")] = "",
    values: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    file: Annotated[str, typer.Option("--file", help="The data file; without it, where its like are.")] = "",
    dry_run: DryRun = False,
    no_check: NoCheck = False,
    workspace: Workspace = None,
) -> None:
    """Add a thing, such as: new attestation H07-linux level=3 basis=peer until=2030-01-01"""
    from skillgraph.curate.draft import Draft
    from skillgraph.curate.scaffold import create, kind_of

    what = kind_of(kind)
    if not slug:
        keys = ", ".join(what.keys)
        raise UsageError(f"The {kind} has no name.", f"skillgraph new {kind} NAME KEY=VALUE..., with the keys {keys}.")
    contents = session.contents(workspace)
    draft = Draft(contents)
    create(draft, kind, slug, _given(values or []), session.today(), file)
    finish(contents, draft.changes(), dry_run=dry_run, no_check=no_check)


def rename(
    old: Annotated[str, typer.Argument(help="A prefixed name such as skill:bash or sg:Satisfaction, or an IRI.")],
    to: Annotated[str, typer.Argument(metavar="NEW", help="Its new name, such as skill:shell or shell.")],
    dry_run: DryRun = False,
    no_check: NoCheck = False,
    workspace: Workspace = None,
) -> None:
    """Rename a thing or a term in all Turtle and query files."""
    from skillgraph.curate.rename import named, sibling
    from skillgraph.curate.rename import rename as renaming_of

    contents = session.contents(workspace)
    done = renaming_of(contents, named(old), sibling(named(old), to))
    say(f"{done.tokens} {'place' if done.tokens == 1 else 'places'} in {len(done.changes)} files")
    _list("these names contain the old slug and stay:", done.derived)
    _list("these comments and texts speak of the old name and stay:", done.mentioned)
    _list("'skillgraph import-table' will write the old name again into these files:", done.generated)
    finish(contents, done.changes, dry_run=dry_run, no_check=no_check)


def retire(
    name: Annotated[str, typer.Argument(help="A prefixed name such as skill:bash, or an IRI.")],
    note: Annotated[str, typer.Option("--note", help="Why it goes, in an English sentence.")],
    replaced_by: Annotated[str, typer.Option("--replaced-by", help="What is used instead.")] = "",
    dry_run: DryRun = False,
    no_check: NoCheck = False,
    workspace: Workspace = None,
) -> None:
    """Mark a thing or a term as deprecated, and list what still refers to it."""
    from skillgraph.curate.rename import named
    from skillgraph.curate.retire import retire as retirement_of

    contents = session.contents(workspace)
    done = retirement_of(contents, named(name), note, named(replaced_by) if replaced_by else "")
    _list("these still refer to it:", done.references)
    finish(contents, done.changes, dry_run=dry_run, no_check=no_check)


def _given(values: list[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise UsageError(f"{value!r} is no KEY=VALUE.", "Write it like level=3.")
        given.setdefault(key, []).append(text)
    return given


def _list(head: str, lines: tuple[str, ...]) -> None:
    more = [f"  ... and {len(lines) - _MOST_LISTED} more"] if len(lines) > _MOST_LISTED else []
    if lines:
        say("\n".join([head, *(f"  {line}" for line in lines[:_MOST_LISTED]), *more]))
