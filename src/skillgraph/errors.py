"""Everything that can go wrong, as one tree.

    SkillgraphError
    ├── UsageError                 what was asked for cannot be understood (exit 2, HTTP 400)
    │   ├── UnknownName            no query, resource, setting or format of that name (HTTP 404)
    │   │   └── Gone               a resource that was retired; knows what came after it (HTTP 410)
    │   ├── NotAcceptable          no format that was asked for can hold the answer (HTTP 406)
    │   ├── TooLarge               a text is longer than a limit allows (HTTP 413)
    │   ├── BadParameter           a declared parameter has a wrong or unknown value (HTTP 422)
    │   ├── AnswerTooLarge         an answer has more rows or bytes than a limit allows (HTTP 422)
    │   └── QuerySyntaxError       the SPARQL text does not parse; has line and column
    ├── ForbiddenQuery             SERVICE or an update on a read-only dataset (HTTP 403)
    ├── AccessDenied               a private server was asked without a token that is good (HTTP 401)
    ├── WorkspaceError             the workspace is missing, incomplete or unreadable (exit 2)
    │   └── InvalidWorkspace       it was read, and has findings of severity violation (exit 1)
    ├── LimitReached               an evaluation passed its time, memory, CPU time or depth (HTTP 503)
    ├── Busy                       too much is asked for at once, by this client (HTTP 429) or by all (HTTP 503)
    ├── NotReady                   there is no snapshot to answer from yet (HTTP 503)
    ├── EndpointError              the endpoint of others that holds the graph gave no good answer (HTTP 502)
    ├── IsolationError             the processes that answer cannot be started or cannot load (HTTP 503)
    ├── MissingTool                something outside Python is needed, such as Java (exit 2)
    └── InternalError              a promise of our own is broken (exit 3, HTTP 500)

Each has a message that names the thing and a hint that says what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from skillgraph.findings import Finding


class SkillgraphError(Exception):
    """Base of all errors of this package: a message, and a hint for the next step.

    `spent` are the seconds for which a worker was busy with the job that ended in this error.
    """

    spent = 0.0

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(SkillgraphError):
    """What was asked for cannot be understood."""


class UnknownName(UsageError):
    """There is nothing of that name; `near` are IRIs of what may be meant."""

    def __init__(self, message: str, hint: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.near = tuple(near)


class Gone(UnknownName):
    """A resource that was retired; `near` are the IRIs of what came after it."""


class NotAcceptable(UsageError):
    """No format that was asked for can hold the answer."""


class TooLarge(UsageError):
    """A text is longer than a limit allows."""


class BadParameter(UsageError):
    """A declared parameter has the wrong type or an unknown value."""


class AnswerTooLarge(UsageError):
    """An answer has more rows or bytes than a limit allows."""


class QuerySyntaxError(UsageError):
    """A SPARQL text does not parse. Line and column count from 1; `source` is the line with a caret below it, or ''."""

    def __init__(self, message: str, line: int, column: int, hint: str = "", source: str = "") -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column
        self.source = source


class ForbiddenQuery(SkillgraphError):
    """A query that would leave the dataset or change it."""


class AccessDenied(SkillgraphError):
    """A private server was asked without a token that is good; `is_given` says whether there was one at all."""

    def __init__(self, message: str, hint: str = "", *, is_given: bool) -> None:
        super().__init__(message, hint)
        self.is_given = is_given


class WorkspaceError(SkillgraphError):
    """The workspace is missing, incomplete or unreadable."""


class InvalidWorkspace(WorkspaceError):
    """The workspace was read, but no snapshot can be made of it; the findings say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        count = len(self.findings)
        noun = "finding stands" if count == 1 else "findings stand"
        super().__init__(
            f"{count} {noun} in the way of a snapshot, first: {self.findings[0].one_line()}",
            "Run 'skillgraph check' to see all of them.",
        )


class LimitReached(SkillgraphError):
    """An evaluation was ended because it passed a limit; `limit` says which one."""

    def __init__(self, message: str, limit: Literal["time", "memory", "cpu", "depth"], hint: str = "") -> None:
        super().__init__(message, hint)
        self.limit = limit


class Busy(SkillgraphError):
    """Too much is asked for at once, by this client or by all; worth another try after `retry_after` seconds."""

    def __init__(self, message: str, whose: Literal["client", "server"], retry_after: int = 1, hint: str = "") -> None:
        super().__init__(message, hint)
        self.whose = whose
        self.retry_after = retry_after


class NotReady(SkillgraphError):
    """There is no snapshot to answer from yet, or no longer."""


class EndpointError(SkillgraphError):
    """The SPARQL endpoint of others that holds the graph gave no answer that can be used.

    `may_pass` says whether it is worth asking again: it was not reached, was busy, or broke off.
    """

    def __init__(self, message: str, hint: str = "", *, may_pass: bool = False) -> None:
        super().__init__(message, hint)
        self.may_pass = may_pass


class IsolationError(SkillgraphError):
    """The processes that answer cannot be started, or cannot load what they shall answer from."""


class MissingTool(SkillgraphError):
    """A tool outside Python is needed and was not found."""


class InternalError(SkillgraphError):
    """A promise of this package is broken: please report it."""
