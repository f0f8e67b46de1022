"""Python clients of the SPARQL protocol with the requests that they make by themselves: SPARQLWrapper and rdflib."""

from __future__ import annotations

import warnings
from urllib.error import HTTPError

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from served import Served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library itself, when it is imported
    import SPARQLWrapper

pytestmark = [
    pytest.mark.xdist_group("interop"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the clients themselves
]

SG = "https://w3id.org/skillgraph/ns#"
TASK = rdflib.URIRef("https://w3id.org/skillgraph/id/task/43")
LABELS = "SELECT ?label { task:43 skos:prefLabel ?label }"


@pytest.fixture
def wrapper(endpoint: Served) -> SPARQLWrapper.SPARQLWrapper:
    """A wrapper as its documentation makes one."""
    return SPARQLWrapper.SPARQLWrapper(f"{endpoint.address}/sparql")


class TestSparqlWrapper:
    """SPARQLWrapper asks by GET or form POST, and sends `format`, `output` and `results` beside the query."""

    def test_select_in_its_default_format(self, wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
        wrapper.setQuery(LABELS)
        document = wrapper.query().convert()
        assert len(document.getElementsByTagName("result")) == 1

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_select_as_json(self, wrapper: SPARQLWrapper.SPARQLWrapper, method: str) -> None:
        wrapper.setQuery(LABELS)
        wrapper.setMethod(method)
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        (row,) = wrapper.queryAndConvert()["results"]["bindings"]
        assert row["label"]["type"] == "literal"

    def test_a_query_posted_directly(self, wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
        wrapper.setQuery(LABELS)
        wrapper.setMethod("POST")
        wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 1

    @pytest.mark.parametrize("form", [SPARQLWrapper.CSV, SPARQLWrapper.TSV])
    def test_select_as_text(self, wrapper: SPARQLWrapper.SPARQLWrapper, form: str) -> None:
        wrapper.setQuery(LABELS)
        wrapper.setReturnFormat(form)
        header, row, *rest = wrapper.queryAndConvert().decode().splitlines()
        assert header.strip() in ("label", "?label")
        assert row
        assert rest == []

    def test_ask(self, wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
        wrapper.setQuery("ASK { task:43 ?p ?o }")
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        assert wrapper.queryAndConvert()["boolean"] is True

    def test_construct_in_its_default_format(self, wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
        wrapper.setQuery("CONSTRUCT { ?s a ?c } { VALUES ?s { task:43 } ?s a ?c }")
        graph = wrapper.queryAndConvert()
        assert (TASK, rdflib.RDF.type, rdflib.URIRef(SG + "ServiceTask")) in graph

    @pytest.mark.parametrize(
        "form", [SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.JSONLD, SPARQLWrapper.RDFXML]
    )
    def test_describe(self, wrapper: SPARQLWrapper.SPARQLWrapper, form: str) -> None:
        wrapper.setQuery("DESCRIBE task:43")
        wrapper.setReturnFormat(form)
        answer = wrapper.queryAndConvert()
        graph = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(data=answer, format="turtle")
        assert len(list(graph.predicate_objects(TASK))) > 3

    def test_a_syntax_error_is_told(self, wrapper: SPARQLWrapper.SPARQLWrapper) -> None:
        wrapper.setQuery("SELECT * {")
        with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="line"):
            wrapper.query()


class TestRdflib:
    """rdflib's SPARQLStore as a read-only graph."""

    @pytest.fixture
    def graph(self, endpoint: Served) -> rdflib.Graph:
        """A graph of which every question goes to the server."""
        return rdflib.Graph(SPARQLStore(f"{endpoint.address}/sparql"))

    @pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
    @pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
    def test_select(self, endpoint: Served, method: str, form: str) -> None:
        store = SPARQLStore(f"{endpoint.address}/sparql", method=method, returnFormat=form)
        (row,) = rdflib.Graph(store).query(LABELS)
        assert str(row[0])

    def test_its_default_request(self, graph: rdflib.Graph) -> None:
        (row,) = graph.query(LABELS)
        assert isinstance(row[0], rdflib.Literal)
        assert row[0].language == "en"

    def test_ask(self, graph: rdflib.Graph) -> None:
        assert bool(graph.query("ASK { task:43 ?p ?o }")) is True

    def test_construct(self, graph: rdflib.Graph) -> None:
        answer = graph.query("CONSTRUCT WHERE { task:43 a ?class }")
        assert len(list(answer)) > 1

    def test_patterns_of_triples(self, graph: rdflib.Graph) -> None:
        assert (TASK, rdflib.RDF.type, rdflib.URIRef(SG + "ServiceTask")) in graph
        assert len(list(graph.triples((TASK, None, None)))) > 3
        assert graph.value(TASK, rdflib.SKOS.prefLabel) is not None

    def test_the_number_of_triples(self, graph: rdflib.Graph) -> None:
        assert len(graph) > 10_000

    def test_an_update_is_refused(self, endpoint: Served) -> None:
        store = SPARQLUpdateStore(f"{endpoint.address}/sparql", f"{endpoint.address}/sparql")
        with pytest.raises(HTTPError, match="403"):
            store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
