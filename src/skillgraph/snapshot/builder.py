"""From files to a dataset: parse, apply the workspace's rules, close under OWL 2 RL, check.

The graphs of the result: one per Turtle file; `inferred/<rule>` per rule under ontology/rules/; `inferred/owl-rl` for
what the axioms add; `inferred/files`, which says of every file's graph which layer it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from skillgraph.engine import Dataset, Part, Statements
from skillgraph.errors import ForbiddenQuery, InvalidWorkspace, QuerySyntaxError, TooLarge, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.queries import OF_WORKSPACE, guard
from skillgraph.queries.syntax import diagnosed
from skillgraph.queries.wellformed import header_finding, text_finding
from skillgraph.reason import Clash, ConstructRule, RuleSet, close, compile_axioms, find_clashes, read_rules
from skillgraph.terms import GRAPH, NS, RDF_TYPE, Iri, compact, mint
from skillgraph.turtle import Parse, ParsedFile, Places, parse_files
from skillgraph.workspace import Contents, SourceFile

OWL_RL = f"{GRAPH}inferred/owl-rl"
FILES = f"{GRAPH}inferred/files"
FindClashes = Callable[[Dataset, RuleSet], Iterable[Clash]]


@dataclass(frozen=True, slots=True)
class Built:
    """A dataset with the closed union for checks, the axioms it is closed under, and where everything is written."""

    dataset: Statements
    closed: Dataset
    axioms: RuleSet
    places: Places
    files: tuple[ParsedFile, ...]

    def restated(self, files: Iterable[ParsedFile]) -> Built | None:
        """The same for files that state the same in other words or places; None where they state something else."""
        now = tuple(files)
        if [one.file.path for one in now] != [one.file.path for one in self.files]:
            return None
        if not all(one is other or _says_the_same(one, other) for one, other in zip(now, self.files, strict=True)):
            return None
        return replace(self, files=now, places=_places(now))

    def clashes(self, find: FindClashes = find_clashes) -> list[Finding]:
        """What breaks an axiom, in the order of the places."""
        found = [_clash_finding(clash, self.places) for clash in find(self.closed, self.axioms)]
        return sorted(found, key=Finding.order)


class Parts:
    """What files state, as parts of a dataset; those of files that stayed as they were are not made anew."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ParsedFile, Part]] = {}

    def of(self, one: ParsedFile) -> Part:
        """The part that a file states."""
        known = self._kept.get(one.file.path)
        if known is None or known[0] is not one:
            known = self._kept[one.file.path] = (one, Part(one.quads()))
        return known[1]


def build(
    contents: Contents,
    parse: Parse = parse_files,
    beside: Iterable[SourceFile] = (),
    part_of: Callable[[ParsedFile], Part] | None = None,
) -> Built:
    """The dataset of a workspace; InvalidWorkspace where a file does not parse or a rule is none.

    Files `beside` are those whose statements go elsewhere; the dataset only says that they are there.
    """
    rules = rules_of(contents)
    parsed = parse([*contents.turtle("ontology"), *contents.turtle("data")])
    dataset, closed = _load(parsed, [*(one.file for one in parsed), *beside], part_of or Parts().of)
    axioms = _axioms_of(tuple(one for one in parsed if one.file.part == "ontology" and not one.file.is_annex))
    _run(rules, "before", dataset, closed)
    close(closed, axioms)
    close(closed, axioms, since=_run(rules, "after", dataset, closed))
    dataset.complete(closed, OWL_RL)
    return Built(dataset, closed, axioms, _places(parsed), tuple(parsed))


def _places(files: Iterable[ParsedFile]) -> Places:
    return Places((one.file.path, one.document) for one in files)


def _says_the_same(one: ParsedFile, other: ParsedFile) -> bool:
    return list(one.quads()) == list(other.quads())


def rules_of(contents: Contents) -> tuple[ConstructRule, ...]:
    """The workspace's own rules; InvalidWorkspace where one is not well formed."""
    read = [_rule(file) for file in contents.text("ontology", ".rq")]
    wrong = [finding for finding in read if isinstance(finding, Finding)]
    if wrong:
        raise InvalidWorkspace(wrong)
    return tuple(rule for rule in read if isinstance(rule, ConstructRule))


@lru_cache(maxsize=64)
def _rule(file: SourceFile) -> ConstructRule | Finding:
    """The rule in a file, or what is wrong with it: SG401 about its header, SG402 about its text."""
    try:
        (rule,) = read_rules([file])
        guard(rule.query, OF_WORKSPACE)  # a rule is run here, and must not reach out
        with diagnosed(rule.query):
            Dataset().construct(rule.query)
    except WorkspaceError as error:
        return header_finding(file, error)
    except (QuerySyntaxError, ForbiddenQuery, TooLarge) as error:
        return text_finding(file, error)
    return rule


@lru_cache(maxsize=2)
def _axioms_of(modules: tuple[ParsedFile, ...]) -> RuleSet:
    """The rules that the modules of the ontology say."""
    ontology = Dataset()
    for one in modules:
        ontology.load(one.quads())
    return compile_axioms(ontology.engine())


def _load(
    files: list[ParsedFile], listed: Iterable[SourceFile], part_of: Callable[[ParsedFile], Part]
) -> tuple[Statements, Dataset]:
    """The dataset of some files, and the union of all its graphs but those of the annex; both say what is `listed`."""
    dataset = Statements()
    for one in files:
        dataset.add(part_of(one))
    union = Dataset.merged(chain.from_iterable(one.merged() for one in files if not one.file.is_annex))
    statements = _file_statements(listed)
    dataset.add(Part.of_triples(statements, FILES))
    union.load_nquads(statements)
    return dataset, union


def _file_statements(files: Iterable[SourceFile]) -> bytes:
    lines = []
    for file in files:
        subject = f"<{file.graph}>"
        lines.append(f"{subject} <{RDF_TYPE}> <{NS}GraphFile> .\n")
        lines.append(f'{subject} <{NS}path> "{file.path}" .\n')
        lines.append(f"{subject} <{NS}layer> <{mint('layer', file.layer)}> .\n")
    return "".join(lines).encode()


def _run(rules: tuple[ConstructRule, ...], stage: str, dataset: Statements, closed: Dataset) -> frozenset[str]:
    """Runs the rules of a stage; gives the names of what came of them, as `Statements.construct` does."""
    made = [dataset.construct(closed, rule.query, rule.graph) for rule in rules if rule.stage == stage]
    return frozenset().union(*made)


def _clash_finding(clash: Clash, places: Places) -> Finding:
    place = places.find(Iri(clash.focus))
    return Finding(
        "SG301",
        Severity.VIOLATION,
        f"{compact(clash.focus)} {clash.message}.",
        place.path,
        place.line,
        place.column,
        focus=clash.focus,
        hint="One of the statements behind this is wrong.",
    )
