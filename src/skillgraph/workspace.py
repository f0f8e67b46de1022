"""The workspace: the folder with ontology/, shapes/, data/ and queries/, wherever it is.

It is looked for in the setting `workspace`, then in the current folder and those above it, then beside the
package's own sources (a checkout), then inside the installed package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillgraph import __version__
from skillgraph.errors import WorkspaceError
from skillgraph.settings import Settings
from skillgraph.terms import graph_of

PARTS = ("ontology", "shapes", "data", "queries")
LAYERS = ("source", "seed", "interpretation", "example")
_SUFFIXES = (".ttl", ".rq")
_PATH = re.compile(r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the workspace as it was read: relative path with forward slashes, and its bytes."""

    path: str
    content: bytes

    @property
    def part(self) -> str:
        """The top folder that it lies in."""
        return self.path.partition("/")[0]

    @property
    def graph(self) -> str:
        """The IRI of its named graph."""
        return graph_of(self.path)

    @property
    def layer(self) -> str:
        """The slug of the layer that its statements belong to."""
        return self.path.split("/")[1] if self.part == "data" else "vocabulary"

    @property
    def is_annex(self) -> bool:
        """Whether it holds axioms that only the DL reasoner reads."""
        return self.path.startswith("ontology/annex/")


@dataclass(frozen=True, slots=True)
class Contents:
    """All files of a workspace read at one time, in the order of their paths."""

    root: Path
    files: tuple[SourceFile, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over program version, paths and bytes: the same files give the same digest."""
        total = hashlib.sha256(__version__.encode())
        for file in self.files:
            total.update(f"\0{file.path}\0{hashlib.sha256(file.content).hexdigest()}".encode())
        return total.hexdigest()

    def turtle(self, part: str) -> Iterator[SourceFile]:
        """The Turtle files of one part."""
        return (file for file in self.files if file.part == part and file.path.endswith(".ttl"))

    def text(self, part: str, suffix: str) -> Iterator[SourceFile]:
        """The files of one part with that suffix."""
        return (file for file in self.files if file.part == part and file.path.endswith(suffix))


def is_workspace(folder: Path) -> bool:
    """Whether the folder has all four parts."""
    return all((folder / part).is_dir() for part in PARTS)


def locate(settings: Settings, start: Path) -> Path:
    """The workspace's folder; WorkspaceError where the setting names none or there is none to be found."""
    if settings.workspace:
        folder = Path(settings.workspace).expanduser().resolve()
        if not is_workspace(folder):
            missing = [part for part in PARTS if not (folder / part).is_dir()]
            raise WorkspaceError(
                f"{folder} is no workspace: it has no {', '.join(missing)}.",
                "A workspace is a folder with ontology/, shapes/, data/ and queries/.",
            )
        return folder
    here = Path(__file__).resolve()
    candidates = [*(start, *start.parents), here.parents[2], here.parent / "_workspace"]
    for folder in candidates:
        if is_workspace(folder):
            return folder.resolve()
    raise WorkspaceError(
        f"No workspace was found at or above {start}.",
        "Set SKILLGRAPH_WORKSPACE to a folder with ontology/, shapes/, data/ and queries/.",
    )


def is_source(path: str) -> bool:
    """Whether a file below the four parts belongs to the workspace by its name."""
    name = path.rpartition("/")[2]
    return name.endswith(_SUFFIXES) and not name.startswith(".")


def need_place(path: str, where: str = "") -> None:
    """WorkspaceError where a file of that path has no graph IRI or lies in no layer; `where` follows its name there."""
    if not _PATH.fullmatch(path):
        raise WorkspaceError(
            f"{path}{where} cannot be part of an IRI.", "Name it with letters, digits, '.', '_' and '-' only."
        )
    file = SourceFile(path, b"")
    if file.part == "data" and file.layer not in LAYERS:
        raise WorkspaceError(
            f"{path}{where} lies in no layer.", f"Data files go into one of {', '.join(f'data/{x}/' for x in LAYERS)}."
        )


def read(root: Path) -> Contents:
    """All Turtle and query files below the four parts, in the order of their paths; links to files are followed."""
    found = {path.relative_to(root).as_posix(): path for part in PARTS for path in (root / part).rglob("*")}
    files = []
    for path in sorted(found):
        if is_source(path) and found[path].is_file():
            need_place(path)
            files.append(SourceFile(path, _content(path, found[path])))
    return Contents(root, tuple(files))


def _content(path: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
