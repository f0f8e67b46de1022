"""The pieces under the language server: positions, what may come next, edits between texts, the process that checks."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position

from skillgraph.check import check
from skillgraph.errors import InternalError, WorkspaceError
from skillgraph.lsp.context import Role, context_at
from skillgraph.lsp.desk import Desk
from skillgraph.lsp.edits import edits
from skillgraph.lsp.index import Index, entries_of
from skillgraph.lsp.names import declared_prefixes
from skillgraph.lsp.sheet import Sheet
from skillgraph.lsp.worker import CheckProcess
from skillgraph.queries.writing import query_context_at
from skillgraph.terms import NS, PREFIXES, RDF_TYPE
from skillgraph.turtle import parse_document
from skillgraph.workspace import Contents, SourceFile, read

ROOT = Path(__file__).parents[2]
ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("ab \t\n\r\u00e9\u2028\U0001f393"), max_size=40)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_an_offset_is_its_position_and_back(text: str, encoding: str) -> None:
    sheet = Sheet(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n" and text[offset - 1 : offset] not in ("\r", "\n"):
            assert sheet.offset(sheet.position(offset)) == offset


def test_lines_end_as_the_protocol_says() -> None:
    sheet = Sheet("a\u2028b\x0cc\r\nd\re")
    assert [sheet.line(number) for number in range(4)] == ["a\u2028b\x0cc", "d", "e", ""]
    assert sheet.offset(Position(0, 99)) == 5
    assert sheet.offset(Position(9, 0)) == len(sheet.text)


@given(TEXTS, TEXTS, st.sampled_from(ENCODINGS))
def test_edits_lead_from_one_text_to_the_other(old: str, new: str, encoding: str) -> None:
    sheet = Sheet(old, encoding)
    found = old
    for edit in reversed(edits(sheet, new)):
        found = found[: sheet.offset(edit.range.start)] + edit.new_text + found[sheet.offset(edit.range.end) :]
    assert found == new


def test_an_edit_is_no_larger_than_the_change() -> None:
    (edit,) = edits(Sheet("one two\nthree four\nfive\n"), "one two\nthree 4\nfive\n")
    assert (edit.range.start, edit.range.end, edit.new_text) == (Position(1, 6), Position(1, 10), "4")


@pytest.mark.parametrize(
    ("text", "role", "predicate", "typed"),
    [
        ("|", Role.SUBJECT, None, ""),
        ("ta|", Role.SUBJECT, None, "ta"),
        ("task:1 |", Role.PREDICATE, None, ""),
        ("task:1 a |", Role.OBJECT, RDF_TYPE, ""),
        ("task:1 a sg:Skill ; sg:nu|mber 1 .", Role.PREDICATE, RDF_TYPE, "sg:nu"),
        ("task:1 sg:skill skill:a , sk|", Role.OBJECT, NS + "skill", "sk"),
        ("task:1 sg:skill skill:a |", Role.END, NS + "skill", ""),
        ("task:1 sg:skill skill:a . |", Role.SUBJECT, None, ""),
        ("task:1 sg:skill ( skill:a |", Role.OBJECT, NS + "skill", ""),
        ("task:1 sg:skill ( skill:a ) |", Role.END, NS + "skill", ""),
        ("task:1 sg:skill [ sg:level |", Role.OBJECT, NS + "level", ""),
        ("task:1 sg:skill [ sg:level 1 ] ; |", Role.PREDICATE, NS + "skill", ""),
        ('task:1 sg:on "2026"^^x|', Role.DATATYPE, NS + "on", "x"),
        ('task:1 sg:on "2026"^^xsd:date ; |', Role.PREDICATE, NS + "on", ""),
        ("task:1 sg:skill\nta|", Role.SUBJECT, None, "ta"),
        ("task:1 sg:skill\n    sk|", Role.OBJECT, NS + "skill", "sk"),
        ("task:1 sg:skill\n# half\n    sk|", Role.OBJECT, NS + "skill", "sk"),
        ("@prefix sg: <x> .\n|", Role.SUBJECT, None, ""),
        ("@prefix |", Role.END, None, ""),
    ],
)
def test_what_may_come_next(text: str, role: Role, predicate: str | None, typed: str) -> None:
    offset = text.index("|")
    found = context_at(Sheet(text.replace("|", "")), offset, PREFIXES, "x:y")
    assert found is not None
    assert (found.role, found.predicate, found.typed) == (role, predicate, typed)


@pytest.mark.parametrize("text", ['task:1 sg:x "ta|sk" .', "# ta|sk", "<ta|sk>", "task:1 sg:x 4|", 'task:1 sg:x "ta|'])
def test_nothing_is_completed_inside_strings_comments_and_numbers(text: str) -> None:
    assert context_at(Sheet(text.replace("|", "")), text.index("|"), PREFIXES, "x:y") is None


@pytest.mark.parametrize(
    ("text", "role", "predicate", "classes"),
    [
        ("SELECT * WHERE { § }", Role.SUBJECT, None, ()),
        ("SELECT * WHERE { ?t § }", Role.PREDICATE, None, ()),
        ("SELECT * WHERE { ?t a § }", Role.OBJECT, RDF_TYPE, ()),
        ("SELECT * WHERE { ?t a sg:Skill ; sg:nu§ }", Role.PREDICATE, RDF_TYPE, ("Skill",)),
        ("SELECT * WHERE { ?t sg:§ ?x . ?t a sg:Skill }", Role.PREDICATE, None, ("Skill",)),
        ("SELECT * WHERE { ?t sg:inGroup group:§ }", Role.OBJECT, NS + "inGroup", ()),
        ("SELECT * WHERE { ?t sg:inGroup/sg:§ ?n }", Role.PREDICATE, NS + "inGroup", ()),
        ("SELECT * WHERE { ?t (sg:skill|sg:§) ?n }", Role.PREDICATE, NS + "skill", ()),
        ("SELECT * WHERE { ?t sg:skill* § }", Role.OBJECT, NS + "skill", ()),
        ("SELECT * WHERE { ?t sg:skill [ sg:§ ] }", Role.PREDICATE, NS + "skill", ()),
        ("SELECT * WHERE { ?t sg:skill ?s . FILTER(?s != skill:§) }", Role.END, NS + "skill", ()),
        ("SELECT * WHERE { FILTER(?s != 1) ?t § }", Role.PREDICATE, None, ()),
        ("SELECT * WHERE { FILTER NOT EXISTS { ?t sg:x ?y } ?t § }", Role.PREDICATE, None, ()),
        ("SELECT * WHERE { VALUES ?s { skill:a skill:§ } }", Role.END, None, ()),
        ("SELECT * WHERE { VALUES ?s { skill:a } ?s § }", Role.PREDICATE, None, ()),
        ("SELECT * WHERE { ?t sg:x 1, § }", Role.OBJECT, NS + "x", ()),
        ("PREFIX sg: <x:> SELECT (COUNT(§) AS ?n) {}", Role.END, None, ()),
    ],
)
def test_what_may_come_next_in_a_query(text: str, role: Role, predicate: str | None, classes: tuple[str, ...]) -> None:
    found = query_context_at(text.replace("§", ""), text.index("§"), PREFIXES)
    assert found is not None
    assert (found.role, found.predicate) == (role, predicate)
    assert found.classes == tuple(NS + one for one in classes)


@pytest.mark.parametrize("text", ["SELECT ?x| {}", "# ta|sk", 'SELECT * { ?x ?y "ta|sk" }', "<ta|sk>", "#+ ta|"])
def test_nothing_is_completed_inside_what_a_query_has_for_itself(text: str) -> None:
    assert query_context_at(text.replace("|", ""), text.index("|"), PREFIXES) is None


def test_prefixes_are_read_from_a_broken_text() -> None:
    text = '@prefix a: <x:a> . a:b "\n@prefix b: <x:b> .\nPREFIX c: <x:c>\n@prefix d:\n# @prefix e: <x:e> .\n'
    assert declared_prefixes(text) == {"a": "x:a", "b": "x:b", "c": "x:c"}


def test_the_index_knows_what_ontology_and_shapes_foresee() -> None:
    text = """
        @prefix : <x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix schema: <http://schema.org/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        :Animal a owl:Class . :Cat a owl:Class ; rdfs:subClassOf :Animal .
        :eats a owl:ObjectProperty ; schema:domainIncludes :Animal ; schema:rangeIncludes :Animal .
        :S sh:targetClass :Cat ; sh:path :owner ; sh:class :Person .
        :tom a :Cat . :ann a :Person . :nobody rdfs:label "Nemo"@la , "Nobody"@en .
    """
    file = SourceFile("ontology/x.ttl", text.encode())
    index = Index([entries_of(file, parse_document(text, file.graph))])
    assert index.properties_for(["x:Cat"]) == {"x:eats", "x:owner"}
    assert index.properties_for(["x:Animal"]) == {"x:eats"}
    assert index.instances(index.ranges("x:eats")) == {"x:tom"}
    assert index.instances(index.ranges("x:owner")) == {"x:ann"}
    assert index.label("x:nobody") == "Nobody"
    assert "x:nothing" not in index


def test_a_buffer_lies_over_its_file(tmp_path: Path) -> None:
    for part in ("ontology", "shapes", "data/seed", "queries"):
        (tmp_path / part).mkdir(parents=True)
    file = tmp_path / "data/seed/a.ttl"
    file.write_text("<x:a> <x:b> 1 .", encoding="utf-8")
    desk = Desk(tmp_path, "utf-16")
    assert desk.path_of(file) == "data/seed/a.ttl"
    assert desk.path_of(tmp_path / "data/seed/a.csv") is None
    assert desk.path_of(tmp_path.parent / "a.ttl") is None
    desk.lay("data/seed/a.ttl", "<x:c> <x:d> 1 .")
    desk.lay("data/seed/new.ttl", "<x:e> <x:f> 1 .")
    assert set(desk.index()) == {"x:c", "x:e"}
    desk.take_away("data/seed/a.ttl")
    assert set(desk.index()) == {"x:a", "x:e"}
    assert [one.path for one in desk.contents().files] == ["data/seed/a.ttl", "data/seed/new.ttl"]


def test_the_checking_process_tells_why_it_cannot_and_ends_for_good() -> None:
    process, today = CheckProcess(), datetime.date(2026, 12, 1)
    contents = read(ROOT)
    shape = b"<urn:broken> <http://www.w3.org/ns/shacl#path> 3 ; <http://www.w3.org/ns/shacl#targetNode> 3 ."
    twice = Contents(ROOT, (*contents.files, SourceFile("shapes/broken.ttl", shape)))
    with pytest.raises(WorkspaceError, match="broken"):
        process.check(twice, today)
    process.stop()
    with pytest.raises(InternalError):
        process.check(contents, today)


def test_the_checking_process_keeps_what_did_not_change_and_says_the_same() -> None:
    process, today, contents = CheckProcess(), datetime.date(2026, 12, 1), read(ROOT)
    path = "data/example/attestations-east.ttl"
    before = next(file for file in contents.files if file.path == path)
    wrong = SourceFile(path, before.content.replace(b"sg:level 4 ;", b"sg:level 9 ;", 1))
    spoilt = replace(contents, files=tuple(wrong if file == before else file for file in contents.files))
    try:
        assert [len(process.check(one, today)) for one in (contents, spoilt)] == [0, 1]
        assert process.check(spoilt, today) == check(spoilt, today)
        assert process.check(contents, today) == ()
    finally:
        process.stop()


@pytest.mark.parametrize(
    ("path", "belongs"),
    [
        ("data/seed/a.ttl", True),
        ("queries/t/a.rq", True),
        ("data/a.ttl", False),
        ("data/notes/a.ttl", False),
        ("data/seed/my file.ttl", False),
        ("data/seed/.#a.ttl", False),
        ("data/seed/a.txt", False),
        ("README.ttl", False),
    ],
)
def test_a_buffer_belongs_to_the_workspace_where_its_file_could_be_read(
    tmp_path: Path, path: str, belongs: bool
) -> None:
    assert Desk(tmp_path, "utf-16").path_of(tmp_path / path) == (path if belongs else None)
