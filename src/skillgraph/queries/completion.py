"""What may be written next in a query: what fits the position and is used in the data comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillgraph.engine import Engine
from skillgraph.queries.vocabulary import Vocabulary
from skillgraph.queries.writing import Context, Role, query_context_at
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import ID, LABELS, PREFIXES, RDF_TYPE, compact, quote

MOST = 60
KEYWORDS = (
    "ASC", "ASK", "BASE", "BIND", "BY", "CONSTRUCT", "COUNT", "DESC", "DESCRIBE", "DISTINCT", "EXISTS", "FILTER",
    "FROM", "GRAPH", "GROUP", "GROUP_CONCAT", "HAVING", "IN", "LIMIT", "MINUS", "NOT", "OFFSET", "OPTIONAL", "ORDER",
    "PREFIX", "REGEX", "SAMPLE", "SELECT", "STR", "SUM", "UNION", "VALUES", "WHERE",
)  # fmt: skip
_VARIABLE = re.compile(r"[?$]\w*\Z")
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*)\Z", re.IGNORECASE)
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE)
_USED = "SELECT ?x (COUNT(*) AS ?n) {{ {} }} GROUP BY ?x ORDER BY DESC(?n) LIMIT 200"
_NAMED = """SELECT ?x (SAMPLE(?text) AS ?label) {{
  VALUES ?p {{ {properties} }} ?x ?p ?text . FILTER(ISIRI(?x) && CONTAINS(LCASE(STR(?text)), {text}))
}} GROUP BY ?x ORDER BY ?x LIMIT 60"""
_LABELLED = "SELECT ?x (SAMPLE(?text) AS ?label) {{ VALUES ?x {{ {} }} VALUES ?p {{ {} }} ?x ?p ?text }} GROUP BY ?x"
_PLAIN_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be written, its label, what it is (class, property, thing, prefix, variable, keyword), its use."""

    text: str
    label: str
    kind: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals in the order in which they fit, for the text from `start` to `end`."""

    start: int
    end: int
    found: tuple[Proposal, ...] = ()


def propose(text: str, offset: int, engine: Engine, vocabulary: Vocabulary) -> Proposals:
    """What may stand at an offset of a query that is being written."""
    before = text[:offset]
    if match := _VARIABLE.search(before):
        return Proposals(match.start(), offset, tuple(_variables(text, match.start(), match[0][1:])))
    if match := _PREFIX.search(before):
        known = [(name, iri) for name, iri in PREFIXES.items() if name.startswith(match[1])]
        return Proposals(
            match.start(1), offset, tuple(Proposal(f"{name}: <{iri}>", iri, "prefix") for name, iri in known)
        )
    prefixes = {**PREFIXES, **dict(_DECLARED.findall(text))}
    context = query_context_at(text, offset, prefixes)
    if context is None:
        return Proposals(offset, offset)
    look = _Look(engine, vocabulary, context, prefixes)
    return Proposals(context.start, context.end, tuple(look.ranked()))


def _variables(text: str, start: int, typed: str) -> list[Proposal]:
    """The variables of the query that begin like the one which is being written."""
    tokens = (one for one in tokenise(text) if one.kind == "variable" and one.start != start)
    names = dict.fromkeys(f"{text[start]}{one.text[1:]}" for one in tokens if one.text[1:].startswith(typed))
    return [Proposal(name, "", "variable") for name in names][:MOST]


@dataclass(frozen=True, slots=True)
class _Look:
    """One place in a query, and what there is to know about it."""

    engine: Engine
    vocabulary: Vocabulary
    context: Context
    prefixes: Mapping[str, str]

    def ranked(self) -> list[Proposal]:
        """What matches the text before the cursor, what begins with it first, each once."""
        typed = self.context.typed.casefold()
        scored = []
        for place, one in enumerate(self._fitting()):
            quality = _quality(one, typed)
            if quality is not None:
                scored.append((quality, place, one))
        found: dict[str, Proposal] = {}
        for *_, one in sorted(scored, key=lambda row: row[:2]):
            found.setdefault(one.text, one)
        return list(found.values())[:MOST]

    def _fitting(self) -> Iterator[Proposal]:
        role, predicate = self.context.role, self.context.predicate
        if role is Role.PREDICATE:
            yield Proposal("a", "is a member of the class", "keyword")
            yield from self._properties()
        elif role is Role.OBJECT and predicate == RDF_TYPE:
            counts = self._used("[] a ?x")
            yield from self._terms(counts, self.vocabulary.classes, "class")
        elif role is Role.OBJECT and predicate and _PLAIN_IRI.fullmatch(predicate):
            counts = self._used(f"[] <{predicate}> ?x FILTER(ISIRI(?x))")
            yield from self._terms(counts, self._labels(counts), "thing")
        if role in (Role.SUBJECT, Role.END):
            yield from (Proposal(word, "", "keyword") for word in KEYWORDS)
        if role is not Role.PREDICATE and predicate != RDF_TYPE:
            yield from self._things()
        yield from (Proposal(f"{prefix}:", iri, "prefix") for prefix, iri in self.prefixes.items())

    def _properties(self) -> Iterator[Proposal]:
        """Those that things of the subject's classes have, then all others that are used."""
        classes = [f"<{iri}>" for iri in self.context.classes if _PLAIN_IRI.fullmatch(iri)]
        if classes:
            counts = self._used(f"VALUES ?class {{ {' '.join(classes)} }} ?s a ?class ; ?x ?o")
            yield from self._terms(counts, self.vocabulary.properties, "property", others=False)
        yield from self._terms(self._used("?s ?x ?o"), self.vocabulary.properties, "property")

    def _things(self) -> Iterator[Proposal]:
        """Things whose label or name has the text in it."""
        prefix, colon, local = self.context.typed.partition(":")
        text = local if colon else prefix
        if len(text) > 1 or colon:
            properties = " ".join(f"<{iri}>" for iri in LABELS)
            named = _NAMED.format(properties=properties, text=quote(text.casefold()))
            for iri, label in self.engine.select(named).rows:
                yield Proposal(compact(str(iri)), str(label), "thing")
        if colon and self.prefixes.get(prefix, "").startswith(ID):
            start = quote(self.prefixes[prefix] + local)
            inside = self._used(f"?x a ?class FILTER(STRSTARTS(STR(?x), {start}))")
            yield from self._terms(inside, self._labels(inside), "thing")

    def _used(self, pattern: str) -> dict[str, int]:
        return {str(iri): int(str(count)) for iri, count in self.engine.select(_USED.format(pattern)).rows if iri}

    def _labels(self, iris: Iterable[str]) -> dict[str, str]:
        things = " ".join(f"<{iri}>" for iri in iris if _PLAIN_IRI.fullmatch(iri))
        properties = " ".join(f"<{iri}>" for iri in LABELS)
        rows = self.engine.select(_LABELLED.format(things, properties)).rows
        return {str(iri): str(label) for iri, label in rows if iri is not None}

    def _terms(
        self, counts: Mapping[str, int], labels: Mapping[str, str], kind: str, *, others: bool = True
    ) -> Iterator[Proposal]:
        rest = [iri for iri in labels if iri not in counts] if others else []
        for iri in (*counts, *rest):
            short = compact(iri)
            yield Proposal(f"<{iri}>" if short == iri else short, labels.get(iri, ""), kind, counts.get(iri, 0))


def _quality(one: Proposal, typed: str) -> int | None:
    """0 where the name begins with the text, 1 where its local part or label does, 2 where a word does, 3 inside."""
    text, label = one.text.casefold(), one.label.casefold() if one.kind != "prefix" else ""
    local = text.partition(":")[2]
    wanted = typed.partition(":")[2] if ":" in typed else typed
    if text.startswith(typed):
        return 2 if one.kind == "prefix" else 0
    if one.kind in ("keyword", "prefix"):
        return None
    if ":" in typed and not text.startswith(typed.partition(":")[0] + ":"):
        return None
    if local.startswith(wanted) or label.startswith(wanted):
        return 1
    if f" {wanted}" in label:
        return 2
    return 3 if wanted in local or wanted in label else None
