"""The records of one site: holders, posts, shares of time, allocations, and attestations with their history.

A holder works in one field of the catalogue and knows a little of another one and of the shipped skills. An attestation
is renewed now and then, runs out, or is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from bench.world.blocks import Block, block, day, text
from bench.world.catalogue import Catalogue
from bench.world.sizes import Sizes

_ROLES = ("research-infrastructure-engineer", "research-software-engineer", "site-reliability-engineer")
_BASES = ("self", "peer", "peer", "manager", "evidence", "certificate")
_START = date(2018, 1, 1)
_END = date(2026, 10, 31)  # no record begins later
_VALID_YEARS = (2, 3, 3, 5)


def site(number: int, made: Catalogue, shipped: Sequence[str], sizes: Sizes) -> Iterator[Block]:
    """All that is recorded at a site; it depends on the seed and the number of the site alone."""
    random = Random(f"{sizes.seed}/site/{number}")
    for holder in sizes.holders_of(number):
        yield from _holder(f"H{holder:07d}", number, made, shipped, sizes, random)
    yield block(
        f"post:world-vacant-{number + 1:05d}",
        ("a", ("sg:Post", "sg:VacantPost")),
        ("sg:roleClass", f"role:{random.choice(_ROLES)}"),
        ("sg:atSite", f"site:world-{number + 1:05d}"),
    )


def _holder(
    slug: str, site: int, made: Catalogue, shipped: Sequence[str], sizes: Sizes, random: Random
) -> Iterator[Block]:
    complete = [("sg:recordCompleteFrom", day("2026-01-01"))] if random.random() < 0.1 else []
    yield block(f"holder:{slug}", ("a", "sg:SyntheticHolder"), ("skos:prefLabel", text(slug)), *complete)
    yield block(
        f"post:{slug}",
        ("a", "sg:Post"),
        ("sg:roleClass", f"role:{random.choice(_ROLES)}"),
        ("sg:atSite", f"site:world-{site + 1:05d}"),
        ("org:heldBy", f"holder:{slug}"),
    )
    field = random.randrange(len(made.skills))
    share = _availability(random)
    if share < 100:
        yield _share(f"availability:{slug}", "sg:Availability", slug, share, "2022-01-01", "2032-01-01")
    yield from _allocations(slug, made.tasks[field], share, random)
    yield from _attestations(slug, field, made, shipped, sizes, random)


def _availability(random: Random) -> int:
    """In hundredths; most work full time."""
    return 100 if random.random() < 0.7 else random.randrange(40, 100, 10)


def _allocations(slug: str, tasks: Sequence[int], share: int, random: Random) -> Iterator[Block]:
    for place, task in enumerate(random.sample(tasks, min(len(tasks), random.choice((0, 1, 1, 2))))):
        part = share * random.randint(2, 5) // 10  # two of them stay within the share
        begin = f"{random.randint(2022, 2026)}-04-01"
        name = f"allocation:{slug}-{task}"
        until = f"{random.randint(2027, 2030)}-04-01"
        yield _share(name, "sg:Allocation", slug, max(1, part), begin, until, ("sg:forTask", f"task:{task}"))
        if place:
            return


def _share(name: str, kind: str, slug: str, hundredths: int, begin: str, until: str, *more: tuple[str, str]) -> Block:
    facts = (
        ("a", kind),
        ("sg:holder", f"holder:{slug}"),
        *more,
        ("sg:fte", f"{hundredths // 100}.{hundredths % 100:02d}"),
    )
    return block(name, *facts, ("sg:validFrom", day(begin)), ("sg:validUntil", day(until)))


def _attestations(
    slug: str, field: int, made: Catalogue, shipped: Sequence[str], sizes: Sizes, random: Random
) -> Iterator[Block]:
    left = max(0, round(random.gauss(sizes.history, sizes.history / 3)))
    own = [*made.skills[field]]
    other = made.skills[random.randrange(len(made.skills))]
    random.shuffle(own)
    seen: set[str] = set()
    while left > 0:
        draw = random.random()
        if draw < 0.25 and shipped:
            skill = random.choice(shipped)
        elif draw < 0.35 or not own:
            skill = random.choice(other)
        else:
            skill = own.pop()
        if skill in seen:
            left -= 1  # so that it ends with a short catalogue
            continue
        seen.add(skill)
        level, begin = random.choice((1, 2, 2, 3, 3, 4)), _START + timedelta(random.randrange((_END - _START).days))
        for renewal in range(min(left, random.choice((1, 1, 2, 3, 4)))):
            if begin > _END:
                break
            until = begin + timedelta(365 * random.choice(_VALID_YEARS))
            yield _attestation(f"{slug}-{skill}-{renewal + 1}", slug, skill, level, begin, until, random)
            left -= 1
            level = min(4, level + (random.random() < 0.4))
            begin = until - timedelta(random.randrange(60))


def _attestation(name: str, slug: str, skill: str, level: int, begin: date, until: date, random: Random) -> Block:
    status = "withdrawn" if random.random() < 0.04 else "active"
    return block(
        f"attestation:{name}",
        ("a", "sg:Attestation"),
        ("sg:holder", f"holder:{slug}"),
        ("sg:skill", f"skill:{skill}"),
        ("sg:level", str(level)),
        ("sg:basis", f"basis:{random.choice(_BASES)}"),
        ("sg:attestationStatus", f"attestation-status:{status}"),
        ("sg:validFrom", day(begin.isoformat())),
        ("sg:validUntil", day(until.isoformat())),
    )
