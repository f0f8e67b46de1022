"""Why none of several alternatives holds: the one that lacks least, in words (SHACL, section 4.6)."""

from __future__ import annotations

import pyshacl
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH

from skillgraph.validate.names import Names

_TRIED = rdflib.URIRef("urn:skillgraph:alternative")


def closest(
    shapes: rdflib.Graph, data: rdflib.Graph, shape: rdflib.term.Node, node: rdflib.term.Node, names: Names
) -> str:
    """What the alternative of `sh:or` or `sh:xone` that comes nearest lacks; nothing where the shape has neither."""
    lists = [head for operator in (SH["or"], SH.xone) for head in shapes.objects(shape, operator)]
    tried = [_lacks(shapes, data, option, node, names) for head in lists for option in Collection(shapes, head)]
    lacking = sorted((reasons for reasons in tried if reasons), key=lambda reasons: (len(reasons), reasons))
    return f" Closest: it {' and '.join(lacking[0])}." if lacking else ""


def _lacks(
    shapes: rdflib.Graph, data: rdflib.Graph, option: rdflib.term.Node, node: rdflib.term.Node, names: Names
) -> list[str]:
    """The results of one alternative, run as a shape of its own for this node."""
    trial = rdflib.Graph()
    for triple in shapes:
        trial.add(triple)
    for predicate, value in shapes.predicate_objects(option):
        trial.add((_TRIED, predicate, value))
    trial.add((_TRIED, RDF.type, SH.NodeShape))
    trial.add((_TRIED, SH.targetNode, node))
    _, report, _ = pyshacl.validate(
        data, shacl_graph=trial, use_shapes=[str(_TRIED)], inference="none", inplace=True, do_owl_imports=False
    )
    assert isinstance(report, rdflib.Graph)
    wanted = names.label(str(shapes.value(option, SH["class"])))
    return sorted({_reason(report, result, wanted, names) for result in report.subjects(RDF.type, SH.ValidationResult)})


def _reason(report: rdflib.Graph, result: rdflib.term.Node, wanted: str, names: Names) -> str:
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
