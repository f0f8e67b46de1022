"""The statements of a shapes graph, looked up by what they say of shapes, lists and paths (SHACL, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from skillgraph.terms import RDF, RDFS, SH
from skillgraph.turtle.grouped import TYPE, Fact
from skillgraph.validate.records.group import Side
from skillgraph.validate.records.values import read_literal

_SUBCLASS, _CLASS = f"<{RDFS}subClassOf>", f"<{RDFS}Class>"
_TARGETS = frozenset(
    f"<{SH}{name}>" for name in ("target", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
)


class Statements:
    """What is said of each node."""

    def __init__(self, statements: Iterable[Fact]) -> None:
        self._about: dict[str, dict[str, list[str]]] = {}
        for s, p, o in statements:
            self._about.setdefault(s, {}).setdefault(p, []).append(o)
        classes = {one for one, about in self._about.items() if _CLASS in about.get(_SUBCLASS, ())}
        self._classes = frozenset({_CLASS, *classes})
        self.has_components = any(f"<{SH}ConstraintComponent>" in about.get(TYPE, ()) for about in self._about.values())

    def of(self, node: str, name: str) -> list[str]:
        """The values of a property of SHACL, in order."""
        return sorted(self._about.get(node, {}).get(f"<{SH}{name}>", ()))

    def said(self, node: str) -> dict[str, list[str]]:
        """All that is said of a node in terms of SHACL, by their local names."""
        about = self._about.get(node, {})
        return {name[len(SH) + 1 : -1]: sorted(those) for name, those in about.items() if name.startswith(f"<{SH}")}

    def text(self, node: str, name: str) -> str:
        """The form of a value of a property of SHACL; nothing where there is none."""
        return "".join(map(text_of, self.of(node, name)[:1]))

    def roots(self) -> list[str]:
        """The shapes that have targets, in order."""
        return sorted(one for one, about in self._about.items() if _TARGETS & about.keys() or self.is_class(one))

    def target_classes(self, node: str) -> list[str]:
        """The classes whose instances are focus nodes, which may be the shape itself."""
        return [*self.of(node, "targetClass"), *((node,) if self.is_class(node) else ())]

    def is_class(self, node: str) -> bool:
        """Whether a shape is a class (SHACL, section 2.1.3.3)."""
        types = self._about.get(node, {}).get(TYPE, ())
        return not self._classes.isdisjoint(types) and bool(self.said(node) or any(f"<{SH}" in one for one in types))

    def listed(self, head: str) -> list[str]:
        """The members of a list."""
        found = []
        while about := self._about.get(head):
            found += about.get(f"<{RDF}first>", [])
            head = next(iter(about.get(f"<{RDF}rest>", [])), "")
        return found

    def flags(self, node: str) -> int:
        """The sh:flags of a shape that pySHACL knows, for `re`."""
        given = "".join(map(text_of, self.of(node, "flags"))).lower()
        return (re.IGNORECASE if "i" in given else 0) | (re.MULTILINE if "m" in given else 0)

    def path(self, path: str) -> list[tuple[str, bool]] | None:
        """The properties of a path of one step, and whether each is gone backwards; None for longer paths."""
        if path.startswith("<"):
            return [(path, False)]
        if inverse := self.of(path, "inversePath"):
            return [(inverse[0], True)] if inverse[0].startswith("<") else None
        if alternatives := self.of(path, "alternativePath"):
            steps = [self.path(one) for one in self.listed(alternatives[0])]
            return [step for one in steps if one for step in one] if all(steps) else None
        return None

    def ends(self, path: str, *, backwards: bool = False) -> Iterator[Side]:
        """Which ends of which properties a path of any form starts from."""
        if path.startswith("<"):
            yield path, "object" if backwards else "subject"
            return
        about: Mapping[str, list[str]] = self._about.get(path, {})
        for predicate, objects in about.items():
            turns = predicate == f"<{SH}inversePath>"
            for one in objects if predicate != TYPE else ():
                if one != f"<{RDF}nil>":
                    yield from self.ends(one, backwards=backwards != turns)


def text_of(literal: str) -> str:
    """The form of a literal; nothing for other terms."""
    read = read_literal(literal)
    return read[0] if read else ""
