"""What things are called, those without a name included."""

from __future__ import annotations

from sites import stated
from skillgraph.describe.labels import labels
from skillgraph.terms import ID, NS, expand

ENGINE = stated(
    """skill:linux skos:prefLabel "Linux"@en . holder:H01 skos:prefLabel "H01"@en .
    task:1 skos:prefLabel "Accounting"@en .
    attestation:x sg:holder holder:H01 ; sg:skill skill:linux ; sg:level 3 .
    availability:x sg:holder holder:H01 . requirement:x sg:skill skill:linux ; sg:level 2 .
    satisfaction:x sg:holder holder:H01 ; sg:satisfiesRequirement requirement:x .
    allocation:x sg:holder holder:H01 ; sg:forTask task:1 . cell:L1-2 sg:text "0.50" .
    passage:L9 sg:text "word word word word word word word word word word word word word" .
    sg:inGroup rdfs:label "in group"@en ."""
)


def test_labels_and_what_stands_for_them() -> None:
    names = (
        "skill/linux",
        "attestation/x",
        "allocation/x",
        "availability/x",
        "satisfaction/x",
        "cell/L1-2",
        "passage/L9",
        "step/none",
    )
    found = labels(ENGINE, [*(ID + name for name in names), f"{NS}inGroup", "urn:x", "not an iri <>"])
    assert [found[ID + name] for name in names] == [
        "Linux",
        "H01 · Linux 3",
        "H01 · Accounting",
        "H01 · availability",
        "H01 · Linux",
        "“0.50”",
        "“word word word word word word word word word word word word…”",
        "step:none",
    ]
    assert found[f"{NS}inGroup"] == "in group"
    assert (found["urn:x"], found["not an iri <>"]) == ("urn:x", "not an iri <>")


def test_properties_without_a_label_are_told_in_words() -> None:
    iris = [expand("prov:wasDerivedFrom") or "", expand("prov:Entity") or ""]
    assert list(labels(ENGINE, iris).values()) == ["was derived from", "prov:Entity"]
