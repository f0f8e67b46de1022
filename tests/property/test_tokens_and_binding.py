"""The lexer loses nothing, and no value escapes from the token that it takes the place of."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.engine import Dataset
from skillgraph.errors import BadParameter, ForbiddenQuery, QuerySyntaxError, TooLarge
from skillgraph.queries import Limits, Parameter, guard
from skillgraph.queries.parameters import Context, to_sparql
from skillgraph.sparql.binding import bind, parameters_used
from skillgraph.sparql.tokens import DENSE, tokenise
from skillgraph.terms import Literal, quote, serialise

SPARQL_PIECES = st.lists(
    st.sampled_from(
        ["SELECT ", "?x", "$x", "{", "}", "(", ")", "<", ">", "<http://a/#b>", '"', "'", '"""', "'''", "\\", "#", "\n",
         "\r", "a:b", "a:", "_:b", ".", "@en-GB", "^^", "1.5e3", "SERVICE", "VALUES ", " AS ", "ORDER BY ", "\\u0041",
         " ", "é", "\x00"]
    )
).map("".join)  # fmt: skip
TEXT = st.text() | SPARQL_PIECES
EMPTY = Dataset().engine()
CONTEXT = Context(EMPTY, datetime.date(2026, 12, 1))


@given(TEXT)
def test_the_lexer_is_lossless(text: str) -> None:
    tokens = list(tokenise(text))
    assert "".join(token.text for token in tokens) == text
    assert all(text.startswith(token.text, token.start) and token.text for token in tokens)


@given(TEXT)
def test_the_dense_lexer_finds_the_same_tokens(text: str) -> None:
    tokens = [(token.kind, token.text, token.start) for token in tokenise(text) if not token.is_blank]
    matches = [match for match in DENSE.finditer(text) if match.lastgroup is not None]
    assert [(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)) for match in matches] == tokens


@given(TEXT)
def test_binding_nothing_changes_nothing(text: str) -> None:
    assert bind(text, {}) == text
    assert bind(text, {"absent_from_the_text": "1"}) == text


@given(TEXT)
def test_a_parameter_that_is_not_used_is_not_bound(text: str) -> None:
    assert (bind(text, {"x": "!"}) == text) or "x" in parameters_used(text)


@given(TEXT)
def test_the_guard_lets_pass_or_refuses_and_never_fails(text: str) -> None:
    try:
        guard(text, Limits(1000, 5, 50))
        refused = False
    except (ForbiddenQuery, QuerySyntaxError, TooLarge):
        refused = True
    assert refused or "SERVICE" not in {token.keyword for token in tokenise(text)}


@given(st.text())
def test_a_quoted_text_is_one_string_token_and_cannot_end_early(text: str) -> None:
    query = f"SELECT {quote(text)} }}"
    assert [token.kind for token in tokenise(query)] == ["word", "space", "string", "space", "other"]


@given(st.text(), st.sampled_from(["", "en", "en-gb", "de-1996"]))
def test_a_bound_literal_evaluates_to_itself(text: str, language: str) -> None:
    term = Literal(text, language=language)
    for query in ("SELECT ?v { BIND($x AS ?v) } #$x", "SELECT ($x AS ?v) {}", "SELECT ?v { VALUES ?v { $x } }"):
        bound = bind(query, {"x": serialise(term)})
        (row,) = ox.Store().query(bound)
        assert row["v"] == ox.Literal(text, language=language or None)


@given(st.text(), st.text())
def test_two_values_do_not_meet(one: str, other: str) -> None:
    text = 'SELECT ($a AS ?one) ($b AS ?other) ("$a$b" AS ?still) {} # $a'
    bound = bind(text, {"a": quote(one), "b": quote(other)})
    (row,) = EMPTY.select(bound).rows
    assert [str(cell) for cell in row] == [one, other, "$a$b"]


@given(st.text(min_size=1))
def test_a_string_parameter_is_its_text_without_the_blanks_around_it(text: str) -> None:
    parameter = Parameter("p", "string", "It.", True)
    (row,) = EMPTY.select(f"SELECT ({to_sparql(parameter, text, CONTEXT)} AS ?v) {{}}").rows
    assert row == (Literal(text.strip()),)


@pytest.mark.parametrize("kind", ["iri", "integer", "decimal", "date", "boolean", "enum", "list"])
@given(text=st.text() | st.text('0123456789+-.eE:/<>[]{}|^`\\" abchtpTZ\u0663'))
def test_any_text_becomes_terms_or_is_refused(kind: str, text: str) -> None:
    parameter = Parameter("p", kind, "It.", True, of="iri", values=("a",))
    try:
        terms = to_sparql(parameter, text, CONTEXT)
    except BadParameter:
        terms = ""
    if terms:
        (row,) = EMPTY.select(f"SELECT ({terms} AS ?v) {{}}").rows
        written = next(iter(tokenise(terms))).text.strip('"<>')
        assert str(row[0]) == written or (kind == "decimal" and Decimal(str(row[0])) == Decimal(written))
