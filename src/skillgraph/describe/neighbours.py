"""The things that a thing is linked with directly, for pictures: one edge each, stated rather than inferred."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.describe import census
from skillgraph.describe.labels import labels
from skillgraph.describe.links import local
from skillgraph.engine import Engine
from skillgraph.terms import ID, mint, split_id

_INFERRED = mint("layer", "inferred")
_OUT = "GRAPH ?g {{ <{0}> ?p ?x FILTER(isIRI(?x) && ?x != <{0}>) }}"
_IN = "GRAPH ?g {{ ?x ?p <{0}> FILTER(isIRI(?x) && ?x != <{0}>) }}"
_EDGES = "SELECT ?p ?x ?g {{ {} FILTER(STRSTARTS(STR(?x), STR(<{}>))) }} ORDER BY ?p ?x ?g{}"
COLUMNS = ("direction", "property", "property_label", "thing", "label", "layers")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing at the other end of a statement, and its property; `is_out` where it is about the thing in the middle."""

    iri: str
    label: str
    by: str
    by_label: str
    is_out: bool
    layers: tuple[str, ...]

    @property
    def is_inferred(self) -> bool:
        """Whether no file states it."""
        return self.layers == ("inferred",)


def neighbours_of(engine: Engine, iri: str, most: int = 0) -> tuple[Neighbour, ...]:
    """The neighbours, those that the thing itself names first, each group by its property and label.

    What rules add in one direction to what is stated in the other is left out.
    Where `most` is given, no more statements than that are looked at in each direction.
    """
    both = [*_edges(engine, iri, most, is_out=True), *_edges(engine, iri, most, is_out=False)]
    stated = {one.iri for one in both if not one.is_inferred}
    found = [one for one in both if not one.is_inferred or one.iri not in stated]
    named = labels(engine, [name for edge in found for name in (edge.iri, edge.by)])
    called = [Neighbour(e.iri, named[e.iri], e.by, named[e.by], e.is_out, e.layers) for e in found]
    return tuple(sorted(called, key=lambda e: (not e.is_out, e.is_inferred, e.by_label, e.label, e.iri)))


def _edges(engine: Engine, middle: str, most: int, *, is_out: bool) -> Iterable[Neighbour]:
    pattern = (_OUT if is_out else _IN).format(middle)
    rows = engine.select(_EDGES.format(pattern, ID, f" LIMIT {most}" if most else "")).rows
    layers = census.layer_of(engine, {str(graph) for _, _, graph in rows})
    by_pair: dict[tuple[str, str], set[str]] = {}
    for predicate, other, graph in rows:
        if split_id(str(other)):
            by_pair.setdefault((str(other), str(predicate)), set()).add(layers.get(str(graph), _INFERRED))
    best: dict[str, tuple[bool, str, tuple[str, ...]]] = {}
    for (iri, name), of in by_pair.items():
        slugs = tuple(sorted(layer.rpartition("/")[2] for layer in of))
        edge = (slugs == ("inferred",), name, slugs)
        best[iri] = min(best.get(iri, edge), edge)
    return [Neighbour(iri, "", name, "", is_out, slugs) for iri, (_, name, slugs) in best.items()]


def as_json(engine: Engine, iri: str, base_url: str) -> str:
    """Nodes and edges in the form that cytoscape takes as its `elements`."""
    found = neighbours_of(engine, iri)
    middle = {"id": iri, "label": labels(engine, [iri])[iri], "href": f"{base_url}{local(iri)}", "middle": True}
    nodes = {iri: middle} | {
        one.iri: {"id": one.iri, "label": one.label, "href": f"{base_url}{local(one.iri)}"} for one in found
    }
    edges = [
        {
            "id": f"e{place}",
            "source": iri if one.is_out else one.iri,
            "target": one.iri if one.is_out else iri,
            "property": one.by,
            "label": one.by_label,
            "layers": list(one.layers),
        }
        for place, one in enumerate(found)
    ]
    document = {"nodes": [{"data": node} for node in nodes.values()], "edges": [{"data": edge} for edge in edges]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(engine: Engine, iri: str) -> str:
    """A row a neighbour, in the columns of `COLUMNS`."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in neighbours_of(engine, iri):
        direction = "out" if one.is_out else "in"
        rows.writerow((direction, one.by, one.by_label, one.iri, one.label, " ".join(one.layers)))
    return text.getvalue()
