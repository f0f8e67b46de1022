"""What files of records add to a dataset, each small group of them by itself, beside a catalogue that is closed.

This is what `build` does for everything at once. It gives the same where no rule joins what two files of records say;
`Added.meeting` and `Added.foreign` tell whether that is so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillgraph.engine import Dataset, Used
from skillgraph.reason import ConstructRule
from skillgraph.reason.atoms import TYPE
from skillgraph.reason.joins import Meeting
from skillgraph.reason.records import Catalogue
from skillgraph.snapshot.builder import OWL_RL, Built
from skillgraph.sparql.reads import names_read
from skillgraph.terms import GRAPH
from skillgraph.turtle.facts import Fact, by_graph, nquads, split_lines


@dataclass(slots=True)
class Added:
    """What some files add: facts by graph, what breaks an axiom, and what would have to be seen together."""

    graphs: dict[str, Collection[Fact]] = field(default_factory=dict)
    clashes: list[tuple[str, str]] = field(default_factory=list)
    meeting: Meeting = field(default_factory=Meeting)
    own: set[str] = field(default_factory=set)  # what the files describe
    described: set[str] = field(default_factory=set)  # the same with what rules made of it
    foreign: set[str] = field(default_factory=set)
    repeats: bool = False

    def quads(self) -> bytes:
        """All of it as N-Quads, in an order of its own: what is the same is written in the same bytes."""
        return b"".join(nquads(facts, graph, in_order=True) for graph, facts in self.graphs.items())


class Deriving:
    """The catalogue with its rules, ready for files of records."""

    def __init__(self, built: Built, rules: Sequence[ConstructRule]) -> None:
        closed = list(split_lines(built.closed.triple_lines()))
        self.catalogue = Catalogue(built.axioms, closed)
        late = {OWL_RL, *(rule.graph for rule in rules if rule.stage == "after")}
        graphs = by_graph(built.dataset.dump_nquads())
        self.used = Used.by(graphs.values())  # in the catalogue
        early = [fact for graph, facts in graphs.items() if graph not in late for fact in facts]
        self._before = _Stage(early, [rule for rule in rules if rule.stage == "before"])
        self._after = _Stage(closed, [rule for rule in rules if rule.stage == "after"])

    def add(self, stated: Mapping[str, set[Fact]]) -> Added:
        """What files add, given by their graphs what they state."""
        catalogue = self.catalogue
        records = catalogue.records(fact for facts in stated.values() for fact in facts)
        added = Added(dict(stated), meeting=records.meeting, own=set(records.own))
        added.described = records.own
        added.foreign = records.foreign(catalogue)
        added.repeats = sum(map(len, stated.values())) > len(records.known)
        fresh, closure = list(records.known), []
        for stage in (self._before, self._after):
            for graph, made in stage.run([*records.known]):
                new = catalogue.adopt(made, records)
                added.repeats |= any(fact not in catalogue.facts for fact in set(made) - set(new))
                added.graphs[graph] = new
                fresh += new
            derived = catalogue.close(fresh, records)
            closure += derived
            fresh = []
        added.graphs[OWL_RL] = closure
        added.clashes = list(catalogue.clashes(records.known))
        return added


class _Stage:
    """Rules that are run at one time, over a store that holds the catalogue and, for a while, some records."""

    def __init__(self, facts: Iterable[Fact], rules: Sequence[ConstructRule]) -> None:
        self._rules = [(rule, names_read(rule.query)) for rule in rules]
        self._store = Dataset()
        needed = self._needed(facts)
        self._store.load_nquads(nquads(needed, f"{GRAPH}catalogue"))

    def run(self, facts: Sequence[Fact]) -> Iterator[tuple[str, set[Fact]]]:
        """What each rule makes of the catalogue and the facts."""
        keys = {o if p == TYPE else p for _, p, o in facts}
        with self._store.beside(nquads(self._needed(facts))):
            made = [
                (rule.graph, set(split_lines(self._store.constructed(rule.query).splitlines())))
                for rule, names in self._rules
                if names is None or names & keys
            ]
        yield from made

    def _needed(self, facts: Iterable[Fact]) -> list[Fact]:
        if any(names is None for _, names in self._rules):
            return list(facts)
        names = frozenset(name for _, found in self._rules if found is not None for name in found)
        return [fact for fact in facts if (fact[2] if fact[1] == TYPE else fact[1]) in names]
