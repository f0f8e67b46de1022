"""SHACL validation (W3C Recommendation of 20 July 2017) with pySHACL over the closed union of a workspace.

Only the workspace's own shapes are run, and rdflib is given terms, never a URL.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from skillgraph.engine import Dataset
from skillgraph.findings import Finding, Severity
from skillgraph.terms import ID, compact
from skillgraph.turtle import Places, parse_files
from skillgraph.validate.graph import ValidationGraph, from_rdflib
from skillgraph.workspace import SourceFile

_SEVERITY = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


def validate(shape_files: Iterable[SourceFile], closed: Dataset, places: Places) -> tuple[Finding, ...]:
    """Findings of all shapes over a closed union, in the order of their places."""
    shapes = Dataset()
    for parsed in parse_files(shape_files):
        shapes.load(parsed.quads())
    _, report, _ = pyshacl.validate(
        ValidationGraph(closed),
        shacl_graph=ValidationGraph(shapes.union()),
        inference="none",
        advanced=False,
        meta_shacl=False,
        inplace=True,
        do_owl_imports=False,
    )
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return tuple(sorted((_finding(report, result, places) for result in results), key=Finding.order))


def _finding(report: rdflib.Graph, result: rdflib.term.Node, places: Places) -> Finding:
    focus, path, value, shape, severity = (
        report.value(result, name)
        for name in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.resultSeverity)
    )
    assert focus is not None
    if (result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent) in report and str(value).startswith(ID):
        focus, value = value, None  # a rule over many things names the offender as its value
        assert focus is not None
    messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    found = f" (found: {compact(str(value))})" if value is not None and value != focus else ""
    named = path if isinstance(path, rdflib.URIRef) else None
    place = places.find(
        from_rdflib(focus), None if named is None else from_rdflib(named), None if value is None else from_rdflib(value)
    )
    return Finding(
        "SG201",
        _SEVERITY.get(severity, Severity.VIOLATION),  # type: ignore[call-overload]
        f"{compact(str(focus))}: {' '.join(messages)}{found}",
        place.path,
        place.line,
        place.column,
        focus=str(focus),
        shape="" if shape is None else str(shape),
    )
