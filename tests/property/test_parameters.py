"""The quick way to decode parameters against the standard library's."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import example, given
from hypothesis import strategies as st

from skillgraph.errors import UsageError
from skillgraph_api.request import MOST_FIELDS, Fields, decoded

PIECES = st.sampled_from(
    [
        b"a",
        b"query",
        b"=",
        b"&",
        b"+",
        b"%20",
        b"%c3%a9",
        b"%C3",
        b"%zz",
        b"%",
        b"%2",
        b"%26",
        b"%00",
        b";",
        b"\xc3\xa9",
        b"\xff",
    ]
)


def expected(encoded: bytes) -> Fields | None:
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


@given(st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=20))
@example(b"&" * (MOST_FIELDS - 1))
@example(b"&" * MOST_FIELDS)
def test_both_ways_give_the_same(encoded: bytes) -> None:
    try:
        found: Fields | None = decoded(encoded, "The URL")
    except UsageError:
        found = None
    assert found == expected(encoded)
