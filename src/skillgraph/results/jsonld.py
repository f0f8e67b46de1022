"""JSON-LD in the terms of our own context (JSON-LD 1.1), written from the triples: no processor has to run.

Every property holds an array, whatever the number of its values. A value that does not fit its term's coercion is
written in full, so reading the document gives the triples back to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skillgraph.errors import NotAcceptable
from skillgraph.terms import RDF_TYPE, XSD, Blank, Iri, Literal, Term, TripleTerm

Triple = tuple[Term, Iri, Term]


@dataclass(frozen=True, slots=True)
class PropertyTerm:
    """A property's name in JSON; `coercion` is `@id`, a datatype's IRI, or nothing."""

    name: str
    coercion: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A context: prefixes, and the names of properties and classes by IRI.

    `url` is where it is published; without one each document has the whole context in it.
    """

    url: str
    prefixes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, PropertyTerm] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The context itself, as it is published (JSON-LD 1.1, section 9.15)."""
        names = _Names(self, frozenset())
        terms: dict[str, Any] = {"@version": 1.1, "@type": {"@container": "@set"}}
        terms |= {prefix: {"@id": iri, "@prefix": True} for prefix, iri in sorted(self.prefixes.items())}
        for iri, name in sorted(self.classes.items(), key=lambda row: row[1]):
            terms[name] = names.compact(iri)
        for iri, term in sorted(self.properties.items(), key=lambda row: row[1].name):
            entry = {"@id": names.compact(iri), "@container": "@set"}
            if term.coercion:
                entry["@type"] = names.compact(term.coercion)
            terms[term.name] = entry
        return {"@context": terms}


def write_jsonld(triples: Iterable[Triple], context: Context) -> Iterator[str]:
    """The document in parts, one per node; the triples of a subject stand together.

    NotAcceptable where JSON-LD 1.1 has no form for a term of RDF 1.2.
    """
    listed = list(triples)
    hidden = _hidden_prefixes(listed, context.prefixes)
    names = _Names(context, hidden)
    yield f'{{"@context":{_dump(_reference(context, hidden))},"@graph":['
    mark = "\n"
    for subject, statements in _by_subject(listed):
        yield mark + _dump(_node(subject, statements, names))
        mark = ",\n"
    yield "\n]}\n"


def write_tree(
    root: Iri, triples: Iterable[Triple], incoming: Iterable[Triple], context: Context, keys: Sequence[str]
) -> str:
    """The document as a tree: the root with every key in the given order, and the nodes below it in their places.

    A key of which nothing is said holds an empty array, so that things with the same keys have trees of the same form.
    """
    listed, pointing = list(triples), list(incoming)
    hidden = _hidden_prefixes([*listed, *pointing], context.prefixes)
    names = _Names(context, hidden)
    tree = _Tree(names, dict(_by_subject(listed)))
    node: dict[str, Any] = {"@context": _reference(context, hidden), **tree.node(root, keys)}
    reverse: dict[str, list[Any]] = {}
    for subject, predicate, _ in pointing:
        reverse.setdefault(names.of_property(predicate.value)[0], []).append({"@id": str(subject)})
    node["@reverse"] = dict(sorted(reverse.items()))
    return json.dumps(node, ensure_ascii=False, indent=1) + "\n"


class _Tree:
    """Nodes with those below them in their places, each at its first place alone."""

    def __init__(self, names: _Names, said: Mapping[Term, list[tuple[Iri, Term]]]) -> None:
        self._names = names
        self._said = said
        self._shown: set[Term] = set()

    def node(self, subject: Term, keys: Sequence[str] = ()) -> dict[str, Any]:
        """A node; one that stands elsewhere already is its name alone."""
        found = _node(subject, self._said[subject], self._names)
        self._shown.add(subject)
        types = {"@type": sorted(found.pop("@type"))} if "@type" in found else {}
        named = {self._names.of_property(key)[0]: key for key in keys}
        below: dict[str, list[Any]] = {}
        for predicate, value in self._said[subject]:
            name = self._names.of_property(predicate.value)[0]
            if value in self._said and value not in self._shown and predicate.value != RDF_TYPE:
                below.setdefault(name, []).append(self.node(value))
            elif name in found:
                below.setdefault(name, []).append(
                    _value(value, self._names.of_property(predicate.value)[1], self._names)
                )
        ordered = [*named, *sorted(set(found) - set(named) - {"@id"})]
        return {"@id": found["@id"], **types} | {name: below.get(name, []) for name in ordered}


def _reference(context: Context, hidden: frozenset[str]) -> Any:
    own: Any = context.url or context.document()["@context"]
    return [own, dict.fromkeys(sorted(hidden))] if hidden else own


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _by_subject(triples: Iterable[Triple]) -> Iterator[tuple[Term, list[tuple[Iri, Term]]]]:
    found: dict[Term, list[tuple[Iri, Term]]] = {}
    for subject, predicate, value in triples:
        found.setdefault(subject, []).append((predicate, value))
    yield from found.items()


def _node(subject: Term, statements: Iterable[tuple[Iri, Term]], names: _Names) -> dict[str, Any]:
    if isinstance(subject, TripleTerm):
        raise _unheld("a triple as a term")
    types: list[str] = []
    properties: dict[str, list[Any]] = {}
    for predicate, value in statements:
        if predicate.value == RDF_TYPE and isinstance(value, Iri | Blank):
            types.append(names.of_class(value))
        else:
            name, coercion = names.of_property(predicate.value)
            properties.setdefault(name, []).append(_value(value, coercion, names))
    node: dict[str, Any] = {"@id": str(subject)}
    if types:
        node["@type"] = types
    return node | dict(sorted(properties.items()))


def _value(value: Term, coercion: str, names: _Names) -> Any:
    if isinstance(value, Iri | Blank):
        return str(value) if coercion == "@id" else {"@id": str(value)}
    if isinstance(value, TripleTerm):
        raise _unheld("a triple as a term")
    if "--" in value.language:
        raise _unheld("a text with a direction")
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype == (coercion or XSD + "string"):
        return value.value
    if value.datatype == XSD + "string":
        return {"@value": value.value}
    return {"@type": names.compact(value.datatype), "@value": value.value}


def _unheld(what: str) -> NotAcceptable:
    return NotAcceptable(f"The answer holds {what} (RDF 1.2), which JSON-LD 1.1 cannot.", "Ask for text/turtle.")


def _hidden_prefixes(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> frozenset[str]:
    """The prefixes that are also the scheme of an IRI, which would be read as a short name."""
    iris = (iri for triple in triples for term in triple for iri in _iris(term))
    return frozenset(
        scheme
        for scheme, _, rest in (iri.partition(":") for iri in iris)
        if scheme in prefixes and not rest.startswith("//")
    )


def _iris(term: Term) -> tuple[str, ...]:
    if isinstance(term, Iri):
        return (term.value,)
    return (term.datatype,) if isinstance(term, Literal) else ()


class _Names:
    """The shortest name that a context has for an IRI, looked up once."""

    def __init__(self, context: Context, hidden: frozenset[str]) -> None:
        self._context = context
        shown = [(iri, prefix) for prefix, iri in context.prefixes.items() if prefix not in hidden]
        self._by_length = sorted(shown, key=lambda row: -len(row[0]))
        self._known: dict[str, str] = {"@id": "@id"}

    def compact(self, iri: str) -> str:
        """A short name with a prefix, or the IRI itself."""
        if iri not in self._known:
            self._known[iri] = self._compact(iri)
        return self._known[iri]

    def _compact(self, iri: str) -> str:
        for base, prefix in self._by_length:
            local = iri[len(base) :]
            if local and iri.startswith(base) and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def of_class(self, term: Iri | Blank) -> str:
        return self._context.classes.get(str(term)) or (
            self.compact(term.value) if isinstance(term, Iri) else str(term)
        )

    def of_property(self, iri: str) -> tuple[str, str]:
        term = self._context.properties.get(iri)
        return (term.name, term.coercion) if term else (self.compact(iri), "")
