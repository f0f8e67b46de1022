"""HermiT in its child process: what is handed over, what comes back, and how it ends."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from skillgraph.errors import MissingTool, UsageError, WorkspaceError
from skillgraph.reason.axioms import Triple
from skillgraph.reason.dl import classify
from skillgraph.reason.explain import explain
from skillgraph.terms import ID, NS, OWL, RDFS, XSD, compact
from skillgraph.turtle import parse_document

PREFIXES = f"""
@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> . @prefix : <{ID}task/> . @prefix sg: <{NS}> .
sg:A a owl:Class . sg:B a owl:Class . sg:C a owl:Class . sg:p a owl:ObjectProperty . sg:d a owl:DatatypeProperty .
"""


def triples(turtle: str) -> list[Triple]:
    document = parse_document(PREFIXES + turtle, ID)
    assert document.problems == ()
    return [(t.subject, t.predicate, t.object) for t in document.triples]


@pytest.fixture(scope="module")
def java() -> str:
    found = shutil.which("java")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("HermiT needs Java, and this machine has none.")
    return found or pytest.skip("HermiT needs Java, and this machine has none.")


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of Java: does what is written into it; `$OUT` is a folder that outlives it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("OUT", str(tmp_path))
    program = tmp_path / "java"
    program.write_text(
        '#!/bin/sh\necho "$@" > "$OUT/arguments"\nfor last; do :; done\ncp "${last#file:///}" "$OUT/input"\n'
    )
    program.chmod(0o700)
    return program


def left_behind(program: Path) -> list[str]:
    return [path.name for path in (program.parent / "temporary").iterdir()]


def test_no_java_is_said_with_what_to_install() -> None:
    for java in (None, "", "no-such-java"):
        with pytest.raises(MissingTool, match="no Java program was found") as caught:
            classify(triples(""), java=java)
        assert "apt-get install" in caught.value.hint


def test_what_could_open_something_else_is_not_handed_over(pretend: Path) -> None:
    owlready = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
    report = classify(
        triples(f"""
        <urn:o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/other> ; <{owlready}python_module> "antigravity" .
        sg:A owl:imports <http://127.0.0.1:9/other> ; <{owlready}python_name> "a" .
        :x a sg:A ; sg:d 1 , "2026-01-01"^^xsd:date , "P1D"^^xsd:duration , "text"@en . sg:d rdfs:range xsd:date .
        """),
        java=str(pretend),
    )
    handed = (pretend.parent / "input").read_text()
    for word in ("imports", "owlready", "antigravity", "date", "duration", "urn:o"):
        assert word not in handed
    assert f'<{ID}task/x> <{NS}d> "1"^^<{XSD}integer>' in handed
    assert '"text"@en' in handed
    assert (report.consistent, report.left_out) == (True, 8)
    assert left_behind(pretend) == []


def test_the_heap_is_limited(pretend: Path) -> None:
    classify(triples(""), java=str(pretend), heap_mb=77)
    assert "-Xmx77M" in (pretend.parent / "arguments").read_text()


def test_java_is_ended_when_the_time_is_up(pretend: Path) -> None:
    pretend.write_text('#!/bin/sh\necho $$ > "$OUT/pid"\nexec sleep 600\n')
    with pytest.raises(WorkspaceError, match="did not finish within 3 seconds"):
        classify(triples(""), java=str(pretend), timeout_s=3)
    assert not _is_running(int((pretend.parent / "pid").read_text()))
    assert left_behind(pretend) == []


def _is_running(pid: int) -> bool:
    """Whether the process still is at work: one that has ended and waits for init to notice is not."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


def test_what_the_reasoner_says_against_the_ontology_is_passed_on(pretend: Path) -> None:
    pretend.write_text('#!/bin/sh\necho "Non-simple property <p> appears in the cardinality restriction"\nexit 1\n')
    with pytest.raises(WorkspaceError, match="refuses the ontology: Non-simple property <p>"):
        classify(triples(""), java=str(pretend))


def test_too_little_memory_is_told_apart(pretend: Path) -> None:
    pretend.write_text('#!/bin/sh\necho "Exception in thread main java.lang.OutOfMemoryError"\nexit 1\n')
    with pytest.raises(WorkspaceError, match="64 MiB are too little"):
        classify(triples(""), java=str(pretend), heap_mb=64)


