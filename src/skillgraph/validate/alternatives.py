"""Why none of several alternatives holds: the one that lacks least, in words (SHACL, section 4.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyshacl
import rdflib
from rdflib.collection import Collection as RdfList
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

from skillgraph.validate.names import Names

# Without these no other shape is run. pySHACL's `use_shapes` would do, but passes over the shapes that `sh:node` names.
_TARGETS = (SH.target, SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
_IMPLICIT = ((RDF.type, RDFS.Class), (RDF.type, OWL.Class))

Said = dict[Node, str]
_TRIED = rdflib.URIRef("urn:skillgraph:alternative")


def closest(shapes: rdflib.Graph, data: rdflib.Graph, shape: Node, nodes: Collection[Node], names: Names) -> Said:
    """For each node what the alternative of the shape's `sh:or` or `sh:xone` that comes nearest lacks."""
    heads = [head for operator in (SH["or"], SH.xone) for head in shapes.objects(shape, operator)]
    tried = [_lacks(shapes, data, option, nodes, names) for head in heads for option in RdfList(shapes, head)]
    said = {}
    for node in nodes:
        lacking = min((one[node] for one in tried if node in one), key=lambda all_: (len(all_), all_), default=[])
        said[node] = f" Closest: it {' and '.join(lacking)}." if lacking else ""
    return said


def _lacks(
    shapes: rdflib.Graph, data: rdflib.Graph, option: Node, nodes: Collection[Node], names: Names
) -> dict[Node, list[str]]:
    """The results of one alternative, run once as a shape of its own for all these nodes."""
    trial = rdflib.Graph()
    for triple in shapes:
        if triple[1] not in _TARGETS and triple[1:] not in _IMPLICIT:
            trial.add(triple)
    for predicate, value in shapes.predicate_objects(option):
        trial.add((_TRIED, predicate, value))
    trial.add((_TRIED, RDF.type, SH.NodeShape))
    for node in nodes:
        trial.add((_TRIED, SH.targetNode, node))
    _, report, _ = pyshacl.validate(data, shacl_graph=trial, inference="none", inplace=True, do_owl_imports=False)
    assert isinstance(report, rdflib.Graph)
    wanted = names.label(str(shapes.value(option, SH["class"])))
    reasons: dict[Node, set[str]] = {}
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        assert focus is not None
        about = {_reason(report, one, wanted, names) for one in _innermost(report, result)}
        reasons.setdefault(focus, set()).update(about)
    return {node: sorted(found) for node, found in reasons.items()}


def _innermost(report: rdflib.Graph, result: Node) -> Iterator[Node]:
    """The results that a result is made of, which say more than it does; itself where there are none."""
    details = list(report.objects(result, SH.detail))
    for detail in details:
        yield from _innermost(report, detail)
    if not details:
        yield result


def _reason(report: rdflib.Graph, result: Node, wanted: str, names: Names) -> str:
    component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
    path = report.value(result, SH.resultPath)
    about = names.label(str(path)) if isinstance(path, rdflib.URIRef) else ""
    if component == "ClassConstraintComponent":
        return f"has a {about} of another class" if about else f"is no {wanted}"
    if component == "MinCountConstraintComponent":
        return f"has no {about}"
    if component == "MaxCountConstraintComponent":
        return f"has too many values of {about}"
    return f"has a wrong {about}" if about else f"breaks sh:{component.removesuffix('ConstraintComponent')}"
