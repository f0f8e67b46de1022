"""Explanations of small worlds written as Turtle: every statement stands where it is said to, and together they do."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from facts import DAY, Facts, random_facts
from made import turtle
from oracle import Oracle
from oracle_explained import Said, Statements, tail
from skillgraph.coverage import load_world
from skillgraph.coverage.evidence import Statement
from skillgraph.coverage.explanation import Because, Explanation, explain
from skillgraph.coverage.matching import State
from skillgraph.snapshot import build
from skillgraph.terms import Iri, Literal
from skillgraph.workspace import Contents, SourceFile


@pytest.mark.parametrize("seed", range(12))
def test_an_answer_follows_from_the_statements_that_are_named(seed: int, ontology: tuple[SourceFile, ...]) -> None:
    facts = random_facts(Random(seed), holders=3)  # noqa: S311
    files = turtle(facts)
    contents = Contents(Path(), (*ontology, *(SourceFile(path, text.encode()) for path, text in files.items())))
    engine = build(contents).dataset.engine()
    world, oracle = load_world(engine), Oracle(facts, DAY)
    lines = {path: text.splitlines() for path, text in files.items()}
    for holder in facts.holders:
        for target in facts.own:
            found = explain(world, engine, contents, (target,), holder, DAY)
            for one in found.statements:
                _stands_there(one, lines[one.path])
            asked = [*oracle.demands([target]), *oracle.demands([target], essential=False)]
            assert sorted(one.answer.requirement.iri for one in found.because) == sorted(asked)
            for because in found.because:
                _follows(facts, found, because)


def _stands_there(one: Statement, lines: list[str]) -> None:
    """Predicate and object are on the line, the subject on the last line before that begins a thing."""
    line = lines[one.line - 1].strip()
    assert line.startswith(f"sg:{tail(one.predicate)} ")
    assert (f"<{one.object.value}>" if isinstance(one.object, Iri) else _text(one)) in line
    begins = next(text for text in reversed(lines[: one.line]) if text.startswith("<"))
    assert begins.startswith(f"<{one.subject}> ")


def _text(one: Statement) -> str:
    assert isinstance(one.object, Literal)
    return one.object.value


def _used(found: Explanation, because: Because) -> frozenset[Said]:
    """What a requirement's steps use, and the steps before them."""
    todo, steps = list(because.steps), set[int]()
    while todo:
        number = todo.pop()
        if number not in steps:
            steps.add(number)
            todo += found.steps[number].steps
    stated = (found.statements[number] for step in steps for number in found.steps[step].statements)
    return frozenset(
        (one.subject, tail(one.predicate), one.object.value if isinstance(one.object, Iri) else _text(one))
        for one in stated
    )


def _follows(facts: Facts, found: Explanation, because: Because) -> None:
    """The state of a requirement, from the statements of its steps and nothing else."""
    holder, asked, state = found.match.holder, because.answer.requirement.iri, because.answer.state
    said = Statements(_used(found, because))
    assert said.holds(found.targets[0], asked)
    assert said.satisfied(holder, asked, DAY) is (state is State.SATISFIED)
    if state is State.SATISFIED:
        assert all(not said.without([one]).satisfied(holder, asked, DAY) for one in _decisive(said, asked))
    elif state is State.EXPIRED:
        since = because.answer.since
        ends = [
            end for one in said.attested(holder, asked) if said.meets(one, asked) for end in said.of(one, "validUntil")
        ]
        assert ends == [str(since)]
    elif state is State.BELOW_LEVEL:
        skills = {skill for skill, _ in said.options(asked)}
        (by,) = said.attested(holder, asked)
        assert not said.meets(by, asked)
        assert skills & {skill for level in said.levels(by) for skill, _ in said.grants(level)}
    elif state is State.MISSING:
        assert [day for day in said.of(holder, "recordCompleteFrom") if day <= str(DAY)]
    else:
        assert not list(said.attested(holder, asked))
        complete = facts.holders[holder]
        assert complete is None or complete > DAY
    ignored = set(said.attested(holder, asked, counting=False))
    assert {one.iri for one in because.answer.not_counted} <= {one for one, name, _ in said.said if name == "basis"}
    assert not ignored & set(said.attested(holder, asked))


def _decisive(said: Statements, asked: str) -> list[Said]:
    """Statements without which nothing is satisfied: no explanation names one attestation too many."""
    by = {one for one, name, _ in said.said if name == "validFrom"}
    return [one for one in said.said if one[0] in by and one[1] in ("validFrom", "validUntil", "skill", "level")]
