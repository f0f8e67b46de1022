"""Questions by name, and differences between answers."""

from __future__ import annotations

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.questions import QUESTIONS, Table, ask, difference
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


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_fit_their_columns_and_their_keys_name_them(world: World, question: str) -> None:
    words = ["group=UK", *(["source=gridpp"] if question == "funding" else [])]
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
        ("funding", ["43"], "Name one thing that ends"),
        ("cover", ["goal=cover"], "is nothing that can be covered"),
    ],
)
def test_what_is_not_understood_is_said(world: World, question: str, words: list[str], message: str) -> None:
    with pytest.raises((UnknownName, UsageError), match=message):
        ask(world, question, words, DAY)


def test_train_takes_its_settings_from_words(world: World) -> None:
    table = ask(world, "train", ["43", "holder=H05", "goal=cover"], DAY)
    assert table.rows[0][:3] == ("plan", "", "days")
    assert str(table.rows[0][3]) == "14.0"
