"""Private files with unmistakable strings, and looking for these: in answers, files and the memory of processes."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

PEOPLE = "data/example/private/tapirville.ttl"
QUERY = "queries/private/quokka-rota.rq"
SHAPE = "shapes/private/echidnavine.ttl"
PUBLIC = "data/example/dugong.ttl"

# What nobody may be told who holds no token: in names, texts, numbers, comments, paths and queries.
PLANTS = (
    "zorilla-holder",
    "Quaggawort",
    "Okapimoss",
    "0.83715926",
    "tapirville",
    "quokka-rota",
    "Numbatfern",
    "echidnavine",
    "Kakaposhape",
    "Wombatthorn",
)
PAGE = mmap.PAGESIZE
CONTROL = "H7390518264"  # stands in a public file
_FOLDED = bytes(range(256)).lower()

_PREFIXES = """@prefix availability: <https://w3id.org/skillgraph/id/availability/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sgsh: <https://w3id.org/skillgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_FILES = {
    PEOPLE: f"""{_PREFIXES}
# Wombatthorn is the code name of the team.

holder:zorilla-holder a sg:Holder ;
    skos:prefLabel "Quaggawort"@en ;
    rdfs:comment "Okapimoss, on leave"@en ;
    dcterms:extent 0.83715926 ;
    sg:recordCompleteFrom "2026-01-01"^^xsd:date .

availability:zorilla-holder a sg:Availability ;
    sg:holder holder:zorilla-holder ;
    sg:fte 0.37 ;
    sg:validFrom "2025-01-01"^^xsd:date ;
    sg:validUntil "2031-01-01"^^xsd:date .
""",
    QUERY: """#+ summary: Who is on the Numbatfern rota?
#+ columns:
#+   holder: {help: "The holder."}
#+   label: {help: "What the holder is called."}
#+ tests:
#+   - {params: {}, count: 1}

PREFIX sg: <https://w3id.org/skillgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?holder ?label WHERE {
  ?holder a sg:Holder ;
    sg:recordCompleteFrom ?day ;
    skos:prefLabel ?label .
  FILTER NOT EXISTS { ?holder a sg:SyntheticHolder }
}
ORDER BY ?holder
""",
    SHAPE: f"""{_PREFIXES}
sgsh:Kakaposhape a sh:NodeShape ;
    rdfs:label "Kakaposhape"@en ;
    sh:targetClass sg:Holder ;
    sh:nodeKind sh:IRI ;
    sh:message "A holder has a name."@en .
""",
}


def plant(root: Path) -> None:
    """Adds private files to a workspace."""
    for path, text in _FILES.items():
        (root / path).parent.mkdir(exist_ok=True, parents=True)
        (root / path).write_text(text)


def plant_control(root: Path) -> None:
    """Adds a public file, by which a search shows that it finds what is there."""
    text = f'{_PREFIXES}\nholder:{CONTROL} a sg:SyntheticHolder ;\n    skos:prefLabel "{CONTROL}"@en .\n'
    (root / PUBLIC).parent.mkdir(exist_ok=True)
    (root / PUBLIC).write_text(text)


def found_in(content: str | bytes, strings: Iterable[str] = PLANTS) -> set[str]:
    """Those of the strings that stand in a text or in bytes, in capitals or not, however the bytes hold characters.

    Rust and Python hold those of these strings as bytes, among which there may be one or three zeros after each.
    """
    folded = (content.encode() if isinstance(content, str) else content).translate(_FOLDED, b"\0")
    return {one for one in strings if one.lower().encode() in folded}


def found_below(folder: Path) -> set[str]:
    """The plants in the names and contents of all files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = found_in("\n".join(path.relative_to(folder).as_posix() for path in files))
    return names.union(*(found_in(path.read_bytes()) for path in files))


def children(process: int) -> Iterator[int]:
    """The processes that a process has started."""
    for task in Path(f"/proc/{process}/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def family(process: int) -> Iterator[int]:
    """A process and all that it has started, however deep."""
    yield process
    for child in children(process):
        yield from family(child)


def found_in_memory(process: int, strings: Iterable[str]) -> set[str]:
    """The strings in whatever memory a process can write to; PermissionError where it may not be looked at."""
    strings, found = tuple(strings), set[str]()
    with (
        Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory,
        Path(f"/proc/{process}/pagemap").open("rb", buffering=0) as pages,
    ):
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if rights.startswith("rw") and "[vvar]" not in line:
                for start, end in _touched(pages, *(int(number, 16) for number in place.split("-"))):
                    found |= found_in(_piece(memory, start, end), strings)
    return found


def _touched(pages: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a mapping that are in memory or swapped out; most of a large stack is neither."""
    entries = _piece(pages, start // PAGE * 8, end // PAGE * 8)
    is_there = bytes(entry >> 6 & 1 or entry >> 7 for entry in entries[7::8])  # bits 62 and 63 of each
    at = is_there.find(1)
    while at >= 0:
        last = is_there.find(0, at)
        last = len(is_there) if last < 0 else last
        yield start + at * PAGE, start + last * PAGE
        at = is_there.find(1, last)


def _piece(file: BinaryIO, start: int, end: int) -> bytes:
    try:
        file.seek(start)
        return file.read(end - start) or b""
    except OSError:  # it was given back in the meantime
        return b""
