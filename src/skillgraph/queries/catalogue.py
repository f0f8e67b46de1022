"""All canned queries of a workspace, by name; each file is read when it is first asked for."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterator

from skillgraph.errors import SkillgraphError, UnknownName, WorkspaceError
from skillgraph.queries.canned import CannedQuery, read_canned
from skillgraph.workspace import Contents, SourceFile


class Catalogue:
    """The canned queries in the order of their topics and names."""

    def __init__(self, contents: Contents, known: Catalogue | None = None) -> None:
        """The queries of a workspace; what another state of it has the same is taken from there."""
        self._files: dict[str, SourceFile] = {}
        self._read: dict[str, CannedQuery] = {}
        for file in contents.text("queries", ".rq"):
            name = file.path.rsplit("/", 1)[-1].removesuffix(".rq")
            if name in self._files:
                raise WorkspaceError(
                    f"{file.path} has the same name as {self._files[name].path}.", "Names are unique over all topics."
                )
            self._files[name] = file
            if known is not None and known._files.get(name) == file and name in known._read:
                self._read[name] = known._read[name]

    def read_all(self) -> None:
        """Reads every file now; one that is wrong is so again for who asks for it."""
        for name in self._files:
            with contextlib.suppress(SkillgraphError):
                _ = self[name]

    def __iter__(self) -> Iterator[CannedQuery]:
        return (self[name] for name in self._files)

    def __len__(self) -> int:
        return len(self._files)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, without reading any file."""
        return tuple(self._files)

    def __getitem__(self, name: str) -> CannedQuery:
        """The query of that name; UnknownName proposes the nearest."""
        if name not in self._files:
            close = difflib.get_close_matches(name, self._files, 3, 0.4)
            hint = f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(self._files)}."
            raise UnknownName(f"There is no query called {name!r}.", hint)
        if name not in self._read:
            self._read[name] = read_canned(self._files[name])
        return self._read[name]
