"""`explain`: what a rule of `check` is about, or why a holder covers something or not."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.coverage_output import day_of, working
from skillgraph.cli.options import On, Workspace
from skillgraph.cli.render import Output, print_table
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.additions import Addition
    from skillgraph.coverage.derivation import Step
    from skillgraph.coverage.evidence import Statement
    from skillgraph.coverage.explanation import Explanation

_CODE = re.compile(r"SG\d+", re.IGNORECASE)


class ExplanationFormat(StrEnum):
    """How an explanation is written."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"
    JSON_LD = "json-ld"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"


_SUFFIXES = {ExplanationFormat.TURTLE: "ttl", ExplanationFormat.JSON_LD: "jsonld"}
_TABLES = (ExplanationFormat.CSV, ExplanationFormat.TSV, ExplanationFormat.MARKDOWN)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(explain)


def explain(
    words: Annotated[list[str], typer.Argument(metavar="CODE | TARGET... HOLDER", help="SG203, or 43 H07.")],
    output: Annotated[
        ExplanationFormat,
        typer.Option(
            "--format",
            "-f",
            help="How it is written; turtle and json-ld are PROV, csv, tsv and markdown a table.",
        ),
    ] = ExplanationFormat.TEXT,
    on: On = None,
    workspace: Workspace = None,
) -> None:
    """Say why somebody covers something or not: explain 43 H07; or what a rule of `check` is about: explain SG203"""
    if len(words) > 1:
        world, found = _explained(words[:-1], words[-1], on, workspace)
        _write(world, found, output)
        return
    if not _CODE.fullmatch(words[0]):
        raise UsageError(f"Who may cover {words[0]!r} is not said.", "Write 43 H07, or the code of a rule like SG203.")
    if output is not ExplanationFormat.TEXT:
        raise UsageError("A rule is explained as text.", "Leave --format out.")
    from skillgraph.check.rules import page, rule_of

    sys.stdout.write(page(rule_of(words[0])))


def _explained(targets: list[str], holder: str, on: str | None, workspace: str | None) -> tuple[World, Explanation]:
    from skillgraph.compare.authorship import line_commits
    from skillgraph.coverage import load_world
    from skillgraph.coverage.asking import targets_of
    from skillgraph.coverage.explanation import explain as explanation_of
    from skillgraph.coverage.naming import find

    contents, day = session.contents(workspace), day_of(on)
    engine = session.snapshot(contents).engine
    world = load_world(engine)
    asked, who = targets_of(world, targets), find(world, "holder", holder)
    commits = line_commits(contents.root, os.environ)
    with working("explain ..."):
        return world, explanation_of(world, engine, contents, asked, who, day, commits=commits)


def _write(world: World, found: Explanation, output: ExplanationFormat) -> None:
    from skillgraph.coverage.reports.explain import EXPLANATION_FORMATS, table, write_explanation
    from skillgraph.coverage.tables import terms
    from skillgraph.results import format_named

    if output is ExplanationFormat.TEXT:
        sys.stdout.writelines(f"{line}\n" for line in _text(world, found))
    elif output in _TABLES:
        made = table(found)
        print_table(terms(made.columns, made.rows), Output(output.value))
    else:
        name = _SUFFIXES.get(output, output.value)
        sys.stdout.write(write_explanation(found, format_named(name, EXPLANATION_FORMATS)).decode())


def _text(world: World, found: Explanation) -> Iterator[str]:
    match = found.match
    names = "; ".join(f"{_slug(one)} {world.targets[one].name}" for one in found.targets)
    until = f", until {match.expires}" if match.status.value == "covered" else ""
    yield f"{_slug(match.holder)} and {names}, on {found.day}: {match.status.value}{until}."
    yield f"{match.satisfied} of {len(match.essential)} essential requirements are satisfied."
    yield ""
    yield "Why"
    for one in found.because:
        necessity = "" if one.answer.requirement.is_essential else " (optional)"
        yield f"  {one.answer.requirement.name}{necessity}: {one.reason}"
        for step in one.steps:
            yield from _step(found.steps[step], found.statements)
    yield ""
    yield from _why_not(world, found)
    yield ""
    yield from _how_sure(found)


def _step(step: Step, statements: tuple[Statement, ...]) -> Iterator[str]:
    from skillgraph.terms import compact

    concluded = (
        " ".join(map(compact, step.conclusion)) if step.conclusion else "from what is not recorded or does not count"
    )
    yield f"    {step.name}: {concluded}"
    for number in step.statements:
        yield f"      {_stated(statements[number])}"


def _stated(one: Statement) -> str:
    from skillgraph.results import short
    from skillgraph.terms import compact

    commit = f" {one.commit[:10]}" if one.commit else ""
    return f"{one.path}:{one.line}{commit}  {compact(one.subject)} {compact(one.predicate)} {short(one.object)}"


def _why_not(world: World, found: Explanation) -> Iterator[str]:
    yield "What is missing"
    needed = found.additions
    if needed.sets:
        size, steps = _count(needed.size, "attestation"), _count(needed.steps, "level")
        yield f"  {size} would do; {steps} above what was recorded until now:"
        for some in needed.sets:
            yield f"    {_added(world, some)}"
        if not needed.is_all:
            yield "    There may be other sets of that size."
        if not needed.is_proven:
            yield "    Time ran out: it is not proven that fewer would not do."
    elif not needed.is_proven:
        yield "  No set of attestations was found in time."
    elif found.match.status.value == "covered":
        yield "  Nothing."
    for one in found.targets:
        if not world.essential(one):
            yield f"  {_slug(one)} has no essential requirement: nobody can be said to cover it."
    for blocked in found.blocking:
        name = world.requirements[blocked.requirement].name
        unknown = f" as far as is known; of {blocked.unknown} nothing is recorded" if blocked.unknown else ""
        yield f"  {name} blocks everybody: nobody satisfies it{unknown}."


def _added(world: World, some: Iterable[Addition]) -> str:
    from skillgraph.coverage.reasons import level_name

    named = ((level_name(world, one.skill_level), "" if one.steps else " (recorded before)") for one in some)
    return ", ".join(f"{name}{note}" for name, note in named)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _how_sure(found: Explanation) -> Iterator[str]:
    from skillgraph.terms import compact

    yield "How sure"
    invented = " Nobody vouches for the example layer." if "example" in found.layers else ""
    yield f"  Layers: {', '.join(found.layers) or 'none'}.{invented}"
    if not found.judgements:
        return
    yield f"  Lowest confidence of the judgements used: {found.confidence}."
    yield f"  Not reviewed by a second person: {len(found.unreviewed)} of {len(found.judgements)}."
    for one in found.unreviewed:
        yield f"    {compact(one.iri)} ({one.confidence}, {one.review_status})"


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]
