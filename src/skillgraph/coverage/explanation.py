"""Why a holder covers something or not: what it follows from, what would have to be added, and how sure it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from skillgraph.coverage.additions import Additions, additions
from skillgraph.coverage.asking import targets_of
from skillgraph.coverage.derivation import Derivation, Step
from skillgraph.coverage.evidence import Commits, Evidence, Statement
from skillgraph.coverage.grid import grid
from skillgraph.coverage.matching import Answer, Match, match
from skillgraph.coverage.naming import find, named_in_parameters, slug
from skillgraph.coverage.reasons import reason
from skillgraph.coverage.world import Day, World
from skillgraph.engine import Engine
from skillgraph.errors import UsageError
from skillgraph.terms import ID, Iri, serialise, split_id
from skillgraph.workspace import LAYERS, Contents

REVIEWED = "reviewed"
MOST_TARGETS = 20  # of one explanation over HTTP
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Because:
    """One requirement: its answer, in words as well, and the numbers of the steps that lead to it.

    `steps` begin with why the requirement holds for the targets.
    """

    answer: Answer
    reason: str
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blocking:
    """An essential requirement that nobody satisfies; `unknown` counts those of whom nothing is recorded about it."""

    requirement: str
    unknown: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A curator's judgement that the answer rests on."""

    iri: str
    confidence: str
    review_status: str

    @property
    def is_reviewed(self) -> bool:
        """Whether a second person has agreed."""
        return self.review_status == REVIEWED


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole explanation; `iri` names it, the same for the same files and question.

    `because` holds the essential requirements first; its steps are numbers of `steps`, whose statements are numbers of
    `statements`, both from 0. `confidence` is the lowest of the judgements used, empty where there is none.
    """

    iri: str
    snapshot: str
    day: Day
    targets: tuple[str, ...]
    match: Match
    because: tuple[Because, ...]
    steps: tuple[Step, ...]
    statements: tuple[Statement, ...]
    additions: Additions
    blocking: tuple[Blocking, ...]
    layers: tuple[str, ...]
    confidence: str
    judgements: tuple[Judgement, ...]

    @property
    def unreviewed(self) -> tuple[Judgement, ...]:
        """The judgements with which nobody else has agreed yet."""
        return tuple(one for one in self.judgements if not one.is_reviewed)


def explain(
    world: World,
    engine: Engine,
    contents: Contents,
    targets: Sequence[str],
    holder: str,
    day: Day,
    *,
    commits: Commits | None = None,
    seconds: float = 5.0,
) -> Explanation:
    """Why a holder covers all of the targets together on a day, or not.

    `engine` and `contents` are those of the snapshot that the world was loaded from; `commits` tells who wrote a line.
    `seconds` is the most time for each of the searches for additions.
    """
    found = match(world, holder, targets, day)
    evidence = Evidence(engine, contents)
    derivation = Derivation(world, evidence)
    because = tuple(
        Because(one, reason(world, one), tuple(_steps(derivation, targets, holder, one)))
        for one in (*found.essential, *found.optional_answers)
    )
    judged = tuple(_judgements(evidence))
    statements = evidence.statements(commits)
    return Explanation(
        iri=_named(targets, holder, day, contents.digest),
        snapshot=contents.digest[:16],
        day=day,
        targets=tuple(targets),
        match=found,
        because=because,
        steps=derivation.steps(),
        statements=statements,
        additions=additions(world, holder, targets, day, seconds=seconds),
        blocking=_blocking(world, targets, day),
        layers=tuple(layer for layer in LAYERS if any(one.layer == layer for one in statements)),
        confidence=judged[0].confidence if judged else "",
        judgements=judged,
    )


def asked_in(world: World, words: Iterable[str], holder: str) -> tuple[tuple[str, ...], str]:
    """The targets and the holder that a request names; UsageError where one is unknown or they are too many."""
    with named_in_parameters():
        targets, who = targets_of(world, words), find(world, "holder", holder)
    if len(targets) > MOST_TARGETS:
        raise UsageError(f"{len(targets)} targets are too many at once.", f"Ask about up to {MOST_TARGETS}.")
    return targets, who


def _steps(derivation: Derivation, targets: Iterable[str], holder: str, answer: Answer) -> Iterator[int]:
    for target in targets:
        yield from derivation.held(target, answer.requirement.iri)
    yield from derivation.decided(answer, holder)


def _blocking(world: World, targets: Sequence[str], day: Day) -> tuple[Blocking, ...]:
    table = grid(world, targets, day)
    return tuple(Blocking(one, len(table.unknown[one])) for one in table.requirements if not table.satisfied[one])


def _judgements(evidence: Evidence) -> Iterator[Judgement]:
    """The judgements among what the statements are about, the least sure first."""
    values = " ".join(serialise(Iri(one)) for one in evidence.subjects())
    query = f"""SELECT ?x ?confidence ?review {{ VALUES ?x {{ {values} }} ?x sg:reviewStatus ?review ;
        sg:confidence ?confidence . ?confidence sg:rank ?rank }} ORDER BY ?rank ?x"""
    for x, confidence, review in evidence.rows(query):
        yield Judgement(str(x), slug(str(confidence)), slug(str(review)))


def _named(targets: Sequence[str], holder: str, day: Day, digest: str) -> str:
    """An IRI made of the question and of the files that it was asked of."""
    asked = ".".join("-".join(split_id(one) or (slug(one),)) for one in targets)
    if len(asked) > _LONGEST:
        asked = hashlib.sha256(asked.encode()).hexdigest()[:16]
    return f"{ID}explanation/{asked}--{slug(holder)}--{day}--{digest[:16]}"
