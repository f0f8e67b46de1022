"""SHACL validation (W3C Recommendation of 20 July 2017) with pySHACL over the closed union of a workspace.

Only the workspace's own shapes are run, and rdflib is given terms, never a URL.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyshacl.shape
import rdflib
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.validator import Validator as ShaclValidator
from rdflib.namespace import RDF, SH, XSD

from skillgraph.engine import Dataset
from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, SkillgraphError, TooLarge, WorkspaceError
from skillgraph.findings import Finding, Severity, brief
from skillgraph.terms import ID, NS, compact
from skillgraph.turtle import Parse, Places, parse_files
from skillgraph.validate.alternatives import closest
from skillgraph.validate.graph import ValidationGraph, from_rdflib, quiet
from skillgraph.validate.names import Names
from skillgraph.validate.told import told_once
from skillgraph.workspace import SourceFile

_SEVERITY = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}

# SHACL, section 4: each constraint component belongs to one rule.
_RULES: dict[str, str] = {
    **dict.fromkeys(("MinCount", "HasValue", "QualifiedMinCount"), "SG201"),
    **dict.fromkeys(("MaxCount", "QualifiedMaxCount"), "SG202"),
    **dict.fromkeys(("MinInclusive", "MaxInclusive", "MinExclusive", "MaxExclusive"), "SG203"),
    **dict.fromkeys(("In", "Pattern", "MinLength", "MaxLength", "LanguageIn"), "SG203"),
    **dict.fromkeys(("Datatype", "NodeKind"), "SG204"),
    "Class": "SG205",
    **dict.fromkeys(("LessThan", "LessThanOrEquals", "Equals", "Disjoint"), "SG206"),
    **dict.fromkeys(("Or", "And", "Not", "Xone", "Node", "Property", "Closed"), "SG207"),
    "SPARQL": "SG208",
    "UniqueLang": "SG202",
}


_ALTERNATIVES = (SH.OrConstraintComponent, SH.XoneConstraintComponent)
_PLACE = re.compile(r"^line \d+, column \d+: ")
Outcome = tuple[bool, Sequence[Any]]  # whether a shape is kept to, and its results


def validate(
    shape_files: Iterable[SourceFile], closed: Dataset, places: Places, parse: Parse = parse_files
) -> tuple[Finding, ...]:
    """Findings of all shapes over a closed union, in the order of their places."""
    read = Dataset()
    for parsed in parse(shape_files):
        read.load(parsed.quads())
    with quiet("rdflib.term"):
        shacl = load(ValidationGraph(closed), ValidationGraph(read.union()))
        outcomes = [run_shape(shacl, shape) for shape in shacl.shacl_graph.shapes]
        return findings_of(shacl, outcomes, closed, places)


def load(data: rdflib.Graph, shapes: rdflib.Graph) -> ShaclValidator:
    """pySHACL with all shapes read; WorkspaceError where they cannot be."""
    apply_patches()  # type: ignore[no-untyped-call]
    # Where pySHACL keeps the names of constraints; in its list it compares each statement of a shape with all of them.
    pyshacl.shape.CONSTRAINT_PARAMS = (frozenset(CONSTRAINT_PARAMETERS_MAP), CONSTRAINT_PARAMETERS_MAP)  # type: ignore[attr-defined]
    with usable():
        shacl = ShaclValidator(DataGraph.from_rdflib(data), shacl_graph=shapes, options={"inplace": True})
        _ = shacl.shacl_graph.shapes, shacl.shacl_graph.custom_constraints  # both are read once and kept
    return shacl


def run_shape(shacl: ShaclValidator, shape: Any, focus_nodes: Sequence[Any] | None = None) -> Outcome:
    """What a shape finds of its focus nodes, or of those that are given; WorkspaceError where it cannot be run."""
    with usable(shape):
        conforms, results = shape.validate(shacl.make_executor(), shacl.data_graph, focus_nodes)
    return conforms, list(results)


def findings_of(
    shacl: ShaclValidator, outcomes: Sequence[Outcome], closed: Dataset, places: Places
) -> tuple[Finding, ...]:
    """What all shapes have found, in the order of its places."""
    return tuple(told_once(all_findings(shacl, outcomes, closed, places)))


def all_findings(
    shacl: ShaclValidator,
    outcomes: Sequence[Outcome],
    closed: Dataset,
    places: Places,
    data: ValidationGraph | None = None,
) -> list[Finding]:
    """The same with what `told_once` leaves out. `data` is the closed union, where there is a graph of it already."""
    conforms = all(kept for kept, _ in outcomes)
    results = [result for _, those in outcomes for result in those]
    report, _ = ShaclValidator.create_validation_report(shacl.shacl_graph, conforms, results)
    return _in_words(report, shacl.shacl_graph.graph, closed, places, data)


@contextlib.contextmanager
def usable(shape: Any = None) -> Iterator[None]:
    """What pySHACL and the engine say of shapes that they cannot use, or of one, as an error of the workspace."""
    what = "The shapes" if shape is None else f"The shape {compact(str(shape.node))}"
    try:
        with quiet("pyshacl.validator"):
            yield
    except (ReportableRuntimeError, re.error, QuerySyntaxError, TooLarge) as error:
        message = error.message if isinstance(error, SkillgraphError) else str(error).splitlines()[0]
        reason = _PLACE.sub("its query is not SPARQL: ", message).rstrip(".")  # lines are those of the query alone
        raise WorkspaceError(f"{what} cannot be used: {reason}.", "Mend the shape that was changed last.") from None
    except ForbiddenQuery as error:
        raise WorkspaceError(f"{what} cannot be used: {error.message}", error.hint) from None


def report_findings(report: rdflib.Graph, shapes: rdflib.Graph, closed: Dataset, places: Places) -> tuple[Finding, ...]:
    """The results of a validation report (SHACL, section 3.6), in the order of their places."""
    return tuple(told_once(_in_words(report, shapes, closed, places)))


def _in_words(
    report: rdflib.Graph, shapes: rdflib.Graph, closed: Dataset, places: Places, data: ValidationGraph | None = None
) -> list[Finding]:
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    names = Names(closed.engine())
    nearest = _nearest(report, results, shapes, names, lambda: ValidationGraph(closed) if data is None else data)
    found = [_finding(report, result, shapes, places, names, nearest.get(result, "")) for result in results]
    return sorted(found, key=Finding.order)


def _nearest(
    report: rdflib.Graph,
    results: list[rdflib.term.Node],
    shapes: rdflib.Graph,
    names: Names,
    data_of: Callable[[], ValidationGraph],
) -> dict[rdflib.term.Node, str]:
    """For results of alternatives, what the closest one lacks; each shape's alternatives are tried once."""
    by_shape: dict[rdflib.term.Node, dict[rdflib.term.Node, rdflib.term.Node]] = {}
    for result in results:
        shape = report.value(result, SH.sourceShape)
        node = report.value(result, SH.value) or report.value(result, SH.focusNode)
        if (
            report.value(result, SH.sourceConstraintComponent) in _ALTERNATIVES
            and shape is not None
            and node is not None
        ):
            by_shape.setdefault(shape, {})[result] = node
    data = data_of() if by_shape else None
    said: dict[rdflib.term.Node, str] = {}
    for shape, nodes in by_shape.items():
        assert data is not None
        found = closest(shapes, data, shape, set(nodes.values()), names)
        said |= {result: found[node] for result, node in nodes.items()}
    return said


