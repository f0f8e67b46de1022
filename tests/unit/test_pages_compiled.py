from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from skillgraph.pages.compiled import Compiled

TEXT = "Hello {{ name }}"


class Counting(Environment):
    """Counts the templates that it compiles."""

    compiled = 0

    def compile(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        self.compiled += 1
        return super().compile(*args, **kwargs)  # type: ignore[call-overload]


@pytest.fixture(autouse=True)
def _writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def rendered(folder: Path, text: str = TEXT, options: str = "") -> tuple[str, int]:
    """What a new environment makes of the template, and how many it compiled for that."""
    made = Counting(loader=DictLoader({"hello.html": text}), bytecode_cache=Compiled(folder, options))
    return made.get_template("hello.html").render(name="world"), made.compiled


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    assert [rendered(tmp_path) for _ in range(2)] == [("Hello world", 1), ("Hello world", 0)]
    assert [file.parent.name for file in tmp_path.rglob("*.pyc")] == ["__pycache__"]


def test_another_text_or_other_options_are_compiled_anew(tmp_path: Path) -> None:
    rendered(tmp_path)
    assert rendered(tmp_path, "Bye {{ name }}") == ("Bye world", 1)
    assert rendered(tmp_path, "Bye {{ name }}", "trimmed") == ("Bye world", 1)


@pytest.mark.parametrize("keep", [0, 10, 40, -1])
def test_what_is_cut_is_not_believed(tmp_path: Path, keep: int) -> None:
    rendered(tmp_path)
    (kept,) = tmp_path.rglob("*.pyc")
    kept.write_bytes(kept.read_bytes()[:keep])
    assert [rendered(tmp_path) for _ in range(2)] == [("Hello world", 1), ("Hello world", 0)]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("no folder")
    assert [rendered(tmp_path) for _ in range(2)] == [("Hello world", 1)] * 2


def test_nothing_is_written_where_python_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path) == ("Hello world", 1)
    assert not list(tmp_path.iterdir())
