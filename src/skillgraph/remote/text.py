"""A query's text on its way to a server of others: what our own engine adds by itself is written out.

Prefixes of the table that the query uses and does not declare, and the base IRI, are put before it. Dataset clauses
are taken out and become values, so that what is in the dataset is said in one place, whatever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from skillgraph.engine.foreign import GENID
from skillgraph.errors import QuerySyntaxError, UsageError
from skillgraph.sparql.tokens import Token, position, tokenise
from skillgraph.terms import PREFIXES

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Text:
    """A query without its dataset clauses, the graphs that they named, and whether it has GRAPH in it."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    has_graph: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A DESCRIBE query taken apart: the SELECT query for its variables (empty: none), and the IRIs that it names."""

    select: str
    iris: tuple[str, ...]


def read_text(query: str, base: str = "") -> Text:
    """The query taken apart and made complete. It has to be well formed: an engine has parsed it."""
    tokens = list(tokenise(query))
    names = _names(tokens)
    kept: list[str] = []
    graphs: dict[bool, list[str]] = {False: [], True: []}
    at, end = 0, _head_end(tokens)
    tests = _tests_of_kind(tokens)
    while at < len(tokens):
        token = tokens[at]
        kept.extend(tests.get(at, ()))
        if at < end[1] and at >= end[0] and token.keyword == "FROM":
            found, at = _clause(query, tokens, at, names, base)
            graphs[found[0]].append(found[1])
            kept.append(" ")
            continue
        if end[0] <= at < end[1] and token.kind == "name" and token.text.upper().startswith("FROM"):
            line, column = position(query, token.start)
            raise QuerySyntaxError(f"line {line}, column {column}: write a space after FROM.", line, column)
        kept.append(token.text)
        at += 1
    kept.extend(tests.get(at, ()))
    text = _prologue(tokens, names, base) + "".join(kept)
    return Text(text, tuple(graphs[False]), tuple(graphs[True]), any(map(_says_graph, tokens)))


