"""What a Turtle document says of each subject, in a form that is the same however it is written.

Blank nodes are written out inside the statements that lead to them: properties in the order of their names, lists in
their own order. Blank nodes with the same text are taken for the same, but for how many statements lead to them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from skillgraph.terms import GRAPH, RDF, RDF_TYPE, XSD, Blank, Iri, Literal, Term, TripleTerm, compact, is_bare, quote
from skillgraph.turtle import Document, LocatedTriple, parse_document

_FIRST, _REST, _NIL = Iri(RDF + "first"), Iri(RDF + "rest"), Iri(RDF + "nil")
_LONGEST = 10_000  # characters of a node's text; a longer one ends in a digest of the whole
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Nested:
    """A blank node as the text of all that is said of it."""

    text: str

    def __str__(self) -> str:
        return self.text


Subject = Iri | Nested
Value = Term | Nested
Statement = tuple[str, Value]
Description = Mapping[Subject, frozenset[Statement]]


@dataclass(frozen=True, slots=True)
class Described:
    """Per subject its statements (property and value), and the text behind each blank node's label."""

    subjects: Description
    blanks: Mapping[Blank, str]


def describe(document: Document) -> Described:
    """The statements of a document by subject. A blank node that no other node leads to is a subject itself."""
    named: dict[Iri | Blank, list[LocatedTriple]] = {}
    for triple in document.triples:
        found = named.get(triple[0])
        if found is None:
            named[triple[0]] = [triple]
        else:
            found.append(triple)
    blanks = {node: triples for node, triples in named.items() if isinstance(node, Blank)}
    texts = _Texts(blanks, document.triples) if blanks or _mentions_blank(document.triples) else None
    subjects: dict[Subject, frozenset[Statement]] = {}
    for node, triples in named.items():
        if isinstance(node, Iri):
            subjects[node] = frozenset((triple[1].value, _inlined(triple[2], texts)) for triple in triples)
        elif texts is not None and texts.stands_alone(node):
            statements = frozenset((triple[1].value, _inlined(triple[2], texts)) for triple in triples)
            subjects[Nested(texts.of(node))] = statements
    return Described(subjects, texts.all() if texts else {})


def term_text(term: Value, blanks: Mapping[Blank, str] | None = None) -> str:
    """A term in Turtle with the prefixes of the table, blank nodes as the texts given for them."""
    if isinstance(term, Nested):
        return term.text
    if isinstance(term, Blank):
        return (blanks or {}).get(term, "[]")
    if isinstance(term, Iri):
        return short_name(term.value)
    if isinstance(term, TripleTerm):
        parts = (term_text(part, blanks) for part in (term.subject, term.predicate, term.object))
        return f"<<( {' '.join(parts)} )>>"
    return _literal_text(term)


def statement_lines(content: bytes) -> list[str] | None:
    """A Turtle file as one line per statement, sorted, with the prefixes of the table; None where it does not parse.

    Relative IRIs stand below https://w3id.org/skillgraph/graph/, whatever the file is called.
    """
    try:
        document = parse_document(content.decode(), GRAPH)
    except UnicodeDecodeError:
        return None
    if document.problems:
        return None
    lines = [
        f"{term_text(subject)} {'a' if predicate == RDF_TYPE else short_name(predicate)} {term_text(value)} ."
        for subject, statements in describe(document).subjects.items()
        for predicate, value in statements
    ]
    return sorted(lines)


@lru_cache(maxsize=65_536)
def short_name(iri: str) -> str:
    """The prefixed name where the table has one, else the IRI in angle brackets."""
    name = compact(iri)
    return f"<{iri}>" if name == iri else name


def _literal_text(term: Literal) -> str:
    if is_bare(term):
        return term.value
    if term.language:
        return f"{quote(term.value)}@{term.language}"
    return quote(term.value) + ("" if term.datatype == XSD + "string" else f"^^{short_name(term.datatype)}")


def _mentions_blank(triples: Iterable[LocatedTriple]) -> bool:
    return any(isinstance(triple[2], Blank | TripleTerm) for triple in triples)


def _inlined(term: Term, texts: _Texts | None) -> Value:
    if texts is not None and isinstance(term, Blank | TripleTerm):
        return Nested(term_text(term, texts.all()))
    return term


