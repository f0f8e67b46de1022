"""New things: where they go, what they say, and what is refused."""

from __future__ import annotations

import datetime

import pytest

from skillgraph.curate.draft import Draft
from skillgraph.curate.scaffold import create
from skillgraph.errors import SkillgraphError, UnknownName
from skillgraph.terms import ID, NS, Iri
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)
FILES = KeptFiles()  # each state of a file is read once
REASON = {"rationale": ["Its traffic has to be read."], "confidence": ["low"]}


def draft_of(contents: Contents) -> Draft:
    return Draft(contents, FILES.parse_files)


def add(contents: Contents, kind: str, slug: str, file: str = "", **given: str | list[str]) -> dict[str, list[str]]:
    """The added and removed lines by file."""
    draft = draft_of(contents)
    texts = {key.replace("_", "-"): [value] if isinstance(value, str) else value for key, value in given.items()}
    assert create(draft, kind, slug, texts, TODAY, file) == f"{ID}{kind}/{slug}"
    before = {file.path: file.content.decode().splitlines() for file in contents.files}
    found = {}
    for change in draft.changes():
        old, new = before.get(change.path, []), change.content.decode().splitlines()
        assert [line for line in new if line in old] or not old
        found[change.path] = [line for line in new if new.count(line) > old.count(line)]
    return found


def test_an_attestation_stands_behind_the_others_of_its_holder(contents: Contents) -> None:
    draft = draft_of(contents)
    create(draft, "attestation", "H04-networking", {"level": ["2"], "basis": ["peer"], "until": ["2030-01-01"]}, TODAY)
    (change,) = draft.changes()
    before = next(file.content.decode() for file in contents.files if file.path == change.path)
    block = """attestation:H04-networking a sg:Attestation ;
    sg:holder holder:H04 ;
    sg:skill skill:networking ;
    sg:level 2 ;
    sg:basis basis:peer ;
    sg:attestationStatus attestation-status:active ;
    sg:validFrom "2026-12-01"^^xsd:date ;
    sg:validUntil "2030-01-01"^^xsd:date .

"""
    first, found, rest = change.content.decode().partition(block)
    assert found
    assert first + rest == before
    assert "holder:H04" in first[-400:]
    assert "holder:H04" not in rest


def test_a_requirement_is_listed_with_its_task(contents: Contents) -> None:
    given = {"level": "2", "necessity": "optional", **REASON}
    (lines,) = add(contents, "requirement", "43-networking", **given).values()
    assert "        requirement:43-security-monitoring ," in lines
    assert "        requirement:43-networking ." in lines
    assert lines.index("        requirement:43-networking .") < lines.index(
        "requirement:43-networking a sg:Requirement ;"
    )
    draft = draft_of(contents)
    create(
        draft,
        "requirement",
        "x",
        {"task": ["area:network"], "skill": ["bash"], "level": ["1"], "necessity": ["optional"], **REASON},
        TODAY,
    )
    assert len(draft.objects(f"{ID}area/network", NS + "statesRequirement")) == 2


def test_a_skill_goes_where_most_of_its_siblings_are(contents: Contents) -> None:
    given = {"sort": "technical", "definition": "Keeping robots alive.", "broader": "storage-technologies", **REASON}
    ((path, lines),) = add(contents, "skill", "tape-robots", **given).items()
    assert path == "data/interpretation/skills-grid.ttl"
    assert "skill:tape-robots a sg:TechnicalSkill ," in lines
    assert '    skos:prefLabel "Tape robots"@en ;' in lines
    own = {**given, "source": "L197-1", "rationale": []}
    del own["rationale"], own["confidence"]
    ((path, lines),) = add(contents, "skill", "tape-robots", **own).items()
    assert path.startswith("data/seed/")
    assert "skill:tape-robots a sg:TechnicalSkill ;" in lines


