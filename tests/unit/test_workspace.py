"""Finding a workspace, reading it, and the digest that names its contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph import workspace
from skillgraph.errors import WorkspaceError
from skillgraph.settings import Settings
from skillgraph.workspace import LAYERS, Contents, SourceFile, is_private, locate, published, read

Make = Callable[..., Path]
FILES = {"data/seed/b.ttl": "b", "data/seed/a.ttl": "a", "ontology/core.ttl": "o", "queries/t/q.rq": "q"}


def test_the_setting_beats_the_current_folder(make_workspace: Make) -> None:
    here, named = make_workspace({}, "here"), make_workspace({}, "named")
    assert locate(Settings(workspace=str(named)), here) == named
    assert locate(Settings(), here) == here


def test_folders_above_the_current_one_are_tried_nearest_first(make_workspace: Make) -> None:
    outer = make_workspace({})
    inner = make_workspace({"data/seed/deep/x.ttl": ""}, "workspace/inside")
    assert locate(Settings(), inner / "data" / "seed") == inner
    assert locate(Settings(), outer / "data") == outer


def test_a_setting_that_names_no_workspace_says_what_is_missing(make_workspace: Make) -> None:
    root = make_workspace({})
    (root / "shapes").rmdir()
    (root / "queries").rmdir()
    with pytest.raises(WorkspaceError, match=r"is no workspace: it has no shapes, queries\. A workspace is a folder"):
        locate(Settings(workspace=str(root)), root)


def test_a_workspace_that_has_lost_a_part_is_not_passed_over(make_workspace: Make) -> None:
    outer = make_workspace({})
    inner = make_workspace({"data/seed/x.ttl": ""}, "workspace/inside")
    (inner / "queries").rmdir()
    with pytest.raises(WorkspaceError, match=r"inside is no workspace: it has no queries\."):
        locate(Settings(), inner / "data" / "seed")
    (inner / "shapes").rmdir()
    assert locate(Settings(), inner / "data" / "seed") == outer


@pytest.mark.parametrize("place", ["", "src/skillgraph/_workspace"])
def test_then_the_checkout_and_then_the_installed_package_are_tried(
    tmp_path: Path, make_workspace: Make, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    module = tmp_path / "checkout" / "src" / "skillgraph" / "workspace.py"
    monkeypatch.setattr(workspace, "__file__", str(module))
    root = make_workspace({}, f"checkout/{place}")
    (tmp_path / "elsewhere").mkdir()
    assert locate(Settings(), tmp_path / "elsewhere") == root


def test_none_anywhere_names_the_start_and_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "a" / "b" / "c" / "workspace.py"))
    with pytest.raises(WorkspaceError, match=r"No workspace was found at or above .*SKILLGRAPH_WORKSPACE"):
        locate(Settings(), tmp_path)


def test_files_are_read_in_the_order_of_their_paths(make_workspace: Make) -> None:
    extra = {"data/seed/notes.txt": "no", "data/seed/.hidden.ttl": "no", "README.ttl": "no", "data/source/t.csv": "no"}
    contents = read(make_workspace({**FILES, **extra}))
    assert [file.path for file in contents.files] == sorted(FILES)
    assert [file.path for file in contents.turtle("data")] == ["data/seed/a.ttl", "data/seed/b.ttl"]
    assert [file.path for file in contents.text("queries", ".rq")] == ["queries/t/q.rq"]


@pytest.mark.parametrize("path", ["data/other/a.ttl", "data/a.ttl"])
def test_a_data_file_outside_the_layers_is_refused(make_workspace: Make, path: str) -> None:
    with pytest.raises(WorkspaceError, match=f"^{path} lies in no layer") as caught:
        read(make_workspace({path: ""}))
    assert all(f"data/{layer}/" in caught.value.hint for layer in LAYERS)


@pytest.mark.parametrize("name", ["a b", 'a"b', "a%b", "a<b"])
def test_a_name_that_no_iri_can_hold_is_refused(make_workspace: Make, name: str) -> None:
    with pytest.raises(WorkspaceError, match="cannot be part of an IRI"):
        read(make_workspace({f"data/seed/{name}.ttl": ""}))


@pytest.mark.parametrize(
    ("path", "part", "layer", "annex"),
    [
        ("data/seed/x/a.ttl", "data", "seed", False),
        ("ontology/core.ttl", "ontology", "vocabulary", False),
        ("ontology/annex/dl.ttl", "ontology", "vocabulary", True),
    ],
)
def test_a_file_knows_its_part_and_layer(path: str, part: str, layer: str, annex: bool) -> None:
    file = SourceFile(path, b"")
    assert (file.part, file.layer, file.is_annex) == (part, layer, annex)
    assert file.graph.endswith(f"/graph/{path}")


@pytest.mark.parametrize(
    "other",
    [
        {**FILES, "data/seed/a.ttl": "A"},
        {**FILES, "data/seed/c.ttl": ""},
        {path: text for path, text in FILES.items() if path != "data/seed/a.ttl"},
        {"data/seed/c.ttl" if path == "data/seed/a.ttl" else path: text for path, text in FILES.items()},
        {**FILES, "data/seed/a.ttl": "b", "data/seed/b.ttl": "a"},
    ],
    ids=["content", "more", "fewer", "renamed", "swapped"],
)
def test_the_digest_changes_with_content_and_path(
    make_contents: Callable[..., Contents], other: dict[str, str]
) -> None:
    assert make_contents(FILES, "one").digest != make_contents(other, "other").digest


def test_the_same_files_elsewhere_have_the_same_digest(make_contents: Callable[..., Contents]) -> None:
    back = dict(reversed(FILES.items()))
    assert make_contents(FILES, "one").digest == make_contents(back, "other").digest


def test_a_file_that_cannot_be_read_is_named(make_workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_workspace(FILES)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(WorkspaceError, match=r"cannot be read: Permission denied\. Check its permissions"):
        read(root)


@pytest.mark.parametrize(
    ("path", "private"),
    [
        ("data/example/private/people.ttl", True),
        ("data/seed/private/deep/down/a.ttl", True),
        ("data/seed/deep/private/a.ttl", True),
        ("data/seed/Private/a.ttl", True),
        ("shapes/private/own.ttl", True),
        ("queries/private/rota.rq", True),
        ("ontology/PRIVATE/a.ttl", True),
        ("data/private/a.ttl", True),
        ("data/seed/private.ttl", False),
        ("data/seed/privateer/a.ttl", False),
        ("data/seed/not-private/a.ttl", False),
        ("queries/.private/a.rq", False),
    ],
)
def test_a_folder_on_its_path_alone_makes_a_file_private(path: str, private: bool) -> None:
    assert is_private(path) is private
    assert SourceFile(path, b"not even Turtle").is_private is private


OWN = {"data/example/private/p.ttl": "p", "queries/private/r.rq": "r", "shapes/Private/s.ttl": "s"}


def test_what_is_published_is_what_there_is_without_private_files(make_workspace: Make) -> None:
    plain, whole = read(make_workspace(FILES, "plain")), read(make_workspace({**FILES, **OWN}, "whole"))
    assert (plain.holds_private, whole.holds_private) == (False, True)
    assert published(whole, private=True) is whole
    assert published(whole, private=False).files == plain.files
    assert published(whole, private=False).digest == plain.digest != whole.digest
    assert read(whole.root, private=False) == published(whole, private=False)


def test_private_files_are_not_opened_and_their_faults_not_met(make_workspace: Make) -> None:
    root = make_workspace({**FILES, "data/private/no-layer.ttl": "", "data/seed/private/no iri.ttl": ""})
    (root / "queries" / "private").mkdir()
    (root / "queries" / "private" / "unreadable.rq").symlink_to("/proc/self/mem")
    assert [file.path for file in read(root, private=False).files] == sorted(FILES)
    with pytest.raises(WorkspaceError):
        read(root)


def test_a_workspace_below_a_folder_called_private_is_not_private(make_workspace: Make) -> None:
    assert [file.path for file in read(make_workspace(FILES, "private/here"), private=False).files] == sorted(FILES)


def test_shapes_for_public_graphs_do_not_bind_private_data(make_workspace: Make) -> None:
    shapes = {"shapes/a.ttl": "", "shapes/public/b.ttl": ""}
    plain = read(make_workspace({**FILES, **shapes}, "plain"))
    whole = read(make_workspace({**FILES, **OWN, **shapes}, "whole"))
    assert [file.path for file in plain.rules_of_data()] == ["shapes/a.ttl", "shapes/public/b.ttl"]
    assert [file.path for file in whole.rules_of_data()] == ["shapes/Private/s.ttl", "shapes/a.ttl"]


@pytest.mark.parametrize(
    ("content", "place"), [(b"\xff", "1:1"), (b"ab\r\n\xc3\xa4\xe4", "2:2"), (b"a\rb\n\n\xe4", "4:1")]
)
def test_a_byte_that_is_not_utf_8_has_a_place(content: bytes, place: str) -> None:
    with pytest.raises(WorkspaceError, match=f"^queries/t/q.rq:{place} Here is a byte that is not UTF-8"):
        SourceFile("queries/t/q.rq", content).text()
