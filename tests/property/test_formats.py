"""Every format of an answer is read back by readers that nobody here wrote, and says the same."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pyld import jsonld
from rdflib.query import Result

from graphs import canonical
from skillgraph.engine import Bounds, Dataset
from skillgraph.engine.counting import CsvSink, JsonSink, Sink, TsvSink, XmlSink
from skillgraph.errors import AnswerTooLarge, NotAcceptable
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Context, PropertyTerm, format_named
from skillgraph.terms import NS, RDF_TYPE, VOCABULARIES, XSD, Blank, Iri, Literal, Term, serialise

IRIS = st.sampled_from(
    ["http://a/b", "https://a/b?c=d&e#f", "urn:x:y", "sg:odd", "http://é/", f"{NS}Skill", "javascript:alert(1)"]
).map(Iri)
PREDICATES = st.sampled_from(
    [
        f"{NS}knows",
        f"{NS}share",
        f"{NS}other",
        RDF_TYPE,
        "http://www.w3.org/2004/02/skos/core#note",
        "http://a/p",
        "sg:q",
    ]
).map(Iri)
# XML and HTML have no place for most control characters; the other formats have.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['}},{"', 'a,{"', ",{}", "[{}", '"', "\r", "\r\n", "\n", "\\", '\\"', "<result>", "\u0001", "\ufffe", "&<>'", "{}"]
)
NUMBERS = st.sampled_from(["3.50", "3.5", "+3.5", "007", "7", "-0", "1e0", "many", ""])
LITERALS = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXT, st.sampled_from(["en", "en-gb"])),
    st.builds(Literal, NUMBERS, st.sampled_from([f"{XSD}decimal", f"{XSD}integer", f"{XSD}double"])),
    st.builds(Literal, st.sampled_from(["2026-12-01", "2026-12-01T00:00:00.000Z", "x"]), st.just(f"{XSD}dateTime")),
    st.builds(Literal, st.sampled_from(["true", "1", "TRUE"]), st.just(f"{XSD}boolean")),
    st.builds(Literal, TEXT, st.just("http://a/type")),
)
BLANKS = st.sampled_from(["b0", "b1"]).map(Blank)
TRIPLES = st.lists(st.tuples(IRIS | BLANKS, PREDICATES, IRIS | BLANKS | LITERALS), max_size=8, unique=True)
CONTEXT = Context(
    "https://example.org/context.jsonld",
    VOCABULARIES,
    {
        f"{NS}knows": PropertyTerm("knows", "@id"),
        f"{NS}share": PropertyTerm("share", f"{XSD}decimal"),
        "http://www.w3.org/2004/02/skos/core#note": PropertyTerm("skos:note"),
    },
    {f"{NS}Skill": "Skill"},
)
EVERYTHING = "SELECT ?s ?p ?o ?n { { GRAPH ?g { ?s ?p ?o } } UNION {} }"


def nquads(triples: list[tuple[Term, Iri, Term]]) -> bytes:
    return "".join(f"{' '.join(map(serialise, triple))} <http://a/g> .\n" for triple in triples).encode()


def dataset_of(triples: list[tuple[Term, Iri, Term]]) -> Dataset:
    dataset = Dataset()
    dataset.load_nquads(nquads(triples))
    return dataset


def is_unheld(triples: list[tuple[Term, Iri, Term]]) -> bool:
    """Whether XML cannot hold one of the texts."""
    texts = "".join(str(term) for triple in triples for term in triple)
    return any((ord(c) < 0x20 and c not in "\t\n\r") or c in "\ufffe\uffff" for c in texts)


def rows_of(solutions: ox.QuerySolutions) -> Counter[tuple[str, ...]]:
    return Counter(tuple("" if term is None else str(term) for term in row) for row in solutions)


def body(dataset: Dataset, name: str) -> bytes:
    answer = dataset.engine().evaluate(EVERYTHING, [format_named(name, SOLUTION_FORMATS)])
    assert answer.rows == len(dataset) + 1
    return answer.body


READERS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}


@pytest.mark.parametrize("name", READERS)
@given(triples=TRIPLES)
def test_solutions_are_read_back(name: str, triples: list[tuple[Term, Iri, Term]]) -> None:
    dataset = dataset_of(triples)
    if name == "xml" and is_unheld(triples):
        with pytest.raises(NotAcceptable, match=r"holds the character U\+[0-9A-F]{4}, which XML cannot"):
            body(dataset, name)
        return
    expected = dataset._store.query(EVERYTHING)
    read = ox.parse_query_results(input=body(dataset, name), format=READERS[name])
    assert isinstance(read, ox.QuerySolutions)
    assert isinstance(expected, ox.QuerySolutions)
    assert rows_of(read) == rows_of(expected)


@pytest.mark.parametrize("name", ["json", "xml"])
@given(triples=TRIPLES)
def test_rdflib_reads_the_same(name: str, triples: list[tuple[Term, Iri, Term]]) -> None:
    assume(not is_unheld(triples))
    dataset = dataset_of(triples)
    result = Result.parse(io.BytesIO(body(dataset, name)), format=name)
    assert len(result) == len(dataset) + 1
    assert {str(binding[rdflib.Variable("p")]) for binding in result.bindings if binding} == {
        str(triple[1]) for triple in triples
    }


@given(triples=TRIPLES)
def test_csv_is_read_back(triples: list[tuple[Term, Iri, Term]]) -> None:
    dataset = dataset_of(triples)
    text = body(dataset, "csv").decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["s", "p", "o", "n"]
    assert len(rows) == len(dataset) + 2
    values = Counter(str(term) for _, _, term, _ in dataset.triples() if isinstance(term, Iri | Literal))
    assert not values - Counter(row[2] for row in rows[1:])


@given(triples=TRIPLES)
def test_a_page_is_well_formed_and_links_nothing_but_the_web(triples: list[tuple[Term, Iri, Term]]) -> None:
    dataset = dataset_of(triples)
    page = body(dataset, "html").decode()
    tree = ElementTree.fromstring(page.partition("<body>")[2].partition("</body>")[0])  # noqa: S314  # our own page
    links = [link.attrib["href"] for link in tree.iter("a")]
    assert len(list(tree.iter("tr"))) == len(dataset) + 2
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert {tag.tag for tag in tree.iter()} <= {"main", "h1", "table", "thead", "tbody", "tr", "th", "td", "a", "p"}


def graph(dataset: Dataset, name: str) -> bytes:
    wanted = [format_named(name, GRAPH_FORMATS)]
    return dataset.engine().evaluate("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", wanted, context=CONTEXT).body


def as_written(triples: list[tuple[Term, Iri, Term]]) -> set[ox.Quad]:
    """What was written, but for forms that are the same for the engine: of these, those that it would change."""
    quads = [
        ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(input=nquads(triples), format=ox.RdfFormat.N_QUADS)
    ]
    stored = ox.Store()
    by_form: dict[ox.Quad, set[ox.Quad]] = {}
    for quad in quads:
        stored.clear()
        stored.add(quad)
        (normal,) = stored
        by_form.setdefault(normal, set()).add(quad)
    return canonical(form for normal, forms in by_form.items() for form in (forms - {normal} or {normal}))


GRAPH_READERS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("name", GRAPH_READERS)
@given(triples=TRIPLES)
def test_graphs_are_read_back_as_they_were_written(name: str, triples: list[tuple[Term, Iri, Term]]) -> None:
    dataset = dataset_of(triples)
    if name == "rdf" and is_unheld(triples):
        with pytest.raises(NotAcceptable, match="which XML cannot"):
            graph(dataset, name)
        return
    read = ox.parse(input=graph(dataset, name), format=GRAPH_READERS[name])
    assert canonical(read) == as_written(triples)


@given(triples=TRIPLES)
def test_dumps_are_as_they_were_written(triples: list[tuple[Term, Iri, Term]]) -> None:
    dump = dataset_of(triples).dump_nquads()
    again = Dataset()
    again.load_nquads(b"# a comment\n" + dump)
    assert again.dump_nquads() == dump
    read = ox.parse(input=dump, format=ox.RdfFormat.N_QUADS)
    assert canonical(ox.Quad(q.subject, q.predicate, q.object) for q in read) == as_written(triples)


def offline(url: str, _: dict[str, Any]) -> dict[str, Any]:
    assert url == CONTEXT.url
    return {
        "document": CONTEXT.document(),
        "documentUrl": url,
        "contextUrl": None,
        "contentType": "application/ld+json",
    }


@given(triples=TRIPLES)
@example(triples=[(Iri("sg:odd"), Iri(f"{NS}knows"), Iri("sg:odd")), (Iri("http://a/"), Iri("sg:q"), Literal("x"))])
def test_json_ld_is_read_back_as_it_was_written(triples: list[tuple[Term, Iri, Term]]) -> None:
    # PyLD writes a double anew even where it was given as a string.
    triples = [one for one in triples if not (isinstance(one[2], Literal) and one[2].datatype == f"{XSD}double")]
    text = graph(dataset_of(triples), "jsonld")
    by_pyld = jsonld.to_rdf(
        json.loads(text), {"documentLoader": offline, "format": "application/n-quads", "base": "http://no/"}
    )
    expected = as_written(triples)
    assert canonical(ox.parse(input=by_pyld.encode(), format=ox.RdfFormat.N_QUADS)) == expected
    document = json.loads(text)
    for place, part in enumerate(document["@context"] if isinstance(document["@context"], list) else []):
        document["@context"][place] = CONTEXT.document()["@context"] if part == CONTEXT.url else part
    if document["@context"] == CONTEXT.url:
        document["@context"] = CONTEXT.document()["@context"]
    by_engine = ox.parse(input=json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD)
    assert canonical(by_engine) == expected


@given(triples=TRIPLES)
def test_json_ld_has_arrays_and_short_names(triples: list[tuple[Term, Iri, Term]]) -> None:
    for node in json.loads(graph(dataset_of(triples), "jsonld"))["@graph"]:
        assert all(isinstance(value, list) for key, value in node.items() if key != "@id")
        assert f"{NS}knows" not in node


SINKS: list[tuple[str, type[Sink]]] = [("json", JsonSink), ("xml", XmlSink), ("csv", CsvSink), ("tsv", TsvSink)]


@pytest.mark.parametrize(("name", "kind"), SINKS)
@given(triples=TRIPLES, sizes=st.lists(st.integers(1, 40), min_size=1), missing=st.booleans())
def test_rows_are_counted_exactly_in_pieces_of_any_size(
    name: str, kind: type[Sink], triples: list[tuple[Term, Iri, Term]], sizes: list[int], missing: bool
) -> None:
    assume(name != "xml" or not is_unheld(triples))
    dataset = dataset_of(triples)
    query = "SELECT ?o { { GRAPH ?g { ?s ?p ?o } } UNION {} }" if missing else "SELECT * { ?s ?p ?o }"
    rows = len(dataset) + missing
    engine = dataset.engine()
    whole = engine.evaluate(query, [format_named(name, SOLUTION_FORMATS)], bounds=Bounds(rows=rows))
    assert whole.rows == rows
    if rows:
        with pytest.raises(AnswerTooLarge):
            engine.evaluate(query, [format_named(name, SOLUTION_FORMATS)], bounds=Bounds(rows=rows - 1))
    sink, at, step = kind(Bounds()), 0, 0
    while at < len(whole.body):
        size = sizes[step % len(sizes)]
        sink.write(whole.body[at : at + size])
        at, step = at + size, step + 1
    assert sink.rows == rows
