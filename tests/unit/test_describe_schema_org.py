"""What search engines read: the type by the classes, nothing without a value, the dataset's own words."""

from __future__ import annotations

from sites import BASE, stated
from skillgraph.describe.schema_org import dataset, metadata
from skillgraph.terms import ID, NS

ENGINE = stated(
    "dataset:x a dcat:Dataset ; dcterms:title 'Ours' ; dcterms:license <https://example.org/licence> . "
    "skill:linux a sg:Skill"
)


def test_a_thing_and_the_page_about_it() -> None:
    found = metadata(ENGINE, BASE, f"{ID}skill/linux", "Linux", "", {f"{NS}Skill"})
    assert found.pop("subjectOf") == {
        "@type": "WebPage",
        "@id": f"{BASE}/doc/skill/linux",
        "isPartOf": dataset(ENGINE, BASE),
    }
    assert found == {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": f"{ID}skill/linux",
        "name": "Linux",
        "url": f"{BASE}/doc/skill/linux",
    }
    assert metadata(ENGINE, BASE, f"{ID}holder/H01", "H01", "", {f"{NS}Holder"})["@type"] == "Thing"


def test_the_dataset_as_it_is_described() -> None:
    assert dataset(ENGINE, BASE) == {
        "@type": "Dataset",
        "@id": f"{BASE}/.well-known/void#dataset",
        "url": f"{BASE}/",
        "name": "Ours",
        "license": "https://example.org/licence",
    }
    assert "name" not in dataset(stated("task:1 a sg:ServiceTask"), BASE)
