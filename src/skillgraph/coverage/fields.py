"""What the fields of an address ask about cover, as the jobs that answer take it.

A server reads them, and a client that has the workspace in its own process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skillgraph.coverage.question import Form, day_of
from skillgraph.coverage.questions import ALWAYS, ON, QUESTION, WITHOUT, question
from skillgraph.errors import UsageError

Fields = Sequence[tuple[str, str]]


def asked_in(form: Form, fields: Fields) -> dict[str, Any]:
    """What a question is given, and the day, empty where it is today; UsageError where a field is wrong."""
    return {"given": _texts(form, _but(fields, ON.name)), "on": _day(fields)}


def change_in(fields: Fields, delta: str | None, hint: str) -> dict[str, Any]:
    """What changes, and which questions show what that does; UsageError with that hint where nothing changes.

    `delta` is Turtle that is added. Fields that are none of a change's own are those of all the questions.
    """
    leavers = [WITHOUT.checked(value) for name, value in fields if name == WITHOUT.name]
    on = _day(fields)
    if not (delta or leavers or on):
        raise UsageError("Nothing is changed.", hint)
    names = [QUESTION.checked(value) for name, value in fields if name == QUESTION.name] or list(ALWAYS)
    rest = _but(fields, ON.name, WITHOUT.name, QUESTION.name)
    asked = {name: _texts(question(name), rest) for name in names}
    return {"asked": asked, "without": leavers, "on": on, **({} if delta is None else {"delta": delta})}


def _day(fields: Fields) -> str:
    days = [value for name, value in fields if name == ON.name]
    if len(days) > 1:
        raise UsageError("on is given twice.", "Give it once.")
    return day_of(days[0]).isoformat() if days else ""


def _but(fields: Fields, *names: str) -> Fields:
    return [field for field in fields if field[0] not in names]


def _texts(form: Form, fields: Fields) -> dict[str, list[str]]:
    return {name: list(values) for name, values in form.given(fields).texts.items()}
