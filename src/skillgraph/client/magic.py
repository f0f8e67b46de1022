"""`%%sparql` in notebooks, after `%load_ext skillgraph.client.magic`.

    %sparql http://localhost:8000              the server to ask; `%sparql local PATH` a workspace in this process
    %%sparql [--labels] [--into NAME] [--as df|pl|arrow|graph|records]

A `$name` in a query takes the value of the notebook's variable of that name, as a whole term.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from skillgraph.client.client import Client
from skillgraph.client.result import Result
from skillgraph.client.talk import T
from skillgraph.errors import SkillgraphError, UsageError
from skillgraph.sparql.binding import parameters_used

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_FORMS: Mapping[str, Callable[[Result], Any]] = {
    "df": Result.df,
    "pl": Result.pl,
    "arrow": Result.arrow,
    "graph": Result.graph,
    "records": Result.records,
}


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Adds the magic to a notebook or an IPython shell."""
    magic = Magic(shell)
    register: Any = shell.register_magic_function  # whose annotation forgets what it is a method of
    register(magic.line, "line", "sparql")
    register(magic.cell, "cell", "sparql")


class Magic:
    """The magic of one shell: the client that it asks, once it knows one."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._client: Client | None = None

    def line(self, line: str) -> Client:
        """Says whom to ask: an address, `local` with a path or without, or a variable that holds a client."""
        return self._told(self._choose, line)

    def cell(self, line: str, cell: str) -> Any:
        """Asks the query in the cell; the answer is shown, and kept under a name where one is given."""
        return self._told(self._ask, line, cell)

    def _choose(self, line: str) -> Client:
        words = shlex.split(line)
        if not words:
            raise UsageError("Nothing says whom to ask.", "Write %sparql http://localhost:8000 or %sparql local.")
        known = self._shell.user_ns.get(words[0])
        if isinstance(known, Client):
            self._client = known
        elif words[0] == "local":
            self._client = Client.local(*words[1:2])
        else:
            self._client = Client(words[0])
        return self._client

    def _ask(self, line: str, cell: str) -> Any:
        options = _parser().parse_args(shlex.split(line))
        if self._client is None:
            raise UsageError("Nothing says whom to ask.", "Write %sparql http://localhost:8000 in a cell before.")
        names = parameters_used(cell) & set(self._shell.user_ns)
        values = {name: self._shell.user_ns[name] for name in names}
        found: Any = self._client.query(cell, values, labels=options.labels)
        if options.form:
            found = _FORMS[options.form](found)
        if options.into:
            self._shell.user_ns[options.into] = found
            return None
        return found

    def _told(self, do: Callable[..., T], *arguments: str) -> T:
        """What `do` gives; its errors are shown without the lines of this program."""
        try:
            return do(*arguments)
        except SkillgraphError as error:
            lines = told(error)
            setattr(error, "_render_traceback_", lambda: lines)  # noqa: B010  # which IPython looks for
            raise


def told(error: SkillgraphError) -> list[str]:
    """An error as the lines that a reader needs: what, where with a caret, and what to do next."""
    notes = [line for note in getattr(error, "__notes__", ()) for line in note.split("\n")]
    return [f"{type(error).__name__}: {error.message}", *notes, *([error.hint] if error.hint else [])]


class _Parser(argparse.ArgumentParser):
    """Arguments whose errors are ours."""

    def error(self, message: str) -> NoReturn:
        """Raises in place of ending the process."""
        raise UsageError(f"%%sparql: {message}.", self.format_usage().strip())


def _parser() -> _Parser:
    parser = _Parser(prog="%%sparql", add_help=False)
    parser.add_argument("--labels", action="store_true")
    parser.add_argument("--into")
    parser.add_argument("--as", dest="form", choices=sorted(_FORMS))
    return parser
