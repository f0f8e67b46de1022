"""Lints of the query files: header, syntax, vocabulary, order, columns, tests (SG401 to SG406)."""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.check.lint_data import Known
from skillgraph.check.nearest import nearest
from skillgraph.check.rules import RULES
from skillgraph.findings import Finding
from skillgraph.header import read_header
from skillgraph.queries import CannedQuery
from skillgraph.queries.wellformed import read_query, same_names
from skillgraph.sparql.tokens import Token, position, tokenise
from skillgraph.terms import ID, NS, compact, expand
from skillgraph.workspace import Contents


def lint_queries(contents: Contents, known: Known | None) -> Iterator[Finding]:
    """Findings about every canned query; without `known`, names in them are not looked up."""
    yield from same_names(contents.text("queries", ".rq"))
    for file in contents.text("queries", ".rq"):
        query = read_query(file)
        if isinstance(query, Finding):
            yield query
            continue
        yield from _style(query)
        if not query.tests and "tests" not in read_header(file)[0]:
            yield Finding(
                "SG406",
                RULES["SG406"].severity,
                "The query has no test in its header.",
                file.path,
                1,
                1,
                hint="Add one under tests.",
            )
        if known is not None:
            yield from _vocabulary(query, known)


def _style(query: CannedQuery) -> Iterator[Finding]:
    tokens = [token for token in tokenise(query.text) if not token.is_blank]
    words = [token.keyword for token in tokens]
    select = next((i for i, word in enumerate(words) if word == "SELECT"), None)
    if select is None:
        return
    following = next(token for token in tokens[select + 1 :] if token.keyword not in ("DISTINCT", "REDUCED"))
    if following.text == "*":
        yield _at(query, following, "SG405", "SELECT * names no columns.", "Name the columns.")
    depth_zero = _outside_braces(tokens)
    if "ORDER" not in depth_zero:
        yield _at(query, tokens[select], "SG404", "The order of the rows is not stated.", "Add ORDER BY.")


def _outside_braces(tokens: list[Token]) -> set[str]:
    words, depth = set(), 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            words.add(token.keyword)
    return words


def _vocabulary(query: CannedQuery, known: Known) -> Iterator[Finding]:
    """Our own terms and things that stand in the query have to be known; a bare `task:` is a namespace."""
    for token in tokenise(query.text):
        iri = expand(token.text) if token.kind == "name" else token.text[1:-1] if token.kind == "iri" else None
        if not iri or iri.endswith(("/", "#")):
            continue
        if (iri.startswith(NS) and iri not in known.terms) or (iri.startswith(ID) and iri not in known.subjects):
            hint = nearest(iri, known.terms | known.subjects) or "Nothing will match it."
            message = f"{compact(iri)} is known neither to the ontology nor to the data."
            yield _at(query, token, "SG403", message, hint)


def _at(query: CannedQuery, token: Token, code: str, message: str, hint: str) -> Finding:
    line, column = position(query.text, token.start)
    return Finding(code, RULES[code].severity, message, query.path, line, column, hint=hint)
