"""Running the compiled rules to a fixpoint, and the checks on what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from skillgraph.engine import Dataset
from skillgraph.reason.compiler import Check, RuleSet
from skillgraph.reason.strata import concerned, stratify
from skillgraph.sparql.reads import names_read
from skillgraph.terms import RDF_TYPE

_TYPE = f"<{RDF_TYPE}>".encode()


@dataclass(frozen=True, slots=True)
class Clash:
    """A resource that breaks an axiom of the ontology, and how."""

    focus: str
    message: str


def close(dataset: Dataset, rules: RuleSet, since: Set[str] | None = None) -> None:
    """Adds to the default graph all that follows by the rules.

    With `since`, the dataset was closed before statements with these properties and classes, given as `<IRI>`, came.
    Rules that feed each other run in rounds until one adds nothing. Each derives triples over terms that are there
    already, so the end is reached. The others run once.
    """
    for stratum in stratify(rules.rules if since is None else concerned(rules.rules, since)):
        before, size = -1, 0
        while size != before:
            for rule in stratum.rules:
                dataset.update(rule.update)
            before, size = size, dataset.count(stratum.heads) if stratum.is_cyclic else size


def find_clashes(dataset: Dataset, rules: RuleSet) -> Iterator[Clash]:
    """What breaks an axiom in a closed dataset."""
    for check in rules.checks:
        yield from _offenders(dataset, check)


class Clashes:
    """`find_clashes` for one state after another: a check is made again only where it may find something else."""

    def __init__(self) -> None:
        self._lines: frozenset[bytes] = frozenset()
        self._found: dict[Check, tuple[Clash, ...]] = {}

    def find(self, dataset: Dataset, rules: RuleSet) -> Iterator[Clash]:
        """What breaks an axiom in a closed dataset."""
        lines = dataset.triple_lines()
        names, self._lines = _names_in(lines ^ self._lines), lines
        found, self._found = self._found, {}
        for check in rules.checks:
            known = found.get(check)
            read = names_read(check.query)
            if known is None or read is None or not read.isdisjoint(names):
                known = tuple(_offenders(dataset, check))
            self._found[check] = known
            yield from known


def _offenders(dataset: Dataset, check: Check) -> Iterator[Clash]:
    for row in dataset.engine().select(check.query).rows:
        yield Clash(str(row[0]), check.message)


def _names_in(lines: Iterable[bytes]) -> frozenset[str]:
    """The properties, and the classes of rdf:type, in lines of N-Triples."""
    pairs = (line.split(b" ", 2)[1:] for line in lines)
    return frozenset({(value if name == _TYPE else name).decode() for name, value in pairs})
