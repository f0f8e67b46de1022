"""What curators wrote, where the engine would write it in another way: it makes 3.5 of "3.50" and 7 of "007"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox

from skillgraph.terms import XSD

_PLACE = "skillgraph:"
# Forms that the engine keeps as they are; most literals with a datatype are of these.
_KEPT = {
    XSD + "string": re.compile(r".*", re.DOTALL),
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    XSD + "date": re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"),
    XSD + "boolean": re.compile(r"true|false"),
}
_KEPT_LINE = re.compile(
    "|".join(
        rf'"(?:{form.pattern})"\^\^<{re.escape(iri)}>' for iri, form in _KEPT.items() if iri != XSD + "string"
    ).encode()
)


def is_kept(value: str, datatype: str) -> bool:
    """Whether the engine keeps a literal of that form as it is; False where that is not known without asking it."""
    kept = _KEPT.get(datatype)
    return kept is not None and kept.fullmatch(value) is not None


def may_change(term: str) -> bool:
    """Whether the engine may write a term, given as N-Triples writes it, in another way."""
    return '"^^<' in term and _KEPT_LINE.fullmatch(term.encode()) is None


Forms = dict[ox.Quad, tuple[ox.Quad, ...]]


def line_of(quad: ox.Quad) -> bytes:
    """A quad as a line of N-Quads."""
    return f"{quad} .\n".encode()


class Written(Protocol):
    """Knows how triples were written that the engine would write in another way."""

    def restore(self, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """The triples, each that the engine has changed replaced by what its authors wrote."""

    def restore_lines(self, lines: Iterable[bytes], graph: str) -> Iterable[bytes]:
        """The same for lines of N-Triples, as the authors of one graph wrote them."""


def candidates(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Those that the engine may change."""
    for quad in quads:
        value = quad.object
        if isinstance(value, ox.Triple) or (
            isinstance(value, ox.Literal) and not (value.language or is_kept(value.value, value.datatype.value))
        ):
            yield quad


def candidates_in(nquads: bytes) -> Iterator[ox.Quad]:
    """Those of an N-Quads document that `Dataset.dump_nquads` wrote."""
    lines = []
    for line in nquads.splitlines():
        at = line.find(b'"^^<')
        if at >= 0 and not line.startswith(b"#"):
            kept = _KEPT_LINE.match(line, line.rfind(b' "', 0, at) + 1)
            if kept is None or b")>>" in line[kept.end() :]:
                lines.append(line)
    yield from ox.parse(input=b"\n".join(lines), format=ox.RdfFormat.N_QUADS)


def written_forms(quads: Iterable[ox.Quad]) -> Forms:
    """The quads that the engine would change, by what it makes of them, in the order of their texts."""
    listed = list(quads)
    store = ox.Store()
    store.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(f"{_PLACE}{place}"))
        for place, quad in enumerate(listed)
    )
    found: dict[ox.Quad, set[ox.Quad]] = {}
    for kept in store:
        assert isinstance(kept.graph_name, ox.NamedNode)
        quad = listed[int(kept.graph_name.value[len(_PLACE) :])]
        if kept.object != quad.object:
            normal = ox.Quad(kept.subject, kept.predicate, kept.object, quad.graph_name)
            found.setdefault(normal, set()).add(quad)
    return {normal: tuple(sorted(forms, key=str)) for normal, forms in found.items()}


class Restoring:
    """Triples as they were written, whichever file wrote them."""

    def __init__(self, forms: Forms) -> None:
        self._forms: dict[ox.Triple, tuple[ox.Triple, ...]] = {}
        self._lines: dict[str, dict[bytes, list[bytes]]] = {}  # the same for each graph, as lines of N-Triples
        for normal, quads in forms.items():
            if isinstance(normal.graph_name, ox.NamedNode):
                lines = self._lines.setdefault(normal.graph_name.value, {})
                lines[_line(normal.triple)] = [_line(quad.triple) for quad in quads]
            triples = {quad.triple for quad in (*quads, *_as_quads(self._forms.get(normal.triple, ())))}
            self._forms[normal.triple] = tuple(sorted(triples, key=str))

    def restore(self, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """The triples, each that the engine has changed replaced by what its authors wrote."""
        if not self._forms:
            return triples
        return (form for triple in triples for form in self._forms.get(triple, (triple,)))

    def restore_lines(self, lines: Iterable[bytes], graph: str) -> Iterable[bytes]:
        """The triples of one graph as lines of N-Triples, each replaced by what the authors of this graph wrote."""
        forms = self._lines.get(graph)
        return (form for line in lines for form in forms.get(line, (line,))) if forms else lines


def _line(triple: ox.Triple) -> bytes:
    return f"{triple} .\n".encode()


def _as_quads(triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    return (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
