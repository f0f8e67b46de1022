"""The workspace: the folder with ontology/, shapes/, data/ and queries/, wherever it is.

It is looked for in the setting `workspace`, then in the current folder and those above it, then beside the
package's own sources (a checkout), then inside the installed package.

A file is private when a folder named `private` lies on its path, and public otherwise; nothing in it changes that.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from skillgraph import __version__
from skillgraph.errors import WorkspaceError
from skillgraph.settings import Settings
from skillgraph.terms import graph_of

PARTS = ("ontology", "shapes", "data", "queries")
LAYERS = ("source", "seed", "interpretation", "people", "example")
PRIVATE = "private"
_FOR_PUBLIC = "shapes/public/"
_SUFFIXES = (".ttl", ".rq", ".nt")
_PATH = re.compile(r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the workspace as it was read: relative path with forward slashes, and its bytes."""

    path: str
    content: bytes

    def text(self) -> str:
        """Its content as text; WorkspaceError with the place of the first byte that is not UTF-8."""
        try:
            return self.content.decode()
        except UnicodeDecodeError as error:
            lines = re.split(r"\r\n|\n|\r", self.content[: error.start].decode())
            place = f"{self.path}:{len(lines)}:{len(lines[-1]) + 1}"
            raise WorkspaceError(f"{place} Here is a byte that is not UTF-8.", "Save it as UTF-8.") from None

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

    @property
    def is_private(self) -> bool:
        """Whether only those who hold a token may be told of it."""
        return is_private(self.path)


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

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the digest: what a snapshot made of these files is called."""
        return self.digest[:16]

    @property
    def size(self) -> int:
        """About how many statements the files make: one takes 40 bytes in Turtle and 160 in N-Triples."""
        return sum(len(file.content) // (160 if file.path.endswith(".nt") else 40) for file in self.files)

    @property
    def holds_private(self) -> bool:
        """Whether any of the files is private."""
        return any(file.is_private for file in self.files)

    def turtle(self, part: str) -> Iterator[SourceFile]:
        """The Turtle files of one part, and those of N-Triples, which is Turtle too."""
        return (file for file in self.files if file.part == part and file.path.endswith((".ttl", ".nt")))

    def records(self) -> Iterator[SourceFile]:
        """The data files of the layer of examples: those that may be records of holders, of which there can be many."""
        return (file for file in self.files if file.part == "data" and file.layer == "example")

    def rules_of_data(self) -> Iterator[SourceFile]:
        """The files of shapes that these data have to follow: those of shapes/public/ only where all is public."""
        private = self.holds_private
        return (file for file in self.turtle("shapes") if not (private and file.path.startswith(_FOR_PUBLIC)))

    def text(self, part: str, suffix: str) -> Iterator[SourceFile]:
        """The files of one part with that suffix."""
        return (file for file in self.files if file.part == part and file.path.endswith(suffix))


def is_workspace(folder: Path) -> bool:
    """Whether the folder has all four parts."""
    return not missing_parts(folder)


def missing_parts(folder: Path) -> list[str]:
    """The parts of a workspace that the folder lacks."""
    return [part for part in PARTS if not (folder / part).is_dir()]


def locate(settings: Settings, start: Path) -> Path:
    """The workspace's folder; WorkspaceError where the setting names none or there is none to be found."""
    if settings.workspace:
        folder = Path(settings.workspace).expanduser().resolve()
        if not is_workspace(folder):
            raise _no_workspace(folder)
        return folder
    candidates = [*(start, *start.parents), *_own()]
    for folder in candidates:
        if is_workspace(folder):
            return folder.resolve()
        if len(missing_parts(folder)) == 1:  # it was one: another in its place would be taken for it
            raise _no_workspace(folder)
    raise WorkspaceError(
        f"No workspace was found at or above {start}.",
        "Set SKILLGRAPH_WORKSPACE to a folder with ontology/, shapes/, data/ and queries/.",
    )


def _own() -> tuple[Path, Path]:
    """Where the program's own workspace may be: a checkout, or the copy inside the installed package."""
    here = Path(__file__).resolve()
    return here.parents[2], here.parent / "_workspace"


def shipped() -> Path:
    """The folder of the program's own workspace; WorkspaceError where this installation has none."""
    for folder in _own():
        if is_workspace(folder):
            return folder
    raise WorkspaceError("This installation has no workspace of its own.", "Install skillgraph anew.")


def _no_workspace(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{folder} is no workspace: it has no {', '.join(missing_parts(folder))}.",
        "A workspace is a folder with ontology/, shapes/, data/ and queries/.",
    )


def is_private(path: str) -> bool:
    """Whether a folder named `private`, in capitals or not, lies on a path that begins at the workspace's folder."""
    return PRIVATE in path.casefold().split("/")[:-1]


def published(contents: Contents, private: bool) -> Contents:
    """What a server may know of these files: all of them where it is a private one, else the public ones."""
    if private:
        return contents
    return replace(contents, files=tuple(file for file in contents.files if not file.is_private))


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
            f"{path}{where} lies in no layer.",
            f"Data files go into one of {', '.join(f'data/{x}/' for x in LAYERS)}; "
            f"private ones into a folder '{PRIVATE}' of one of these.",
        )


def walk(
    root: Path, *, private: bool, on_error: Callable[[OSError], None] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Each folder below the four parts, with the names of its Turtle, N-Triples and query files.

    Without `private` no private folder is opened: what is in it is not seen, and cannot be in the way.
    """
    for part in PARTS:
        for folder, below, names in os.walk(root / part, onerror=on_error):
            if not private:
                below[:] = [name for name in below if name.casefold() != PRIVATE]
            yield folder, [name for name in names if is_source(name)]


def read(root: Path, *, private: bool = True) -> Contents:
    """The Turtle, N-Triples and query files of the four parts, in the order of their paths, private ones where wanted.

    Links to files are followed.
    """

    def fail(error: OSError) -> None:
        raise _unreadable(Path(error.filename).relative_to(root).as_posix(), error)

    found = [Path(folder, name) for folder, names in walk(root, private=private, on_error=fail) for name in names]
    files = []
    for path, file in sorted((file.relative_to(root).as_posix(), file) for file in found if file.is_file()):
        need_place(path)
        files.append(SourceFile(path, _content(path, file)))
    return Contents(root, tuple(files))


def _content(path: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.")
