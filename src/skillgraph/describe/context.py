"""The JSON-LD context of the graph's terms, made of its own declarations.

Terms of our namespace go by their local names, other vocabularies' by prefixed names. IRIs of things are written in
full, so that each can be followed as it stands.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from skillgraph.describe.served import Served
from skillgraph.engine import Engine, Used
from skillgraph.errors import UnknownName
from skillgraph.queries.vocabulary import used_in, with_values
from skillgraph.results import Context, PropertyTerm
from skillgraph.terms import NS, RDF_TYPE, VOCABULARIES, XSD, compact

_PROPERTIES = f"""SELECT ?p (MAX(?isLink) AS ?link) (SAMPLE(?range) AS ?datatype) (COUNT(DISTINCT ?range) AS ?ranges) {{
  {{ SELECT DISTINCT ?p {{ {{ VALUES ?p {{ $used }} }}
      UNION {{ ?p a owl:ObjectProperty }} UNION {{ ?p a owl:DatatypeProperty }} }}
  }}
  BIND(EXISTS {{ ?p a owl:ObjectProperty }} AS ?isLink)
  OPTIONAL {{ ?p rdfs:range|schema:rangeIncludes ?range FILTER(STRSTARTS(STR(?range), "{XSD}")) }}
}} GROUP BY ?p ORDER BY ?p"""
_CLASSES = f'SELECT DISTINCT ?c {{ ?c a owl:Class FILTER(STRSTARTS(STR(?c), "{NS}")) }} ORDER BY ?c'


def context_of(engine: Engine, base_url: str, used: Used | None = None) -> Context:
    """The context of a dataset, with the address under which this version of it is published.

    `used` is what it uses, where that is known.
    """
    properties = {}
    listed = with_values(_PROPERTIES, (used or used_in(engine)).properties)
    for iri, is_link, datatype, ranges in engine.select(listed).rows:
        name = _name(str(iri))
        if name and str(iri) != RDF_TYPE:
            of_literal = str(datatype) if str(ranges) == "1" and str(datatype) != f"{XSD}string" else ""
            properties[str(iri)] = PropertyTerm(name, "@id" if str(is_link) == "true" else of_literal)
    taken = {term.name for term in properties.values()}
    named = ((str(iri), _name(str(iri))) for (iri,) in engine.select(_CLASSES).rows)
    classes = {iri: name for iri, name in named if name and name not in taken}
    made = Context("", VOCABULARIES, properties, classes)
    return replace(made, url=f"{base_url}/context/{version_of(made)}.jsonld")


def context_text(served: Served) -> str:
    """The context of what is served, as it is published."""
    context = served.context or context_of(served.engine, served.base_url)
    return json.dumps(context.document(), ensure_ascii=False, indent=1) + "\n"


def need_version(served: Served, version: str) -> None:
    """UnknownName where the context that is served is another version than that."""
    here = version_of(served.context or context_of(served.engine, served.base_url))
    if version != here:
        raise UnknownName(
            f"The context is not kept in version {version[:40]!r}.", f"/context/{here}.jsonld is the present one."
        )


def version_of(context: Context) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the published context."""
    return hashlib.sha256(json.dumps(context.document(), sort_keys=True).encode()).hexdigest()[:16]


def _name(iri: str) -> str:
    """The local name of a term of ours, the prefixed name of another vocabulary's, nothing for any other IRI."""
    prefix, colon, local = compact(iri).partition(":")
    if not colon or prefix not in VOCABULARIES or not local or local.startswith("//"):
        return ""
    return local if prefix == "sg" and local not in VOCABULARIES else f"{prefix}:{local}"
