"""Private files and the check: they are judged with the rest, and the rest once more without them."""

from __future__ import annotations

import datetime
from dataclasses import replace

from skillgraph.check import check
from skillgraph.findings import Finding
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)
PREFIXES = """@prefix attestation: <https://w3id.org/skillgraph/id/attestation/> .
@prefix attestation-status: <https://w3id.org/skillgraph/id/attestation-status/> .
@prefix basis: <https://w3id.org/skillgraph/id/basis/> .
@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PERSON = """
holder:real a sg:Holder ;
    skos:prefLabel "Somebody"@en .
"""
ATTESTATION = """
attestation:real-linux a sg:Attestation ;
    sg:holder holder:real ;
    sg:skill skill:linux ;
    sg:level 3 ;
    sg:basis basis:peer ;
    sg:attestationStatus attestation-status:active ;
    sg:validFrom "2025-03-01"^^xsd:date ;
    sg:validUntil "2030-03-01"^^xsd:date .
"""
HOLDER_PREFIXES = "".join(
    f"{line}\n" for line in PREFIXES.splitlines() if line.split()[1] in ("holder:", "sg:", "skos:")
)
OTHER_PREFIXES = "".join(f"{line}\n" for line in PREFIXES.splitlines() if line.split()[1] != "skos:")
PRIVATE = "data/example/private/people.ttl"
PUBLIC = "data/example/more.ttl"
ALONE = "(Found where the private files are left out.)"


def findings(contents: Contents, **texts: str) -> tuple[Finding, ...]:
    """What is found in the shipped workspace with a private and a public file more."""
    paths = {"private": PRIVATE, "public": PUBLIC}
    more = [SourceFile(paths[name], text.encode()) for name, text in texts.items()]
    return check(replace(contents, files=tuple(sorted([*contents.files, *more], key=lambda file: file.path))), TODAY)


def test_real_people_may_be_in_private_files(contents: Contents) -> None:
    assert findings(contents, private=PREFIXES + PERSON + ATTESTATION) == ()


def test_the_public_part_has_to_stand_alone(contents: Contents) -> None:
    found = findings(contents, private=HOLDER_PREFIXES + PERSON, public=OTHER_PREFIXES + ATTESTATION)
    assert found
    assert {finding.path for finding in found} == {PUBLIC}
    assert all(finding.hint.endswith(ALONE) for finding in found)


def test_people_in_public_files_are_found_beside_private_ones(contents: Contents) -> None:
    stranger = (HOLDER_PREFIXES + PERSON).replace("holder:real", "holder:other")
    (found,) = findings(contents, private=HOLDER_PREFIXES + PERSON, public=stranger)
    assert (found.path, found.focus.rsplit("/", 1)[-1]) == (PUBLIC, "other")
    assert "Only invented holders" in found.message
    assert found.hint.endswith(ALONE)


def test_a_comment_may_ignore_what_is_found_in_the_public_part_only(contents: Contents) -> None:
    stranger = (HOLDER_PREFIXES + PERSON).replace("holder:real", "holder:other")
    (found,) = findings(contents, private=HOLDER_PREFIXES + PERSON, public=stranger)
    lines = stranger.splitlines(keepends=True)
    lines[found.line - 1] = lines[found.line - 1].rstrip("\n") + f" # sg: ignore[{found.code}] agreed\n"
    assert findings(contents, private=HOLDER_PREFIXES + PERSON, public="".join(lines)) == ()


def test_what_is_wrong_with_a_private_file_is_told_once(contents: Contents) -> None:
    found = findings(contents, private="holder:real a")
    assert {finding.path for finding in found} == {PRIVATE}
    assert not any(finding.hint.endswith(ALONE) for finding in found)
