"""The language server as an editor meets it: the real program, spoken to over its standard input and output."""

from __future__ import annotations

import asyncio
import datetime
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.conftest import Editor, copy_of_the_workspace, editor_on
from skillgraph.check import check
from skillgraph.cli import lsp
from skillgraph.errors import MissingTool
from skillgraph.workspace import read

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("lsp")]
TASKS = "data/seed/tasks-uk.ttl"
TOOLS = "data/seed/skills-tools.ttl"
TODAY = datetime.date(2026, 12, 1)
DRAFT = "data/interpretation/draft.ttl"
HEAD = """@prefix necessity: <https://w3id.org/skillgraph/id/necessity/> .
@prefix requirement: <https://w3id.org/skillgraph/id/requirement/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .

"""


def codes(found: list[types.Diagnostic]) -> list[str | int | None]:
    """The codes of diagnostics."""
    return [one.code for one in found]


async def test_the_shipped_workspace_has_nothing_to_show(typist: Editor) -> None:
    typist.open(TASKS)
    typist.change(TASKS, typist.texts[TASKS].replace("sg:number 43 ;", "sg:number 43.5 ;"))
    await typist.until(lambda: typist.diagnostics(TASKS))
    typist.change(TASKS, typist.texts[TASKS].replace("43.5", "43"))
    await typist.until(lambda: not typist.diagnostics(TASKS))
    assert not any(typist.client.diagnostics.values())
    assert typist.client.messages == []


async def test_syntax_is_judged_at_once_and_all_of_it(typist: Editor) -> None:
    typist.open(DRAFT, HEAD + "requirement:one a sg:Requirement ;\n    sg:level three .\n\nnosuch:thing a sg:Skill .\n")
    await typist.until(lambda: typist.diagnostics(DRAFT), 5)
    first, second = typist.diagnostics(DRAFT)
    assert codes([first, second]) == ["SG101", "SG101"]
    assert first.severity is types.DiagnosticSeverity.Error
    assert first.range == types.Range(types.Position(5, 13), types.Position(5, 18))
    assert second.range == types.Range(types.Position(7, 0), types.Position(7, 12))
    assert first.message.splitlines()[-1] == "Text goes between quotation marks, and a name needs a prefix."
    typist.change(DRAFT, typist.texts[DRAFT].replace("three", "3").replace("nosuch:thing", "sg:thing"))
    await typist.until(lambda: "SG101" not in codes(typist.diagnostics(DRAFT)), 5)


async def test_the_full_check_reads_the_buffer_and_speaks_of_other_files(typist: Editor) -> None:
    text = typist.open(TOOLS)
    typist.change(TOOLS, text.replace("skill:puppet a ", "skill:marionette a "))
    entailments = "data/interpretation/entailments.ttl"
    await typist.until(lambda: typist.diagnostics(entailments))
    found = typist.diagnostics(entailments)[0]
    line = (typist.root / entailments).read_text(encoding="utf-8").splitlines()[found.range.start.line]
    assert line[found.range.start.character : found.range.end.character] == "skill:puppet"
    assert found.source == "skillgraph"
    assert "skill:puppet" in (typist.root / TOOLS).read_text(encoding="utf-8")
    typist.change(TOOLS, text)
    await typist.until(lambda: not any(typist.client.diagnostics.values()))


async def test_a_finding_stays_while_its_line_stays(typist: Editor) -> None:
    text = typist.open(TASKS)
    typist.change(TASKS, text.replace("sg:number 43 ;", "sg:number 43.5 ;"))
    await typist.until(lambda: typist.diagnostics(TASKS))
    wrong = typist.texts[TASKS]

    def said() -> tuple[bool, bool]:
        """Whether something is said of the syntax, and of the number."""
        found = typist.diagnostics(TASKS)
        return "SG101" in codes(found), any("found: 43.5" in one.message for one in found)

    typist.change(TASKS, wrong + "\nbroken\n")
    await typist.until(lambda: said()[0], 5)
    assert said() == (True, True)
    typist.change(TASKS, wrong)
    await typist.until(lambda: said() == (False, True))
    typist.change(TASKS, wrong.replace("sg:number 43.5 ;", "sg:number 43.5 ; #") + "\nbroken\n")
    await typist.until(lambda: said()[0], 5)
    assert said() == (True, False)


async def test_the_editor_is_answered_while_the_check_runs(editor: Editor) -> None:
    editor.open(TASKS)
    editor.change(TASKS, editor.texts[TASKS].replace("sg:number 43 ;", "sg:number 43.5 ;"))
    where = types.HoverParams(editor.document(TASKS), editor.at(TASKS, "task:43 a", 2))
    answered = 0
    while not editor.diagnostics(TASKS):
        assert await editor.client.text_document_hover_async(where) is not None
        answered += 1
        await asyncio.sleep(0.05)
    assert answered >= 10


