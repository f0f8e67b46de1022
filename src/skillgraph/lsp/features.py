"""What the server answers to: one function for each method of the protocol, and the table of them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from skillgraph.curate import rename
from skillgraph.curate.occurrences import Occurrence
from skillgraph.errors import SkillgraphError, UsageError
from skillgraph.lsp import answers, completion
from skillgraph.lsp.desk import Desk, Page
from skillgraph.lsp.edits import edits
from skillgraph.lsp.server import Server
from skillgraph.terms import compact
from skillgraph.turtle.formatter import format_bytes

_MOST_SYMBOLS = 200
_WATCHED = "**/*.{ttl,rq}"


_AtPosition = (
    types.HoverParams
    | types.CompletionParams
    | types.DefinitionParams
    | types.ReferenceParams
    | types.PrepareRenameParams
    | types.RenameParams
)


class _Spot(NamedTuple):
    """A place in a file of the workspace."""

    desk: Desk
    page: Page
    offset: int


def serve(root: Path | None, today: Callable[[], datetime.date]) -> bool:
    """Speaks the protocol over standard input and output to its end; says whether it was shut down in due form."""
    server = create(root, today)
    try:
        server.start_io()
    finally:
        server.stop()
    return server.was_shut_down


def create(root: Path | None, today: Callable[[], datetime.date]) -> Server:
    """A server with all its features, for the given workspace or for the client's."""
    server = Server(root, today)
    for method, handler, options in FEATURES:
        server.feature(method, options)(_refusing(handler))
    return server


def _refusing(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler with our own errors as failed requests (Language Server Protocol 3.17, LSPErrorCodes)."""

    @functools.wraps(handler)
    def answer(ls: Server, params: Any) -> Any:
        try:
            return handler(ls, params)
        except SkillgraphError as error:
            raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed.value) from error

    return answer


def _initialized(ls: Server, _: types.InitializedParams) -> None:
    folder = ls.workspace.root_path or next((to_fs_path(one) for one in ls.workspace.folders), None)
    ls.find_workspace(Path(folder) if folder else None)
    client = ls.client_capabilities.workspace
    watching = client.did_change_watched_files if client else None
    if watching and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([registration]))


def _shutdown(ls: Server, _: None) -> None:
    ls.was_shut_down = True
    ls.stop()


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.changed(params.text_document.uri)


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    ls.changed(params.text_document.uri)


def _saved(ls: Server, _: types.DidSaveTextDocumentParams) -> None:
    ls.saved()


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.closed(params.text_document.uri)


def _files_changed(ls: Server, _: types.DidChangeWatchedFilesParams) -> None:
    ls.saved()


def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    spot = _spot(ls, params)
    return answers.hover(*spot) if spot else None


def _completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    spot = _spot(ls, params)
    return completion.complete(spot.page, spot.offset, spot.desk.index()) if spot else None


def _definition(ls: Server, params: types.DefinitionParams) -> list[types.Location]:
    desk, one = _occurrence(ls, params)
    return _locations(ls, answers.definitions(desk, one.iri)) if desk and one else []


def _references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
    desk, one = _occurrence(ls, params)
    if not desk or not one:
        return []
    wanted = params.context.include_declaration
    return _locations(ls, answers.references(desk, one.iri, with_definition=wanted))


def _symbols(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    page = ls.page(params.text_document.uri)
    return answers.symbols(page, ls.desk.index()) if page and ls.desk else []


def _workspace_symbols(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    if ls.desk is None:
        return []
    index = ls.desk.index()
    found: list[types.WorkspaceSymbol] = []
    wanted = params.query.casefold()
    for iri in index:
        name = f"{compact(iri)} {index.label(iri)}".strip()
        if wanted in name.casefold() and len(found) < _MOST_SYMBOLS:
            places = _locations(ls, answers.definitions(ls.desk, iri))
            found += [types.WorkspaceSymbol(place, name, answers.symbol_kind(index, iri)) for place in places[:1]]
    return found


def _prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    spot = _spot(ls, params)
    one = spot.page.occurrence_at(spot.offset) if spot else None
    if spot is None or one is None:
        return None
    local = compact(rename.named(one.iri)).partition(":")[2]
    return types.PrepareRenamePlaceholder(spot.page.span(one), local)


def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit:
    desk, one = _occurrence(ls, params)
    if not desk or not one:
        raise UsageError("There is no name here.", "Put the cursor on a prefixed name or an IRI.")
    old = rename.named(one.iri)
    renaming = rename.rename(desk.contents(), old, rename.sibling(old, params.new_name))
    ls.tell_what_is_left(renaming)
    changes = {}
    for change in renaming.changes:
        page = desk.page(change.path)
        assert page is not None  # it is one of the desk's contents
        changes[ls.uri(change.path)] = edits(page.sheet, change.content.decode())
    return types.WorkspaceEdit(changes=changes)


def _formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    page = ls.page(params.text_document.uri)
    if page is None or not page.file.path.endswith(".ttl"):
        return None
    return edits(page.sheet, format_bytes(page.file.path, page.text.encode()).content.decode())


def _spot(ls: Server, params: _AtPosition) -> _Spot | None:
    page = ls.page(params.text_document.uri)
    if page is None or ls.desk is None:
        return None
    return _Spot(ls.desk, page, page.sheet.offset(params.position))


def _occurrence(ls: Server, params: _AtPosition) -> tuple[Desk | None, Occurrence | None]:
    spot = _spot(ls, params)
    return (spot.desk, spot.page.occurrence_at(spot.offset)) if spot else (None, None)


def _locations(ls: Server, found: Iterable[tuple[Page, Occurrence]]) -> list[types.Location]:
    return [types.Location(ls.uri(page.file.path), page.span(one)) for page, one in found]


_COMPLETION = types.CompletionOptions(trigger_characters=[":"])
_RENAME = types.RenameOptions(prepare_provider=True)

FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZED, _initialized, None),
    (types.SHUTDOWN, _shutdown, None),
    (types.TEXT_DOCUMENT_DID_OPEN, _opened, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, _changed, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _saved, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, _closed, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _files_changed, None),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_COMPLETION, _completion, _COMPLETION),
    (types.TEXT_DOCUMENT_DEFINITION, _definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, _references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols, None),
    (types.WORKSPACE_SYMBOL, _workspace_symbols, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, _prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, _rename, _RENAME),
    (types.TEXT_DOCUMENT_FORMATTING, _formatting, None),
)
