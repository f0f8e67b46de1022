"""Fields of an address become what a job is told, and what is wrong with them is said in the same words everywhere."""

from __future__ import annotations

import pytest

from skillgraph.coverage.fields import asked_in, change_in
from skillgraph.coverage.questions import ALWAYS, EXPLAIN, question
from skillgraph.errors import UsageError

HINT = "Give something."


def test_a_question() -> None:
    fields = [("target", "43"), ("on", "2027-01-01"), ("target", "36")]
    assert asked_in(question("cover"), fields) == {"given": {"target": ["43", "36"]}, "on": "2027-01-01"}
    told = asked_in(EXPLAIN, [("target", "43"), ("holder", "H07")])
    assert told == {"given": {"target": ["43"], "holder": ["H07"]}, "on": ""}


def test_a_change_is_shown_by_the_questions_that_need_nothing_but_targets() -> None:
    told = change_in([("without", "H07"), ("target", "43"), ("without", "H03")], None, HINT)
    assert {name: given["target"] for name, given in told.pop("asked").items()} == {name: ["43"] for name in ALWAYS}
    assert told == {"without": ["H07", "H03"], "on": ""}


def test_a_change_is_shown_by_the_questions_that_are_named() -> None:
    told = change_in([("question", "team"), ("target", "43")], "skill:x a sg:Skill .", HINT)
    assert told.pop("asked") == {"team": {"target": ["43"], "limit": ["20"], "seconds": ["20"]}}
    assert told == {"without": [], "on": "", "delta": "skill:x a sg:Skill ."}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([("target", "43")], "Nothing is changed"),
        ([("on", "2027-01-01"), ("on", "2027-01-02")], "on is given twice"),
        ([("on", "soon")], "is no date"),
        ([("without", "H07"), ("question", "weather")], "weather"),
        ([("without", "H07"), ("colour", "red")], "colour"),
    ],
)
def test_what_is_wrong_is_named(fields: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        change_in(fields, None, HINT)
