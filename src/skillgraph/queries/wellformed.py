"""Is a canned query a query: its header, and its text as SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skillgraph.engine import Dataset
from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, TooLarge, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.queries.canned import CannedQuery, read_canned
from skillgraph.queries.syntax import diagnosed
from skillgraph.workspace import SourceFile

_PLACE = re.compile(r"^\S+?:(\d+):(\d+) ")


def read_query(file: SourceFile) -> CannedQuery | Finding:
    """The canned query in a file, or what is wrong with it: SG401 of its header, SG402 of its text."""
    try:
        query = read_canned(file)
        with diagnosed(query.text):
            Dataset().engine().select(query.text)
    except WorkspaceError as error:
        return header_finding(file, error)
    except (QuerySyntaxError, ForbiddenQuery, TooLarge) as error:
        return text_finding(file, error)
    return query


def ill_formed(file: SourceFile) -> Finding | None:
    """What is wrong with the file of a canned query, or None."""
    read = read_query(file)
    return read if isinstance(read, Finding) else None


def same_names(files: Iterable[SourceFile]) -> Iterator[Finding]:
    """SG401 for each query file whose name one before it has, in whichever topic."""
    first: dict[str, str] = {}
    for file in files:
        name = file.path.rpartition("/")[2]
        if first.setdefault(name, file.path) != file.path:
            message = f"The file has the same name as {first[name]}, and a query is asked for by its name alone."
            yield Finding("SG401", Severity.VIOLATION, message, file.path, 1, 1, hint="Give it another name.")


def header_finding(file: SourceFile, error: WorkspaceError) -> Finding:
    """SG401 at the place that the error names, or at the beginning of the file."""
    match = _PLACE.match(error.message)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    message = error.message[match.end() :] if match else error.message.removeprefix(f"{file.path}: ")
    return Finding("SG401", Severity.VIOLATION, message, file.path, line, column, hint=error.hint)


def text_finding(file: SourceFile, error: QuerySyntaxError | ForbiddenQuery | TooLarge) -> Finding:
    """SG402 at the place where the text stops being SPARQL, or at its beginning where it is refused as a whole."""
    line, column = (error.line, error.column) if isinstance(error, QuerySyntaxError) else (1, 1)
    message = re.sub(r"^line \d+, column \d+: ", "This is not SPARQL: ", error.message).rstrip(".")
    return Finding("SG402", Severity.VIOLATION, f"{message}.", file.path, line, column, hint=error.hint)
