"""Why a holder covers something or not: the requirements, the statements with file and line, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.coverage import World, tasks
from skillgraph.coverage import explain as explanation_of
from skillgraph.coverage.derivation import Step
from skillgraph.coverage.evidence import Statement
from skillgraph.coverage.explanation import Because, Explanation, asked_in
from skillgraph.coverage.matching import State
from skillgraph.coverage.naming import slug
from skillgraph.coverage.reasons import level_name
from skillgraph.coverage.world import Kind, SkillLevel
from skillgraph.pages.asked import On, on_of, text_of
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.terms import Iri, graph_of

STATUS_OF: Mapping[State, str] = {
    State.SATISFIED: "covered",
    State.NOT_RECORDED: "unknown",
    State.MISSING: "gap",
    State.BELOW_LEVEL: "gap",
    State.EXPIRED: "gap",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A statement in words, with the place where it is written."""

    text: str
    layer: str
    path: str
    line: int
    href: str


@dataclass(frozen=True, slots=True)
class Inference:
    """A step in words, with the statements that it uses."""

    name: str
    text: str
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A requirement with its answer, and the steps that lead there."""

    name: str
    href: str
    necessity: str
    status: str
    state: str
    text: str
    steps: tuple[Inference, ...]


def explain(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/coverage/explain`: `target` and `holder` on the day `on`; the form alone without them."""
    world, on = site.world, on_of(site, parameters)
    target, holder = text_of(parameters, "target"), text_of(parameters, "holder")
    model = {
        "on": on,
        "tasks": [(slug(one), world.targets[one].number, world.targets[one].name) for one in tasks(world)],
        "holders": [(slug(one), world.name(one)) for one in sorted(world.holders)],
        "target": target,
        "holder": holder,
        "found": None,
    }
    title = "Why somebody covers a task or not"
    if target and holder:
        asked, who = asked_in(world, target.replace(",", " ").split(), holder)
        found = explanation_of(world, site.engine, site.contents, asked, who, on.day)
        title = f"{world.name(who)} and {_named(world, asked)}: {found.match.status.value}"
        model |= _told(site, world, found, on)
    return Page("explain.html", title, model, "coverage", on.is_today, names_people=True)


def _named(world: World, asked: Sequence[str]) -> str:
    one = world.targets[asked[0]]
    first = f"task {slug(one.iri)}" if one.kind is Kind.TASK else one.name
    return first if len(asked) == 1 else f"{first} and {len(asked) - 1} more"


def _told(site: Site, world: World, found: Explanation, on: On) -> dict[str, object]:
    words = _Words(site, found)
    labels = site.labels(one.iri for one in found.judgements)
    return {
        "found": found,
        "name": world.name(found.match.holder),
        "holder_href": site.page(found.match.holder, on.text),
        "targets": [(world.targets[one], site.page(one, on.text)) for one in found.targets],
        "reasons": [words.reason(one) for one in found.because],
        "additions": [[_added(world, one.skill_level, one.steps) for one in some] for some in found.additions.sets],
        "blocking": [(world.requirements[one.requirement].name, one.unknown) for one in found.blocking],
        "unmapped": [world.targets[one].name for one in found.targets if not world.essential(one)],
        "judgements": [(site.href(one.iri), labels[one.iri], one) for one in found.judgements],
        "command": " ".join((*(_word(world, one) for one in found.targets), slug(found.match.holder))),
    }


def _word(world: World, target: str) -> str:
    """What a command calls a target."""
    kind = world.targets[target].kind
    return slug(target) if kind is Kind.TASK else f"{kind}:{slug(target)}"


def _added(world: World, level: SkillLevel, steps: int) -> str:
    return f"{level_name(world, level)}{'' if steps else ' (recorded before)'}"


class _Words:
    """Steps and statements in words, with labels in the place of IRIs."""

    def __init__(self, site: Site, found: Explanation) -> None:
        self._site = site
        self._found = found
        self._labels = site.labels(_iris(found))

    def reason(self, one: Because) -> Reason:
        """A requirement with what is known of it."""
        asked, state = one.answer.requirement, one.answer.state
        return Reason(
            asked.name,
            self._site.href(asked.iri),
            "essential" if asked.is_essential else "optional",
            STATUS_OF[state],
            state.text,
            one.reason,
            tuple(self._inference(self._found.steps[number]) for number in one.steps),
        )

    def _inference(self, step: Step) -> Inference:
        text = " ".join(map(self._word, step.conclusion)) if step.conclusion else "what is not recorded, or not counted"
        return Inference(step.name, text, tuple(self._written(self._found.statements[one]) for one in step.statements))

    def _written(self, one: Statement) -> Written:
        value = self._word(one.object.value) if isinstance(one.object, Iri) else str(one.object)
        text = f"{self._word(one.subject)} {self._word(one.predicate)} {value}"
        return Written(text, one.layer, one.path, one.line, self._site.href(graph_of(one.path)))

    def _word(self, iri: str) -> str:
        return self._labels.get(iri, iri)


def _iris(found: Explanation) -> Iterable[str]:
    for one in found.statements:
        yield from (one.subject, one.predicate)
        if isinstance(one.object, Iri):
            yield one.object.value
    for step in found.steps:
        yield from step.conclusion or ()
