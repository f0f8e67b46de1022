"""What things are called: which of several labels, and the words for what has none."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset
from skillgraph.terms import NS
from skillgraph.turtle.parser import parse
from skillgraph.validate.names import Names
from skillgraph.workspace import SourceFile

HEAD = """@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def names(text: str) -> Names:
    dataset = Dataset()
    dataset.load(parse(SourceFile("data/seed/x.ttl", f"{HEAD}{text}".encode()))[0].quads())
    return Names(dataset.union().engine())


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ('skos:prefLabel "Anfang"@de , "Beginning"@en , "Zacatek"@cs', "Beginning"),
        ('rdfs:label "Zulu"@en ; skos:prefLabel "Alpha"@en', "Alpha"),
        ('skos:prefLabel "Ende"@de ; rdfs:label "End"@en', "Ende"),
        ('rdfs:label "b" , "a"', "a"),
        ("rdfs:label sg:other", "sg:x"),
        ("sg:other 1", "sg:x"),
    ],
)
def test_the_preferred_label_goes_first_and_english_before_others(labels: str, shown: str) -> None:
    assert names(f"sg:x {labels} .").label(f"{NS}x") == shown


def test_a_thing_without_a_label_is_called_by_what_it_links() -> None:
    text = 'sg:x a sg:Availability ; sg:holder holder:H01 . holder:H01 skos:prefLabel "The first"@en .'
    assert names(text).phrase(f"{NS}x") == "the availability of The first (sg:x)"
    assert names(text).phrase(f"{NS}y") == "sg:y"
