"""Facts picked from the document are found by their words, and what was made of them leads back to their line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from answers import Row, fits

Ask = Callable[..., list[Row]]

FACTS = [
    # words of the document, their line, their cell, and a resource that was made of them
    ("jobs to run on GPUs", "118", "", "support-example:icecube-01"),
    ("1.25", "164", "5", "contribution:43-gridpp"),
    ("Capacity negotiation", "88", "", "support-activity:capacity-negotiation"),
    ("Research S/W Engineer", "33", "", "role:research-software-engineer"),
    ("Service registry (GOCDDB)", "136", "2", "task:15"),
    ("Identify organisation stakeholders", "73", "", "step:stakeholders"),
    ("Purchasing and other management functions", "22", "", "concern:management-functions"),
    ("Phaseing Out", "149", "4", "task:28"),
]


@pytest.mark.parametrize(("words", "line", "cell", "resource"), FACTS, ids=[fact[3] for fact in FACTS])
def test_the_words_are_found_and_lead_to_the_resource(
    ask: Ask, words: str, line: str, cell: str, resource: str
) -> None:
    found = [row for row in ask("find-in-source", text=words) if fits(row, {"line": line, "cell": cell})]
    assert len(found) >= 1
    assert int(found[0]["used_by"]) >= 1
    behind = [row for row in ask("provenance", resource=resource) if row["kind"] == "derived from"]
    assert any(fits(row, {"line": line, "cell": cell, "layer": "source"}) and words in row["text"] for row in behind)


@pytest.mark.parametrize("resource", [fact[3] for fact in FACTS])
def test_it_is_stated_in_a_file_of_the_seed_layer(ask: Ask, resource: str) -> None:
    stated = [row for row in ask("provenance", resource=resource) if row["kind"] == "stated in"]
    assert any(row["layer"] == "seed" and row["file"].startswith("data/seed/") for row in stated)


def test_capitals_do_not_matter(ask: Ask) -> None:
    assert ask("find-in-source", text="gPuS") == ask("find-in-source", text="GPUs") != []


def test_what_the_document_does_not_say_is_not_found(ask: Ask) -> None:
    assert ask("find-in-source", text="Kubernetes") == []


def test_the_text_is_no_pattern(ask: Ask) -> None:
    assert ask("find-in-source", text=".*") == []
    assert ask("find-in-source", text='") } #') == []