def test_a_task_that_the_table_lacks_is_a_judgement_with_a_home_of_its_own(contents: Contents) -> None:
    draft = draft_of(contents)
    given = {**{key: [value] for key, value in TASK.items()}, **REASON}
    create(draft, "task", "46", given, TODAY)
    create(draft, "task", "robots", {**given, "number": ["47"], "group": ["egi"], "area": ["network"]}, TODAY)
    create(draft, "requirement", "46-linux", {"level": ["2"], "necessity": ["essential"], **REASON}, TODAY)
    (change,) = draft.changes()
    assert change.path == "data/interpretation/tasks.ttl"
    text = change.content.decode()
    assert "task:46 a sg:ServiceTask ,\n        sg:Judgement ;\n" in text
    assert "    sg:number 46 ;\n" in text
    assert "    sg:inArea area:network ;\n" in text
    assert "task:46 sg:statesRequirement requirement:46-linux .\n" in text


def test_what_is_missing_is_listed_once_with_its_choices(contents: Contents) -> None:
    with pytest.raises(SkillgraphError) as caught:
        create(draft_of(contents), "task", "46", {}, TODAY)
    keys = [line.split("=")[0].strip() for line in caught.value.message.splitlines()[1:]]
    assert keys == ["label", "group", "requirement", "involvement", "rationale", "confidence"]
    assert "required indirectly. (indirectly, yes)\n" in caught.value.message


def test_a_value_too_many_is_named_before_anything_is_checked(contents: Contents) -> None:
    given = {"level": ["3", "2"], "basis": ["peer"], "until": ["2030-01-01"]}
    with pytest.raises(SkillgraphError, match=r"level is 3, 2\. An attestation names exactly one level"):
        create(draft_of(contents), "attestation", "H04-bash", given, TODAY)


def test_a_new_file_gets_its_prefixes(contents: Contents) -> None:
    (lines,) = add(contents, "holder", "H13", "data/example/more.ttl").values()
    assert lines == [
        "@prefix holder: <https://w3id.org/skillgraph/id/holder/> .",
        "@prefix sg: <https://w3id.org/skillgraph/ns#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "",
        "holder:H13 a sg:SyntheticHolder ;",
        '    skos:prefLabel "H13"@en .',
    ]


def test_any_property_of_the_ontology_is_a_key(contents: Contents) -> None:
    (lines,) = add(contents, "holder", "H13", **{"sg:recordCompleteFrom": "2026-01-01"}).values()
    assert lines[-1] == '    sg:recordCompleteFrom "2026-01-01"^^xsd:date .'


TASK = {"label": "X", "group": "uk", "requirement": "yes", "involvement": "leads"}
JUDGED = {key: values[0] for key, values in REASON.items()}
ATTESTED = {"level": "2", "basis": "peer", "until": "2030-01-01"}


@pytest.mark.parametrize(
    ("kind", "slug", "given", "said"),
    [
        (
            "attestation",
            "H04-linux",
            ATTESTED,
            "attestation:H04-linux is there already: data/example/attestations-east.ttl:",
        ),
        ("attestation", "H04 linux", ATTESTED, "no slug"),
        ("attestation", "H04-linux\n", ATTESTED, "no slug"),
        ("attestation", "x", {**ATTESTED, "holder": "H4", "skill": "linux"}, "There is no holder H4. Did you mean H04"),
        (
            "attestation",
            "x",
            {**ATTESTED, "holder": "H04", "skill": "linx"},
            "There is no skill linx. Did you mean linux?",
        ),
        (
            "attestation",
            "x",
            {**ATTESTED, "holder": "skill:linux", "skill": "linux"},
            "There is no holder skill:linux.",
        ),
        ("attestation", "H04-bash", {**ATTESTED, "level": "7"}, "level is 7. Levels go from 1 to 4."),
        ("attestation", "H04-bash", {**ATTESTED, "level": "two"}, "no whole number"),
        ("attestation", "H04-bash", {**ATTESTED, "until": "2030-02-30"}, "no date"),
        ("attestation", "H04-bash", {**ATTESTED, "until": "2020-01-01"}, "comes before the day"),
        ("attestation", "H04-bash", {**ATTESTED, "basis": "peers"}, "Did you mean peer?"),
        ("attestation", "H04-bash", {**ATTESTED, "levl": "2"}, "Attestations have no 'levl'. Did you mean level?"),
        ("attestation", "H04-bash", {**ATTESTED, "level": " "}, "level is empty."),
        ("requirement", "46-linux", {}, "task="),
        ("requirement", "43-bash", {"weight": "0"}, "necessity="),
        ("skill", "tape-robots", {"sort": "odd"}, "knowledge, practice, soft, technical, tool"),
        ("holder", "joe", {}, "H and a number"),
        ("attestation", "H04-bash", {**ATTESTED, "until": "2020-01-01"}, "from is 2026-12-01 and until is 2020-01-01."),
        ("task", "46", {**TASK, "requirement": "indirect"}, "Did you mean indirectly?"),
        ("task", "robots", {**TASK, **JUDGED}, "number="),
        ("task", "46", TASK, "rationale="),
        ("task", "46", {**TASK, "source": "L164-1"}, "data/seed/tasks-uk.ttl is written by 'skillgraph import-table'."),
        ("tsk", "1", {}, "Did you mean task?"),
        ("", "", {}, "Say what to add. There are: holder, skill, task, requirement, attestation."),
    ],
)
def test_what_is_wrong_is_named(contents: Contents, kind: str, slug: str, given: dict[str, str], said: str) -> None:
    draft = draft_of(contents)
    with pytest.raises(SkillgraphError) as caught:
        create(draft, kind, slug, {key: [value] for key, value in given.items()}, TODAY)
    assert said in str(caught.value)
    assert draft.changes() == ()


