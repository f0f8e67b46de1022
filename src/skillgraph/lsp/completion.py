"""Completion: what may come next at the cursor, what fits first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    MarkupContent,
    MarkupKind,
    TextEdit,
)

from skillgraph.lsp.context import context_at
from skillgraph.lsp.desk import Page
from skillgraph.lsp.index import Index
from skillgraph.lsp.names import declared_prefixes, is_name
from skillgraph.queries.writing import Context, Role, query_context_at
from skillgraph.terms import OWL, PREFIXES, RDF_TYPE, RDFS, SH, VOCABULARIES, compact

MOST = 300
_WANT_CLASS = {
    RDF_TYPE, RDFS + "subClassOf", RDFS + "domain", RDFS + "range", SH + "targetClass", SH + "class",
    VOCABULARIES["schema"] + "domainIncludes", VOCABULARIES["schema"] + "rangeIncludes", OWL + "disjointWith",
    OWL + "equivalentClass",
}  # fmt: skip
_WANT_PROPERTY = {RDFS + "subPropertyOf", SH + "path", OWL + "inverseOf", OWL + "equivalentProperty"}
_FITS, _MAY, _OTHER, _HARDLY = range(4)


@dataclass(frozen=True, slots=True)
class _Candidate:
    iri: str
    name: str
    label: str
    rank: int


def complete(page: Page, offset: int, index: Index) -> CompletionList:
    """The names that can be written at an offset of a file, in the order in which they fit."""
    declared = declared_prefixes(page.text)
    prefixes = {**PREFIXES, **declared}
    if page.file.path.endswith(".rq"):
        context = query_context_at(page.text, offset, prefixes)
    else:
        context = context_at(page.sheet, offset, prefixes, page.file.graph)
    if context is None:
        return CompletionList(is_incomplete=False, items=[])
    if ":" in context.typed:
        return _names(page, context, index, prefixes, declared)
    return _words(page, context, index, declared)


def _names(
    page: Page, context: Context, index: Index, prefixes: dict[str, str], declared: dict[str, str]
) -> CompletionList:
    """The terms or things of the prefix that is written; the best ones where there are too many."""
    prefix, _, local = context.typed.partition(":")
    namespace = prefixes.get(prefix)
    if namespace is None:
        return CompletionList(is_incomplete=False, items=[])
    found = [
        _Candidate(iri, f"{prefix}:{iri[len(namespace) :]}", index.label(iri), 0)
        for iri in index
        if iri.startswith(namespace) and is_name(f"{prefix}:{iri[len(namespace) :]}")
    ]
    narrowed = len(found) > MOST
    if narrowed:
        wanted = local.casefold()
        found = [one for one in found if wanted in one.name.casefold() or wanted in one.label.casefold()]
    ranked = _ranked(found, context, index)[:MOST]
    return CompletionList(is_incomplete=narrowed, items=_items(ranked, page, context, index, declared))


def _words(page: Page, context: Context, index: Index, declared: dict[str, str]) -> CompletionList:
    """Where nothing or the beginning of a word is written: what fits by its full name, then prefixes."""
    fitting = (_Candidate(iri, compact(iri), index.label(iri), _FITS) for iri in _fitting(context, index))
    ranked = _ranked([one for one in fitting if is_name(one.name)], context, index)[:MOST]
    items = list(_items(ranked, page, context, index, declared))
    if context.role is Role.PREDICATE:
        items.append(_item("a", "", CompletionItemKind.Keyword, "0", page, context, "is a member of the class"))
    for prefix, namespace in {**declared, **PREFIXES}.items():
        rank = "5" if prefix in declared else "6"
        item = _item(f"{prefix}:", prefix, CompletionItemKind.Module, rank, page, context, namespace)
        item.additional_text_edits = _declaration(page, prefix, declared)
        items.append(item)
    return CompletionList(is_incomplete=False, items=items)


def _fitting(context: Context, index: Index) -> set[str]:
    """The IRIs that the ontology and the shapes foresee there."""
    if context.role is Role.PREDICATE:
        return index.properties_for(_classes(context, index))
    if context.role is not Role.OBJECT or context.predicate is None:
        return set()
    if context.predicate in _WANT_CLASS:
        return {iri for iri in index if index.is_class(iri)}
    if context.predicate in _WANT_PROPERTY:
        return {iri for iri in index if index.is_property(iri)}
    return index.instances(index.ranges(context.predicate))


def _classes(context: Context, index: Index) -> list[str]:
    return [*context.classes, *(index.types(context.subject) if context.subject else ())]


def _ranked(found: Iterable[_Candidate], context: Context, index: Index) -> list[_Candidate]:
    fitting = _fitting(context, index)
    ranked = [_Candidate(one.iri, one.name, one.label, _rank(one.iri, context, index, fitting)) for one in found]
    return sorted(ranked, key=lambda one: (one.rank, one.label.casefold() or one.name, one.name))


def _rank(iri: str, context: Context, index: Index, fitting: set[str]) -> int:
    if iri in fitting:
        return _FITS
    if context.role is Role.PREDICATE:
        if not index.is_property(iri):
            return _HARDLY
        return _OTHER if index.domains(iri) else _MAY
    if context.role is Role.DATATYPE:
        return _MAY
    return _OTHER if index.is_property(iri) else _MAY


def _items(
    ranked: Iterable[_Candidate], page: Page, context: Context, index: Index, declared: dict[str, str]
) -> list[CompletionItem]:
    return list(_each(ranked, page, context, index, declared))


def _each(
    ranked: Iterable[_Candidate], page: Page, context: Context, index: Index, declared: dict[str, str]
) -> Iterator[CompletionItem]:
    for number, one in enumerate(ranked):
        kinds = ", ".join(index.label(kind) or compact(kind) for kind in index.types(one.iri)[:2])
        detail = f"{one.label} ({kinds})" if one.label and kinds else one.label or kinds
        item = _item(one.name, one.label, _kind(one.iri, index), f"{one.rank}{number:04}", page, context, detail)
        definition = index.definition(one.iri)
        if definition:
            item.documentation = MarkupContent(MarkupKind.PlainText, definition)
        item.additional_text_edits = _declaration(page, one.name.partition(":")[0], declared)
        yield item


def _item(
    name: str, label: str, kind: CompletionItemKind, sort: str, page: Page, context: Context, detail: str
) -> CompletionItem:
    return CompletionItem(
        label=name,
        kind=kind,
        detail=detail or None,
        sort_text=sort,
        filter_text=f"{name} {label}".strip(),
        text_edit=TextEdit(page.sheet.range(context.start, context.end), name),
    )


def _kind(iri: str, index: Index) -> CompletionItemKind:
    if index.is_class(iri):
        return CompletionItemKind.Class
    return CompletionItemKind.Property if index.is_property(iri) else CompletionItemKind.Value


_PREFIX_LINE = {
    ".ttl": (re.compile(r"@prefix[ \t]+([^:\s]*):.*(?:\r\n|\n|\r)?"), "@prefix {}: <{}> .\n"),
    ".rq": (re.compile(r"(?i:PREFIX)[ \t]+([^:\s]*):.*(?:\r\n|\n|\r)?"), "PREFIX {}: <{}>\n"),
}


def _declaration(page: Page, prefix: str, declared: dict[str, str]) -> list[TextEdit] | None:
    """The line that declares a prefix of the table, where the file lacks it, among its neighbours in the alphabet."""
    if prefix in declared or prefix not in PREFIXES:
        return None
    pattern, line = _PREFIX_LINE[".rq" if page.file.path.endswith(".rq") else ".ttl"]
    at = 0
    for match in pattern.finditer(page.text):
        if not page.sheet.begins_line(match.start()):
            continue
        if match[1] > prefix:
            at = at or match.start()
            break
        at = match.end()
    return [TextEdit(page.sheet.range(at, at), line.format(prefix, PREFIXES[prefix]))]
