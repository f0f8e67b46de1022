"""SPARQL Query Results XML Format for tables, and what XML 1.0 cannot hold."""

from __future__ import annotations

import re

from skillgraph.errors import NotAcceptable
from skillgraph.results.markup import content, quoted
from skillgraph.results.table import Table
from skillgraph.terms import XSD, Blank, Iri, Literal, Term

_UNHELD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})


def refuse_unheld(text: bytes) -> None:
    """NotAcceptable where UTF-8 text holds a character that no XML document can (XML 1.0, section 2.2)."""
    if (
        len(text.translate(None, _CONTROLS)) == len(text)
        and b"\xef\xbf\xbe" not in text
        and b"\xef\xbf\xbf" not in text
    ):
        return
    found = _UNHELD.search(text)
    if found:
        code = f"U+{ord(found.group().decode()):04X}"
        raise NotAcceptable(f"The answer holds the character {code}, which XML cannot.", "Ask for another format.")


def xml_document(table: Table) -> str:
    """SPARQL Query Results XML Format, section 2; NotAcceptable where XML cannot hold a text."""
    head = "".join(f"<variable name={quoted(column.name)}/>" for column in table.columns)
    names = [quoted(column.name) for column in table.columns]
    lines = [
        '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
        f"<head>{head}</head>\n<results>\n"
    ]
    for row in table.rows:
        cells = (
            f"<binding name={name}>{_term(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        lines.append(f"<result>{''.join(cells)}</result>\n")
    lines.append("</results>\n</sparql>\n")
    text = "".join(lines)
    refuse_unheld(text.encode())
    return text


def _term(term: Term) -> str:
    if isinstance(term, Iri):
        return f"<uri>{content(term.value)}</uri>"
    if isinstance(term, Blank):
        return f"<bnode>{content(term.value)}</bnode>"
    if isinstance(term, Literal):
        return _literal(term)
    # SPARQL 1.2 Query Results XML Format, section 2.3.1
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{name}>{_term(part)}</{name}>' for name, part in parts)}</triple>"


def _literal(term: Literal) -> str:
    about = ""
    if term.language:
        about = f" xml:lang={quoted(term.language)}"
    elif term.datatype != XSD + "string":
        about = f" datatype={quoted(term.datatype)}"
    return f"<literal{about}>{content(term.value)}</literal>"
