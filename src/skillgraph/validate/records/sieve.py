"""What of some files of records may break a shape, found without pySHACL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from skillgraph.engine import Dataset, may_change
from skillgraph.errors import SkillgraphError
from skillgraph.queries import OF_WORKSPACE, guard
from skillgraph.sparql.binding import bind
from skillgraph.sparql.patterns import Pattern, Query
from skillgraph.terms import GRAPH, SH
from skillgraph.turtle.facts import engine_quads, nquads, split_lines
from skillgraph.turtle.grouped import TYPE, Fact, Grouped
from skillgraph.validate.records.group import EVERYTHING, Group, Side
from skillgraph.validate.records.reach import Reach, Sees, is_around, reach
from skillgraph.validate.records.shapes import Shapes

BESIDE = f"{GRAPH}beside"


@dataclass(slots=True)
class Left:
    """The focus nodes, by shape, that pySHACL has to judge, and the shapes that look at several files together."""

    nodes: dict[str, set[str]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)


class Sieve:
    """The shapes of a workspace as tests of records, beside a closed catalogue."""

    def __init__(self, shapes: Dataset, closed: Dataset, catalogue: Grouped) -> None:
        self.shapes = shapes
        self.closed = closed
        self._tests = Shapes(split_lines(sorted(shapes.triple_lines())), catalogue)
        self._roots = self._tests.about.roots()
        self._asked = {root: list(self._ask_of_catalogue(root)) for root in self._roots}
        self._engine = closed.engine()
        self._normal: dict[str, str] = {}

    def group(self, graphs: Iterable[Grouped], own: Collection[str]) -> Group:
        """Facts that are not in the catalogue, ready to be tested."""
        return Group(graphs, own, self._normal_forms)

    def left(self, group: Group) -> Left:
        """What has to be looked at."""
        found, shared = Left(), group.shared()
        for root in self._roots:
            shape = self._tests.shape(root)
            focus = self._tests.targeted(root, group)
            own = focus & group.own
            suspects = (focus - own) | shape.suspects(group, own)
            if self._is_beyond(root, shape.reads, shared) or (own and self._asks_of_several(root, group, shared)):
                found.several.add(root)
            suspects |= self._answered(root, group, shared, found)
            if suspects:
                found.nodes[root] = suspects
        return found

    def _is_beyond(self, root: str, reads: set[Side], shared: frozenset[Side]) -> bool:
        """Whether a shape reads, of what is no record, something that records say."""
        if self._tests.about.of(root, "target"):
            return True
        return bool(shared) and bool(reads & shared or EVERYTHING in reads | shared)

    def _asks_of_several(self, root: str, group: Group, shared: frozenset[Side]) -> bool:
        return any(reach(text, group.keys, shared).sees is Sees.SEVERAL for text in self._queries(root))

    def _answered(self, root: str, group: Group, shared: frozenset[Side], found: Left) -> set[str]:
        """The focus nodes in the catalogue for which a constraint in SPARQL finds something with this group."""
        nodes: set[str] = set()
        for node, query in self._asked[root]:
            seen = reach(query, group.keys, shared) if node not in group.own else Reach(Sees.NOTHING, Query())
            if seen.sees is Sees.SEVERAL:
                found.several.add(root)
            elif seen.sees is Sees.ONE_FILE and self._finds(query, group, seen):
                nodes.add(node)
        return nodes

    def _ask_of_catalogue(self, root: str) -> Iterator[tuple[str, str]]:
        """Focus nodes of a shape in the catalogue, each with what a constraint in SPARQL asks of it."""
        for text in self._queries(root):
            for node in sorted(self._tests.known_targets(root)):
                yield node, bind(text, {"this": node}, marks="$?")

    def _queries(self, root: str) -> Iterator[str]:
        """The constraints in SPARQL of a shape, with their prefixes (SHACL, section 5.2.1)."""
        for constraint in self._tests.about.of(root, "sparql"):
            declared = [
                f"PREFIX {self._tests.about.text(one, 'prefix')}: <{self._tests.about.text(one, 'namespace')}>\n"
                for ontology in self._tests.about.of(constraint, "prefixes")
                for one in self._tests.about.of(ontology, "declare")
            ]
            yield "".join([*declared, self._tests.about.text(constraint, "select")])

    def _finds(self, query: str, group: Group, seen: Reach) -> bool:
        """Whether a query has an answer over the catalogue and what of the group it can match."""
        facts = {fact for pattern in seen.patterns for fact in _matching(pattern, group, seen)}
        try:
            guard(query, OF_WORKSPACE)
            is_chained = len({pattern.subject for pattern in seen.patterns}) > 1
            for lot in group.lots(facts) if is_chained else (facts,):
                with self.closed.joined(engine_quads(lot, BESIDE)):
                    if self._engine.select(query).rows:
                        return True
            return False
        except SkillgraphError:  # pySHACL says what is wrong with the query
            return True

    def _normal_forms(self, values: Collection[str]) -> Mapping[str, str]:
        """What the engine makes of those values that it writes in another way."""
        changing = [one for one in values if may_change(one)]
        if not changing:
            return {}
        asked = sorted({*changing} - self._normal.keys())
        read = Dataset()
        read.load_nquads(nquads((f"<urn:n:{number}>", f"<{SH}value>", value) for number, value in enumerate(asked)))
        for name, _, value in split_lines(read.triple_lines()):
            self._normal[asked[int(name[len("<urn:n:") : -1])]] = value
        return self._normal


def _matching(pattern: Pattern, group: Group, seen: Reach) -> Iterator[Fact]:
    """The facts of a group that a pattern may match: of its own things, those that have all that is asked of them."""
    beside = [one for one in seen.query.patterns if one.subject == pattern.subject and is_around(one, pattern)]
    has_all = set.intersection(*(_subjects(one, group) for one in beside))
    of_any = pattern.predicate.startswith("?")
    for predicate in group.predicates if of_any else (pattern.predicate,):
        subjects = group.subjects(predicate)
        if subjects <= group.own and subjects.isdisjoint(has_all):
            continue
        for one, value in group.pairs(predicate):
            if one in has_all or one not in group.own:
                yield one, predicate, value


def _subjects(pattern: Pattern, group: Group) -> set[str]:
    """What has such a property, or is of such a class."""
    if pattern.predicate == TYPE and not pattern.value.startswith("?"):
        return group.instances.get(pattern.value, set())
    return set(group.own) if pattern.predicate.startswith("?") else group.subjects(pattern.predicate)
