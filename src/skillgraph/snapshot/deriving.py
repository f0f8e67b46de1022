"""What files of records add to a dataset, each small group of them by itself, beside a catalogue that is closed.

This is what `build` does for everything at once. It gives the same where no rule joins what two files of records say;
`Added.meeting` and `Added.foreign` tell whether that is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from skillgraph.engine import Dataset, Used
from skillgraph.reason import ConstructRule
from skillgraph.reason.joins import Meeting
from skillgraph.reason.matching import Lookup, Unsure, consequences
from skillgraph.reason.patterns import PlainRule, plain_rules
from skillgraph.reason.records import Catalogue
from skillgraph.snapshot.builder import OWL_RL, Built
from skillgraph.sparql.reads import names_read
from skillgraph.terms import GRAPH
from skillgraph.turtle.facts import by_graph, nquads, split_lines
from skillgraph.turtle.grouped import TYPE, Grouped


@dataclass(slots=True)
class Added:
    """What some files add: facts by graph, what breaks an axiom, and what would have to be seen together."""

    graphs: dict[str, Grouped] = field(default_factory=dict)
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
        closed = Grouped.of(split_lines(built.closed.triple_lines()))
        self.catalogue = Catalogue(built.axioms, closed)
        late = {OWL_RL, *(rule.graph for rule in rules if rule.stage == "after")}
        graphs = {graph: Grouped.of(facts) for graph, facts in by_graph(built.dataset.dump_nquads()).items()}
        self.used = Used.by(graphs.values())  # in the catalogue
        early = Grouped.union(facts for graph, facts in graphs.items() if graph not in late)
        self._before = _Stage(early, [rule for rule in rules if rule.stage == "before"])
        self._after = _Stage(closed, [rule for rule in rules if rule.stage == "after"])

    def add(self, stated: Mapping[str, Grouped]) -> Added:
        """What files add, given by their graphs what they state."""
        catalogue = self.catalogue
        records = catalogue.records(stated.values())
        added = Added(dict(stated), meeting=records.meeting, own=set(records.own))
        added.described = records.own
        added.foreign = records.foreign(catalogue)
        added.repeats = sum(map(len, stated.values())) > len(records.known)
        closure, fresh = Grouped(), Grouped.union([records.known])
        for stage in (self._before, self._after):
            for graph, made in stage.run(records.known):
                known = made.minus(catalogue.facts)
                new = catalogue.adopt(made, records)
                added.repeats |= len(known) > len(new)
                added.graphs[graph] = new
                fresh.update(new)
            closure.update(catalogue.close(fresh, records))
            fresh = Grouped()
        added.graphs[OWL_RL] = closure
        added.clashes = list(catalogue.clashes(records.known))
        return added


class _Stage:
    """Rules that are run at one time, over the catalogue and some records.

    Those that are no plain joins are run in an engine that holds the catalogue and, for a while, the records.
    """

    def __init__(self, facts: Grouped, rules: Sequence[ConstructRule]) -> None:
        self._rules = [(rule, names_read(rule.query), plain_rules(rule.query)) for rule in rules]
        self._facts = facts
        self._known = Lookup(self._facts)

    def run(self, facts: Grouped) -> list[tuple[str, Grouped]]:
        """What each rule makes of the catalogue and the facts, without what it makes of the catalogue alone."""
        keys = {value if predicate == TYPE else predicate for predicate, value in facts.by}
        concerned = [(rule, plain) for rule, names, plain in self._rules if names is None or names & keys]
        new, made = Lookup(facts), dict[str, Grouped]()
        asked = list[ConstructRule]()
        for rule, plain in concerned:
            try:
                made[rule.graph] = self._joined(plain, new)
            except Unsure:
                asked.append(rule)
        if asked:
            made |= self._asked(asked, facts)
        return [(rule.graph, made[rule.graph]) for rule, _ in concerned]

    def _joined(self, plain: Iterable[PlainRule] | None, new: Lookup) -> Grouped:
        if plain is None:
            raise Unsure
        return Grouped.union(consequences(one, self._known, new) for one in plain)

    def _asked(self, rules: Iterable[ConstructRule], facts: Grouped) -> dict[str, Grouped]:
        """What the engine makes of rules."""
        with self._store.beside(nquads(self._needed(facts))):
            made = {rule.graph: self._store.constructed(rule.query) for rule in rules}
        return {graph: Grouped.of(split_lines(lines.splitlines())) for graph, lines in made.items()}

    @cached_property
    def _store(self) -> Dataset:
        store = Dataset()
        store.load_nquads(nquads(self._needed(self._facts), f"{GRAPH}catalogue"))
        return store

    def _needed(self, facts: Grouped) -> Grouped:
        if any(names is None for _, names, _ in self._rules):
            return facts
        needed, names = Grouped(), {name for _, found, _ in self._rules for name in found or ()}
        for (predicate, sort), pairs in facts.by.items():
            if (sort if predicate == TYPE else predicate) in names:
                needed.by[predicate, sort] = pairs
        return needed
