"""A library that evaluates in a child process: KIND QUADS TRIPLES child. Queries come as lines of JSON."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

Ask = Callable[[str], int]


def embedded(quads: str, _: str) -> Ask:
    """This project's own engine, in process."""
    from skillgraph.engine import Dataset

    dataset = Dataset()
    dataset.load_nquads(Path(quads).read_bytes())
    engine = dataset.engine()
    return lambda query: len(engine.select(query).rows)


def rdflib(quads: str, _: str) -> Ask:
    """rdflib's memory store."""
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(quads, format="nquads")
    return lambda query: _size(dataset.query(query))


def _size(found: object) -> int:
    return sum(1 for _ in found)  # type: ignore[attr-defined]


def owlready(_: str, triples: str) -> Ask:
    """owlready2's translation of SPARQL to SQLite."""
    import owlready2

    world = owlready2.World()
    ontology = world.get_ontology("http://bench/")
    lines = Path(triples).read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if b"/owl#imports>" not in line and b"owlready_ontology.owl" not in line]
    ontology.load(fileobj=io.BytesIO(b"".join(kept)))
    return lambda query: sum(1 for _ in world.sparql(query))


KINDS: dict[str, Callable[[str, str], Ask]] = {"embedded": embedded, "rdflib": rdflib, "owlready2": owlready}


def main(kind: str, quads: str, triples: str) -> None:
    """Loads, says so, and answers."""
    try:
        ask = KINDS[kind](quads, triples)
    except Exception as error:  # noqa: BLE001  # whatever a library throws is its answer
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:200]}), flush=True)
        return
    print(json.dumps({"rows": 0}), flush=True)
    for line in sys.stdin:
        try:
            said: dict[str, object] = {"rows": ask(json.loads(line))}
        except Exception as error:  # noqa: BLE001  # as above
            said = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
