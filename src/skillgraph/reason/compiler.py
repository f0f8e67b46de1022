"""From the ontology's axioms to rules that the engine can run.

Each axiom becomes one rule `INSERT { head } WHERE { body }`, as the tables of the OWL 2 RL rules say (OWL 2 Profiles,
section 4.3; the rule's name is quoted in each function). Axioms that only forbid something become checks: a SELECT
that finds what breaks them. IRIs of the workspace name different things, so where OWL would conclude that two of
them are the same (keys, functional properties), that is a check too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillgraph.engine import Engine
from skillgraph.errors import WorkspaceError
from skillgraph.reason.axioms import AxiomGraph, name_of
from skillgraph.terms import OWL, RDF_TYPE, RDFS, XSD, Blank, Iri, Term, compact, serialise


@dataclass(frozen=True, slots=True)
class Rule:
    """One derivation: the axiom in short, what follows, and from what."""

    name: str
    head: str
    body: str

    @property
    def update(self) -> str:
        return f"INSERT {{ {self.head} }} WHERE {{ {self.body} }}"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that an axiom forbids: `query` selects ?this, the offenders."""

    message: str
    query: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules and checks of an ontology, in a fixed order."""

    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]


def compile_axioms(engine: Engine) -> RuleSet:
    """The rules and checks of the ontology in the engine's dataset (annex left out by the caller)."""
    rows = sorted(engine.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }").rows, key=str)
    axioms = AxiomGraph((s, Iri(str(p)), o) for s, p, o in rows if s is not None and o is not None)
    rules = [*_property_rules(axioms), *_class_rules(axioms)]
    checks = [*_identity_checks(axioms), *_disjointness_checks(axioms)]
    return RuleSet(tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(checks)))


def _property_rules(axioms: AxiomGraph) -> Iterator[Rule]:
    """prp-spo1, prp-spo2, prp-inv1, prp-inv2, prp-trp, prp-symp, prp-eqp1 and prp-eqp2."""
    for lower, upper in axioms.pairs(RDFS + "subPropertyOf"):
        yield Rule(f"{name_of(lower)} implies {name_of(upper)}", f"?x {_t(upper)} ?y", f"?x {_path(axioms, lower)} ?y")
    for one, other in axioms.pairs(OWL + "equivalentProperty"):
        yield Rule(f"{name_of(one)} implies {name_of(other)}", f"?x {_t(other)} ?y", f"?x {_t(one)} ?y")
        yield Rule(f"{name_of(other)} implies {name_of(one)}", f"?x {_t(one)} ?y", f"?x {_t(other)} ?y")
    for one, other in axioms.pairs(OWL + "inverseOf"):
        if isinstance(one, Blank):  # no axiom: the inverse as an expression inside one
            continue
        yield Rule(f"{name_of(other)} is the inverse of {name_of(one)}", f"?y {_t(other)} ?x", f"?x {_t(one)} ?y")
        yield Rule(f"{name_of(one)} is the inverse of {name_of(other)}", f"?y {_t(one)} ?x", f"?x {_t(other)} ?y")
    for iri in axioms.typed(OWL + "SymmetricProperty"):
        yield Rule(f"{compact(iri)} is symmetric", f"?y <{iri}> ?x", f"?x <{iri}> ?y")
    for prop, head in axioms.pairs(OWL + "propertyChainAxiom"):
        links = axioms.members(head)
        body = " ".join(f"?x{i} {_path(axioms, link)} ?x{i + 1} ." for i, link in enumerate(links))
        name = f"{' then '.join(name_of(link) for link in links)} implies {name_of(prop)}"
        yield Rule(name, f"?x0 {_t(prop)} ?x{len(links)}", body)
    for iri in axioms.typed(OWL + "TransitiveProperty"):
        yield Rule(f"{compact(iri)} is transitive", f"?x <{iri}> ?z", f"?x <{iri}> ?y . ?y <{iri}> ?z")
    yield from _domain_rules(axioms)


def _domain_rules(axioms: AxiomGraph) -> Iterator[Rule]:
    """prp-dom and prp-rng."""
    for prop, cls in axioms.pairs(RDFS + "domain"):
        yield Rule(f"{name_of(prop)} has domain {name_of(cls)}", _super(axioms, cls), f"?x {_t(prop)} ?y")
    for prop, cls in axioms.pairs(RDFS + "range"):
        if "data property" not in axioms.kinds(prop) and not str(cls).startswith(XSD):
            body = f"?x {_t(prop)} ?y . FILTER(!isLiteral(?y))"
            yield Rule(f"{name_of(prop)} has range {name_of(cls)}", _super(axioms, cls, "?y"), body)


def _class_rules(axioms: AxiomGraph) -> Iterator[Rule]:
    """cax-sco, cax-eqc1, cax-eqc2, and the rules cls-* for the class expressions on either side."""
    for lower, upper in axioms.pairs(RDFS + "subClassOf"):
        yield from _implication(axioms, lower, upper)
    for one, other in axioms.pairs(OWL + "equivalentClass"):
        yield from _implication(axioms, one, other)
        yield from _implication(axioms, other, one)


def _implication(axioms: AxiomGraph, lower: Term, upper: Term) -> Iterator[Rule]:
    if str(lower) == str(upper):
        return
    name = f"{name_of(lower)} is a kind of {name_of(upper)}"
    bodies = _sub_bodies(axioms, lower, "?x", "")
    head = _super(axioms, upper)
    for body in bodies:
        yield Rule(name, head, body)