def _blanks_in(term: Term) -> list[Blank]:
    if isinstance(term, Blank):
        return [term]
    if isinstance(term, TripleTerm):
        return [*_blanks_in(term.subject), *_blanks_in(term.object)]
    return []


class _Texts:
    """The texts of a document's blank nodes, found from the leaves upwards: no recursion, however deep they nest."""

    def __init__(self, blanks: Mapping[Blank, list[LocatedTriple]], triples: Iterable[LocatedTriple]) -> None:
        self._blanks = blanks
        self._uses = Counter(node for triple in triples for node in _blanks_in(triple[2]))
        self._texts: dict[Blank, str] = {node: "[]" for node in self._uses if node not in blanks}
        self._in_circles: set[Blank] = set()
        self._lists, inner = _lists(blanks, self._uses)
        self._resolve({node for node in blanks if node not in inner})

    def of(self, node: Blank) -> str:
        """The text of one node."""
        return self._texts[node]

    def all(self) -> Mapping[Blank, str]:
        """The texts of all nodes but those inside lists."""
        return self._texts

    def stands_alone(self, node: Blank) -> bool:
        """Whether it is a subject of its own: nothing leads to it, or only a circle does."""
        return node in self._texts and (not self._uses[node] or node in self._in_circles)

    def _resolve(self, nodes: set[Blank]) -> None:
        below = {node: {child for term in self._values(node) for child in _blanks_in(term)} & nodes for node in nodes}
        above: dict[Blank, list[Blank]] = {node: [] for node in nodes}
        for node, children in below.items():
            for child in children:
                above[child].append(node)
        waiting = {node: len(children) for node, children in below.items()}
        ready = [node for node, count in waiting.items() if not count]
        while ready:
            node = ready.pop()
            self._texts[node] = self._written(node, self._texts)
            for parent in above[node]:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
        self._name_circles([node for node in nodes if node not in self._texts])

    def _name_circles(self, nodes: list[Blank]) -> None:
        """Nodes that lead back to themselves are named by what can be seen from them, round by round."""
        colours = dict.fromkeys(nodes, "_:")
        for _ in range(_ROUNDS if nodes else 0):  # as many for all, so that one circle does not name another
            known = {**self._texts, **colours}
            colours = {node: f"_:{_digest(self._written(node, known))}" for node in nodes}
        self._texts |= colours
        self._in_circles = set(nodes)

    def _values(self, node: Blank) -> list[Term]:
        return self._lists[node] if node in self._lists else [triple[2] for triple in self._blanks[node]]

    def _written(self, node: Blank, texts: Mapping[Blank, str]) -> str:
        if node in self._lists:
            text = f"( {' '.join(term_text(item, texts) for item in self._lists[node])} )"
        else:
            pairs = {(triple[1].value, term_text(triple[2], texts)) for triple in self._blanks[node]}
            ordered = sorted(pairs, key=lambda pair: (pair[0] != RDF_TYPE, *pair))
            inside = " ; ".join(f"{'a' if p == RDF_TYPE else short_name(p)} {o}" for p, o in ordered)
            text = f"[ {inside} ]"
        if len(text) > _LONGEST:
            text = f"{text[:200]} ... {_digest(text)}"
        return f"{text} (used {self._uses[node]} times)" if self._uses[node] > 1 else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _lists(
    blanks: Mapping[Blank, list[LocatedTriple]], uses: Counter[Blank]
) -> tuple[dict[Blank, list[Term]], set[Blank]]:
    """The items of each well-formed list by its head, and the nodes inside lists (RDF 1.1 Semantics, appendix D.3)."""
    links = {}
    for node, triples in blanks.items():
        parts = {triple[1]: triple[2] for triple in triples}
        if len(triples) == 2 and parts.keys() == {_FIRST, _REST}:
            links[node] = (parts[_FIRST], parts[_REST])
    rests = {rest for _, rest in links.values()}
    lists, inner = {}, set[Blank]()
    for head in links.keys() - rests:
        items, nodes = [], []
        at: Term = head
        while isinstance(at, Blank) and at in links and (at == head or uses[at] == 1):
            item, rest = links[at]
            items.append(item)
            nodes.append(at)
            at = rest
        if at == _NIL:
            lists[head] = items
            inner.update(nodes[1:])
    return lists, inner
