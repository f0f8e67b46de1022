"""Errors on their way from one process to another: the same class with the same fields on the other side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph import errors
from skillgraph.errors import InternalError, SkillgraphError

_LONGEST = 16_384  # characters of a text; a message between front and parent has to fit into one packet

KINDS: Mapping[str, type[SkillgraphError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, SkillgraphError)
}


def pack(error: SkillgraphError) -> dict[str, Any]:
    """An error as a JSON object. A class or field that cannot travel gives way to the nearest class that can."""
    fields = {name: _short(value) for name, value in vars(error).items()}
    for kind in type(error).__mro__:
        if KINDS.get(kind.__name__) is kind:
            if all(_is_plain(value) for value in fields.values()):
                return {"kind": kind.__name__, "fields": fields}
            if kind.__init__ is SkillgraphError.__init__:
                return {"kind": kind.__name__, "fields": {name: fields[name] for name in ("message", "hint")}}
    return {"kind": "SkillgraphError", "fields": {"message": _short(error.message), "hint": _short(error.hint)}}


def unpack(packed: Mapping[str, Any]) -> SkillgraphError:
    """The error that `pack` was given, without running its constructor; a sequence arrives as a tuple."""
    kind = KINDS.get(packed["kind"], InternalError)
    error = kind.__new__(kind, packed["fields"]["message"])
    fields = packed["fields"].items()
    vars(error).update({name: tuple(value) if isinstance(value, list) else value for name, value in fields})
    return error


def unexpected() -> SkillgraphError:
    """What a client is told where a job failed by a fault of ours; the traceback goes to the log."""
    return InternalError(
        "The answer could not be made: a fault of this program.", "The log has a traceback; report it."
    )


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, str | int | float | bool)
