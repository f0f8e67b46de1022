"""A library that evaluates in a child process: KIND QUADS TRIPLES KEPT child. Queries come as lines of JSON.

KEPT is a dataset on disk, or the address of an endpoint, for the kinds that are over one. The kind `make-disk` makes
such a dataset, and ends.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Ask = Callable[[str], int]


def embedded(quads: str, _: str, __: str) -> Ask:
    """This project's own engine, in process."""
    from skillgraph.engine import Dataset

    dataset = Dataset()
    dataset.load_nquads(Path(quads).read_bytes())
    engine = dataset.engine()
    return lambda query: len(engine.select(query).rows)


def make_disk(quads: str, place: str) -> None:
    """A finished dataset of this project's engine on disk."""
    from skillgraph.engine import DiskDataset, Finished

    with tempfile.TemporaryDirectory(dir=Path(place).parent) as folder:
        dataset, count = DiskDataset(Path(folder) / "store"), 0
        with Path(quads).open("rb") as lines:
            dataset.load(lines)
            lines.seek(0)
            count = sum(1 for _ in lines)
        dataset.load_union()
        dataset.optimize()
        dataset.publish(Path(place), Finished("bench", count, has_union=True))


def disk(_: str, __: str, kept: str) -> Ask:
    """This project's own engine over a dataset on disk."""
    from skillgraph.engine import open_disk

    engine = open_disk(Path(kept))
    return lambda query: len(engine.select(query).rows)


def remote(_: str, __: str, kept: str) -> Ask:
    """This project's own engine over an endpoint, without a limit of its own."""
    from skillgraph.endpoint import Address, Replicas
    from skillgraph.remote import Remote, read_record
    from skillgraph.remote.engine import Terms

    replicas = Replicas([Address.of(kept)])
    engine = Remote(replicas, read_record(replicas), Terms(seconds=3600))
    return lambda query: len(engine.select(query).rows)


def rdflib(quads: str, _: str, __: str) -> Ask:
    """rdflib's memory store."""
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(quads, format="nquads")
    return lambda query: _size(dataset.query(query))


def _size(found: object) -> int:
    return sum(1 for _ in found)  # type: ignore[attr-defined]


def owlready(_: str, triples: str, __: str) -> Ask:
    """owlready2's translation of SPARQL to SQLite."""
    import owlready2

    world = owlready2.World()
    ontology = world.get_ontology("http://bench/")
    lines = Path(triples).read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if b"/owl#imports>" not in line and b"owlready_ontology.owl" not in line]
    ontology.load(fileobj=io.BytesIO(b"".join(kept)))
    return lambda query: sum(1 for _ in world.sparql(query))


KINDS: dict[str, Callable[[str, str, str], Ask]] = {
    "embedded": embedded,
    "disk": disk,
    "remote": remote,
    "rdflib": rdflib,
    "owlready2": owlready,
}


def main(kind: str, quads: str, triples: str, kept: str) -> None:
    """Loads, says so, and answers."""
    if kind == "make-disk":
        make_disk(quads, kept)
        return
    free = Path("/proc/meminfo").read_text().partition("MemAvailable:")[2].split()[0]
    resource.setrlimit(resource.RLIMIT_AS, (int(free) * 1024,) * 2)  # so that no other program has to end for it
    try:
        ask = KINDS[kind](quads, triples, kept)
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
    main(*sys.argv[1:5])
