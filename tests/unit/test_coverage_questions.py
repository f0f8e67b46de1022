"""Questions by name, and differences between answers."""

from __future__ import annotations

import inspect
import json
from typing import get_args, get_origin

import pytest
from typer.main import get_command

from skillgraph.cli.whole import app
from skillgraph.coverage import load_world
from skillgraph.coverage.question import Type
from skillgraph.coverage.questions import QUESTIONS, Table, ask, difference, given_in, question
from skillgraph.coverage.world import World
from skillgraph.engine import InProcess
from skillgraph.errors import UnknownName, UsageError
from worlds import DAY


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


def test_a_difference_tells_gone_new_and_changed_rows() -> None:
    before = Table(("task", "count"), 1, (("1", 1), ("2", 2), ("3", 3)))
    after = Table(("task", "count"), 1, (("2", 2), ("3", 4), ("4", 5)))
    found = difference(before, after)
    assert (found.gone, found.new) == ((("1", 1),), (("4", 5),))
    assert (found.changed, found.same) == (((("3", 3), ("3", 4)),), 1)
    assert not found.is_empty
    assert difference(before, before).is_empty


def test_rows_about_the_same_are_compared_in_turn() -> None:
    """A plan may have several assumed steps of one holder, which have the same name."""
    before = Table(("holder", "course", "days"), 2, (("H05", "assumed", 2), ("H05", "assumed", 2)))
    after = Table(
        ("holder", "course", "days"), 2, (("H05", "assumed", 2), ("H05", "assumed", 3), ("H05", "assumed", 1))
    )
    found = difference(before, after)
    assert found.changed == ((("H05", "assumed", 2), ("H05", "assumed", 3)),)
    assert (found.gone, found.new, found.same) == ((), (("H05", "assumed", 1),), 1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_fit_their_columns_and_their_keys_name_them(world: World, question: str) -> None:
    words = {"leave": ["holder=H07"], "funding": ["source=gridpp", "group=UK"]}.get(question, ["group=UK"])
    table = ask(world, question, words, DAY)
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len({row[: table.keys] for row in table.rows}) == len(table.rows)


@pytest.mark.parametrize(
    ("question", "words", "message"),
    [
        ("weather", [], "There is no question 'weather'"),
        ("train", ["43", "goal=fame"], "There is no goal 'fame'"),
        ("train", ["43", "cap=-1"], "is no number of days"),
        ("funding", ["43"], "funding needs without: What ends"),
        ("funding", ["source=gridpp", "package=1"], "without is given twice"),
        ("cover", ["goal=cover"], "is nothing that can be covered"),
        ("leave", ["H07"], "leave does not take 'target'"),
        ("train", ["cap=1e99"], "is no number of days"),
        ("train", ["cap="], "is no number of days"),
        ("train", ["days-per-level="], "is no number of days"),
        ("train", ["goal=unlock", "cap=15"], "unlock does not take cap"),
        ("train", ["goal=shadow", "holder=H05"], "shadow does not take holder"),
        ("train", ["43", "holder=H05", "days-per-level=999999999.999999999"], "too large or too exact to plan with"),
        ("resilience", ["k=many"], "k is 'many'"),
        ("resilience", ["months=0"], "months is 0"),
        ("team", ["limit=1001"], "limit is 1001"),
        ("team", ["staffing=perhaps"], "staffing is 'perhaps'"),
        ("team", ["seconds=0"], "seconds is 0"),
        ("team", ["4\n3"], "has a value that nothing is called"),
    ],
)
def test_what_is_not_understood_is_said(world: World, question: str, words: list[str], message: str) -> None:
    with pytest.raises((UnknownName, UsageError), match=message):
        ask(world, question, words, DAY)


# One case for each way of a question: how its report's rows are told apart.
WAYS = {
    "cover": ["43"],
    "cover, of holders": ["43", "holder=H03", "holder=H07"],
    "team": ["group=UK", "limit=2"],
    "team, staffing": ["group=UK", "staffing=true", "keep=true"],
    "resilience": ["group=UK"],
    "resilience, weak": ["group=UK", "k=1"],
    "resilience, expiries": ["group=UK", "months=12"],
    "resilience, holders": ["holders=true"],
    "resilience, onboarding": ["communities=2"],
    "leave": ["holder=H03", "holder=H04"],
    "leave, site": ["site=example-east"],
    "funding": ["without=wp=1", "group=UK"],
    "train": ["43", "holder=H05"],
    "train, newcomer": ["task=43", "newcomer=true"],
    "train, unlock": ["group=UK", "goal=unlock"],
    "train, shadow": ["group=UK", "goal=shadow"],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_a_document_and_a_table_whose_rows_are_told_apart(world: World, way: str) -> None:
    asked = question(way.partition(",")[0])
    made = asked.report(world, given_in(asked, WAYS[way]), DAY)
    assert json.loads(json.dumps(made.document))["on"] == DAY.isoformat()
    assert made.is_proven
    assert made.table.rows
    assert {len(row) for row in made.table.rows} == {len(made.table.columns)}
    assert len({row[: made.table.keys] for row in made.table.rows}) == len(made.table.rows)


def test_every_question_has_a_way_here() -> None:
    assert {way.partition(",")[0] for way in WAYS} == set(QUESTIONS)


COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) & set(COMMANDS)))
def test_the_command_of_a_question_takes_what_its_row_in_the_table_says(name: str) -> None:
    taken = dict(inspect.signature(COMMANDS[name].callback.__wrapped__, eval_str=True).parameters)
    for outside in ("on", "output", "workspace"):
        del taken[outside]
    taken.pop("endpoint", None)  # instead of a workspace, where a command can ask one
    assert {one.replace("_", "-") for one in taken} == {one.name for one in question(name).parameters}
    for parameter in question(name).parameters:
        option = taken[parameter.name.replace("-", "_")]
        kind, stated = get_args(option.annotation)
        assert (option.default is inspect.Parameter.empty) == parameter.is_required
        assert (kind is bool) == (parameter.type is Type.FLAG)
        assert (get_origin(get_args(kind)[0] if get_args(kind) else kind) is list) == parameter.is_many
        assert (stated.min, stated.max) == (parameter.least, parameter.most) or parameter.name == "seconds"
        if parameter.default:
            assert str(option.default).removesuffix(".0") == parameter.default
        if parameter.values:
            assert tuple(kind) == parameter.values


def test_most_questions_are_commands() -> None:
    assert len(set(QUESTIONS) & set(COMMANDS)) >= 6


def test_train_takes_its_settings_from_words(world: World) -> None:
    table = ask(world, "train", ["43", "holder=H05", "goal=cover"], DAY)
    assert table.rows[0][:3] == ("plan", "", "days")
    assert str(table.rows[0][3]) == "14.0"
