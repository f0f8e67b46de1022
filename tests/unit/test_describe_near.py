"""What is answered for things that are not there."""

from __future__ import annotations

import pytest

from sites import stated
from skillgraph.describe.near import thing_at
from skillgraph.errors import Gone, UnknownName
from skillgraph.terms import ID

ENGINE = stated(
    """skill:linux a sg:Skill ; skos:prefLabel "Linux administration"@en .
    skill:puppet a sg:Skill ; skos:prefLabel "Puppet"@en .
    tier:fabric a sg:KnowledgeTier .
    skill:old a sg:Skill ; owl:deprecated true ; dcterms:isReplacedBy skill:puppet , skill:linux ;
        skos:changeNote "Split." .
    skill:gone a sg:Skill ; owl:deprecated true .
    skill:kept a sg:Skill ; owl:deprecated false ."""
)


def test_what_is_there_is_its_iri() -> None:
    assert thing_at(ENGINE, "skill", "linux") == f"{ID}skill/linux"
    assert thing_at(ENGINE, "skill", "kept") == f"{ID}skill/kept"


@pytest.mark.parametrize(
    ("kind", "slug", "near"),
    [
        ("skill", "linx", [f"{ID}skill/linux"]),
        ("skill", "Linux-Administration", [f"{ID}skill/linux"]),
        ("skill", "administration", [f"{ID}skill/linux"]),
        ("skill", "fabric", [f"{ID}tier/fabric"]),
        ("skill", "quantum-chess", []),
    ],
)
def test_what_may_be_meant(kind: str, slug: str, near: list[str]) -> None:
    with pytest.raises(UnknownName) as caught:
        thing_at(ENGINE, kind, slug)
    assert list(caught.value.near) == near
    assert caught.value.hint


@pytest.mark.parametrize(("kind", "slug"), [("skil", "linux"), ("skill", "a b"), ("skill", "<x>"), ("", "x")])
def test_what_is_no_name_at_all(kind: str, slug: str) -> None:
    with pytest.raises(UnknownName, match="There is nothing at /id/"):
        thing_at(ENGINE, kind, slug)


def test_what_was_retired() -> None:
    with pytest.raises(Gone, match=r"skill:old was retired: Split\.") as caught:
        thing_at(ENGINE, "skill", "old")
    assert caught.value.near == (f"{ID}skill/linux", f"{ID}skill/puppet")
    with pytest.raises(Gone, match="Nothing took its place"):
        thing_at(ENGINE, "skill", "gone")
