"""Records that are judged file by file: pySHACL finds the same of all of them at once, whatever the shapes are."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import event, given, settings
from hypothesis import strategies as st

from skillgraph.engine import Dataset
from skillgraph.terms import RDF_TYPE
from skillgraph.turtle import Places, parse_files
from skillgraph.turtle.facts import nquads
from skillgraph.turtle.grouped import Fact, Grouped
from skillgraph.validate.graph import ValidationGraph, quiet
from skillgraph.validate.records.judge import Judge
from skillgraph.validate.records.sieve import Sieve
from skillgraph.validate.shacl import all_findings, load, run_shape
from skillgraph.workspace import SourceFile

EX = "http://example.org/"
PREFIXES = f"""@prefix ex: <{EX}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .
"""
TYPE = f"<{RDF_TYPE}>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
LITERALS = (
    '"1"', '"12"', '"x"@en', '"y"@en', '"x"@de', '"a \\"word\\""',
    *(f'"{form}"^^<http://www.w3.org/2001/XMLSchema#integer>' for form in ("1", "3", "03", "many")),
    *(f'"{form}"^^<http://www.w3.org/2001/XMLSchema#decimal>' for form in ("0.5", "0.50", "1", "2.0", "-3")),
    *(f'"{form}"^^<http://www.w3.org/2001/XMLSchema#date>' for form in ("2024-01-31", "2025-02-01", "2025-02-30")),
    '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"1.5"^^<http://www.w3.org/2001/XMLSchema#double>',
)  # fmt: skip


def node(name: str) -> str:
    """A term of the example's namespace."""
    return f"<{EX}{name}>"


