"""The pages of the endpoint itself: plain, escaped, without scripts or anything from elsewhere."""

from __future__ import annotations

from html import escape

from skillgraph.results import GRAPH_FORMATS, Family, Format, negotiate
from skillgraph_api.answer import KEPT, Answer

PAGE = Format("html", Family.GRAPH, ("text/html", "application/xhtml+xml"))
DESCRIPTIONS: tuple[Format, ...] = tuple(
    found for found in GRAPH_FORMATS if found.name in ("ttl", "jsonld", "nt", "rdf")
)


def is_liked(accept: str) -> bool:
    """Whether a page is liked better than RDF, as browsers do."""
    return negotiate(accept, (*DESCRIPTIONS, PAGE)) == PAGE


def query_form(base_url: str) -> Answer:
    """A form that sends a query to `/sparql`."""
    formats = "".join(
        f"<option>{name}</option>" for name in ("html", "json", "xml", "csv", "tsv", "ttl", "jsonld", "nt")
    )
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SPARQL endpoint</title></head><body>'
        "<h1>SPARQL endpoint</h1>"
        f"<p>Programs send SPARQL 1.1 queries to <code>{escape(base_url)}/sparql</code>.</p>"
        '<form action="/sparql" method="get"><p><label for="query">Query</label><br>'
        '<textarea id="query" name="query" rows="12" cols="100">'
        "SELECT ?task ?label WHERE { ?task a sg:ServiceTask ; skos:prefLabel ?label } ORDER BY ?task LIMIT 20"
        "</textarea></p>"
        f'<p><label for="format">Format</label> <select id="format" name="format">{formats}</select> '
        '<button type="submit">Run</button></p></form></body></html>\n'
    )
    return Answer(200, ((b"content-type", b"text/html; charset=utf-8"), *KEPT), text.encode())
