"""Answers and things as HTML for notebooks. Everything that data say is escaped; only http and https are linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from skillgraph.terms import Iri, Literal, Term, compact

MOST = 60
_NUMBERS = ("integer", "decimal", "double", "float")


def table(names: Sequence[str], rows: Sequence[Sequence[Term | None]], labels: Mapping[str, str], foot: str) -> str:
    """A table with its first rows, and a line under it."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = [
        f"<tr>{''.join(f'<td{_style(term)}>{cell(term, labels)}</td>' for term in row)}</tr>" for row in rows[:MOST]
    ]
    more = f"{len(rows) - MOST} more rows. " if len(rows) > MOST else ""
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
        f"<p><small>{escape(more + foot)}</small></p>"
    )


def thing(title: str, iri: str, properties: Iterable[tuple[str, Sequence[Term]]], foot: str) -> str:
    """A thing: its title, its properties with their values, and a line under it."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{'<br>'.join(cell(value, {}) for value in values)}</td></tr>"
        for name, values in properties
    )
    head = f"<p><b>{escape(title)}</b> {cell(Iri(iri), {})}</p>" if title else f"<p>{cell(Iri(iri), {})}</p>"
    return f"{head}<table><tbody>{rows}</tbody></table><p><small>{escape(foot)}</small></p>"


def cell(term: Term | None, labels: Mapping[str, str]) -> str:
    """A term as a person reads it."""
    if term is None:
        return ""
    if not isinstance(term, Iri):
        return escape(str(term))
    text = escape(labels.get(term.value) or compact(term.value))
    if not term.value.startswith(("http://", "https://")):
        return text
    return f'<a href="{escape(term.value)}" title="{escape(compact(term.value))}">{text}</a>'


def _style(term: Term | None) -> str:
    is_number = isinstance(term, Literal) and term.datatype.rpartition("#")[2] in _NUMBERS
    return ' style="text-align:right"' if is_number else ""