CATALOGUE = [
    (node("B"), SUBCLASS, node("A")),
    *((node(f"c{n}"), TYPE, node(cls)) for n, cls in enumerate("AB")),
    (node("c0"), node("p"), node("c1")),
    (node("c1"), node("q"), '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    (node("c2"), node("r"), '"x"@en'),
    (node("c2"), node("r"), '"y"@en'),
]
COMMON = [node(name) for name in ("c0", "c1", "c2")]
PATHS = ["ex:p", "ex:q", "[ sh:inversePath ex:p ]", "[ sh:alternativePath ( ex:p ex:q ) ]", "( ex:p ex:q )"]
CONSTRAINTS = [
    "sh:class ex:A", "sh:class ex:B", "sh:nodeKind sh:IRI", "sh:nodeKind sh:Literal", "sh:nodeKind sh:IRIOrLiteral",
    "sh:datatype xsd:integer", "sh:datatype xsd:decimal", "sh:datatype xsd:date", "sh:datatype xsd:string",
    "sh:minInclusive 1", "sh:minExclusive 0.5", "sh:maxInclusive 2", "sh:maxExclusive 2.0",
    'sh:maxInclusive "2025-01-01"^^xsd:date', 'sh:pattern "^[0-9]+([.][0-9])?$"', 'sh:pattern "X" ; sh:flags "i"',
    "sh:minLength 2", "sh:maxLength 3", 'sh:in ( ex:c0 1 0.5 "x"@en )', "sh:hasValue ex:c0", "sh:hasValue 1",
    'sh:languageIn ( "en" )', "sh:disjoint ex:q", "sh:equals ex:q", "sh:not [ sh:class ex:A ]",
    "sh:not [ sh:nodeKind sh:Literal ]", "sh:not [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ]",
    "sh:or ( [ sh:class ex:A ] [ sh:nodeKind sh:Literal ] )", "sh:xone ( [ sh:class ex:A ] [ sh:minLength 20 ] )",
    "sh:and ( [ sh:class ex:A ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )",
    "sh:node [ sh:property [ sh:path ex:r ; sh:maxCount 1 ] ]", "sh:node [ sh:disjoint ex:p ]",
    "sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:class ex:B ]", "sh:closed true",
]  # fmt: skip
OF_PROPERTIES = [
    "sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1", "sh:maxCount 2", "sh:uniqueLang true",
    "sh:lessThan ex:q", "sh:lessThanOrEquals ex:q",
    "sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMinCount 1",
]  # fmt: skip
TARGETS = ["sh:targetClass ex:A", "sh:targetClass ex:B", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q"]
ASKED = [
    "?value a $this ; ex:p ?x . ?x ex:q ?y",
    "?value a $this ; ex:p ?x . ?other ex:p ?x FILTER(?other != ?value)",
    "?value a $this . FILTER NOT EXISTS { ?value ex:p ?x . ?x ex:q ?y }",
    "?value a $this . FILTER NOT EXISTS { ?x ex:p ?value }",
    "?value a $this . OPTIONAL { ?value ex:q ?y } FILTER(!BOUND(?y))",
    "?value a $this . { ?value ex:p ?x } UNION { ?value ex:q ?x } ?x ex:r ?y",
    "?value a $this . { ?value ex:p ?x } FILTER NOT EXISTS { ?value ex:q ?y . ?z ex:r ?y }",
    "?value a $this ; ^ex:p/ex:q ?y",
    "?value a $this ; ex:p|ex:q ?x . ?x a ex:B",
    '?value a $this ; ex:r ?label . BIND(STR(?label) AS ?name) FILTER(?name IN ("x", "1"))',
    "?value ?any ?x . ?x a $this",
    "?value a $this ; ?any ?x . FILTER(isLiteral(?x))",
    "{ ?value a $this } { ?x ex:p ?value } BIND(EXISTS { ?x ex:q ?y } AS ?z) FILTER(!?z)",
]
SUMS = ["?value a $this ; ex:p ?x", "?value a $this . ?x ex:p ?value", "?x a $this ; ex:q ?value"]


def asking(body: str, end: str = "") -> str:
    """A constraint in SPARQL."""
    return f'sh:sparql [ sh:prefixes ex: ; sh:select """SELECT $this ?value WHERE {{ {body} }} {end}""" ]'


QUERIES = [*map(asking, ASKED), *(asking(one, "GROUP BY $this ?value HAVING (COUNT(?x) > 1)") for one in SUMS)]


def parameter(constraint: str) -> str:
    """What a constraint begins with, which most shapes may say once."""
    return constraint.partition(" ")[0]


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Some shapes with targets, as Turtle."""
    texts = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("node", "property", "sparql")))
        parts = [*draw(st.lists(st.sampled_from(TARGETS), min_size=1, max_size=2, unique=True))]
        if kind == "sparql":
            parts = [f"sh:targetNode {draw(st.sampled_from(('ex:A', 'ex:B')))}", draw(st.sampled_from(QUERIES))]
        elif kind == "property":
            parts.append(f"sh:path {draw(st.sampled_from(PATHS))}")
            parts += draw(
                st.lists(st.sampled_from([*CONSTRAINTS, *OF_PROPERTIES]), min_size=1, max_size=3, unique_by=parameter)
            )
        else:
            parts += draw(st.lists(st.sampled_from(CONSTRAINTS), min_size=1, max_size=2, unique_by=parameter))
        cls = "PropertyShape" if kind == "property" else "NodeShape"
        texts.append(" ; ".join([f"ex:shape{number} a sh:{cls}", *parts]) + " .\n")
    return PREFIXES + "".join(texts)


@st.composite
def records(draw: st.DrawFn, name: str) -> tuple[list[Fact], set[str]]:
    """What a file says and what follows from it, and which things are its own."""
    own = [node(f"{name}{number}") for number in range(3)]
    typed = st.tuples(st.sampled_from(own), st.just(TYPE), st.sampled_from((node("A"), node("B"))))
    predicates = st.sampled_from([node(one) for one in "pqr"])
    said = st.tuples(st.sampled_from(own), predicates, st.sampled_from([*own, *COMMON, *LITERALS]))
    following = st.tuples(st.sampled_from(COMMON), predicates, st.sampled_from([*own, *COMMON]))
    facts = draw(st.lists(st.one_of(typed, typed, said, said, said), min_size=1, max_size=12))
    facts += draw(st.lists(following, max_size=1))
    return [fact for fact in dict.fromkeys(facts) if fact not in CATALOGUE], set(own)


def dataset(facts: Iterable[Fact]) -> Dataset:
    """Facts in the default graph, without literals that the engine makes one of."""
    made = Dataset()
    made.load_nquads(nquads(facts))
    return made


Found = set[tuple[str, str, str, str]]


def at_once(statements: Dataset, facts: Iterable[Fact]) -> Found:
    """What pySHACL finds of everything: by shape the code, the focus node and the message."""
    closed = dataset(facts)
    graph = ValidationGraph(closed)
    shacl = load(graph, ValidationGraph(statements))
    return {
        (shape.node.n3(), one.code, one.focus, one.message)
        for shape in shacl.shacl_graph.shapes
        for one in all_findings(shacl, [run_shape(shacl, shape)], closed, Places(()), graph)
    }


def one_by_one(statements: Dataset, files: list[tuple[list[Fact], set[str]]]) -> tuple[Found, set[str]]:
    """The same of files by themselves, and the shapes that cannot be judged so."""
    sieve = Sieve(statements, dataset(CATALOGUE), Grouped.of(CATALOGUE))
    judge = Judge(sieve)
    found, several = set(), set()
    for facts, own in files:
        left = sieve.left(sieve.group([Grouped.of(facts)], own))
        several |= left.several
        event(f"{len(left.nodes)} shapes are left")
        for shape, one in judge.findings(left.nodes, facts, Places(())):
            found.add((shape, one.code, one.focus, one.message))
    return found, several


@settings(max_examples=400)
@given(shapes(), records("g"), records("h"))
def test_file_by_file_is_as_all_at_once(
    text: str, one: tuple[list[Fact], set[str]], other: tuple[list[Fact], set[str]]
) -> None:
    read = Dataset()
    for parsed in parse_files([SourceFile("shapes/some.ttl", text.encode())]):
        read.load(parsed.quads())
    statements = read.union()
    with quiet("rdflib.term"):
        found, several = one_by_one(statements, [one, other])
        expected = at_once(statements, [*CATALOGUE, *one[0], *other[0]])
        of_catalogue = at_once(statements, CATALOGUE)
    event(f"{len(several)} shapes need several files")
    found = {finding for finding in found | of_catalogue if finding[0] not in several}
    assert found == {finding for finding in expected if finding[0] not in several}
