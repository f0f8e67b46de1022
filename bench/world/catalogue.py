"""The catalogue of a federation: fields of work with their skills, tasks and requirements; sites.

A field has about a dozen skills below one that is broader, the higher ones after the lower ones; a task belongs to
one field and asks for skills of it, one in three requirements with alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.world.blocks import Block, block, text
from bench.world.sizes import Sizes

FIRST_TASK = 46  # the table of the shipped register ends at 45
_FIELD = 12
_SORTS = ("TechnicalSkill", "KnowledgeSkill", "ToolSkill", "PracticeSkill")
_TIERS = ("fabric", "distributed-computing", "experiment-workflows")
_GROUPS = ("egi", "wlcg", "uk")
_AREAS = (
    "hardware-systems-engineering",
    "software-systems-engineering",
    "network",
    "research-and-development",
    "system-reliability",
    "user-experiment-support",
)
_JUDGED = (
    ("sg:rationale", text("Made up for a measurement.")),
    ("sg:confidence", "confidence:low"),
    ("sg:reviewStatus", "review-status:proposed"),
    ("prov:wasAttributedTo", "agent:curators"),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The slugs of the skills by field, and the numbers of the tasks by field."""

    skills: tuple[tuple[str, ...], ...]
    tasks: tuple[tuple[int, ...], ...]


def catalogue(sizes: Sizes) -> Catalogue:
    """What there is to be attested and to be done."""
    fields = max(1, sizes.skills // _FIELD)
    skills = [
        [f"world-{place % fields:04d}-{place // fields:02d}" for place in range(f, sizes.skills, fields)]
        for f in range(fields)
    ]
    tasks = [tuple(range(FIRST_TASK + f, FIRST_TASK + sizes.tasks, fields)) for f in range(fields)]
    return Catalogue(tuple(map(tuple, skills)), tuple(tasks))


def skills(made: Catalogue) -> Iterator[Block]:
    """The skills, each field a small tree, and what should be learned just before them."""
    for number, slugs in enumerate(made.skills):
        for place, slug in enumerate(slugs):
            facts = [
                ("a", (f"sg:{_SORTS[place % len(_SORTS)]}", "sg:Judgement")),
                ("skos:prefLabel", text(f"Skill {place} of field {number}")),
                ("skos:definition", text(f"What is number {place} in the made-up field {number}.")),
            ]
            if place == 0:
                facts.append(("skos:topConceptOf", "scheme:skills"))
            else:
                facts.append(("skos:broader", f"skill:{slugs[(place - 1) // 3]}"))
            facts += [("skos:inScheme", "scheme:skills"), ("sg:inTier", f"tier:{_TIERS[place % len(_TIERS)]}")]
            if place > 2:
                facts.append(("sg:directPrerequisite", f"skill:{slugs[place - 2]}"))
            yield block(f"skill:{slug}", *facts, *_JUDGED)


def entailments(made: Catalogue, sizes: Sizes) -> Iterator[Block]:
    """In each field two levels of skills that include a lower level of another one."""
    for number, slugs in enumerate(made.skills):
        random = Random(f"{sizes.seed}/entailments/{number}")
        for upper in random.sample(range(1, len(slugs)), min(2, len(slugs) - 1)):
            lower = slugs[(upper - 1) // 3]
            yield block(
                f"entailment:{slugs[upper]}-4-{lower}",
                ("a", "sg:EntailmentStatement"),
                ("sg:skill", f"skill:{slugs[upper]}"),
                ("sg:level", "4"),
                ("sg:entailedSkill", f"skill:{lower}"),
                ("sg:entailedLevel", "2"),
                *_JUDGED,
            )


def tasks(made: Catalogue) -> Iterator[Block]:
    """The tasks, each in one of the groups of the register and above its last number."""
    for number in _numbers(made):
        yield block(
            f"task:{number}",
            ("a", ("sg:ServiceTask", "sg:Judgement")),
            ("skos:prefLabel", text(f"Task {number} of the made-up federation")),
            ("sg:number", str(number)),
            ("sg:inGroup", f"group:{_GROUPS[number % len(_GROUPS)]}"),
            ("sg:ukRequirement", "uk-requirement:yes"),
            ("sg:ukInvolvement", "involvement:core"),
            *_JUDGED,
        )


def areas(made: Catalogue) -> Iterator[Block]:
    """One area of work for each task."""
    for number in _numbers(made):
        area = _AREAS[number % len(_AREAS)]
        yield block(
            f"area-assignment:{number}-{area}",
            ("a", "sg:AreaAssignment"),
            ("sg:assignsTask", f"task:{number}"),
            ("sg:assignsArea", f"area:{area}"),
            *_JUDGED,
        )


def _numbers(made: Catalogue) -> list[int]:
    return sorted(number for numbers in made.tasks for number in numbers)


def requirements(made: Catalogue, sizes: Sizes) -> Iterator[Block]:
    """Three to six requirements of each task, the last of the longer lists optional."""
    for field, numbers in enumerate(made.tasks):
        for number in numbers:
            yield from _requirements(number, made.skills[field], Random(f"{sizes.seed}/task/{number}"))


def _requirements(number: int, slugs: Sequence[str], random: Random) -> Iterator[Block]:
    wanted = random.sample(slugs, min(len(slugs), random.randint(3, 6)))
    names = [f"requirement:{number}-{slug}" for slug in wanted]
    yield block(f"task:{number}", ("sg:statesRequirement", names))
    for place, (name, slug) in enumerate(zip(names, wanted, strict=True)):
        level = random.choice((1, 2, 2, 3, 3, 4))
        other = random.choice([one for one in slugs if one != slug] or [slug])
        choices = [(f"alternative:{number}-{slug}-{one}", one) for one in (slug, other)]
        several = random.random() < 0.33 and other != slug
        if several:
            demand = [("sg:alternative", [alternative for alternative, _ in choices])]
        else:
            demand = [("sg:skill", f"skill:{slug}"), ("sg:level", str(level))]
        necessity = "optional" if place > 3 else "essential"
        facts = [("sg:necessity", f"necessity:{necessity}"), ("sg:weight", f"0.{random.randint(3, 9)}")]
        if random.random() < 0.1:
            facts.append(("sg:notOnBasis", "basis:self"))
        yield block(name, ("a", "sg:Requirement"), *demand, *facts, *_JUDGED)
        for alternative, one in choices if several else ():
            yield block(alternative, ("a", "sg:Alternative"), ("sg:skill", f"skill:{one}"), ("sg:level", str(level)))


def sites(sizes: Sizes) -> Iterator[Block]:
    """The sites."""
    for number in range(sizes.sites):
        yield block(
            f"site:world-{number + 1:05d}",
            ("a", "sg:Site"),
            ("skos:prefLabel", text(f"Made-up site {number + 1}")),
            ("skos:definition", text(f"Number {number + 1} of {sizes.sites} invented places of work.")),
        )
