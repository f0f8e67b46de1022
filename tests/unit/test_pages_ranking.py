"""Search by name: whole names first, then beginnings, words, parts; case and accents do not count."""

from __future__ import annotations

import pytest

from skillgraph.pages.ranking import EXACT, PREFIX, WITHIN, WORDS, Named, nearest, plain, ranked

THINGS = tuple(
    Named(f"urn:{number}", "skill", label, names)
    for number, (label, names) in enumerate(
        [
            ("Puppet", ("Puppet",)),
            ("Puppet modules", ("Puppet modules",)),
            ("Hiera for Puppet", ("Hiera for Puppet",)),
            ("Muppets", ("Muppets",)),
            ("Sécurité", ("Sécurité", "CERT")),
        ]
    )
)


def test_plain_words() -> None:
    assert plain("  Sécurité--CERT_2 ") == "securite cert 2"
    assert plain("STRAẞE") == "strasse"
    assert plain("?!") == ""


def test_the_order_of_ranks() -> None:
    hits = ranked("PUPPET", THINGS)
    assert [(hit.named.label, hit.rank) for hit in hits] == [
        ("Puppet", EXACT),
        ("Puppet modules", PREFIX),
        ("Hiera for Puppet", WORDS),
    ]
    assert [(hit.named.label, hit.rank) for hit in ranked("uppet", THINGS)][-1] == ("Hiera for Puppet", WITHIN)


@pytest.mark.parametrize("asked", ["securite", "SÉCURITÉ", "cert"])
def test_accents_case_and_other_names(asked: str) -> None:
    assert [(hit.named.label, hit.rank) for hit in ranked(asked, THINGS)] == [("Sécurité", EXACT)]


def test_words_in_any_order_and_nothing() -> None:
    assert [hit.named.label for hit in ranked("pup hi", THINGS)] == ["Hiera for Puppet"]
    assert ranked("  ", THINGS) == []
    assert ranked("nothing", THINGS) == []


def test_what_is_meant_where_nothing_fits() -> None:
    assert [one.label for one in nearest("pupet", THINGS)][:2] == ["Puppet", "Muppets"]
    assert nearest("zzzzzz", THINGS) == []
