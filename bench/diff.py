"""Times `skillgraph diff` on one changed date in a large file: python bench/diff.py [statements]

Makes a workspace in a temporary git repository with attestations of invented holders, changes one date, and prints the
seconds of the comparison in this process and of the whole command.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from skillgraph.compare.diff import compare
from skillgraph.compare.revisions import State
from skillgraph.workspace import PARTS, Contents, SourceFile

PATH = "data/example/attestations-large.ttl"
PER_THING = 8
OLD, NEW = '"2029-03-01"', '"2030-03-01"'
HEAD = """@prefix attestation: <https://w3id.org/skillgraph/id/attestation/> .
@prefix attestation-status: <https://w3id.org/skillgraph/id/attestation-status/> .
@prefix basis: <https://w3id.org/skillgraph/id/basis/> .
@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def large_file(statements: int) -> str:
    """A Turtle file with about that many statements about attestations."""
    return "\n".join([HEAD, *_attestations(statements // PER_THING)])


def _attestations(count: int) -> Iterator[str]:
    for number in range(count):
        yield f"""attestation:H{number % 500:03}-s{number} a sg:Attestation ;
    sg:holder holder:H{number % 500:03} ;
    sg:skill skill:s{number} ;
    sg:level {number % 4 + 1} ;
    sg:basis basis:peer ;
    sg:attestationStatus attestation-status:active ;
    sg:validFrom "2024-03-01"^^xsd:date ;
    sg:validUntil {OLD}^^xsd:date .
"""


def with_one_date_changed(text: str) -> str:
    """The same text with another end of the last attestation."""
    before, _, after = text.rpartition(OLD)
    return f"{before}{NEW}{after}"


def state(name: str, text: str) -> State:
    """A workspace with that one file."""
    return State(name, Contents(Path(), (SourceFile(PATH, text.encode()),)))


def _git(root: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    subprocess.run(["git", *settings, *arguments], cwd=root, check=True, capture_output=True)


def _command(root: Path, text: str) -> tuple[float, str]:
    for part in PARTS:
        (root / part).mkdir()
    file = root / PATH
    file.parent.mkdir()
    file.write_text(text)
    _git(root, "init", "--quiet")
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message", "one")
    file.write_text(with_one_date_changed(text))
    command = [str(Path(sys.executable).with_name("skillgraph")), "diff", "--no-impact"]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, done.stdout


def main() -> None:
    """Prints the two times and what the command says."""
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    text = large_file(statements)
    old, new = state("old", text), state("new", with_one_date_changed(text))
    began = time.perf_counter()
    comparison = compare(old, new)
    seconds = time.perf_counter() - began
    if len(comparison.entities) != 1:
        sys.exit(f"one change was made, and {len(comparison.entities)} were found")
    with tempfile.TemporaryDirectory() as folder:
        whole, said = _command(Path(folder), text)
    sys.stdout.write(f"{statements} statements: compared in {seconds:.2f} s, command {whole:.2f} s\n{said}")


if __name__ == "__main__":
    main()