def _finding(
    report: rdflib.Graph, result: rdflib.term.Node, shapes: rdflib.Graph, places: Places, names: Names, nearest: str
) -> Finding:
    focus, path, value, shape, severity, component = (
        report.value(result, name)
        for name in (
            SH.focusNode,
            SH.resultPath,
            SH.value,
            SH.sourceShape,
            SH.resultSeverity,
            SH.sourceConstraintComponent,
        )
    )
    assert focus is not None
    code = _RULES.get(str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent"), "SG207")
    if code == "SG208" and str(value).startswith((ID, NS)):
        focus, value = value, None  # a rule over many things names the offender as its value
        assert focus is not None
    named = path if isinstance(path, rdflib.URIRef) else None
    place = places.find(
        from_rdflib(focus), None if named is None else from_rdflib(named), None if value is None else from_rdflib(value)
    )
    who = "A node without a name" if isinstance(focus, rdflib.BNode) else names.phrase(str(focus))
    wanted = None if shape is None else shapes.value(shape, SH.datatype)
    messages = " ".join(sorted(str(message) for message in report.objects(result, SH.resultMessage)))
    return Finding(
        code,
        _SEVERITY.get(severity, Severity.VIOLATION),  # type: ignore[call-overload]
        f"{who}: {messages}{_found(value, focus, code, names, wanted)}{nearest}",
        place.path,
        place.line,
        place.column,
        focus=str(focus),
        shape="" if shape is None else str(shape),
    )


def _found(
    value: rdflib.term.Node | None,
    focus: rdflib.term.Node,
    code: str,
    names: Names,
    wanted: rdflib.term.Node | None,
) -> str:
    """The offending value, and where it is of the wrong class or datatype, what it is instead."""
    if value is None or value == focus:
        return ""
    if isinstance(value, rdflib.URIRef) and code in ("SG205", "SG207"):
        classes = names.classes(str(value))
        kind = f"of the class {classes[0]!r}" if classes else "of no class that the graph knows"
        return f" (found: {names.phrase(str(value))}, {kind})"
    shown = brief(compact(str(value)))
    if isinstance(value, rdflib.Literal) and code == "SG204" and wanted is not None:
        return f" (found: {shown}, {_of_another_datatype(value, wanted)})"
    return f" (found: {shown})"


def _of_another_datatype(value: rdflib.Literal, wanted: rdflib.term.Node) -> str:
    """What a value is that should be of a datatype: of another one, or written in a form that this one lacks."""
    datatype = RDF.langString if value.language else value.datatype or XSD.string
    name = compact(str(wanted))
    return f"which is no {name}" if datatype == wanted else f"which is {compact(str(datatype))} and not {name}"
