"""A synthetic federation by seed: python -m bench.world HOLDERS FOLDER [--as turtle|ntriples|nquads] [--seed N] ...

`turtle` makes a workspace: the shipped one with the federation in the place of the examples. `ntriples` does too, with
the records as N-Triples. `nquads` writes FOLDER as one N-Quads file, every statement in its file's graph.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SKILL = re.compile(r"^skill:([a-z0-9-]+) a ", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Writes what the arguments ask for and says how much it was."""
    from bench.world.federation import federation
    from bench.world.sizes import sizes

    given = _parser().parse_args(arguments)
    target = Path(given.folder)
    if target.exists():
        print(f"{target} is there already. Remove it, or name another.", file=sys.stderr)
        return 2
    asked = sizes(
        given.holders,
        given.seed,
        tasks=given.tasks,
        skills=given.skills,
        history=given.history,
        together=given.together,
    )
    parts = federation(asked, shipped_skills())
    count = _nquads(parts, target) if given.form == "nquads" else _workspace(parts, target, given.form)
    print(f"{asked.holders} holders, {asked.sites} sites, {asked.tasks} tasks, {asked.skills} skills: {count} triples")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__.split("\n")[0])
    parser.add_argument("holders", type=int, help="from 100 to 1000000")
    parser.add_argument("folder", help="what is to be made; it must not be there")
    parser.add_argument("--as", dest="form", choices=("turtle", "ntriples", "nquads"), default="turtle")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tasks", type=int, help="tasks beside the shipped 45; more with more holders")
    parser.add_argument("--skills", type=int, help="skills beside the shipped ones; three for a task")
    parser.add_argument("--history", type=float, default=4.6, help="attestations of a holder, on the average")
    parser.add_argument("--together", type=int, default=1, help="sites in one file")
    return parser


def shipped_skills() -> list[str]:
    """The slugs of the skills of the shipped catalogue, in order."""
    folders = ("data/seed", "data/interpretation")
    files = sorted(file for folder in folders for file in (ROOT / folder).glob("skills-*.ttl"))
    return sorted({slug for file in files for slug in _SKILL.findall(file.read_text())})


def _workspace(parts: Iterator, target: Path, form: str) -> int:
    from bench.world.blocks import ntriples, turtle

    for part in ("ontology", "shapes", "queries", "data/source", "data/seed", "data/interpretation"):
        shutil.copytree(ROOT / part, target / part)
    count = 0
    for part in parts:
        is_plain = form == "ntriples" and "/records-" in part.path
        path = target / (part.path + (".nt" if is_plain else ".ttl"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ntriples(part.blocks) if is_plain else turtle(part.comment, part.blocks))
        count += sum(one.triples for one in part.blocks)
    return count


def _nquads(parts: Iterator, target: Path) -> int:
    from bench.world.blocks import ntriples

    from skillgraph.terms import graph_of

    count = 0
    with target.open("w") as out:
        for part in parts:
            out.write(ntriples(part.blocks, graph_of(f"{part.path}.ttl")))
            count += sum(one.triples for one in part.blocks)
    return count


if __name__ == "__main__":
    sys.exit(main())
