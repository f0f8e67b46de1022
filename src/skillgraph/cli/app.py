"""The commands. Data goes to standard output alone; progress and errors go to standard error.

Exit codes: 0 clean, 1 findings, 2 usage or input error, 3 internal error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from skillgraph import __version__
from skillgraph.cli.commands import COMMANDS
from skillgraph.cli.render import say, show_findings
from skillgraph.errors import InternalError, InvalidWorkspace, SkillgraphError

# New objects between two looks for circles among them: a command makes few of those, and looking costs it a fifth.
_GARBAGE = 100_000
_ABOUT_ALL = ("-h", "--help", "--version")
_COMPLETE = "_SKILLGRAPH_COMPLETE"  # set where a shell asks what a word could be; there are no arguments then


def app_of(modules: Iterable[str]) -> typer.Typer:
    """The program with the commands of these modules: each adds its own."""
    app = typer.Typer(
        name="skillgraph",
        help="Who can do which work of an organisation, as linked data.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # the frames around the help take as long to import as all else together
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    )
    app.callback()(root)
    for module in modules:
        import_module(f"skillgraph.cli.{module}").register(app)
    return app


def program(words: Sequence[str], environ: Mapping[str, str]) -> Callable[[], object]:
    """What these words are given to: with the module of the command alone, or with none where only help is wanted.

    All modules are there for completion and for a word that is no command.
    """
    if words and words[0] in COMMANDS:
        return app_of([COMMANDS[words[0]].home])
    if _COMPLETE not in environ and (not words or words[0] in _ABOUT_ALL):
        return _named()
    return app_of(all_modules())


def all_modules() -> Iterable[str]:
    """Every module that has commands."""
    return dict.fromkeys(one.home for one in COMMANDS.values())


def _named() -> TyperGroup:
    """The program with commands that have a name and a sentence, and do nothing."""
    group = get_command(app_of(()))
    assert isinstance(group, TyperGroup)
    for name, one in COMMANDS.items():
        group.add_command(TyperCommand(name, help=one.about))
    return group


def main() -> None:
    """The entry point: runs a command and turns every error into a message and an exit code."""
    gc.set_threshold(_GARBAGE)
    try:
        program(sys.argv[1:], os.environ)()
    except InvalidWorkspace as error:
        show_findings(error.findings, sys.stderr)
        sys.exit(1)
    except InternalError as error:
        say(f"internal error: {error}")
        sys.exit(3)
    except SkillgraphError as error:
        say(f"error: {error.message}")
        if error.hint:
            say(f"       {error.hint}")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception:  # noqa: BLE001  # the one edge where anything unforeseen becomes exit code 3
        import traceback  # which would make every command start later

        traceback.print_exc()
        say("internal error: this is a fault of skillgraph; please report it with the lines above.")
        sys.exit(3)
    finally:
        gc.freeze()  # the interpreter looks for circles once more at its end, where nobody needs the memory


def _version(value: bool) -> None:  # typer calls it with the flag
    if value:
        typer.echo(__version__)
        raise typer.Exit


def root(
    version: Annotated[  # the callback prints it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who can do which work of an organisation, as linked data."""
