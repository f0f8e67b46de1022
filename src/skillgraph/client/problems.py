"""Problem documents (RFC 9457) as the errors that they were made of, so that a server fails as this process does."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from skillgraph import errors
from skillgraph.client.errors import NoAnswer
from skillgraph.client.talk import Reply
from skillgraph.errors import SkillgraphError
from skillgraph.terms import ID, NS

PROBLEM = "application/problem+json"
# Kinds of problems that are worth another try after a while.
PASSING = frozenset(("busy", "too-many-requests", "not-ready", "no-process", "workspace"))
_PASSING_STATUSES = frozenset((429, 502, 503, 504))  # of whoever stands before the server

_PLAIN: Mapping[str, type[SkillgraphError]] = {
    "not-acceptable": errors.NotAcceptable,
    "too-large": errors.TooLarge,
    "url-too-long": errors.TooLarge,
    "bad-parameter": errors.BadParameter,
    "answer-too-large": errors.AnswerTooLarge,
    "forbidden-query": errors.ForbiddenQuery,
    "not-ready": errors.NotReady,
    "no-process": errors.IsolationError,
    "endpoint": errors.EndpointError,
    "workspace": errors.WorkspaceError,
    "internal": errors.InternalError,
}


def is_passing(reply: Reply) -> bool:
    """Whether the same may be answered after a while: the server was busy, not that the query was too much for it."""
    kind = kind_of(_document(reply))
    return kind in PASSING if kind else reply.status in _PASSING_STATUSES


def wait_of(reply: Reply, now: datetime.datetime) -> float | None:
    """The seconds that Retry-After asks for (RFC 9110, section 10.2.3), None where it does not say."""
    text = reply.fields.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None


def error_of(reply: Reply, address: str) -> SkillgraphError:
    """The error that an answer tells of."""
    found = _document(reply)
    kind, message, hint = kind_of(found), str(found.get("detail", "")), str(found.get("hint", ""))
    if not kind or not message:
        return NoAnswer(
            f"{address} answered with status {reply.status} and no reason.", "Is it a skillgraph server?", reply.status
        )
    if kind in _PLAIN:
        return _PLAIN[kind](message, hint)
    if kind in _RICH:
        return _RICH[kind](message, hint, found, reply)
    return errors.UsageError(message, hint) if reply.status < 500 else NoAnswer(message, hint, reply.status)


def kind_of(document: Mapping[str, Any]) -> str:
    """The name of a kind of problem: the end of its type."""
    name = str(document.get("type", ""))
    return name.rpartition("/problems/")[2] if "/problems/" in name else ""


def _document(reply: Reply) -> Mapping[str, Any]:
    if reply.media_type != PROBLEM:
        return {}
    try:
        found = json.loads(reply.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


_Rich = Callable[[str, str, Mapping[str, Any], Reply], SkillgraphError]


def _syntax(message: str, hint: str, found: Mapping[str, Any], *_: object) -> SkillgraphError:
    source = "\n".join(str(found[name]) for name in ("source", "caret") if name in found)
    return errors.QuerySyntaxError(message, int(found.get("line", 1)), int(found.get("column", 1)), hint, source)


def _unknown(message: str, hint: str, found: Mapping[str, Any], reply: Reply) -> SkillgraphError:
    cls = errors.Gone if reply.status == 410 else errors.UnknownName
    base = str(found["type"]).partition("/problems/")[0]
    return cls(message, hint, [_iri(str(one), base) for one in found.get("see", ())])


def _limit(message: str, hint: str, found: Mapping[str, Any], *_: object) -> SkillgraphError:
    named = str(found.get("limit", ""))
    return errors.LimitReached(message, named if named in ("memory", "cpu", "depth") else "time", hint)  # type: ignore[arg-type]


def _busy(message: str, hint: str, _: Mapping[str, Any], reply: Reply) -> SkillgraphError:
    seconds = wait_of(reply, datetime.datetime.now(datetime.UTC))
    whose = "client" if reply.status == 429 else "server"
    return errors.Busy(message, whose, 1 if seconds is None else round(seconds), hint)  # type: ignore[arg-type]


def _denied(message: str, hint: str, _: Mapping[str, Any], reply: Reply) -> SkillgraphError:
    is_given = "invalid_token" in reply.fields.get("www-authenticate", "")
    return errors.AccessDenied(message, hint, is_given=is_given)


def _iri(url: str, base: str) -> str:
    """The IRI of ours that a server answers at an address of its own."""
    for path, namespace in (("/id/", ID), ("/ns#", NS)):
        if url.startswith(base + path):
            return namespace + url.removeprefix(base + path)
    return url


_RICH: Mapping[str, _Rich] = {
    "query-syntax": _syntax,
    "unknown-name": _unknown,
    "gone": _unknown,
    "limit-reached": _limit,
    "busy": _busy,
    "too-many-requests": _busy,
    "unauthorized": _denied,
}
