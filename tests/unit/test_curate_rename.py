"""Renaming and retiring: every token, no string and no comment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.curate.rename import Renaming, named, rename
from skillgraph.curate.retire import retire
from skillgraph.errors import InvalidWorkspace, SkillgraphError, WorkspaceError
from skillgraph.workspace import Contents, SourceFile

DATA = """@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix s: <https://w3id.org/skillgraph/id/skill/li> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
# skill:linux is no token here.
skill:linux a sg:ToolSkill ;
    sg:text "skill:linux" ;
    sg:broader "a"@prefix, s:nux, <https://w3id.org/skillgraph/id/skill/linux>, skill:linux-kernel, skill:li\\nux.
@prefix skill: <http://other.example/> .
skill:linux sg:broader <../id/skill/linux> .
@base <https://w3id.org/skillgraph/id/skill/x> .
<linux> sg:broader <l\\u0069nux> .
""".replace("skill:li\\nux", "skill:li\\-nux")
QUERY = """#+ summary: Who knows skill:linux?
#+ tests: [{params: {skill: "linux"}, contains: [{x: "skill:linux-kernel"}]}]
PREFIX k: <https://w3id.org/skillgraph/id/skill/>
# skill:linux
SELECT ?x { ?x sg:skill k:linux, skill:linux . FILTER(STR(?x) != "skill:linux" && ?x<skill:linux) }
"""
SHAPE = '''@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
<urn:o> sh:declare [ sh:prefix "zz" ; sh:namespace "https://w3id.org/skillgraph/ns#" ] .
<urn:s> sh:targetClass sg:Skill ; sh:message "sg:Skill" ; sh:select """SELECT $this { $this a zz:Skill # sg:Skill
    FILTER(?x != "sg:Skill") }""" .
'''


def contents_of(**files: str) -> Contents:
    names = {"data": "data/seed/a.ttl", "query": "queries/x/q.rq", "shape": "shapes/s.ttl"}
    return Contents(Path(), tuple(SourceFile(names[key], text.encode()) for key, text in files.items()))


def text_of(done: Renaming, path: str) -> str:
    return next(change.content.decode() for change in done.changes if change.path == path)


def test_a_name_that_a_prefix_splits_is_found_without_parsing_every_file() -> None:
    split = "@prefix s: <https://w3id.org/skillgraph/id/skill/li> .\ns:nux <x:y> 1 .\n"
    escaped = "<https://w3id.org/skillgraph/id/skill/l\\u0069nux> <x:y> 1 .\n"
    for text in (split, escaped):
        assert rename(contents_of(data=text), named("skill:linux"), named("skill:unix")).tokens == 1


def test_a_broken_file_is_in_the_way_only_where_it_may_hold_the_name() -> None:
    elsewhere = contents_of(data=DATA, shape="nothing that is Turtle")
    assert rename(elsewhere, named("skill:linux"), named("skill:unix")).tokens == 5
    with pytest.raises(InvalidWorkspace):
        rename(contents_of(data=DATA, shape="linux or nothing"), named("skill:linux"), named("skill:unix"))


def test_a_file_that_is_not_utf_8_is_named_with_the_place() -> None:
    contents = contents_of(data=DATA)
    files = (*contents.files, SourceFile("queries/x/q.rq", b"# one\n# \xe9\n"))
    with pytest.raises(WorkspaceError, match=r"^queries/x/q\.rq:2:3 Here is a byte that is not UTF-8"):
        rename(replace(contents, files=files), named("skill:linux"), named("skill:unix"))


def test_every_token_of_turtle_is_renamed() -> None:
    done = rename(contents_of(data=DATA), named("skill:linux"), named("skill:unix"))
    assert text_of(done, "data/seed/a.ttl") == (
        DATA.replace("\nskill:linux a", "\nskill:unix a")
        .replace("s:nux", "<https://w3id.org/skillgraph/id/skill/unix>")
        .replace("<https://w3id.org/skillgraph/id/skill/linux>", "<https://w3id.org/skillgraph/id/skill/unix>")
        .replace("<../id/skill/linux>", "<../id/skill/linux>")
        .replace("<linux>", "<https://w3id.org/skillgraph/id/skill/unix>")
        .replace("<l\\u0069nux>", "<https://w3id.org/skillgraph/id/skill/unix>")
    )
    assert done.tokens == 5
    assert done.derived == ("skill:linux-kernel",)
    assert done.mentioned == ("data/seed/a.ttl:4:3", "data/seed/a.ttl:6:14")


def test_queries_and_their_headers_are_renamed() -> None:
    done = rename(contents_of(query=QUERY), named("skill:linux"), named("skill:unix"))
    assert text_of(done, "queries/x/q.rq") == (
        QUERY.replace("knows skill:linux", "knows skill:unix")
        .replace("k:linux, skill:linux", "k:unix, skill:unix")
        .replace("?x<skill:linux)", "?x<skill:unix)")
    )
    assert done.mentioned == ("queries/x/q.rq:2:22", "queries/x/q.rq:4:3", "queries/x/q.rq:5:67")


def test_the_queries_of_shapes_are_renamed_with_their_prefixes() -> None:
    done = rename(contents_of(shape=SHAPE), named("sg:Skill"), named("sg:Ability"))
    assert text_of(done, "shapes/s.ttl") == SHAPE.replace("targetClass sg:Skill", "targetClass sg:Ability").replace(
        "a zz:Skill", "a zz:Ability"
    )


def test_a_round_trip_through_the_shipped_workspace_restores_every_byte(contents: Contents) -> None:
    before = {file.path: file for file in contents.files}
    for old, new in (("holder:H04", "holder:H40"), ("sg:Attestation", "sg:Testimony")):
        first = rename(contents, named(old), named(new))
        assert first.tokens >= 1
        fresh = {change.path: SourceFile(change.path, change.content) for change in first.changes}
        there = Contents(contents.root, tuple({**before, **fresh}.values()))
        back = rename(there, named(new), named(old))
        assert back.tokens == first.tokens
        assert all(change.content == before[change.path].content for change in back.changes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("skill:linx", "skill:unix", "Nothing is called skill:linx. Did you mean linux"),
        ("skill:linux", "skill:python", "skill:python is there already: data/"),
        ("skill:linux", "task:99", "different kinds"),
        ("skill:linux", "sg:linux", "different kinds"),
        ("sg:Skill", "sgsh:Ability", "different kinds"),
        ("skill:linux", "skill:linux", "its name already"),
        ("skill:linux", "skill:li nux", "no slug"),
        ("skill:linux", "skill:a/b", "no slug"),
        ("skil:linux", "skill:unix", "Did you mean skill"),
        ("http://example.org/x", "skill:unix", "no name of this project"),
        ("sg:Skill", "sg:1x", "no name of this project"),
    ],
)
def test_what_cannot_be_renamed_is_refused(contents: Contents, old: str, new: str, said: str) -> None:
    with pytest.raises(SkillgraphError) as caught:
        rename(contents, named(old), named(new))
    assert said in str(caught.value)


def test_generated_files_are_named(contents: Contents) -> None:
    assert "data/seed/tasks-uk.ttl" in rename(contents, named("task:43"), named("task:99")).generated


def test_a_workspace_that_does_not_parse_is_not_renamed() -> None:
    with pytest.raises(InvalidWorkspace):
        rename(contents_of(data=DATA + "oops"), named("skill:linux"), named("skill:unix"))


def test_a_term_is_retired_before_its_module(contents: Contents) -> None:
    done = retire(contents, named("sg:Satisfaction"), "Nobody asks.", named("sg:Attestation"))
    (change,) = done.changes
    assert change.path == "ontology/people.ttl"
    assert (
        "    owl:deprecated true ;\n    dcterms:isReplacedBy sg:Attestation ;\n"
        '    skos:changeNote "Nobody asks."@en ;\n'
        "    rdfs:isDefinedBy <https://w3id.org/skillgraph/ns/people> ."
    ) in change.content.decode()
    assert any(reference.startswith("ontology/rules/20-satisfaction.rq:") for reference in done.references)
    assert any(reference.endswith("sgsh:Satisfaction") for reference in done.references)


def test_a_thing_is_retired_at_its_end_with_the_prefixes_that_it_needs(contents: Contents) -> None:
    (change,) = retire(contents, named("skill:bash"), 'It is "old".').changes
    text = change.content.decode()
    assert ' ;\n    owl:deprecated true ;\n    skos:changeNote "It is \\"old\\"."@en .\n' in text
    assert "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix passage:" in text
    again = Contents(contents.root, (SourceFile(change.path, change.content),))
    with pytest.raises(SkillgraphError, match="retired already"):
        retire(again, named("skill:bash"), "Once more.")


def test_what_the_importer_writes_is_retired_in_a_file_beside_it(contents: Contents) -> None:
    (change,) = retire(contents, named("task:43"), "Nobody asks.").changes
    assert change.path == "data/interpretation/retired.ttl"
    assert change.content.decode().endswith('task:43 owl:deprecated true ;\n    skos:changeNote "Nobody asks."@en .\n')


@pytest.mark.parametrize(
    ("name", "note", "by", "said"),
    [
        ("skill:nothing", "x", "", "No file says what skill:nothing is"),
        ("skill:bash", "x", "skill:nothing", "No file says what skill:nothing is"),
        ("skill:bash", "x", "skill:bash", "cannot replace itself"),
        ("skill:bash", " ", "", "note is empty"),
    ],
)
def test_what_cannot_be_retired_is_refused(contents: Contents, name: str, note: str, by: str, said: str) -> None:
    with pytest.raises(SkillgraphError, match=said):
        retire(contents, named(name), note, named(by) if by else "")
