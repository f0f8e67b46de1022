"""Answers about an IRI and about a file: hover, definition, references, symbols."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import DocumentSymbol, Hover, MarkupContent, MarkupKind, SymbolKind

from skillgraph.curate.occurrences import Occurrence
from skillgraph.lsp.desk import Desk, Page
from skillgraph.lsp.index import Entry, Index
from skillgraph.terms import Iri, compact

_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|"})
_KINDS_SHOWN = 4


def hover(desk: Desk, page: Page, offset: int) -> Hover | None:
    """Label, definition, kind, layer and place of the IRI at an offset."""
    occurrence = page.occurrence_at(offset)
    if occurrence is None:
        return None
    text = describe(desk, occurrence.iri)
    if text is None:
        return None
    return Hover(MarkupContent(MarkupKind.Markdown, text), page.span(occurrence))


def describe(desk: Desk, iri: str) -> str | None:
    """What the workspace says of an IRI, as Markdown; none where it says nothing."""
    index = desk.index()
    homes = index.homes(iri)
    if not homes:
        return None
    label, definition = index.label(iri).translate(_MARKDOWN), index.definition(iri).translate(_MARKDOWN)
    parts = [f"**{label}** `{compact(iri)}`" if label else f"`{compact(iri)}`"]
    parts += [definition] if definition else []
    kinds = _kinds(index, iri)
    parts += [f"kind: {kinds}"] if kinds else []
    parts += [f"layer: {', '.join(dict.fromkeys(home.file.layer for home in homes))}"]
    parts += [f"defined in {', '.join(_place(desk, home) for home in homes)}"]
    return "\n\n".join(parts)


def _kinds(index: Index, iri: str) -> str:
    named = []
    for kind in index.types(iri)[:_KINDS_SHOWN]:
        label = index.label(kind).translate(_MARKDOWN)
        named.append(f"{label} `{compact(kind)}`" if label else f"`{compact(kind)}`")
    return ", ".join(named)


def _place(desk: Desk, entry: Entry) -> str:
    page = desk.page(entry.file.path)
    line = page.sheet.position(entry.at).line + 1 if page else 1
    return f"`{entry.file.path}:{line}`"


def definitions(desk: Desk, iri: str) -> Iterator[tuple[Page, Occurrence]]:
    """Where the subject is that an IRI names: where its class is stated, else wherever it is a subject."""
    for entry in desk.index().homes(iri):
        page = desk.page(entry.file.path)
        occurrence = page.occurrence_at(entry.at) if page else None
        if page is not None and occurrence is not None:
            yield page, occurrence


def references(desk: Desk, iri: str, *, with_definition: bool) -> Iterator[tuple[Page, Occurrence]]:
    """Every place that names an IRI, with or without the places that define it."""
    homes = {(entry.file.path, entry.at) for entry in desk.index().homes(iri)}
    for page, occurrence in desk.naming(iri):
        if with_definition or (page.file.path, occurrence.start) not in homes:
            yield page, occurrence


def symbols(page: Page, index: Index) -> list[DocumentSymbol]:
    """The subjects of a file by their names, each with its label and class, over its whole statement."""
    starts = sorted({triple.subject_at for triple in page.document.triples if isinstance(triple.subject, Iri)})
    limits = dict(zip(starts, [*starts[1:], len(page.text)], strict=True))
    found = []
    for entry in page.entries.values():
        found.append(
            DocumentSymbol(
                name=compact(entry.iri),
                detail=index.label(entry.iri) or ", ".join(compact(kind) for kind in entry.types),
                kind=symbol_kind(index, entry.iri),
                range=page.sheet.range(entry.at, _statement_end(page, entry.at, limits[entry.at])),
                selection_range=page.sheet.token_range(entry.at),
            )
        )
    return found


def symbol_kind(index: Index, iri: str) -> SymbolKind:
    """Class, property or thing."""
    if index.is_class(iri):
        return SymbolKind.Class
    return SymbolKind.Property if index.is_property(iri) else SymbolKind.Object


def _statement_end(page: Page, start: int, limit: int) -> int:
    """The offset after the last token between a subject and the next that is neither space nor comment."""
    end = start
    for token in page.sheet.tokens_between(start, limit):
        if token.kind not in ("space", "comment"):
            end = token.start + len(token.text)
    return end
