"""The things of each class as a flat table, keyed by their IRIs.

A property with at most one value for each thing of the class is a column; one with several has a table of its own,
`<class>__<property>`. `thing` has every thing once, with its label, kind and slug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillgraph.describe.labels import labels
from skillgraph.engine import Engine
from skillgraph.export.model import Relation
from skillgraph.results import Column, Table, sheet_of
from skillgraph.terms import NS, RDF_TYPE, VOCABULARIES, Iri, Literal, Term, compact, split_id

PREFIX = "class_"
THING = "thing"
_CLASSES = f"""SELECT ?class (SAMPLE(?text) AS ?definition) WHERE {{
  GRAPH ?graph {{ ?thing a ?class }}
  FILTER(STRSTARTS(STR(?class), "{NS}") && STRSTARTS(STR(?thing), "https://"))
  OPTIONAL {{ ?class skos:definition ?text FILTER(LANG(?text) = "en") }}
}} GROUP BY ?class ORDER BY ?class"""
_STATED = """SELECT DISTINCT ?thing ?property ?value WHERE {{
  ?thing a <{}> ; ?property ?value }} ORDER BY ?thing ?property ?value"""
_HELP = """SELECT ?property (SAMPLE(?text) AS ?definition) WHERE {
  ?property skos:definition ?text FILTER(LANG(?text) = "en") } GROUP BY ?property ORDER BY ?property"""

Said = dict[str, dict[str, list[Term]]]  # values by property and thing


def flat(engine: Engine) -> Iterator[Relation]:
    """First all things, then a table for each class and for each of its properties with several values."""
    classes = [(str(row[0]), "" if row[1] is None else str(row[1])) for row in engine.select(_CLASSES).rows]
    helps = {str(row[0]): str(row[1]) for row in engine.select(_HELP).rows}
    said = {cls: _said(engine, cls) for cls, _ in classes}
    things = sorted({thing for cls, _ in classes for thing in said[cls][RDF_TYPE]})
    yield _things(engine, things)
    known = set(things)
    for cls, definition in classes:
        yield from _class(cls, definition, said[cls], helps, known)


def _said(engine: Engine, cls: str) -> Said:
    found: Said = {}
    for thing, property_, value in engine.select(_STATED.format(cls)).rows:
        if isinstance(thing, Iri) and value is not None:
            found.setdefault(str(property_), {}).setdefault(thing.value, []).append(value)
    return found


def _things(engine: Engine, things: Sequence[str]) -> Relation:
    named = labels(engine, things)
    rows = []
    for thing in things:
        kind, slug = split_id(thing) or ("", "")
        rows.append((Iri(thing), Literal(named[thing]), Literal(kind), Literal(slug)))
    columns = (
        Column("iri", "The thing.", type="iri"),
        Column("label", "What it is called.", type="string"),
        Column("kind", "The kind in its IRI.", type="string"),
        Column("slug", "The end of its IRI.", type="string"),
    )
    return Relation(THING, "Every thing that is of a class.", sheet_of(Table(columns, tuple(rows))), key=("iri",))


def _class(cls: str, definition: str, said: Said, helps: dict[str, str], known: set[str]) -> Iterator[Relation]:
    name = PREFIX + _snake(cls[len(NS) :])
    things = sorted(said[RDF_TYPE])
    properties = [one for one in sorted(said, key=_column_name) if one != RDF_TYPE]
    single = [one for one in properties if all(len(values) == 1 for values in said[one].values())]
    columns, refers = [Column("iri", "The thing.", type="iri")], [("iri", THING)]
    parts: list[list[Term | None]] = [[Iri(thing) for thing in things]]
    for one in single:
        cells: list[Term | None] = [said[one].get(thing, [None])[0] for thing in things]
        columns.append(Column(_column_name(one), helps.get(one, "")))
        parts.append(cells)
        if _are_known(cells, known):
            refers.append((columns[-1].name, THING))
    table = Table(tuple(columns), tuple(zip(*parts, strict=True)))
    yield Relation(name, definition, sheet_of(table), ("iri",), tuple(refers))
    for one in (one for one in properties if one not in single):
        yield _several(name, one, said[one], helps.get(one, ""), known)


def _several(name: str, property_: str, said: dict[str, list[Term]], help_: str, known: set[str]) -> Relation:
    own = _column_name(property_)
    rows = tuple((Iri(thing), value) for thing in sorted(said) for value in said[thing])
    tagged = any(isinstance(value, Literal) and value.language for _, value in rows)
    columns = [Column("iri", "The thing.", type="iri"), Column(own, help_)]
    if tagged:  # the same words may stand in two languages
        rows = tuple((thing, value, _language(value)) for thing, value in rows)  # type: ignore[misc]
        columns.append(Column("language", "The language of the text.", type="string"))
    refers = [("iri", name)]
    if _are_known([row[1] for row in rows], known):
        refers.append((own, THING))
    sheet = sheet_of(Table(tuple(columns), rows))
    is_told_apart = len(set(zip(*(one.values for one in sheet.columns), strict=True))) == len(rows)
    key = tuple(column.name for column in columns) if is_told_apart else ()
    return Relation(f"{name}__{own}", help_, sheet, key, tuple(refers))


def _language(value: Term) -> Literal:
    return Literal(value.language if isinstance(value, Literal) else "")


def _are_known(cells: Sequence[Term | None], known: set[str]) -> bool:
    bound = [cell for cell in cells if cell is not None]
    return bool(bound) and all(isinstance(cell, Iri) and cell.value in known for cell in bound)


def _column_name(property_: str) -> str:
    """Our own terms by their local names, others after their prefix."""
    if property_.startswith(NS):
        return _snake(property_[len(NS) :])
    prefix, _, local = compact(property_).partition(":")
    if prefix in VOCABULARIES:
        return f"{prefix.replace('-', '_')}_{_snake(local)}"
    return re.sub(r"\W+", "_", property_).strip("_")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
