"""What is answered for a thing that is not there: what may be meant, or what came after it."""

from __future__ import annotations

import difflib
import re

from skillgraph.engine import Engine
from skillgraph.errors import Gone, UnknownName
from skillgraph.terms import ID, KINDS, compact, mint

_MOST = 3
_RETIRED = """SELECT DISTINCT ?why ?next {{
  <{0}> owl:deprecated ?is FILTER(?is)
  OPTIONAL {{ <{0}> skos:changeNote ?why }} OPTIONAL {{ <{0}> dcterms:isReplacedBy ?next FILTER(isIRI(?next)) }}
}} ORDER BY ?why ?next"""
_NAMED = """SELECT ?thing (MIN(?text) AS ?label) {{
  {} FILTER(STRSTARTS(STR(?thing), "{}")) OPTIONAL {{ ?thing skos:prefLabel ?text }}
}} GROUP BY ?thing ORDER BY ?thing"""


def thing_at(engine: Engine, kind: str, slug: str) -> str:
    """The IRI of the thing of that kind and slug.

    Gone where it was retired; UnknownName, with what may be meant, where nothing is said of it.
    """
    try:
        iri = mint(kind, slug)
    except ValueError as error:
        near = difflib.get_close_matches(kind, KINDS, _MOST) if kind not in KINDS else []
        hint = f"Did you mean {' or '.join(near)}?" if near else "/queries lists questions that name things."
        raise UnknownName(f"There is nothing at /id/{kind[:60]}/{slug[:60]}: {error}.", hint) from None
    need_use(engine, iri)
    if not engine.select(f"SELECT ?p {{ <{iri}> ?p ?o }} LIMIT 1").rows:
        raise _unknown(engine, kind, slug)
    return iri


def need_use(engine: Engine, iri: str) -> None:
    """Gone where that thing was retired."""
    rows = engine.select(_RETIRED.format(iri)).rows
    if not rows:
        return
    near = tuple(dict.fromkeys(str(after) for _, after in rows if after is not None))
    hint = f"It was replaced by {' and '.join(map(compact, near))}." if near else "Nothing took its place."
    why = rows[0][0]
    raise Gone(f"{compact(iri)} was retired{'.' if why is None else f': {why}'}", hint, near)


def _unknown(engine: Engine, kind: str, slug: str) -> UnknownName:
    near = _near(engine, kind, slug)
    shown = " or ".join(f"{compact(iri)} ({label})" if label else compact(iri) for iri, label in near)
    hint = f"Did you mean {shown}?" if near else "Nothing has a similar name."
    return UnknownName(f"There is no {kind.replace('-', ' ')} {slug[:100]}.", hint, [iri for iri, _ in near])


def _near(engine: Engine, kind: str, slug: str) -> list[tuple[str, str]]:
    """The nearest by slug and by label of the same kind, and what has this slug in another."""
    others = " ".join(f"<{ID}{other}/{slug}>" for other in KINDS if other != kind)
    same = engine.select(_NAMED.format(f"VALUES ?thing {{ {others} }} ?thing a ?class .", ID)).rows
    rows = engine.select(_NAMED.format("?thing a ?class .", f"{ID}{kind}/")).rows
    labels = {str(thing): "" if label is None else str(label) for thing, label in (*rows, *same)}
    names: dict[str, str] = {}
    for thing, _ in rows:
        for name in (str(thing)[len(f"{ID}{kind}/") :], labels[str(thing)]):
            names.setdefault(_plain(name), str(thing))
    names.pop("", None)
    wanted = _plain(slug)
    close = [names[name] for name in difflib.get_close_matches(wanted, names, 2 * _MOST, 0.55)]
    inside = [thing for name, thing in names.items() if len(wanted) > 2 and wanted in name]
    found = dict.fromkeys([*(str(thing) for thing, _ in same), *close, *inside])
    return [(iri, labels[iri]) for iri in found][:_MOST]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
