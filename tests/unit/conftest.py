"""Small workspaces, written into a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from skillgraph.workspace import PARTS, Contents, read

MakeWorkspace = Callable[..., Path]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Writes a workspace: four folders and the given files, text or bytes by relative path."""

    def make(files: Mapping[str, str | bytes], name: str = "workspace") -> Path:
        root = tmp_path / name
        for part in PARTS:
            (root / part).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture
def make_contents(make_workspace: MakeWorkspace) -> Callable[..., Contents]:
    """The same, read."""

    def make(files: Mapping[str, str | bytes], name: str = "workspace") -> Contents:
        return read(make_workspace(files, name))

    return make
