"""Running the compiled rules to a fixpoint, and the checks on what comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillgraph.engine import Dataset
from skillgraph.reason.compiler import RuleSet


@dataclass(frozen=True, slots=True)
class Clash:
    """A resource that breaks an axiom of the ontology, and how."""

    focus: str
    message: str


def close(dataset: Dataset, rules: RuleSet) -> int:
    """Adds to the default graph all that follows by the rules; says in how many rounds.

    A round runs every rule once; the rounds end when one adds nothing. Each rule derives triples over terms that are
    there already, so the end is reached.
    """
    rounds = 0
    while True:
        before = len(dataset)
        for rule in rules.rules:
            dataset.update(rule.update)
        rounds += 1
        if len(dataset) == before:
            return rounds


def find_clashes(dataset: Dataset, rules: RuleSet) -> Iterator[Clash]:
    """What breaks an axiom in a closed dataset."""
    engine = dataset.engine()
    for check in rules.checks:
        for row in engine.select(check.query).rows:
            yield Clash(str(row[0]), check.message)
