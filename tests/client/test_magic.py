"""`%%sparql` in an IPython shell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from skillgraph.client import IRI, Client, Result
from skillgraph.errors import QuerySyntaxError, SkillgraphError, UsageError

pytestmark = pytest.mark.xdist_group("client")


@pytest.fixture
def shell(local: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell with the magic, and with a client in the variable `graph`."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    made = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    made.run_line_magic("load_ext", "skillgraph.client.magic")
    made.user_ns |= {"graph": local, "task": IRI("task:43")}
    yield made
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, line: str, cell: str) -> Any:
    """What a cell with the magic gives."""
    return shell.run_cell_magic("sparql", line, cell)


def test_a_cell_is_a_query_and_takes_variables(shell: InteractiveShell) -> None:
    shell.run_line_magic("sparql", "graph")
    found = run(shell, "--labels", "SELECT ?task ?n { VALUES ?task { $task } ?task sg:number ?n }")
    assert isinstance(found, Result)
    assert found.records(short=True) == [{"task": "task:43", "task_label": "Security Evaluations & Response", "n": 43}]


def test_the_answer_is_kept_in_a_form(shell: InteractiveShell) -> None:
    shell.run_line_magic("sparql", "graph")
    assert run(shell, "--as df --into frame", "SELECT ?t { ?t a sg:ServiceTask }") is None
    assert isinstance(shell.user_ns["frame"], pd.DataFrame)
    assert len(shell.user_ns["frame"]) == 45


def test_errors_are_shown_with_their_place(shell: InteractiveShell) -> None:
    shell.run_line_magic("sparql", "graph")
    with pytest.raises(QuerySyntaxError) as caught:
        run(shell, "", "SELECT ?t {\n  ?t a FILTR }")
    lines = caught.value._render_traceback_()  # type: ignore[attr-defined]
    assert lines[0].startswith("QuerySyntaxError: line 2, column 8")
    assert lines[1:3] == ["  ?t a FILTR }", "       ^"]


@pytest.mark.parametrize(
    ("line", "message"), [("--what", "unrecognized arguments"), ("--as xls", "invalid choice"), ("", "whom to ask")]
)
def test_what_is_wrong_with_a_line_is_told(shell: InteractiveShell, line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(shell, line, "ASK {}")


@pytest.mark.parametrize("line", ["", "localhost:8000", "local /no/such/folder"])
def test_whom_to_ask_has_to_be_said(shell: InteractiveShell, line: str) -> None:
    with pytest.raises(SkillgraphError):
        shell.run_line_magic("sparql", line)
