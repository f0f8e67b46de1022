"""Labels beside things."""

from __future__ import annotations

from skillgraph.results import Column, Table, iris_in, with_labels
from skillgraph.terms import Iri, Literal

A, B = Iri("http://a/a"), Iri("http://a/b")


def test_a_label_stands_beside_each_column_of_things() -> None:
    table = Table((Column("x"), Column("n"), Column("y")), ((A, Literal("1"), B), (None, None, A)))
    found = with_labels(table, {A.value: "one", B.value: "two"})
    assert [column.name for column in found.columns] == ["x", "x_label", "n", "y", "y_label"]
    assert found.rows[0] == (A, Literal("one"), Literal("1"), B, Literal("two"))
    assert found.rows[1] == (None, None, None, A, Literal("one"))


def test_a_name_that_is_taken_gets_a_number() -> None:
    table = Table((Column("x"), Column("x_label")), ((A, Literal("mine")),))
    assert [column.name for column in with_labels(table, {}).columns] == ["x", "x_label_2", "x_label"]


def test_a_column_of_things_and_texts_has_no_labels() -> None:
    assert len(with_labels(Table((Column("x"),), ((A,), (Literal("b"),))), {}).columns) == 1


def test_an_empty_column_has_them_where_things_are_declared() -> None:
    assert len(with_labels(Table((Column("x", type="iri"), Column("y")), ()), {}).columns) == 3


def test_things_are_named_once_and_in_order() -> None:
    assert iris_in(Table((Column("x"), Column("y")), ((B, A), (A, None)))) == [B.value, A.value]
