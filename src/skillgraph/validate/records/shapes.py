"""Shapes as quick tests, made of the statements of a shapes graph (SHACL, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from skillgraph.terms import RDFS
from skillgraph.turtle.grouped import Fact, Grouped
from skillgraph.validate.records import constraints, values
from skillgraph.validate.records.constraints import Suspects, Test
from skillgraph.validate.records.group import EVERYTHING, Group, Pairs, Side
from skillgraph.validate.records.statements import Statements, text_of

_SUBCLASS = f"<{RDFS}subClassOf>"
_TOLD = ("message", "name", "description", "order", "group", "severity", "defaultValue", "prefixes")
_TARGETS = ("target", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_BESIDE = ("path", "deactivated", "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount")
_SILENT = frozenset((*_TOLD, *_TARGETS, *_BESIDE))  # what is no constraint by itself
_OF_PAIRS = frozenset({"lessThan", "lessThanOrEquals", "equals", "disjoint"})


@dataclass(slots=True)
class Shape:
    """A shape with its tests; `reads` are all places of facts that it looks at."""

    paths: list[tuple[str, bool]] | None = None  # properties, and whether backwards; None where a test cannot follow
    tests: list[Test] = field(default_factory=list)
    reads: set[Side] = field(default_factory=set)
    is_property: bool = False
    has_pairs: bool = False
    asks: bool = False  # whether a constraint of its own is in SPARQL, of which `reads` says nothing
    sure: Suspects | None = None  # what surely breaks it, where that can be told

    def suspects(self, group: Group, focus: set[str]) -> set[str]:
        """Of some things, those that may break the shape; of what a group does not own its facts tell too little."""
        if not focus or not self.tests:
            return set()
        if self.is_property and not self.paths:
            return focus
        others = focus - group.own if self.is_property or self.has_pairs else set[str]()
        mine = focus - others
        pairs = self._pairs(group, mine) if self.paths else [(one, one) for one in mine]
        return others | (set[str]().union(*(test(group, pairs, mine) for test in self.tests)) & mine)

    def _pairs(self, group: Group, focus: set[str]) -> Pairs:
        found: Pairs = []
        for predicate, backwards in self.paths or ():
            pairs = group.pairs(predicate)
            if backwards:
                found += [(o, s) for s, o in pairs if o in focus]
            else:
                found += pairs if group.subjects(predicate) <= focus else [pair for pair in pairs if pair[0] in focus]
        return found if len(self.paths or ()) == 1 else [*dict.fromkeys(found)]


class Shapes:
    """The shapes of some statements, made as they are asked for. `catalogue` are the facts beside all records."""

    def __init__(self, statements: Iterable[Fact], catalogue: Grouped) -> None:
        self.about = Statements(statements)
        self._catalogue = Group([catalogue], ())
        self._made: dict[str, Shape] = {}
        self._below: dict[str, list[str]] = {}
        for lower, upper in self._catalogue.pairs(_SUBCLASS):
            self._below.setdefault(upper, []).append(lower)

    def targeted(self, node: str, group: Group) -> set[str]:
        """What the facts of a group make a focus node of the shape; of what is no record, only what is so by them."""
        about, catalogue = self.about, self._catalogue
        classes = self.classes(about.target_classes(node))
        subjects, objects = about.of(node, "targetSubjectsOf"), about.of(node, "targetObjectsOf")
        found = group.of_classes(classes).union(*map(group.subjects, subjects), *map(group.values, objects))
        others = found - group.own
        if others:
            others -= catalogue.of_classes(classes)
            others = others.difference(*map(catalogue.subjects, subjects), *map(catalogue.values, objects))
        return (found & group.own) | others | (group.own & {*about.of(node, "targetNode")})

    def known_targets(self, node: str) -> set[str]:
        """The focus nodes of the shape in the catalogue, and those that it names."""
        about, catalogue = self.about, self._catalogue
        return catalogue.of_classes(self.classes(about.target_classes(node))).union(
            about.of(node, "targetNode"),
            *map(catalogue.subjects, about.of(node, "targetSubjectsOf")),
            *map(catalogue.values, about.of(node, "targetObjectsOf")),
        )

    def classes(self, given: Iterable[str]) -> list[str]:
        """Classes with all that are below them."""
        found = [*dict.fromkeys(given)]
        for one in found:  # which grows meanwhile
            found += [lower for lower in dict.fromkeys(self._below.get(one, ())) if lower not in found]
        return found

    def shape(self, node: str) -> Shape:
        """The tests of a shape; one that leads back to itself is not followed a second time."""
        if node not in self._made:
            self._made[node] = Shape(tests=[constraints.everything], reads={EVERYTHING})
            self._made[node] = self._shape(node)
        return self._made[node]

    def _shape(self, node: str) -> Shape:
        said = self.about.said(node)
        made = Shape(is_property="path" in said, has_pairs=bool(_OF_PAIRS & said.keys()), asks="sparql" in said)
        if any(one.startswith('"true"') for one in said.get("deactivated", ())):
            return made
        if made.is_property:
            made.paths = self.about.path(said["path"][0])
            made.reads |= {*self.about.ends(said["path"][0]), *((EVERYTHING,) if made.asks else ())}
        if self.about.has_components:  # any property may be a parameter of one
            made.tests.append(constraints.everything)
            made.reads.add(EVERYTHING)
        for name in sorted(said.keys() - _SILENT):
            for value in said[name]:
                try:
                    made.tests.append(_TESTS.get(name, _unknown)(self, node, value, made.reads))
                except (ValueError, re.error):  # pySHACL says what is wrong with the shape
                    made.tests.append(constraints.everything)
        made.sure = self._sure(said)
        return made

    def _sure(self, said: Mapping[str, list[str]]) -> Suspects | None:
        """What surely breaks a shape that says nothing but of which class or of which kind a node is."""
        name, those = next(iter(said.items()), ("", []))
        if len(said) != 1 or len(those) != 1 or name not in ("nodeKind", "class"):
            return None
        if name == "class":
            return self.outside(those[0], set())
        accepts = values.of_kind(those[0])
        return lambda _, focus: {one for one in focus if not accepts(one)}

    def outside(self, cls: str, reads: set[Side]) -> Suspects:
        """Which nodes are not of a class; this is exact."""
        classes = self.classes([cls])
        reads |= {(one, "subject") for one in classes}
        known = self._catalogue.of_classes(classes)
        return lambda group, focus: focus - known - group.of_classes(classes)

    def inside(self, node: str, reads: set[Side]) -> Suspects:
        """Which nodes may break another shape."""
        shape = self.shape(node)
        reads |= shape.reads | ({EVERYTHING} if shape.asks else set())
        return shape.suspects

    def none_of(self, head: str, reads: set[Side]) -> Suspects:
        """Which nodes may break all of some shapes."""
        all_ = [self.inside(one, reads) for one in self.about.listed(head)]
        return lambda group, focus: set.intersection(*(one(group, focus) for one in all_)) if all_ else focus

    def some_of(self, head: str, reads: set[Side]) -> Suspects:
        """Which nodes may break one of some shapes."""
        all_ = [self.inside(one, reads) for one in self.about.listed(head)]
        return lambda group, focus: set[str]().union(*(one(group, focus) for one in all_))

    def kept(self, node: str, reads: set[Side]) -> Suspects:
        """Which nodes may keep to another shape."""
        self.inside(node, reads)
        sure = self.shape(node).sure
        return lambda group, focus: focus - sure(group, focus) if sure else focus


MakeTest = Callable[[Shapes, str, str, set[Side]], Test]  # given the shape, the value of the constraint, what is read


def _unknown(_shapes: Shapes, _node: str, _value: str, reads: set[Side]) -> Test:
    reads.add(EVERYTHING)
    return constraints.everything


def _unfollowed(shapes: Shapes, node: str, value: str, reads: set[Side]) -> Test:
    """sh:xone and sh:qualifiedValueShape count what keeps to a shape."""
    for one in shapes.about.listed(value) or [value]:
        shapes.inside(one, reads)
    return constraints.everything


def _equals(_shapes: Shapes, _node: str, value: str, reads: set[Side]) -> Test:
    reads.add((value, "subject"))
    return constraints.everything


def _plain(make: Callable[[str], Test]) -> MakeTest:
    return lambda _shapes, _node, value, _reads: make(value)


def _accepted(make: Callable[[str], values.Accepts]) -> MakeTest:
    return lambda _shapes, _node, value, _reads: constraints.accepted(make(value))


def _limit(*, above: bool, or_equal: bool) -> MakeTest:
    def accepts(limit: str) -> values.Accepts:
        if above:
            return lambda value: values.is_less(limit, value, or_equal=or_equal)
        return lambda value: values.is_less(value, limit, or_equal=or_equal)

    return _accepted(accepts)


def _pair(make: Callable[[str], Test]) -> MakeTest:
    def test(_shapes: Shapes, _node: str, value: str, reads: set[Side]) -> Test:
        reads.add((value, "subject"))
        return make(value)

    return test


def _of_shapes(make: Callable[[Shapes, str, set[Side]], Suspects]) -> MakeTest:
    return lambda shapes, _node, value, reads: constraints.of_values(make(shapes, value, reads))


_TESTS: Mapping[str, MakeTest] = {
    "minCount": _plain(lambda value: constraints.at_least(int(text_of(value)))),
    "maxCount": _plain(lambda value: constraints.at_most(int(text_of(value)))),
    "hasValue": _plain(constraints.has_value),
    "uniqueLang": _plain(lambda _: constraints.one_for_a_language),
    "datatype": _accepted(values.of_datatype),
    "nodeKind": _accepted(values.of_kind),
    "minLength": _accepted(lambda value: values.of_length(int(text_of(value)), None)),
    "maxLength": _accepted(lambda value: values.of_length(0, int(text_of(value)))),
    "minInclusive": _limit(above=True, or_equal=True),
    "minExclusive": _limit(above=True, or_equal=False),
    "maxInclusive": _limit(above=False, or_equal=True),
    "maxExclusive": _limit(above=False, or_equal=False),
    "pattern": lambda shapes, node, value, _: constraints.accepted(
        values.matching(text_of(value), shapes.about.flags(node))
    ),
    "in": lambda shapes, _node, value, _: constraints.accepted(frozenset(shapes.about.listed(value)).__contains__),
    "languageIn": lambda shapes, _node, value, _: constraints.accepted(
        values.in_language({text_of(one).lower() for one in shapes.about.listed(value)})
    ),
    "lessThan": _pair(constraints.less_than),
    "lessThanOrEquals": _pair(lambda value: constraints.less_than(value, or_equal=True)),
    "disjoint": _pair(constraints.disjoint),
    "equals": _equals,
    "class": _of_shapes(Shapes.outside),
    "node": _of_shapes(Shapes.inside),
    "property": _of_shapes(Shapes.inside),
    "or": _of_shapes(Shapes.none_of),
    "and": _of_shapes(Shapes.some_of),
    "not": _of_shapes(Shapes.kept),
    "xone": _unfollowed,
    "qualifiedValueShape": _unfollowed,
    "sparql": lambda _shapes, _node, _value, _reads: constraints.everything,
}
