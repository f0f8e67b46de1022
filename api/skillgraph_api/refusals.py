"""Errors as answers: the problem document with the header fields that belong to its status."""

from __future__ import annotations

from skillgraph.errors import (
    AccessDenied,
    Busy,
    IsolationError,
    LimitReached,
    NotReady,
    SkillgraphError,
    WorkspaceError,
)
from skillgraph_api.access import challenge
from skillgraph_api.answer import Answer, Field
from skillgraph_api.errors import MethodNotAllowed, UnsupportedMediaType
from skillgraph_api.problems import members, status_of, written

LATER_S = 5  # where nothing better is known of when another try is worth it


def refusal(error: SkillgraphError, base_url: str, accept: str, query: str = "") -> Answer:
    """The answer to a request that ended in an error; `query` is the text that was asked."""
    content_type, body = written(members(error, base_url, query), base_url, accept)
    fields: list[Field] = [
        (b"content-type", content_type.encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept, Accept-Encoding"),
    ]
    if isinstance(error, AccessDenied):
        fields.append((b"www-authenticate", challenge(error)))
    elif isinstance(error, Busy):
        fields.append((b"retry-after", str(max(1, error.retry_after)).encode()))
    elif isinstance(error, LimitReached | NotReady | IsolationError | WorkspaceError):
        fields.append((b"retry-after", str(LATER_S).encode()))
    elif isinstance(error, MethodNotAllowed):
        fields.append((b"allow", error.allow.encode()))
    elif isinstance(error, UnsupportedMediaType):
        fields.append((b"accept-encoding", b"identity"))
        fields.append((b"accept-post", error.accepted.encode()))
    return Answer(status_of(error).value, tuple(fields), body)
