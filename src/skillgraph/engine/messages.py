"""The engine's errors as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, UsageError

_POSITION = re.compile(r"error at (\d+):(\d+): ")


@contextmanager
def translated() -> Iterator[None]:
    """The engine's errors as ours, whether they come with the query or with its rows."""
    try:
        yield
    except SyntaxError as error:
        raise _located(str(error)) from None
    except OSError as error:  # it wanted a connection or a file
        raise ForbiddenQuery(f"The query cannot be evaluated: {error}.", "Ask for data of this dataset only.") from None
    except (ValueError, RuntimeError) as error:
        hint = "Functions are those of SPARQL; graphs are named by absolute IRIs."
        raise UsageError(f"The query cannot be evaluated: {error}.", hint) from None


def _located(text: str) -> QuerySyntaxError:
    match = _POSITION.search(text)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    reason = text[match.end() :] if match else text
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line, column)
