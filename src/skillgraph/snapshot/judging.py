"""The judgement of the shapes on files of records, some files at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from skillgraph.engine import Dataset
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.builder import Built
from skillgraph.snapshot.deriving import Added
from skillgraph.turtle import ParsedFile, Places, parse
from skillgraph.turtle.grouped import Fact, Grouped
from skillgraph.validate.ignore import Ignore, apply, read_ignores
from skillgraph.validate.records.sieve import Sieve
from skillgraph.validate.told import told_once
from skillgraph.workspace import SourceFile

if TYPE_CHECKING:
    from skillgraph.validate.records.judge import Judge


@dataclass(slots=True)
class Judged:
    """What the shapes find of files of records: by path, with the shape, before what is told once and ignored.

    `several` are shapes that look at several files together, of which nothing is told.
    """

    found: dict[str, list[tuple[str, Finding]]] = field(default_factory=dict)
    ignores: dict[str, list[Ignore]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    is_placed: bool = True  # whether each finding is known to be about the file that it is kept with

    def add(self, other: Judged) -> None:
        """Takes in what is found of other files, or of the same in another state."""
        self.found |= other.found
        self.ignores |= other.ignores
        self.several |= other.several

    def findings(self) -> list[Finding]:
        """What is to be told."""
        found = {one for those in self.found.values() for shape, one in those if shape not in self.several}
        ignores = [one for those in self.ignores.values() for one in those]
        return apply(told_once(sorted(found, key=Finding.order)), ignores)

    def packed(self) -> dict[str, Any]:
        """As plain values; only of files of which something is found."""
        found = {path: [(shape, asdict(one)) for shape, one in those] for path, those in self.found.items() if those}
        ignores = {
            path: [{**asdict(one), "codes": sorted(one.codes)} for one in those]
            for path, those in self.ignores.items()
            if those
        }
        return {"found": found, "ignores": ignores, "several": sorted(self.several)}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Judged:
        """What was packed."""
        found = {
            path: [(shape, Finding(**{**one, "severity": Severity(one["severity"])})) for shape, one in those]
            for path, those in packed["found"].items()
        }
        ignores = {
            path: [Ignore(**{**one, "codes": frozenset(one["codes"])}) for one in those]
            for path, those in packed["ignores"].items()
        }
        return cls(found, ignores, set(packed["several"]))


class Judging:
    """The shapes of a workspace, ready for files of records beside its catalogue."""

    def __init__(self, shapes: Iterable[ParsedFile], built: Built, catalogue: Grouped) -> None:
        read = Dataset()
        for one in shapes:
            read.load(one.quads())
        self._built = built
        self._sieve = Sieve(read.union(), built.closed, catalogue)

    @cached_property
    def _judge(self) -> Judge:
        """pySHACL takes half a second to import, and nothing at all where all is well."""
        from skillgraph.validate.records.judge import Judge

        return Judge(self._sieve)

    @cached_property
    def _ignored(self) -> list[Ignore]:
        return read_ignores(self._built.files)

    def judged(self, added: Added, files: Sequence[SourceFile]) -> Judged:
        """What is found of some files, given what they add; nothing where they cannot be taken by themselves."""
        if added.foreign or added.repeats:
            return Judged()
        group = self._sieve.group(added.graphs.values(), added.described)
        left = self._sieve.left(group)
        made = Judged({file.path: [] for file in files}, {file.path: [] for file in files}, left.several)
        nodes = {shape: those for shape, those in left.nodes.items() if shape not in left.several}
        if nodes:
            facts = {*chain.from_iterable(added.graphs.values())}
            self._ask(made, nodes, facts, [parse(file)[0] for file in files])
        return made

    def _ask(self, made: Judged, nodes: Mapping[str, set[str]], facts: set[Fact], files: Sequence[ParsedFile]) -> None:
        from skillgraph.validate.records.judge import BothPlaces

        places = BothPlaces(Places((one.file.path, one.document) for one in files), self._built.places)
        for shape, finding in self._judge.findings(nodes, facts, places):
            made.is_placed &= finding.path in made.found or len(files) == 1
            made.found[finding.path if finding.path in made.found else files[0].file.path].append((shape, finding))
        for one in files:
            if made.found[one.file.path]:
                made.ignores[one.file.path] = [*read_ignores([one]), *self._ignored]
