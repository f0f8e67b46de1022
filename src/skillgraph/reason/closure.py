"""Running the compiled rules to a fixpoint, and the checks on what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from skillgraph.engine import Dataset
from skillgraph.reason.compiler import Rule, RuleSet
from skillgraph.reason.strata import concerned, stratify


@dataclass(frozen=True, slots=True)
class Clash:
    """A resource that breaks an axiom of the ontology, and how."""

    focus: str
    message: str


def close(dataset: Dataset, rules: RuleSet, since: Set[str] | None = None) -> None:
    """Adds to the default graph all that follows by the rules.

    With `since`, the dataset was closed before statements with these properties and classes, given as `<IRI>`, came.
    Rules that may feed themselves run in rounds until one adds nothing. Each derives triples over terms that are there
    already, so the end is reached. The others run once, before or after these.
    """
    strata = stratify(rules.rules if since is None else concerned(rules.rules, since))
    _run(dataset, strata.first)
    before, size = -1, len(dataset)  # counting takes as long as some rules do
    while strata.cyclic and size != before:
        _run(dataset, strata.cyclic)
        before, size = size, len(dataset)
    _run(dataset, strata.last)


def _run(dataset: Dataset, rules: Iterable[Rule]) -> None:
    for rule in rules:
        dataset.update(rule.update)


def find_clashes(dataset: Dataset, rules: RuleSet) -> Iterator[Clash]:
    """What breaks an axiom in a closed dataset."""
    engine = dataset.engine()
    for check in rules.checks:
        for row in engine.select(check.query).rows:
            yield Clash(str(row[0]), check.message)
