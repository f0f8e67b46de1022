"""The engine's errors as ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, UsageError

P = ParamSpec("P")
T = TypeVar("T")
_POSITION = re.compile(r"error at (\d+):(\d+): ")


def translated(evaluate: Callable[P, T]) -> Callable[P, T]:
    """The function with the engine's errors as ours, whether they come with the query or with its rows."""

    @wraps(evaluate)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return evaluate(*args, **kwargs)
        except SyntaxError as error:
            raise _located(str(error)) from None
        except OSError as error:  # it wanted a connection or a file
            hint = "Ask for data of this dataset only."
            raise ForbiddenQuery(f"The query cannot be evaluated: {error}.", hint) from None
        except (ValueError, RuntimeError) as error:
            hint = "Functions are those of SPARQL; graphs are named by absolute IRIs."
            raise UsageError(f"The query cannot be evaluated: {error}.", hint) from None

    return wrapped


def _located(text: str) -> QuerySyntaxError:
    match = _POSITION.search(text)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    reason = text[match.end() :] if match else text
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line, column)
