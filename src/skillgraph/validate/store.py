"""An rdflib store for one graph, for readers that ask it hundreds of thousands of small questions.

rdflib's own memory store keeps for each triple the graphs that it is in, and looks them up for each triple that it
gives. Here there is one graph, so that a question is two look-ups in a dictionary.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from rdflib.store import Store

Triple = tuple[Any, Any, Any]
_Index = dict[Any, dict[Any, dict[Any, None]]]  # the third is a set that keeps its order


class GraphStore(Store):
    """Triples by subject, by predicate and by object; contexts are taken and not told apart."""

    context_aware = graph_aware = True  # rdflib makes datasets of no others, and pySHACL makes one

    def __init__(self) -> None:
        super().__init__()
        self._spo: _Index = {}
        self._pos: _Index = {}
        self._osp: _Index | None = None  # made when it is first asked for, which is seldom
        self._count = 0

    def add(self, triple: Triple, context: Any = None, quoted: bool = False) -> None:
        """Adds a triple, once."""
        s, p, o = triple
        of_pair = self._spo.setdefault(s, {}).setdefault(p, {})
        if o not in of_pair:
            of_pair[o] = None
            self._pos.setdefault(p, {}).setdefault(o, {})[s] = None
            if self._osp is not None:
                self._osp.setdefault(o, {}).setdefault(s, {})[p] = None
            self._count += 1

    def remove(self, triple: Triple, context: Any = None) -> None:
        """Removes what fits a pattern."""
        for s, p, o in self.matching(triple):
            _drop(self._spo, s, p, o)
            _drop(self._pos, p, o, s)
            if self._osp is not None:
                _drop(self._osp, o, s, p)
            self._count -= 1

    def triples(self, triple_pattern: Triple, context: Any = None) -> Iterator[tuple[Triple, Iterator[Any]]]:
        """What fits a pattern, and of no triple a context."""
        for triple in self.matching(triple_pattern):
            yield triple, iter(())

    def matching(self, pattern: Triple) -> list[Triple]:
        """The triples that fit a pattern, in which None is anything."""
        s, p, o = pattern
        if s is not None and p is not None:
            found = self._spo.get(s, {}).get(p, {})
            return [(s, p, one) for one in found] if o is None else [pattern] if o in found else []
        if p is not None and o is not None:
            return [(one, p, o) for one in self._pos.get(p, {}).get(o, ())]
        if s is not None and o is not None:
            return [(s, one, o) for one in self._by_object().get(o, {}).get(s, ())]
        return list(self._matching(s, p, o))

    def _by_object(self) -> _Index:
        if self._osp is None:
            self._osp = {}
            for s, p, o in self._matching(None, None, None):
                self._osp.setdefault(o, {}).setdefault(s, {})[p] = None
        return self._osp

    def _matching(self, s: Any, p: Any, o: Any) -> Iterator[Triple]:
        """The triples that fit a pattern with one term at most."""
        if s is not None:
            yield from ((s, one, other) for one, others in self._spo.get(s, {}).items() for other in others)
        elif p is not None:
            yield from ((other, p, one) for one, others in self._pos.get(p, {}).items() for other in others)
        elif o is not None:
            yield from ((one, other, o) for one, others in self._by_object().get(o, {}).items() for other in others)
        else:
            yield from (
                (one, p, other) for one, pairs in self._spo.items() for p, some in pairs.items() for other in some
            )

    def objects(self, subject: Any, predicate: Any) -> list[Any]:
        """The objects of a subject and a predicate."""
        return list(self._spo.get(subject, {}).get(predicate, ()))

    def __len__(self, context: Any = None) -> int:
        return self._count

    def namespaces(self) -> Iterator[tuple[str, Any]]:
        """None: names are written by those who know the prefixes."""
        return iter(())

    def namespace(self, prefix: str) -> None:
        """None of them has a prefix."""

    def prefix(self, namespace: Any) -> None:
        """None of them has a prefix."""

    def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:
        """Keeps no prefixes."""

    def contexts(self, triple: Any = None) -> Generator[Any, None, None]:
        """None is told apart."""
        yield from ()


def _drop(index: _Index, one: Any, other: Any, last: Any) -> None:
    """Takes a triple out of an index, and what is empty without it."""
    others = index[one]
    del others[other][last]
    if not others[other]:
        del others[other]
        if not others:
            del index[one]
