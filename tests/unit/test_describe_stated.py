"""What the data state is passed on, and nothing else."""

from __future__ import annotations

from skillgraph.describe import stated
from skillgraph.engine import Dataset, InProcess
from skillgraph.terms import GRAPH, NS, OWL, RDF_TYPE, Iri, Literal

DCAT, DCTERMS = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
ONE = f"{GRAPH}data/seed/one.ttl"


def engine(*lines: str) -> InProcess:
    dataset = Dataset()
    dataset.load_nquads("".join(f"{line} <{ONE}> .\n" for line in lines).encode())
    return dataset.engine()


def test_a_dataset_without_a_word_is_still_the_dataset() -> None:
    found = stated.of_dataset(engine(f"<http://x/d> <{RDF_TYPE}> <{DCAT}Dataset>"))
    assert found == stated.Stated("http://x/d", ())


def test_values_are_in_order_and_blank_nodes_stay_out() -> None:
    found = stated.of_dataset(
        engine(
            f"<http://x/d> <{RDF_TYPE}> <{DCAT}Dataset>",
            f'<http://x/d> <{DCTERMS}title> "T"@en',
            f"<http://x/d> <{DCTERMS}license> <http://x/l>",
            f"<http://x/d> <{DCTERMS}creator> _:somebody",
            f'<http://x/d> <{NS}secret> "no"',
            f"_:other <{RDF_TYPE}> <{DCAT}Dataset>",
        )
    )
    assert found is not None
    assert found.values == ((f"{DCTERMS}license", Iri("http://x/l")), (f"{DCTERMS}title", Literal("T", _LANG, "en")))
    assert found.first(f"{DCTERMS}title") == Literal("T", _LANG, "en")
    assert found.first(f"{DCTERMS}rights") is None


def test_two_datasets_are_none() -> None:
    both = (f"<http://x/{name}> <{RDF_TYPE}> <{DCAT}Dataset>" for name in "de")
    assert stated.of_dataset(engine(*both)) is None
    assert stated.of_dataset(engine()) is None


def test_sources_and_modules() -> None:
    held = engine(
        f"<http://x/s> <{RDF_TYPE}> <{NS}SourceDocument>",
        f'<http://x/s> <{DCTERMS}title> "S"',
        f"<http://x/m> <{RDF_TYPE}> <{OWL}Ontology>",
        f"<http://x/m> <{DCTERMS}license> <http://x/l>",
        f'<http://x/n> <{DCTERMS}modified> "2020-01-01"',
    )
    assert stated.of_sources(held) == (stated.Stated("http://x/s", ((f"{DCTERMS}title", Literal("S")),)),)
    assert stated.of_graphs(held) == {ONE: ((f"{DCTERMS}license", Iri("http://x/l")),)}


_LANG = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
