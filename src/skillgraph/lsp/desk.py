"""The workspace as the editor has it: the files on disk, with what is open and not yet saved laid over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lsprotocol.types import Range

from skillgraph.curate.occurrences import Occurrence, may_name, occurrences
from skillgraph.errors import WorkspaceError
from skillgraph.lsp.index import Entry, Index, entries_of
from skillgraph.lsp.sheet import Sheet
from skillgraph.turtle import Document, parse_document
from skillgraph.workspace import PARTS, Contents, SourceFile, is_source, is_workspace, need_place, read


@dataclass(frozen=True)
class Page:
    """One file with what is read off it, each thing when it is first asked for."""

    file: SourceFile
    encoding: str

    @cached_property
    def text(self) -> str:
        """Its text; bytes that are no UTF-8 are replaced, since the check has told of them."""
        return self.file.content.decode(errors="replace")

    @cached_property
    def sheet(self) -> Sheet:
        """Its text with positions."""
        return Sheet(self.text, self.encoding)

    @cached_property
    def document(self) -> Document:
        """What it says, as far as it can be read; nothing for a query."""
        return parse_document(self.text if self.file.path.endswith(".ttl") else "", self.file.graph)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """What it says of each of its subjects."""
        return entries_of(self.file, self.document)

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """Where it names which IRI."""
        return occurrences(SourceFile(self.file.path, self.text.encode()))

    def occurrence_at(self, offset: int) -> Occurrence | None:
        """The IRI that is named at an offset, or right before it."""
        return next((one for one in self.occurrences if one.start <= offset <= one.start + len(one.text)), None)

    def span(self, one: Occurrence) -> Range:
        """The range of an occurrence."""
        return self.sheet.range(one.start, one.start + len(one.text))


class Desk:
    """A workspace's folder and the open buffers; pages are kept until their bytes change."""

    def __init__(self, root: Path, encoding: str) -> None:
        self.root = root
        self._encoding = encoding
        self._buffers: dict[str, bytes] = {}
        self._pages: dict[str, Page] = {}
        self._indexed: tuple[tuple[Page, ...], Index] | None = None

    def path_of(self, file: Path) -> str | None:
        """The path of a file inside the workspace, or none where it is no part of it."""
        for folder, inside in ((self.root, file), (self.root.resolve(), file.resolve())):
            if inside.is_relative_to(folder):
                path = inside.relative_to(folder).as_posix()
                return path if _belongs(path) else None
        return None

    def lay(self, path: str, text: str) -> None:
        """Puts the text of a buffer over the file of that path."""
        self._buffers[path] = text.encode(errors="replace")

    def take_away(self, path: str) -> None:
        """The buffer is closed; the file counts again."""
        self._buffers.pop(path, None)

    def contents(self) -> Contents:
        """All files as they would be if everything were saved now; WorkspaceError where they cannot be read."""
        on_disk = read(self.root)
        files = {file.path: file for file in on_disk.files}
        files |= {path: SourceFile(path, content) for path, content in self._buffers.items()}
        return replace(on_disk, files=tuple(files[path] for path in sorted(files)))

    def pages(self) -> tuple[Page, ...]:
        """A page for every file."""
        return tuple(self._page(file) for file in self.contents().files)

    def page(self, path: str) -> Page | None:
        """The page of one file."""
        if path in self._buffers:
            return self._page(SourceFile(path, self._buffers[path]))
        return next((page for page in self.pages() if page.file.path == path), None)

    def index(self) -> Index:
        """What all files say."""
        pages = self.pages()
        if self._indexed is None or self._indexed[0] != pages:
            self._indexed = pages, Index(page.entries for page in pages)
        return self._indexed[1]

    def naming(self, iri: str) -> Iterator[tuple[Page, Occurrence]]:
        """Every place in every file that names an IRI."""
        for page in self.pages():
            if may_name(page.text, iri):
                yield from ((page, one) for one in page.occurrences if one.iri == iri)

    def _page(self, file: SourceFile) -> Page:
        known = self._pages.get(file.path)
        if known is None or known.file.content != file.content:
            known = self._pages[file.path] = Page(file, self._encoding)
        return known


def _belongs(path: str) -> bool:
    part, _, rest = path.partition("/")
    if part not in PARTS or not rest or not is_source(path):
        return False
    try:
        need_place(path)
    except WorkspaceError:  # it is told of as soon as the file is on disk
        return False
    return True


def root_above(start: Path) -> Path | None:
    """The nearest workspace at or above a folder."""
    return next((folder for folder in (start, *start.parents) if is_workspace(folder)), None)
