"""A table as a page that every browser and screen reader can show: no script, no style, nothing loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from skillgraph.results.table import Column, Table, short
from skillgraph.terms import Iri, Literal, Term

_LINKED = ("http://", "https://")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def html_page(table: Table) -> str:
    """The whole page; what a cell holds is text, and only http and https IRIs are links."""
    return "".join(page_parts(table.columns, table.rows))


def page_parts(columns: Iterable[Column], rows: Iterable[tuple[Term | None, ...]]) -> Iterator[str]:
    """The page in parts, one per row."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width">\n<title>Answer</title>\n</head>\n<body>\n<main>\n'
    yield "<h1>Answer</h1>\n<table>\n<thead>\n<tr>"
    for column in columns:
        title = f' title="{_shown(column.help)}"' if column.help else ""
        yield f'<th scope="col"{title}>{_shown(column.name)}</th>'
    yield "</tr>\n</thead>\n<tbody>\n"
    count = 0
    for row in rows:
        count += 1
        yield f"<tr>{''.join(_cell(term) for term in row)}</tr>\n"
    noun = "row" if count == 1 else "rows"
    yield f"</tbody>\n</table>\n<p>{count} {noun}.</p>\n</main>\n</body>\n</html>\n"


def _cell(term: Term | None) -> str:
    text = _shown(short(term))
    if isinstance(term, Iri) and term.value.startswith(_LINKED):
        return f'<td><a href="{_shown(term.value)}" rel="nofollow">{text}</a></td>'
    if isinstance(term, Literal) and term.language:
        tag, _, direction = term.language.partition("--")
        way = f' dir="{_shown(direction)}"' if direction else ""
        return f'<td lang="{_shown(tag)}"{way}>{text}</td>'
    return f"<td>{text}</td>"


def _shown(text: str) -> str:
    """Escaped; a character that no page may hold becomes the replacement character."""
    return escape(_UNSHOWN.sub("\ufffd", text)) if _SPECIAL.search(text) else text
