"""The language server: what it knows of the client, the documents that are open, and the diagnostics it publishes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from skillgraph import __version__
from skillgraph.curate.rename import Renaming
from skillgraph.errors import SkillgraphError
from skillgraph.findings import Finding
from skillgraph.lsp.desk import Desk, Page, root_above
from skillgraph.lsp.diagnostics import diagnostics
from skillgraph.lsp.rounds import Rounds
from skillgraph.lsp.sheet import Sheet
from skillgraph.turtle import parse
from skillgraph.workspace import Contents, SourceFile

_SYNTAX = "SG10"
_MOST_NAMED = 5


class Server(LanguageServer):
    """One client, and at most one workspace: the given one, else the one around the client's folder or first file.

    Documents are sent whole with every change, so that no line end is counted in two ways.
    """

    def __init__(self, root: Path | None, today: Callable[[], datetime.date]) -> None:
        super().__init__("skillgraph", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.was_shut_down = False
        self._given = root
        self._desk: Desk | None = None
        self._uris: dict[str, str] = {}
        self._found: dict[str, list[tuple[Finding, str]]] = {}
        self._published: set[str] = set()
        self._said = ""
        self._rounds = Rounds(self._contents, today, self._show, self._say)

    @property
    def desk(self) -> Desk | None:
        """The workspace with what is open laid over it."""
        return self._desk

    def find_workspace(self, start: Path | None) -> None:
        """Takes the workspace that was given, or the one at or above a folder, and checks it."""
        root = self._given or (root_above(start) if start is not None else None)
        if self._desk is None and root is not None:
            self._desk = Desk(root, self._encoding())
            self._rounds.soon(0)

    def page(self, uri: str) -> Page | None:
        """The file of the workspace that a URI names."""
        path = self._path(uri)
        return self._desk.page(path) if self._desk is not None and path is not None else None

    def uri(self, path: str) -> str:
        """The URI of a file of the workspace, as the client writes it."""
        assert self._desk is not None
        return self._uris.get(path) or from_fs_path(str(self._desk.root / path)) or ""

    def changed(self, uri: str) -> None:
        """A document was opened or changed: its syntax is judged at once, everything a moment later."""
        text = self.workspace.get_text_document(uri).source
        file = to_fs_path(uri)
        self.find_workspace(Path(file).parent if file else None)
        path = self._path(uri)
        if path is None:
            if uri.endswith(".ttl"):
                self._publish(uri, text, parse(SourceFile(uri, text.encode(errors="replace")))[1])
            return
        assert self._desk is not None
        self._uris[path] = uri
        self._desk.lay(path, text)
        self._show_at_once(path, text)
        self._rounds.soon()

    def saved(self) -> None:
        """Files on disk changed: everything is checked now."""
        if self._desk is not None:
            self._rounds.soon(0)

    def closed(self, uri: str) -> None:
        """A document was closed: the file on disk counts again."""
        path = self._path(uri)
        if self._desk is None or path is None:
            self._publish(uri, "", ())
            return
        self._desk.take_away(path)
        self._rounds.soon()

    def tell_what_is_left(self, renaming: Renaming) -> None:
        """What a renaming leaves to the person: other names and texts with the old name in them."""
        left = [
            f"{title} {', '.join(names[:_MOST_NAMED])}{' ...' if len(names) > _MOST_NAMED else ''}."
            for title, names in (
                ("Text speaks of the old name at", renaming.mentioned),
                ("These names are made of the old one:", renaming.derived),
                ("These files are written by an importer:", renaming.generated),
            )
            if names
        ]
        if left:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, "\n".join(left)))

    def stop(self) -> None:
        """Ends the process that checks."""
        self._rounds.stop()

    def _encoding(self) -> str:
        encoding = self.workspace.position_encoding
        return str(getattr(encoding, "value", encoding) or "utf-16")

    def _path(self, uri: str) -> str | None:
        file = to_fs_path(uri)
        return self._desk.path_of(Path(file)) if self._desk is not None and file else None

    def _contents(self) -> Contents:
        assert self._desk is not None
        return self._desk.contents()

    def _show_at_once(self, path: str, text: str) -> None:
        """What the parser says, and of what was found before, that whose line is as it was."""
        sheet = Sheet(text, self._encoding())
        syntax = parse(SourceFile(path, text.encode(errors="replace")))[1] if path.endswith(".ttl") else []
        kept = [
            finding
            for finding, line in self._found.get(path, ())
            if not finding.code.startswith(_SYNTAX) and sheet.line(finding.line - 1) == line
        ]
        self._publish(self.uri(path), text, [*syntax, *kept])

    def _show(self, findings: tuple[Finding, ...]) -> None:
        """The result of a full check: every file that has findings, and every file that had some."""
        assert self._desk is not None
        self._said = ""
        self._found = defaultdict(list)
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_path[finding.path].append(finding)
        before, self._published = self._published, set()
        for path, its_findings in by_path.items():
            page = self._desk.page(path)
            if page is None:
                self._log(its_findings)
                continue
            self._found[path] = [(finding, page.sheet.line(finding.line - 1)) for finding in its_findings]
            self._publish(self.uri(path), page.text, its_findings)
        for uri in before - self._published:
            self._publish(uri, "", ())

    def _publish(self, uri: str, text: str, findings: Iterable[Finding]) -> None:
        found = diagnostics(Sheet(text, self._encoding()), findings)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))
        if found:
            self._published.add(uri)
        else:
            self._published.discard(uri)

    def _log(self, findings: Iterable[Finding]) -> None:
        """Findings that belong to no file."""
        for finding in findings:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, finding.one_line()))

    def _say(self, error: SkillgraphError) -> None:
        """A message to the person, once until a check works again."""
        if str(error) != self._said:
            self._said = str(error)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, self._said))