def test_all_that_is_missing_is_listed_in_the_words_of_the_shapes(contents: Contents) -> None:
    with pytest.raises(SkillgraphError) as caught:
        create(draft_of(contents), "requirement", "43-bash", {}, TODAY)
    keys = [line.strip().partition("=")[0] for line in caught.value.message.splitlines()[1:]]
    assert sorted(keys) == ["confidence", "level", "necessity", "rationale"]
    assert "Say how sure the judgement is" in caught.value.message


def test_what_is_required_is_read_from_the_shapes(contents: Contents) -> None:
    shape = b"""@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:a> a sh:NodeShape ; sh:targetClass sg:Holder ; sh:property <urn:b> .
<urn:b> a sh:PropertyShape ; sh:path sg:recordCompleteFrom ; sh:minCount 1 ; sh:message "Say since when."@en .
<urn:a> sh:property [ sh:path sg:recordCompleteFrom ; sh:minInclusive "2026-01-01"^^<urn:date> ] ,
    [ sh:path sg:level ; sh:minCount 1 ; sh:deactivated true ] ,
    [ sh:path sg:basis ; sh:minCount 1 ; sh:severity sh:Info ] .
"""
    more = Contents(contents.root, (*contents.files, SourceFile("shapes/zz.ttl", shape)))
    with pytest.raises(SkillgraphError, match=r"complete-from=  Say since when\."):
        create(draft_of(more), "holder", "H13", {}, TODAY)
    create(draft_of(more), "holder", "H13", {"complete-from": ["today"]}, TODAY)


def test_a_holder_without_neighbours_needs_a_file(contents: Contents) -> None:
    draft = draft_of(contents)
    create(draft, "holder", "H13", {}, TODAY)
    given = {"level": ["2"], "basis": ["peer"], "until": ["2030-01-01"]}
    with pytest.raises(SkillgraphError, match="Name one with --file, such as data/example/attestations-"):
        create(draft, "attestation", "H13-bash", given, TODAY)
    create(draft, "attestation", "H13-bash", given, TODAY, "data/example/attestations-east.ttl")
    create(draft, "attestation", "H13-linux", given, TODAY)
    assert draft.objects(f"{ID}attestation/H13-linux", NS + "holder") == [Iri(f"{ID}holder/H13")]


@pytest.mark.parametrize(
    "file", ["../x.ttl", "data/x.ttl", "data/example/../x.ttl", "data/example/.x.ttl", "shapes/x.ttl"]
)
def test_only_a_data_file_is_a_home(contents: Contents, file: str) -> None:
    with pytest.raises(SkillgraphError, match="is no data file"):
        create(draft_of(contents), "holder", "H13", {}, TODAY, file)


def test_a_generated_file_is_left_alone(contents: Contents) -> None:
    with pytest.raises(SkillgraphError, match="is written by 'skillgraph import-table'"):
        create(draft_of(contents), "holder", "H13", {}, TODAY, "data/seed/tasks-uk.ttl")


def test_a_property_of_nobody_is_unknown(contents: Contents) -> None:
    with pytest.raises(UnknownName):
        create(draft_of(contents), "holder", "H13", {"sg:shoeSize": ["44"]}, TODAY)