def _sub_bodies(axioms: AxiomGraph, expression: Term, variable: str, place: str) -> list[str]:
    """The patterns of which any shows that `variable` belongs to a sub-class expression of OWL 2 RL (table 2).

    `place` says where in the axiom the expression stands; it keeps the names of further variables apart.
    """
    if isinstance(expression, Iri):
        return [f"{variable} a {_t(expression)} ."]
    if (head := axioms.value(expression, OWL + "intersectionOf")) is not None:
        bodies = [""]
        for index, member in enumerate(axioms.members(head)):
            more = _sub_bodies(axioms, member, variable, f"{place}_{index}")
            bodies = [f"{left} {right}".strip() for left in bodies for right in more]
        return bodies
    if (head := axioms.value(expression, OWL + "unionOf")) is not None:
        members = enumerate(axioms.members(head))
        return [body for i, m in members for body in _sub_bodies(axioms, m, variable, f"{place}_{i}")]
    prop = axioms.value(expression, OWL + "onProperty")
    if prop is not None and (value := axioms.value(expression, OWL + "hasValue")) is not None:
        return [f"{variable} {_path(axioms, prop)} {serialise(value)} ."]
    if prop is not None and (filler := axioms.value(expression, OWL + "someValuesFrom")) is not None:
        other = f"?v{place}"
        link = f"{variable} {_path(axioms, prop)} {other} ."
        if str(filler) == OWL + "Thing":
            return [link]
        return [f"{link} {body}" for body in _sub_bodies(axioms, filler, other, f"{place}_0")]
    raise WorkspaceError(
        "The ontology has a class expression on the left of an axiom that OWL 2 RL does not know.",
        "Move the axiom to ontology/annex/.",
    )


def _super(axioms: AxiomGraph, expression: Term, variable: str = "?x") -> str:
    """What is to be inserted for a member of a super-class expression of OWL 2 RL (table 2)."""
    if isinstance(expression, Iri):
        return f"{variable} a {_t(expression)} ."
    if (head := axioms.value(expression, OWL + "intersectionOf")) is not None:
        return " ".join(_super(axioms, member, variable) for member in axioms.members(head))
    prop = axioms.value(expression, OWL + "onProperty")
    if prop is not None and (value := axioms.value(expression, OWL + "hasValue")) is not None:
        return f"{variable} {_t(prop)} {serialise(value)} ."
    raise WorkspaceError(
        "The ontology has a class expression on the right of an axiom that the rules do not know.",
        "Named classes, intersections and value restrictions are known; move others to ontology/annex/.",
    )


def _identity_checks(axioms: AxiomGraph) -> Iterator[Check]:
    """prp-fp, prp-ifp and prp-key, read with unique names; prp-irp and prp-asyp."""
    for iri in axioms.typed(OWL + "FunctionalProperty"):
        message = f"has two values of {compact(iri)}, which allows one"
        yield _check(message, f"?this <{iri}> ?a . ?this <{iri}> ?b . FILTER(STR(?a) < STR(?b) || LANG(?a) < LANG(?b))")
    for iri in axioms.typed(OWL + "InverseFunctionalProperty"):
        message = f"shares its value of {compact(iri)}, which belongs to one thing only"
        yield _check(message, f"?this <{iri}> ?v . ?other <{iri}> ?v . FILTER(STR(?this) > STR(?other))")
    for iri in axioms.typed(OWL + "IrreflexiveProperty"):
        yield _check(f"stands in {compact(iri)} to itself", f"?this <{iri}> ?this .")
    for iri in axioms.typed(OWL + "AsymmetricProperty"):
        yield _check(f"stands in {compact(iri)} both ways", f"?this <{iri}> ?other . ?other <{iri}> ?this .")
    for cls, head in axioms.pairs(OWL + "hasKey"):
        keys = axioms.members(head)
        body = " ".join(f"?this {_t(key)} ?k{i} . ?other {_t(key)} ?k{i} ." for i, key in enumerate(keys))
        names = " and ".join(name_of(key) for key in keys)
        message = f"has the same {names} as another {name_of(cls)}"
        body = f"{body} ?this a {_t(cls)} . ?other a {_t(cls)} . FILTER(STR(?this) > STR(?other))"
        yield _check(message, body)


def _disjointness_checks(axioms: AxiomGraph) -> Iterator[Check]:
    """cax-dw and cax-adc."""
    pairs = list(axioms.pairs(OWL + "disjointWith"))
    for node, head in axioms.pairs(OWL + "members"):
        if str(axioms.value(node, RDF_TYPE)) == OWL + "AllDisjointClasses":
            members = axioms.members(head)
            pairs += [(one, other) for i, one in enumerate(members) for other in members[i + 1 :]]
    for one, other in pairs:
        message = f"is both {name_of(one)} and {name_of(other)}, which nothing can be"
        for left in _sub_bodies(axioms, one, "?this", "_0"):
            for right in _sub_bodies(axioms, other, "?this", "_1"):
                yield _check(message, f"{left} {right}")


def _check(message: str, body: str) -> Check:
    return Check(message, f"SELECT DISTINCT ?this WHERE {{ {body} }} ORDER BY ?this")


def _path(axioms: AxiomGraph, prop: Term) -> str:
    """A property, or the inverse of one, as a pattern has it between two variables."""
    inverted = axioms.value(prop, OWL + "inverseOf") if isinstance(prop, Blank) else None
    return _t(prop) if inverted is None else f"^{_t(inverted)}"


def _t(term: Term) -> str:
    if isinstance(term, Blank):
        raise WorkspaceError(
            "The ontology has an expression where the rules need a name.",
            "Name it, or move the axiom to ontology/annex/.",
        )
    return serialise(term)
