"""Values of Python in a query come back as they were, whatever is in them, and nothing of them is read as SPARQL."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.client.answers import ROWS, read_rows
from skillgraph.client.given import bound
from skillgraph.client.result import Result
from skillgraph.client.values import IRI, Text, Value
from skillgraph.engine import Dataset
from skillgraph.results.formats import JSON
from skillgraph.sparql.tokens import tokenise

ENGINE = Dataset().engine()
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS) | st.text(st.sampled_from("\"'\\<>{}()?$#@^:;,.\n\r\t xu0}"))
PATHS = st.lists(st.sampled_from([*"abcé/?=&;'(),", "%20"]), max_size=20).map("".join)
VALUES = st.one_of(
    TEXTS,
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(-(10**12), 10**12, places=6),
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(datetime.date(1, 1, 1)),
    st.builds(Text, TEXTS, language=st.sampled_from(("en", "de-at"))),
    st.builds(lambda slug: IRI(f"urn:x:{slug}"), PATHS),
)


def asked(text: str, **values: object) -> list[dict[str, Value | None]]:
    """The records of a query with values, from an engine over nothing."""
    body = ENGINE.evaluate(bound(text, values), (JSON,)).body
    return Result(read_rows(body, ROWS), "", "").records()


@given(VALUES, VALUES)
def test_values_come_back(one: Value, other: Value) -> None:
    (record,) = asked("SELECT ?a ?b { VALUES (?a ?b) { ($one $other) } }", one=one, other=other)
    for found, value in zip(record.values(), (one, other), strict=True):
        assert found == value
        assert isinstance(found, type(value)) or isinstance(value, Decimal)
        if isinstance(value, Text):
            assert isinstance(found, Text)
            assert (found.language, found.datatype) == (value.language, value.datatype)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_list_is_as_many_terms(values: list[Value]) -> None:
    text = bound("ASK { FILTER(1 IN ($values)) }", {"values": values})
    tokens = [token for token in tokenise(text) if not token.is_blank]
    assert [token.text for token in tokens][:6] == ["ASK", "{", "FILTER", "(", "1", "IN"]
    assert sum(token.text == "," for token in tokens) == len(values) - 1
    assert ENGINE.evaluate(text, (JSON,)).body
