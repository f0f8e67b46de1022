"""200 of the random worlds written as Turtle and built into snapshots: the real rules say what the direct way says.

So what holds of the 2,000 worlds that are made directly holds of what is read from files.
"""

from __future__ import annotations

from random import Random

import pytest

from compared import matching, resilient
from facts import Facts, random_facts
from made import built, made, turtle, world_of
from named import NAMED, PARTS
from skillgraph.workspace import SourceFile

BLOCK = 25
COURSES = 3


@pytest.mark.parametrize("block", range(0, 200, BLOCK))
def test_the_rules_say_what_the_direct_way_says(block: int, ontology: tuple[SourceFile, ...]) -> None:
    for seed in range(block, block + BLOCK):
        facts = random_facts(Random(seed), courses=COURSES)  # noqa: S311
        assert built(facts, ontology) == made(facts), f"seed {seed}"


@pytest.mark.parametrize("facts", [*NAMED.values(), PARTS], ids=[*NAMED, "a course in two parts"])
def test_the_rules_do_so_in_worlds_of_their_own(facts: Facts, ontology: tuple[SourceFile, ...]) -> None:
    assert built(facts, ontology) == made(facts)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_and_statements_changes_nothing(seed: int, ontology: tuple[SourceFile, ...]) -> None:
    facts = random_facts(Random(seed), courses=COURSES)  # noqa: S311
    world = world_of(_shuffled(turtle(facts), Random(seed)), ontology)  # noqa: S311
    assert world == made(facts)
    assert list(world.holders) == sorted(world.holders)
    matching(facts, world)
    resilient(facts, world)


def _shuffled(files: dict[str, str], random: Random) -> dict[str, str]:
    """The same statements in other files of the same layers, named and ordered at random."""
    places = [f"data/{layer}/{name}.ttl" for layer in ("seed", "interpretation", "example") for name in "cab"]
    prefixes = "".join(line for line in next(iter(files.values())).splitlines(keepends=True) if line.startswith("@"))
    things = [thing for text in files.values() for thing in text.split("\n\n")[1:]]
    random.shuffle(things)
    found = dict.fromkeys(random.sample(places, len(places)), prefixes)
    for thing in things:
        found[random.choice(places)] += f"\n{thing}\n"
    return found
