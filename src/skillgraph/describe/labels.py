"""What things are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from skillgraph.engine import Engine
from skillgraph.terms import LABELS, VOCABULARIES, compact, split_id

_LABELS = """SELECT ?thing (MIN(?text) AS ?label) {{
  VALUES ?thing {{ {} }} VALUES ?property {{ {} }} ?thing ?property ?text
}} GROUP BY ?thing"""
# What a thing without a name is told apart by: the words that it quotes, or who and what it is about.
_COMPOSED = """SELECT ?thing (MIN(?quote) AS ?text) (MIN(?who) AS ?holder) (MIN(?what) AS ?skill) (MIN(?rank) AS ?level)
  (MIN(?other) AS ?by) (MIN(?task) AS ?work) {{
  VALUES ?thing {{ {} }}
  OPTIONAL {{ ?thing sg:text ?quote }} OPTIONAL {{ ?thing sg:holder/skos:prefLabel ?who }}
  OPTIONAL {{ ?thing (sg:satisfiesRequirement?/sg:skill)/skos:prefLabel ?what }} OPTIONAL {{ ?thing sg:level ?rank }}
  OPTIONAL {{ ?thing (sg:fundedBy|sg:assignsArea|sg:assignsRole)/skos:prefLabel ?other }}
  OPTIONAL {{ ?thing (sg:forTask|sg:assignsTask)/skos:prefLabel ?task }}
}} GROUP BY ?thing"""
_LONGEST = 60  # of a quotation
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


def labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Labels by IRI.

    Where there is none: what a thing quotes or is about, the words of a property's name, the short form of the IRI.
    """
    known = {iri: _name(iri) for iri in dict.fromkeys(iris)}
    found = _named(engine, [iri for iri in known if _IRI.fullmatch(iri)])
    composed = _composed(engine, [iri for iri in known if iri not in found and split_id(iri) and _IRI.fullmatch(iri)])
    return {**known, **composed, **found}


def _named(engine: Engine, asked: Sequence[str]) -> dict[str, str]:
    things, properties = (" ".join(f"<{iri}>" for iri in some) for some in (asked, LABELS))
    rows = engine.select(_LABELS.format(things, properties)).rows if asked else ()
    return {str(thing): str(label) for thing, label in rows if label is not None}


def _composed(engine: Engine, asked: Sequence[str]) -> dict[str, str]:
    rows = engine.select(_COMPOSED.format(" ".join(f"<{iri}>" for iri in asked))).rows if asked else ()
    found = {}
    for thing, text, holder, skill, level, by, work in rows:
        if text is not None:
            words = str(text)
            shown = f"“{words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + '…'}”"
        else:
            able = " ".join(str(one) for one in (skill, level) if one is not None)
            parts = [str(one) for one in (holder, able or None, by, work) if one is not None]
            kind, _ = split_id(str(thing)) or ("", "")
            shown = " · ".join([*parts, kind.replace("-", " ")] if len(parts) == 1 and holder is not None else parts)
        if shown:
            found[str(thing)] = shown
    return found


def _name(iri: str) -> str:
    short = compact(iri)
    prefix, _, local = short.partition(":")
    if prefix not in VOCABULARIES or not local[:1].islower():
        return short
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
