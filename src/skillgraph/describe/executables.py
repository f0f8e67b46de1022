"""Prefixes (SHACL, section 5.2.1) and canned queries as SPARQL executables (SHACL Advanced Features, section 5).

The form is the one that readers of collections of example queries know: sh:select, rdfs:comment, schema:target.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from skillgraph.describe.served import Served
from skillgraph.describe.statements import Statements, name, number
from skillgraph.errors import BadParameter
from skillgraph.header import MARK
from skillgraph.queries import CannedQuery, Parameter
from skillgraph.queries.parameters import Context, to_sparql
from skillgraph.queries.run import bound_text
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import NS, PREFIXES, RDF, XSD, Iri, Literal, expand

# Readers of example queries look for schema.org by https; the workspace's own prefix is the older http.
TARGET = "https://schema.org/target"
KEYWORDS = "https://schema.org/keywords"

ONTOLOGY = NS.rstrip("#")
_DATATYPES = {kind: XSD + kind for kind in ("integer", "decimal", "string", "date", "boolean")} | {
    "enum": XSD + "string"
}
# The class and property of each query form; SHACL has none for DESCRIBE, readers of example queries know this one.
_FORMS = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "DESCRIBE": ("sh:SPARQLExecutable", "https://purl.expasy.org/sparql-examples/ontology#describe"),
}
_NO_DAY = datetime.date.min


def prefixes(served: Served) -> Statements:
    """The prefix table, declared for the ontology and for the dataset."""
    said = Statements()
    said.are(ONTOLOGY, "owl:Ontology")
    for prefix, namespace in PREFIXES.items():
        part = served.url(f"/describe/prefixes#{prefix}")
        said.say(ONTOLOGY, "sh:declare", Iri(part))
        said.say(served.dataset, "sh:declare", Iri(part))
        said.are(part, "sh:PrefixDeclaration")
        said.say(part, "sh:prefix", Literal(prefix))
        said.say(part, "sh:namespace", Literal(namespace, XSD + "anyURI"))
    return said


def queries(served: Served) -> Statements:
    """Every canned query, each with an example that runs as it stands, and the prefixes that they declare."""
    said = prefixes(served)
    for query in served.queries:
        _template(said, served, query)
        _example(said, served, query)
    return said


def one_query(served: Served, query_name: str) -> Statements:
    """One canned query with its example and the prefixes; UnknownName where there is none of that name."""
    said, query = prefixes(served), served.catalogue[query_name]
    _template(said, served, query)
    _example(said, served, query)
    return said


def _template(said: Statements, served: Served, query: CannedQuery) -> None:
    iri = served.query(query.name)
    _executable(said, served, iri, query, query.text)
    for place, parameter in enumerate(query.parameters, 1):
        part = f"{iri}#parameter-{parameter.name}"
        said.say(iri, "sh:parameter", Iri(part))
        said.are(part, "sh:Parameter")
        said.say(part, "sh:path", Iri(f"{iri}#{parameter.name}"))
        said.say(part, "sh:name", Literal(parameter.name))
        said.say(part, "sh:order", number(place))
        _constraints(said, part, parameter)
        _default(said, served, part, parameter)


def _example(said: Statements, served: Served, query: CannedQuery) -> None:
    """The query with the values of the first test in its header that leaves nothing to the day of asking."""
    for values in filter(None, (_texts(case) for case in query.tests)):
        dated = {one.name for one in query.parameters if one.default == "today"}
        if dated <= set(values):
            try:
                text = bound_text(query, values, served.engine, _NO_DAY)
            except BadParameter:  # the test is about a value that is refused, or that this dataset does not hold
                continue
            iri = f"{served.query(query.name)}?{urlencode(values)}"
            _executable(said, served, iri, query, text)
            said.say(iri, "dcterms:isVersionOf", Iri(served.query(query.name)))
            return


def _texts(case: Mapping[str, object]) -> dict[str, str]:
    """The values of a test as texts; nothing where it has none or brings data of its own."""
    given = case.get("params")
    if "data" in case or not isinstance(given, Mapping):
        return {}
    return {
        str(key): ",".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in given.items()
    }


def _executable(said: Statements, served: Served, iri: str, query: CannedQuery, text: str) -> None:
    cls, predicate = _FORMS[next(token.keyword for token in tokenise(text) if token.keyword in _FORMS)]
    said.are(iri, "sh:SPARQLExecutable", cls)
    said.say(iri, "rdfs:label", Literal(query.summary))
    comment = f"{query.summary} {query.description}".strip()
    said.say(iri, "rdfs:comment", Literal(escape(comment, quote=False), RDF + "HTML"))
    said.say(iri, "sh:prefixes", Iri(ONTOLOGY))
    said.say(iri, predicate, Literal(_without_header(text)))
    said.say(iri, TARGET, Iri(served.endpoint))
    said.say(iri, KEYWORDS, Literal(query.topic))


def _without_header(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK)).strip() + "\n"


def _constraints(said: Statements, part: str, parameter: Parameter) -> None:
    kind = parameter.of if parameter.type == "list" else parameter.type
    said.say(part, "sh:description", Literal(_help(parameter)))
    if kind in _DATATYPES:
        said.say(part, "sh:datatype", Iri(_DATATYPES[kind]))
    else:
        said.say(part, "sh:nodeKind", name("sh:IRI"))
    if parameter.cls:
        said.say(part, "sh:class", Iri(parameter.cls))
    if parameter.values:
        values = tuple(Literal(value) for value in parameter.values)
        said.say(part, "sh:in", said.list_of(f"{part}-value", values))
    if parameter.type != "list":
        said.say(part, "sh:maxCount", number(1))
    if parameter.required:
        said.say(part, "sh:minCount", number(1))
    else:
        said.say(part, "sh:optional", Literal("true", XSD + "boolean"))
    if parameter.example and parameter.example != parameter.default:
        said.say(part, "skos:example", Literal(parameter.example))


def _help(parameter: Parameter) -> str:
    """The help; a default that is no fixed value is told in words."""
    return f"{parameter.help} Without a value: today." if parameter.default == "today" else parameter.help


def _default(said: Statements, served: Served, part: str, parameter: Parameter) -> None:
    """The default as the term that it stands for, where it is one and always the same."""
    if not parameter.default or parameter.type == "list" or parameter.default == "today":
        return
    kind = _DATATYPES.get(parameter.type)
    if kind:
        said.say(part, "sh:defaultValue", Literal(parameter.default, kind))
        return
    try:
        written = to_sparql(parameter, parameter.default, Context(served.engine, _NO_DAY))
    except BadParameter:  # this dataset does not hold it
        return
    said.say(part, "sh:defaultValue", Iri(expand(written) or written[1:-1]))