async def test_a_file_that_another_program_writes_is_checked(editor: Editor) -> None:
    editor.open(TASKS)
    await editor.until(lambda: TASKS in str(editor.client.diagnostics))
    watchers = editor.client.registrations[0].register_options["watchers"]
    assert watchers[0]["globPattern"] == "**/*.{ttl,rq}"
    written = editor.root / "data/seed/roles.ttl"
    written.write_text(written.read_text(encoding="utf-8") + "\nbroken\n", encoding="utf-8")
    changed = types.FileEvent(written.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    await editor.until(lambda: codes(editor.diagnostics("data/seed/roles.ttl")) == ["SG101"])


async def test_hover_says_what_it_is_and_where(reader: Editor) -> None:
    reader.open(TASKS, reader.root.joinpath(TASKS).read_text(encoding="utf-8") + "\nbroken broken\n")
    service = (reader.root / "ontology/service.ttl").read_text(encoding="utf-8").splitlines()
    line = service.index("sg:ServiceTask a owl:Class ;") + 1
    for needle, expected in (
        ("task:43 a", ["**Security Evaluations & Response** `task:43`", "kind: service task", "layer: seed", TASKS]),
        ("sg:inWorkPackage", ["`sg:inWorkPackage`", "ontology/", "layer: vocabulary", "`owl:ObjectProperty`"]),
        ("a sg:ServiceTask", None),
        ("sg:ServiceTask", ["numbered piece of standing work", f"`ontology/service.ttl:{line}`"]),
    ):
        where = types.HoverParams(reader.document(TASKS), reader.at(TASKS, needle))
        answer = await reader.client.text_document_hover_async(where)
        if expected is None:
            assert answer is None
        else:
            assert isinstance(answer, types.Hover)
            assert isinstance(answer.contents, types.MarkupContent)
            assert [part for part in expected if part not in answer.contents.value] == []


async def test_a_word_is_completed_to_prefixes_that_declare_themselves(reader: Editor) -> None:
    reader.open(DRAFT, HEAD + "requirement:one a sg:Requirement ;\n    sg:skill ski .\n")
    found = await reader.complete(DRAFT, "ski .", 3)
    (edit,) = found["skill:"].additional_text_edits or ()
    assert edit.new_text == "@prefix skill: <https://w3id.org/skillgraph/id/skill/> .\n"
    assert edit.range.start == types.Position(3, 0)
    assert found["sg:"].additional_text_edits is None
    assert {"task:", "prov:"} <= set(found)
    assert list(found).index("sg:") < list(found).index("task:")


async def test_properties_come_in_the_order_that_the_class_allows(reader: Editor) -> None:
    reader.open(DRAFT, HEAD + "requirement:one a sg:Requirement ;\n    sg: .\n")
    names = list(await reader.complete(DRAFT, "sg: .", 3))
    fitting = {"sg:skill", "sg:level", "sg:necessity", "sg:weight", "sg:rationale", "sg:requirementOf"}
    assert fitting <= set(names[:20])
    assert names.index("sg:number") > max(map(names.index, fitting))
    assert names.index("sg:Requirement") > names.index("sg:number")


async def test_values_come_in_the_order_that_the_property_wants(reader: Editor) -> None:
    reader.open(DRAFT, HEAD + "requirement:one a sg: ;\n    sg:necessity necessity: ;\n    sg:level x:, .\n")
    classes = list(await reader.complete(DRAFT, "sg: ;", 3))
    assert classes.index("sg:Requirement") < classes.index("sg:WorkPackage") < classes.index("sg:skill")
    assert set(await reader.complete(DRAFT, "necessity: ;", 10)) == {"necessity:essential", "necessity:optional"}
    plain = list(await reader.complete(DRAFT, "necessity: ;", 0))
    assert plain[:2] == ["necessity:essential", "necessity:optional"]
    assert await reader.complete(DRAFT, "x:,", 2) == {}


async def test_a_thing_is_found_by_its_label(reader: Editor) -> None:
    reader.open(DRAFT, HEAD.replace("necessity", "task") + "requirement:one sg:requirementOf task:sec .\n")
    found = (await reader.complete(DRAFT, "task:sec", 8))["task:43"]
    assert found.filter_text == "task:43 Security Evaluations & Response"
    assert found.detail == "Security Evaluations & Response (service task)"
    assert isinstance(found.text_edit, types.TextEdit)
    assert found.text_edit.new_text == "task:43"
    assert found.text_edit.range == types.Range(types.Position(4, 33), types.Position(4, 41))


async def test_many_things_are_narrowed_by_what_is_typed(reader: Editor) -> None:
    many = "".join(f"cell:Z{number} sg:column {number} .\n" for number in range(1000, 1301))
    reader.open(DRAFT, HEAD.replace("necessity", "cell") + many + "requirement:one sg:about cell:L164 .\n")
    where = types.CompletionParams(reader.document(DRAFT), reader.at(DRAFT, "cell:L164", 9))
    found = await reader.client.text_document_completion_async(where)
    assert isinstance(found, types.CompletionList)
    assert found.is_incomplete
    assert 5 <= len(found.items) <= 300
    assert all("L164" in (item.filter_text or "") for item in found.items)


async def test_definition_and_references_go_across_files(reader: Editor) -> None:
    path = "data/interpretation/entailments.ttl"
    reader.open(path)
    where = reader.at(path, "skill:puppet", 3)
    (found,) = await reader.client.text_document_definition_async(types.DefinitionParams(reader.document(path), where))
    assert found.uri == reader.uri(TOOLS)
    line = (reader.root / TOOLS).read_text(encoding="utf-8").splitlines()[found.range.start.line]
    assert line.startswith("skill:puppet a ")
    asked = types.ReferenceParams(types.ReferenceContext(False), reader.document(path), where)
    places = await reader.client.text_document_references_async(asked)
    files = {place.uri for place in places}
    assert reader.uri(path) in files
    assert any(uri.endswith(".rq") for uri in files)
    assert found not in places
    asked.context.include_declaration = True
    assert len(await reader.client.text_document_references_async(asked)) == len(places) + 1


async def test_a_query_has_definitions_too(reader: Editor) -> None:
    path = "queries/tasks/task.rq"
    reader.open(path)
    where = types.DefinitionParams(reader.document(path), reader.at(path, "contribution:43-gridpp", 5))
    (found,) = await reader.client.text_document_definition_async(where)
    assert found.uri == reader.uri("data/seed/contributions.ttl")


async def test_a_query_is_completed_by_what_fits_there(reader: Editor) -> None:
    path = "queries/tasks/draft.rq"
    reader.open(
        path, "PREFIX sg: <https://w3id.org/skillgraph/ns#>\nSELECT * { ?t a sg: ; sg:n ?n ; sg:inGroup group: }\n"
    )
    classes = list(await reader.complete(path, "sg: ;", 3))
    assert classes.index("sg:ServiceTask") < classes.index("sg:number")
    reader.change(path, reader.texts[path].replace("a sg: ;", "a sg:ServiceTask ;"))
    properties = list(await reader.complete(path, "sg:n ?n", 3))
    assert properties.index("sg:number") < properties.index("sg:level") < properties.index("sg:ServiceTask")
    groups = await reader.complete(path, "group: }", 6)
    assert set(groups) == {"group:egi", "group:uk", "group:wlcg"}


async def test_symbols_are_the_subjects_with_their_labels(reader: Editor) -> None:
    text = reader.open(TASKS)
    found = await reader.client.text_document_document_symbol_async(types.DocumentSymbolParams(reader.document(TASKS)))
    names = [symbol.name for symbol in found]
    assert names == [f"task:{number}" for number in range(32, 46)]
    symbol = found[names.index("task:43")]
    assert isinstance(symbol, types.DocumentSymbol)
    assert symbol.detail == "Security Evaluations & Response"
    lines = text.splitlines()
    assert lines[symbol.range.start.line].startswith("task:43 a ")
    assert lines[symbol.range.end.line][: symbol.range.end.character].endswith(" .")
    everywhere = await reader.client.workspace_symbol_async(types.WorkspaceSymbolParams("security evaluations"))
    assert "task:43 Security Evaluations & Response" in [one.name for one in everywhere]


async def test_formatting_is_that_of_the_command(reader: Editor) -> None:
    text = reader.open(TASKS)
    options = types.FormattingOptions(tab_size=4, insert_spaces=True)
    asked = types.DocumentFormattingParams(reader.document(TASKS), options)
    assert await reader.client.text_document_formatting_async(asked) in (None, ())
    reader.change(TASKS, text.replace(" ;\n    sg:number 43 ;\n", ";sg:number 43;\n"))
    (edit,) = await reader.client.text_document_formatting_async(asked) or ()
    lines = edit.range.end.line - edit.range.start.line
    assert lines <= 2
    whole = "".join(one for one in reader.texts[TASKS].splitlines(keepends=True)[: edit.range.start.line])
    assert text.startswith(whole)
    reader.change(TASKS, "broken " + text)
    assert await reader.client.text_document_formatting_async(asked) in (None, ())


async def test_rename_reaches_every_file_and_the_result_checks(editor: Editor) -> None:
    text = editor.open(TOOLS)
    editor.change(TOOLS, text + "\n# skill:puppet in a comment stays\n")
    where = editor.at(TOOLS, "skill:puppet a", 8)
    prepared = await editor.client.text_document_prepare_rename_async(
        types.PrepareRenameParams(editor.document(TOOLS), where)
    )
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert prepared.placeholder == "puppet"
    edit = await editor.client.text_document_rename_async(
        types.RenameParams(editor.document(TOOLS), where, "marionette")
    )
    assert edit.changes is not None
    assert len(edit.changes) >= 5
    assert any(uri.endswith(".rq") for uri in edit.changes)
    for uri, changes in edit.changes.items():
        path = uri.removeprefix(editor.root.as_uri() + "/")
        editor.texts.setdefault(path, (editor.root / path).read_text(encoding="utf-8"))
        (editor.root / path).write_text(applied(editor.texts[path], changes), encoding="utf-8")
    assert "# skill:puppet in a comment stays" in (editor.root / TOOLS).read_text(encoding="utf-8")
    told = editor.client.messages[-1].message
    assert f"Text speaks of the old name at {TOOLS}:" in told
    assert check(read(editor.root), TODAY) == ()


def applied(text: str, changes: list[types.TextEdit]) -> str:
    """The text after the edits, which are all within a line."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(changes, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        line = lines[edit.range.start.line]
        lines[edit.range.start.line] = (
            line[: edit.range.start.character] + edit.new_text + line[edit.range.end.character :]
        )
    return "".join(lines)


@pytest.mark.parametrize(
    ("needle", "name", "expected"),
    [
        ("task:43 a", "44", "task:44 is there already"),
        ("task:43 a", "a b", "'a b' is no slug"),
        ("task:43 a", "nosuch:x", "'nosuch:x' is no name of this project."),
        ("task:43 a", "skill:x", "task:43 and skill:x are of different kinds."),
        ("skos:prefLabel", "x", "is no name of this project."),
        ("\n\n", "x", "There is no name here."),
    ],
)
async def test_a_rename_that_cannot_be_is_refused(reader: Editor, needle: str, name: str, expected: str) -> None:
    reader.open(TASKS)
    where = types.RenameParams(reader.document(TASKS), reader.at(TASKS, needle, 1), name)
    with pytest.raises(JsonRpcException) as refused:
        await reader.client.text_document_rename_async(where)
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        (types.PositionEncodingKind.Utf8, 30),
        (types.PositionEncodingKind.Utf16, 28),
        (types.PositionEncodingKind.Utf32, 27),
    ],
)
async def test_positions_count_as_the_client_counts(
    on: Callable[..., object], encoding: types.PositionEncodingKind, column: int
) -> None:
    async with on(encoding) as editor:  # type: ignore[attr-defined]
        editor.open(DRAFT, HEAD + 'requirement:one sg:x "\U0001f393" , wrong .\n')
        await editor.until(lambda: editor.diagnostics(DRAFT), 5)
        assert editor.diagnostics(DRAFT)[0].range.start == types.Position(4, column)


async def test_a_file_outside_any_workspace_has_its_syntax_judged(tmp_path: Path) -> None:
    async with editor_on(tmp_path) as editor:
        editor.open("loose.ttl", "<x> <y> .\n")
        await editor.until(lambda: editor.diagnostics("loose.ttl"), 5)
        assert codes(editor.diagnostics("loose.ttl")) == ["SG101"]


async def test_the_workspace_is_found_from_the_first_file(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    copy_of_the_workspace(tmp_path / "inner")
    async with editor_on(tmp_path) as editor:
        path = f"inner/{TASKS}"
        editor.open(path)
        where = types.HoverParams(editor.document(path), editor.at(path, "task:43 a"))
        assert await editor.client.text_document_hover_async(where) is not None


async def test_the_checking_process_does_not_outlive_its_server(small_editor: Editor) -> None:
    server = small_editor.client._server
    await small_editor.until(lambda: any(map(is_check, children(server.pid))), 20)
    pids = children(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    await small_editor.until(lambda: not any(is_check(pid) for pid in pids), 30)


def children(pid: int) -> list[str]:
    """The processes that a process has started, whichever of its threads did."""
    return [
        child for thread in Path(f"/proc/{pid}/task").iterdir() for child in (thread / "children").read_text().split()
    ]


def is_check(pid: str) -> bool:
    """Whether a process is there and is the one that checks."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


async def test_an_exit_without_a_shutdown_is_no_success(small_editor: Editor) -> None:
    small_editor.client.exit(None)
    assert await asyncio.wait_for(small_editor.client._server.wait(), 20) == 1


async def test_without_pygls_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lsp, "find_spec", lambda name: None)
    with pytest.raises(MissingTool, match=r"skillgraph\[lsp\]"):
        lsp.lsp(None)
