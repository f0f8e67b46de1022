"""`token`: making, listing and revoking the tokens that a private server asks for."""

from __future__ import annotations

import datetime
import os
import sys
from typing import Annotated

import typer

from skillgraph.access import DAYS, TokenFile
from skillgraph.cli import session
from skillgraph.cli.render import Output, default_output, print_table, say


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Make, list and revoke the tokens of a private server.", no_args_is_help=True)
    group.command()(new)
    group.command("list")(list_)
    group.command()(revoke)
    app.add_typer(group, name="token")


Name = Annotated[str, typer.Argument(help="Who or what it is for: letters, digits, '.', '_' and '-'.")]


def new(
    name: Name,
    days: Annotated[int, typer.Option("--days", help="For how many days it is good.")] = DAYS,
) -> None:
    """Make a token. It is printed this once; only its SHA-256 is kept."""
    tokens = _file()
    secret = tokens.new(name, days, _now())
    sys.stdout.write(f"{secret}\n")
    say(f"token {name} is good for {days} {'day' if days == 1 else 'days'}; it is not shown again")


def list_(
    output: Annotated[Output | None, typer.Option("--format", "-f", help="How the table is written.")] = None,
) -> None:
    """List the tokens that there are, with their dates and never themselves."""
    from skillgraph.results import Column, Table
    from skillgraph.terms import Literal

    now = _now()
    rows = [
        (
            Literal(token.name),
            Literal(token.created.isoformat()),
            Literal(token.expires.isoformat()),
            Literal("good" if token.expires > now else "expired"),
        )
        for token in _file().tokens()
    ]
    columns = tuple(Column(name) for name in ("name", "created", "expires", "state"))
    print_table(Table(columns, tuple(rows)), output or default_output())


def revoke(name: Name) -> None:
    """Revoke a token; a server that runs refuses it from its next request on."""
    _file().revoke(name)
    say(f"token {name} is revoked")


def _file() -> TokenFile:
    return TokenFile.of(session.settings(), os.environ)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
