"""A federation as the parts that become its files, one after another, so that any size fits into memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.world import catalogue, people
from bench.world.blocks import Block
from bench.world.sizes import Sizes

FOLDER = "data/example/world"
_JUDGED = "data/interpretation/world"
_REGISTER = "data/seed/world"
_BLOCKS = 150  # of a catalogue's file, so that it stays one that people can read


@dataclass(frozen=True, slots=True)
class Part:
    """One file to be: its path without a suffix, the sentence at its head, and what is stated in it."""

    path: str
    comment: str
    blocks: tuple[Block, ...]


def federation(sizes: Sizes, shipped: Sequence[str] = ()) -> Iterator[Part]:
    """The catalogue, then the records; `shipped` are slugs of further skills that the holders may have."""
    made = catalogue.catalogue(sizes)
    yield from _parts(f"{_JUDGED}/skills", "Made-up skills by field of work.", catalogue.skills(made))
    yield from _parts(f"{_JUDGED}/entailments", "Made-up entailments.", catalogue.entailments(made, sizes))
    yield from _parts(f"{_REGISTER}/tasks", "Made-up tasks.", catalogue.tasks(made))
    yield from _parts(f"{_JUDGED}/areas", "The areas of the made-up tasks.", catalogue.areas(made))
    yield from _parts(f"{_JUDGED}/requirements", "What the made-up tasks require.", catalogue.requirements(made, sizes))
    yield from _parts(f"{FOLDER}/sites", "Made-up sites.", catalogue.sites(sizes))
    for first in range(0, sizes.sites, sizes.together):
        numbers = range(first, min(sizes.sites, first + sizes.together))
        blocks = tuple(one for number in numbers for one in people.site(number, made, shipped, sizes))
        yield Part(f"{FOLDER}/records-{first + 1:05d}", "Made-up records of holders who stand for nobody.", blocks)


def _parts(name: str, comment: str, blocks: Iterable[Block]) -> Iterator[Part]:
    waiting: list[Block] = []
    number = 0
    for one in blocks:
        waiting.append(one)
        if len(waiting) == _BLOCKS:
            number += 1
            yield Part(f"{name}-{number:03d}", comment, tuple(waiting))
            waiting = []
    if waiting:
        yield Part(f"{name}-{number + 1:03d}", comment, tuple(waiting))