def with_clauses(query: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The query with dataset clauses in their place: before its WHERE, its first group, or at its end."""
    clauses = "".join(f" FROM <{graph}>" for graph in default_graphs)
    clauses += "".join(f" FROM NAMED <{graph}>" for graph in named_graphs)
    tokens = list(tokenise(query))
    _, end = _head_end(tokens)
    place = tokens[end].start if end < len(tokens) else len(query)
    return f"{query[:place]}{clauses} {query[place:]}"


def read_describe(query: str, base: str = "") -> Described:
    """A DESCRIBE query without dataset clauses, as `read_text` gives it, taken apart."""
    tokens = list(tokenise(query))
    names = _names(tokens)
    start, end = _head_end(tokens)
    iris, variables = [], []
    for token in tokens[start:end]:
        if token.kind == "variable" or token.text == "*":
            variables.append(token.text)
        elif token.kind in ("iri", "name"):
            iris.append(_resolved(token, names, base))
    if not variables:
        return Described("", tuple(iris))
    before = "".join(token.text for token in tokens[: start - 1])
    rest = "".join(token.text for token in tokens[end:])
    return Described(f"{before}SELECT DISTINCT {' '.join(variables)} {rest}", tuple(iris))


def _head_end(tokens: Sequence[Token]) -> tuple[int, int]:
    """Between which tokens dataset clauses may stand: after the form's keyword, before WHERE or the first group.

    The template of a CONSTRUCT query is no group; expressions in brackets may hold one, in EXISTS.
    """
    start = next((at + 1 for at, token in enumerate(tokens) if token.keyword in _FORMS), len(tokens))
    is_construct = start <= len(tokens) and start > 0 and tokens[start - 1].keyword == "CONSTRUCT"
    depth, braces = 0, 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        if token.text in "()" and token.kind == "other":
            depth += 1 if token.text == "(" else -1
        elif token.text == "{" and not depth:
            if not is_construct:
                return start, at
            braces += 1
        elif token.text == "}" and not depth and braces:
            braces -= 1
            is_construct = braces > 0
        elif (
            not depth
            and not braces
            and token.keyword in ("WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "VALUES")
        ):
            return start, at
    return start, len(tokens)


def _tests_of_kind(tokens: Sequence[Token]) -> dict[int, list[str]]:
    """What has to be put before some tokens, so that isIRI and isBlank tell apart what was a blank node at home.

    The argument stands there several times; what is another value each time has no kind that matters.
    """
    found: dict[int, list[str]] = {}
    for at, token in enumerate(tokens):
        if token.keyword not in ("ISIRI", "ISURI", "ISBLANK"):
            continue
        words = [place for place in range(at + 1, len(tokens)) if not tokens[place].is_blank]
        if not words or tokens[words[0]].text != "(":
            continue
        close = _closing(tokens, words[0])
        argument = "".join(one.text for one in tokens[words[0] : close + 1])
        named = f'STRSTARTS(STR{argument}, "{GENID}")'
        is_blank = token.keyword == "ISBLANK"
        found.setdefault(at, []).append(f"((isIRI{argument} && {named}) || " if is_blank else f"(!{named} && ")
        found.setdefault(close + 1, []).insert(0, ")")
    return found


def _closing(tokens: Sequence[Token], start: int) -> int:
    """The place of the bracket that closes the one at `start`."""
    depth = 0
    for at in range(start, len(tokens)):
        if tokens[at].kind == "other" and tokens[at].text in "()":
            depth += 1 if tokens[at].text == "(" else -1
            if not depth:
                return at
    return len(tokens) - 1


def _says_graph(token: Token) -> bool:
    """Whether a token holds the keyword; an engine may read it off the front of a longer word or a prefix."""
    return "GRAPH" in token.text.partition(":")[0].upper() if token.kind in ("word", "name") else False


def _clause(
    query: str, tokens: Sequence[Token], at: int, names: dict[str, str], base: str
) -> tuple[tuple[bool, str], int]:
    """Whether a clause says NAMED, its graph, and where the query goes on."""
    is_named = False
    for place in range(at + 1, len(tokens)):
        token = tokens[place]
        if token.keyword == "NAMED":
            is_named = True
        elif token.kind in ("iri", "name"):
            return (is_named, _resolved(token, names, base)), place + 1
        elif not token.is_blank:
            break
    line, column = position(query, tokens[at].start)
    raise QuerySyntaxError(f"line {line}, column {column}: FROM needs the IRI of a graph.", line, column)


def _names(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares, and the base under the name '@'."""
    found: dict[str, str] = {}
    words = [token for token in tokens if not token.is_blank]
    for one, two, three in _windows(words):
        if one.keyword == "PREFIX" and two.kind == "name" and three.kind == "iri":
            found[two.text.removesuffix(":")] = _unescaped(three.text[1:-1])
        elif one.keyword == "BASE" and two.kind == "iri":
            found["@"] = _unescaped(two.text[1:-1])
        elif one.keyword in _FORMS:
            break
    return found


def _windows(words: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    return zip(words, words[1:], words[2:], strict=False)


def _prologue(tokens: Sequence[Token], names: dict[str, str], base: str) -> str:
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"}
    lines = [f"BASE <{base}>"] if base and "@" not in names else []
    lines += [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted(used & (set(PREFIXES) - set(names)))]
    return "".join(f"{line}\n" for line in lines)


def _resolved(token: Token, names: dict[str, str], base: str) -> str:
    if token.kind == "iri":
        return _joined(names.get("@", base), _unescaped(token.text[1:-1]))
    prefix, _, local = token.text.partition(":")
    known = names.get(prefix, PREFIXES.get(prefix))
    if known is None:
        raise UsageError(f"The prefix {prefix}: is not declared.", f"Write PREFIX {prefix}: <...> before the query.")
    return _joined(names.get("@", base), known) + re.sub(r"\\(.)", r"\1", local)


def _joined(base: str, iri: str) -> str:
    """RFC 3986, section 5.2; an empty fragment stays, where the library drops it."""
    joined = urljoin(base, iri)
    return f"{joined}#" if iri.endswith("#") and not joined.endswith("#") else joined


def _unescaped(iri: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), iri)
