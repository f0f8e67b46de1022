"""Every format is read by two parsers that nobody here wrote, to the same values."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from rdflib.query import Result

from served import HTTP, Served

pytestmark = [
    pytest.mark.xdist_group("interop"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of rdflib itself, reading JSON-LD
]

SOLUTIONS = {
    "application/sparql-results+json": ("json", ox.QueryResultsFormat.JSON),
    "application/sparql-results+xml": ("xml", ox.QueryResultsFormat.XML),
    "text/tab-separated-values": ("tsv", ox.QueryResultsFormat.TSV),
}
GRAPHS = {
    "text/turtle": ("turtle", ox.RdfFormat.TURTLE),
    "application/n-triples": ("nt", ox.RdfFormat.N_TRIPLES),
    "application/rdf+xml": ("xml", ox.RdfFormat.RDF_XML),
    "application/ld+json": ("json-ld", None),
}
ROWS = """SELECT ?task ?label ?day ?number ?nothing ?odd {
  { ?task a sg:ServiceTask ; skos:prefLabel ?label } UNION { ?task dcterms:modified ?day }
  BIND(1.5 AS ?number) BIND("a\\tb\\n\\"c\\" <d> & é 雪" AS ?odd)
} ORDER BY ?task ?label LIMIT 50"""


def ask(server: Served, query: str, accept: str) -> bytes:
    """The body of an answer in exactly the format asked for."""
    answer = HTTP.get(f"{server.address}/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    return answer.content


@pytest.mark.parametrize("media", SOLUTIONS)
def test_solutions(endpoint: Served, media: str) -> None:
    name, form = SOLUTIONS[media]
    body = ask(endpoint, ROWS, media)
    ours = ox.parse_query_results(input=body, format=form)
    assert isinstance(ours, ox.QuerySolutions)
    names = [variable.value for variable in ours.variables]
    by_oxigraph = [[str(row[name]) if row[name] is not None else "" for name in names] for row in ours]
    theirs = Result.parse(io.BytesIO(body), format=name)
    by_rdflib = [[str(term.n3()) if (term := row[name]) is not None else "" for name in names] for row in theirs]
    assert len(by_rdflib) == 50
    assert [[rdflib_text(cell) for cell in row] for row in by_oxigraph] == [
        [rdflib_text(cell) for cell in row] for row in by_rdflib
    ]


def rdflib_text(cell: str) -> str:
    """A term as rdflib writes it, whichever way it was written."""
    return str(rdflib.util.from_n3(cell).n3()) if cell else ""


def test_csv(endpoint: Served) -> None:
    body = ask(endpoint, ROWS, "text/csv")
    rows = Result.parse(io.BytesIO(body), format="csv")
    assert [str(name) for name in rows.vars or ()] == ["task", "label", "day", "number", "nothing", "odd"]
    assert {str(row["odd"]) for row in rows} == {'a\tb\n"c" <d> & é 雪'}


@pytest.mark.parametrize("media", [media for media in SOLUTIONS if "tab" not in media])
@pytest.mark.parametrize("query", ["ASK { task:43 ?p ?o }", "ASK { <urn:nobody> ?p ?o }"])
def test_ask(endpoint: Served, media: str, query: str) -> None:
    name, form = SOLUTIONS[media]
    body = ask(endpoint, query, media)
    wanted = "task" in query
    assert bool(ox.parse_query_results(input=body, format=form)) is wanted
    assert Result.parse(io.BytesIO(body), format=name).askAnswer is wanted


@pytest.mark.parametrize("media", GRAPHS)
def test_graphs(endpoint: Served, media: str) -> None:
    query = "DESCRIBE ?task { ?task a sg:ServiceTask }"
    lines = ask(endpoint, query, "application/n-triples")
    expected = to_isomorphic(rdflib.Graph().parse(data=lines, format="nt"))
    name, form = GRAPHS[media]
    body = ask(endpoint, query, media)
    if form is not None:
        assert len(list(ox.parse(input=body, format=form))) == len(expected)
    assert to_isomorphic(rdflib.Graph().parse(data=body, format=name)) == expected
