"""Errors are the same on the other side."""

from __future__ import annotations

import inspect
import json

import pytest

from skillgraph import errors
from skillgraph.errors import (
    AccessDenied,
    AnswerTooLarge,
    Busy,
    InternalError,
    InvalidWorkspace,
    LimitReached,
    QuerySyntaxError,
    SkillgraphError,
    UnknownName,
    WorkspaceError,
)
from skillgraph.findings import Finding, Severity
from skillgraph.isolation import failures

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, SkillgraphError)]
OWN_CONSTRUCTORS = (AccessDenied, QuerySyntaxError, LimitReached, Busy, InvalidWorkspace)


def travel(error: SkillgraphError) -> SkillgraphError:
    return failures.unpack(json.loads(json.dumps(failures.pack(error))))


@pytest.mark.parametrize(
    "error",
    [
        *[kind("There is no x.", "Use y.") for kind in KINDS if kind not in OWN_CONSTRUCTORS],
        AccessDenied("No.", "Ask for one.", is_given=True),
        QuerySyntaxError("Here.", 3, 14, "Mend it."),
        LimitReached("Too long.", "time", "Ask for less."),
        Busy("Too many.", "client", 5, "Wait."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_class_and_fields_arrive(error: SkillgraphError) -> None:
    arrived = travel(error)
    assert type(arrived) is type(error)
    assert vars(arrived) == vars(error)
    assert (str(arrived), arrived.args) == (str(error), error.args)


def test_what_cannot_travel_gives_way_to_the_nearest_that_can() -> None:
    arrived = travel(InvalidWorkspace([Finding("SG101", Severity.VIOLATION, "Fault.")]))
    assert type(arrived) is WorkspaceError
    assert arrived.message.startswith("1 finding stands")
    assert arrived.hint


def test_a_class_of_somebody_else_arrives_as_ours() -> None:
    class Strange(UnknownName):
        pass

    class Large(AnswerTooLarge):
        pass

    error = Strange("There is no x.", "Use y.")
    error.names = ("a", "b")  # type: ignore[attr-defined]
    assert type(travel(error)) is UnknownName
    assert vars(travel(error))["names"] == ("a", "b")
    assert type(travel(Large("No."))) is AnswerTooLarge


def test_texts_are_cut_to_what_a_packet_holds() -> None:
    assert len(travel(InternalError("x" * 1_000_000)).message) == 16_384
