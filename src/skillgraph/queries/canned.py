"""One canned query: a `.rq` file whose header says what it answers.

#+ summary: The question, as a person would ask it
#+ description: More about it, where needed
#+ params:
#+   task: {type: iri, class: sg:ServiceTask, required: true, help: "...", example: "43"}
#+ columns:
#+   holder: {type: iri, help: "..."}
#+ chart: {type: bar, x: holder, y: satisfied, unit: requirements}
#+ tests:
#+   - {params: {task: "43"}, count: 12}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.errors import WorkspaceError
from skillgraph.header import read_header
from skillgraph.queries.chart import Chart, read_chart
from skillgraph.queries.guard import OF_WORKSPACE, guard
from skillgraph.queries.parameters import Parameter, read_parameter
from skillgraph.results import Column, Kind
from skillgraph.sparql.binding import check_places, parameters_used
from skillgraph.workspace import SourceFile

_KEYS = {"summary", "description", "params", "columns", "chart", "tests"}
_SHAPES: dict[str, type] = {"params": dict, "columns": dict, "tests": list}


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question with parameters. `tests` holds the cases of its header as they stand."""

    name: str
    topic: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    tests: tuple[Mapping[str, Any], ...]
    text: str
    chart: Chart | None = None

    def parameter(self, name: str) -> Parameter | None:
        """The declared parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


def read_canned(file: SourceFile) -> CannedQuery:
    """The query in a file; WorkspaceError names what its header lacks or has too much.

    ForbiddenQuery or TooLarge where it is not to be run anywhere: whoever asks it may be outside of any sandbox.
    """
    header, text = read_header(file)
    guard(text, OF_WORKSPACE)
    path = file.path
    parts = path.split("/")
    if len(parts) != 3:
        raise WorkspaceError(f"{path} lies in no topic.", "Query files go into queries/<topic>/<name>.rq.")
    unknown = sorted(set(header) - _KEYS)
    if unknown or not isinstance(header.get("summary"), str) or not header.get("columns"):
        problem = f"has the unknown entry {unknown[0]}" if unknown else "needs a summary and columns"
        raise WorkspaceError(f"{path}: the header {problem}.", f"Entries: {', '.join(sorted(_KEYS))}.")
    for key, kind in _SHAPES.items():
        if not isinstance(header.get(key) or kind(), kind):
            noun = "list" if kind is list else "mapping"
            raise WorkspaceError(f"{path}: {key} is no {noun}.", "The other query files show how it is written.")
    parameters = tuple(read_parameter(name, row, path) for name, row in (header.get("params") or {}).items())
    names = {parameter.name for parameter in parameters}
    used = parameters_used(text)
    if used != names:
        odd = sorted(used ^ names)[0]
        problem = f"${odd} is used and not declared" if odd in used else f"{odd} is declared and ${odd} is not used"
        raise WorkspaceError(f"{path}: {problem}.", "Parameters are declared under params and used as $name.")
    check_places(text, names, path)
    return CannedQuery(
        name=parts[2].removesuffix(".rq"),
        topic=parts[1],
        path=path,
        summary=header["summary"],
        description=" ".join(str(header.get("description") or "").split()),
        parameters=parameters,
        columns=tuple(_column(name, row, path) for name, row in header["columns"].items()),
        tests=tuple(header.get("tests") or ()),
        text=text,
        chart=read_chart(header.get("chart"), header["columns"], path),
    )


def _column(name: str, row: Any, path: str) -> Column:
    if not isinstance(row, Mapping) or not isinstance(row.get("help"), str):
        raise WorkspaceError(f"{path}: the column {name} needs a help text.", "Write it as {help: ...}.")
    digits = row.get("digits")
    if digits is not None and not re.fullmatch(r"[0-9]{1,2}", str(digits)):
        raise WorkspaceError(f"{path}: the digits of the column {name} are {digits!r}.", "Write a number such as 2.")
    type_ = row.get("type", "")
    if type_ and type_ not in list(Kind):
        raise WorkspaceError(f"{path}: the column {name} has no known type.", f"Types: {', '.join(Kind)}.")
    return Column(name, row["help"], None if digits is None else int(digits), type_)
