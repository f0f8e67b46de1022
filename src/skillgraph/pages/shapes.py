"""The shapes as a page: what is asked of the things of each class, in the words that a curator reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from skillgraph.describe import signposts
from skillgraph.describe.modules import FORMATS, graph_of_module
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.terms import SHAPES, Iri, Term

_VALUE = re.compile(r"\{[?$]\w+\}")  # in whose place a finding has a value (SHACL, section 5.3.2)
_SHAPED = """SELECT ?graph ?shape ?label ?target ?part ?path ?message ?severity {
  GRAPH ?graph { ?shape a sh:NodeShape OPTIONAL { ?shape rdfs:label ?label }
    OPTIONAL { ?shape sh:targetClass|sh:targetSubjectsOf|sh:targetObjectsOf|sh:targetNode ?target } }
  OPTIONAL {
    ?shape (sh:property|dcterms:hasPart|sh:sparql)? ?part . ?part sh:message ?message .
    OPTIONAL { ?part sh:path ?path } OPTIONAL { ?part sh:severity ?severity } OPTIONAL { ?part sh:order ?order }
  }
} ORDER BY ?label ?shape ?order ?part ?target"""


@dataclass(slots=True)
class _Shape:
    iri: str
    label: str
    targets: dict[str, None] = field(default_factory=dict)
    parts: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return self.iri.removeprefix(SHAPES)


def shapes(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/shapes`, or of one module of it."""
    module = parameters.get("module", "")
    only = graph_of_module(site.shapes, "shapes", module) if module else ""
    found = _shapes(site, only)
    paths = (path for one in found for path, _, _ in one.parts.values() if path)
    named = {name for one in found for name in one.targets} | set(paths)
    path = f"shapes/{module}" if module else "shapes"
    model = {"shapes": found, "names": site.labels(named), "formats": FORMATS, "path": f"/{path}", "module": module}
    title = f"Shapes: {module}" if module else "Shapes"
    return Page("shapes.html", title, model, here="ontology", links=signposts.of_module(site.base_url, path, FORMATS))


def _shapes(site: Site, only: str) -> list[_Shape]:
    found: dict[str, _Shape] = {}
    for graph, shape, label, target, part, path, message, severity in site.shapes.select(_SHAPED).rows:
        if (only and str(graph) != only) or not isinstance(shape, Iri):
            continue
        one = found.setdefault(shape.value, _Shape(shape.value, str(label or shape.value.removeprefix(SHAPES))))
        if isinstance(target, Iri):
            one.targets[target.value] = None
        if part is not None:
            told = _VALUE.sub("…", str(message))
            one.parts[str(part)] = (_iri(path), told, _iri(severity).rpartition("#")[2] or "Violation")
    return list(found.values())


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, Iri) else ""
