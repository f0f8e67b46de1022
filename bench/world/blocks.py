"""What is stated of one thing, and how Turtle and N-Triples write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from skillgraph.terms import PREFIXES, RDF_TYPE, XSD

_CURIE = re.compile(r"([a-z][a-z-]*):[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Block:
    """A subject with its predicates and their objects, all as Turtle writes them with the prefixes of the table."""

    subject: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def triples(self) -> int:
        """How many statements it makes."""
        return sum(len(objects) for _, objects in self.facts)


def block(subject: str, *facts: tuple[str, str] | tuple[str, Iterable[str]]) -> Block:
    """A block whose objects are given as one text or as several."""
    return Block(subject, tuple((name, (value,) if isinstance(value, str) else tuple(value)) for name, value in facts))


def text(words: str) -> str:
    """English text."""
    return f'"{words}"@en'


def day(iso: str) -> str:
    """A date."""
    return f'"{iso}"^^xsd:date'


def turtle(comment: str, blocks: Iterable[Block]) -> str:
    """A whole file, as `skillgraph fmt` leaves it."""
    bodies = [_body(one) for one in blocks]
    found = {match[1] for body in bodies for match in _CURIE.finditer(body)}
    head = [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in sorted(found & PREFIXES.keys())]
    return "\n".join([*head, "", f"# {comment}", "", "\n\n".join(bodies), ""])


def _body(one: Block) -> str:
    lines = []
    for place, (name, objects) in enumerate(one.facts):
        start = f"{one.subject} {name}" if place == 0 else f"    {name}"
        if len(objects) == 1:
            lines.append(f"{start} {objects[0]}")
        elif name == "a":
            lines.append(f"{start} " + " ,\n        ".join(objects))
        else:
            lines.append(f"{start}\n        " + " ,\n        ".join(objects))
    return " ;\n".join(lines) + " ."


def ntriples(blocks: Iterable[Block], graph: str = "") -> str:
    """The statements one to a line, in a graph where one is given (then it is N-Quads)."""
    end = f" <{graph}> .\n" if graph else " .\n"
    return "".join(
        f"{_term(one.subject)} {_term(name)} {_term(value)}{end}"
        for one in blocks
        for name, objects in one.facts
        for value in objects
    )


@lru_cache(maxsize=1 << 16)
def _term(written: str) -> str:
    if written == "a":
        return f"<{RDF_TYPE}>"
    if written.endswith("@en"):
        return written
    if written.startswith('"'):
        return written.replace("^^xsd:date", f"^^<{XSD}date>")
    if written[0].isdigit():
        kind = "decimal" if "." in written else "integer"
        return f'"{written}"^^<{XSD}{kind}>'
    prefix, _, local = written.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"