def test_what_follows_is_named_and_what_was_stated_is_not(java: str) -> None:
    report = classify(
        triples("""
        sg:A rdfs:subClassOf sg:B . sg:B rdfs:subClassOf sg:C .
        [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:A .
        :x sg:p :y . :y a sg:A . :z a sg:C .
        """),
        java=java,
    )
    types = [(compact(s.value), compact(o.value)) for s, o in report.types]
    assert types == [("task:x", name) for name in ("sg:A", "sg:B", "sg:C")] + [("task:y", "sg:B"), ("task:y", "sg:C")]
    assert (report.consistent, report.unsatisfiable, report.subclasses, report.left_out) == (True, (), (), 0)
    assert report.seconds > 0


def test_an_inferred_step_of_the_hierarchy_is_named(java: str) -> None:
    report = classify(
        triples("""
        sg:A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
            sg:B [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:C ] ) ] .
        sg:D a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( sg:A sg:B ) ] .
        """),
        java=java,
    )
    pairs = {(compact(lower.value), compact(upper.value)) for lower, upper in report.subclasses}
    assert pairs == {("sg:A", "sg:B"), ("sg:B", "sg:D"), ("sg:D", "sg:B")}


def test_an_unsatisfiable_class_is_named(java: str) -> None:
    report = classify(triples("sg:A owl:disjointWith sg:B . sg:C rdfs:subClassOf sg:A , sg:B ."), java=java)
    assert report.consistent
    assert [compact(cls.value) for cls in report.unsatisfiable] == ["sg:C"]
    assert report.subclasses == ()


def test_a_contradiction_says_nothing_else(java: str) -> None:
    report = classify(triples("sg:A owl:disjointWith sg:B . :x a sg:A , sg:B . :y a sg:A ."), java=java)
    assert (report.consistent, report.unsatisfiable, report.types, report.subclasses) == (False, (), (), ())


def test_an_axiom_that_owl_dl_forbids_is_refused(java: str) -> None:
    text = """sg:p a owl:TransitiveProperty .
        sg:A rdfs:subClassOf [
            a owl:Restriction ; owl:onProperty sg:p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] ."""
    with pytest.raises(WorkspaceError, match=r"refuses the ontology: .*[Nn]on-simple") as caught:
        classify(triples(text), java=java)
    assert "OWL 2 DL" in caught.value.hint


@pytest.mark.slow
def test_the_individuals_behind_a_contradiction_are_found(java: str) -> None:
    others = " ".join(f":other{n} a sg:C ; sg:p :other{n + 1} ." for n in range(8))
    text = f"""sg:A owl:disjointWith sg:B . sg:p a owl:FunctionalProperty .
        [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:A .
        {others} :x sg:p :y ; a sg:B . :y a sg:A ."""
    found = explain(triples(text), java=java)
    assert [compact(iri.value) for iri in found.individuals] == ["task:x", "task:y"]
    assert found.minimal


@pytest.mark.slow
def test_a_contradiction_of_the_vocabulary_needs_no_individual(java: str) -> None:
    text = "sg:A owl:disjointWith sg:B . _:one a sg:A , sg:B . :x a sg:C ."
    found = explain(triples(text), java=java)
    assert (found.individuals, found.minimal) == ((), True)


def test_what_is_consistent_needs_no_explanation(java: str) -> None:
    with pytest.raises(UsageError, match="no contradiction"):
        explain(triples(":x a sg:A ."), java=java)


def test_an_explanation_that_runs_out_of_time_gives_what_is_known(pretend: Path) -> None:
    """The pretended reasoner finds a contradiction once, and then takes for ever."""
    pretend.write_text(
        '#!/bin/sh\nif [ -e "$OUT/once" ]; then exec sleep 600; fi\n'
        'touch "$OUT/once"\necho "Inconsistent ontology"\nexit 1\n'
    )
    found = explain(triples(":x a sg:A . :y a sg:B ."), java=str(pretend), timeout_s=4)
    assert [compact(iri.value) for iri in found.individuals] == ["task:x", "task:y"]
    assert not found.minimal
