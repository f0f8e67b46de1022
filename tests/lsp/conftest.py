"""A real editor's side of the protocol: a client that starts the real program and talks to it over its pipes."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from faults import small_workspace

ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).with_name("skillgraph"))


class Editor:
    """An editor with one workspace open. Places are given as text: the cursor goes to its first occurrence."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        self.texts: dict[str, str] = {}

    def uri(self, path: str) -> str:
        """The URI of a file of the workspace."""
        return (self.root / path).as_uri()

    def open(self, path: str, text: str | None = None) -> str:
        """Opens a file, with its own text or another one that is not saved."""
        text = text if text is not None else (self.root / path).read_text(encoding="utf-8")
        if path in self.texts:
            self.change(path, text)
            return text
        self.texts[path] = text
        item = types.TextDocumentItem(self.uri(path), "turtle", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.texts[path]

    def change(self, path: str, text: str) -> None:
        """Types: the whole text is now another one."""
        self.texts[path] = text
        document = types.VersionedTextDocumentIdentifier(2, self.uri(path))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, path: str) -> None:
        """Closes a file without saving it."""
        del self.texts[path]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(path)))

    def at(self, path: str, needle: str, skip: int = 0) -> types.Position:
        """The position that many characters after the beginning of some text, which is plain ASCII."""
        offset = self.texts[path].index(needle) + skip
        before = self.texts[path][:offset]
        return types.Position(before.count("\n"), offset - (before.rfind("\n") + 1))

    def document(self, path: str) -> types.TextDocumentIdentifier:
        """The file as requests name it."""
        return types.TextDocumentIdentifier(self.uri(path))

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """What was published last for a file."""
        return list(self.client.diagnostics.get(self.uri(path), ()))

    async def until(self, holds: Callable[[], object], seconds: float = 60) -> None:
        """Waits until something holds; fails where it does not in time."""
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.02)

    async def complete(self, path: str, needle: str, skip: int) -> dict[str, types.CompletionItem]:
        """The items at a place by their label, in the order in which an editor shows them."""
        where = types.CompletionParams(self.document(path), self.at(path, needle, skip))
        found = await self.client.text_document_completion_async(where)
        assert isinstance(found, types.CompletionList)
        return {item.label: item for item in sorted(found.items, key=lambda item: item.sort_text or item.label)}


@asynccontextmanager
async def editor_on(root: Path, encoding: types.PositionEncodingKind | None = None) -> AsyncIterator[Editor]:
    """An editor whose folder is a workspace, with a server that ends with it."""
    client = make_test_lsp_client()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(params: types.RegistrationParams) -> None:
        client.registrations = params.registrations

    environment = {key: value for key, value in os.environ.items() if not key.startswith("SKILLGRAPH_")}
    await client.start_io(PROGRAM, "lsp", env=environment)
    capabilities = client_capabilities("visual-studio-code")
    if encoding is not None:
        capabilities.general = types.GeneralClientCapabilities(position_encodings=[encoding])
    await client.initialize_session(types.InitializeParams(capabilities=capabilities, root_uri=root.as_uri()))
    yield Editor(client, root)
    if client._server.returncode is None:
        await client.shutdown_session()
    await client.stop()


def copy_of_the_workspace(folder: Path) -> Path:
    """The shipped workspace in a folder of its own."""
    for part in ("ontology", "shapes", "data", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One editor for all tests that only ask; each of them says which texts it wants to be open."""
    async with editor_on(copy_of_the_workspace(tmp_path_factory.mktemp("workspace"))) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """One editor for the tests that type and save nothing."""
    async with editor_on(copy_of_the_workspace(tmp_path_factory.mktemp("workspace"))) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def typist(opened: Editor) -> AsyncIterator[Editor]:
    """That editor, with no file open and nothing said of any."""
    yield opened
    for path in list(opened.texts):
        opened.close(path)
    await opened.until(lambda: not any(opened.client.diagnostics.values()))


@pytest_asyncio.fixture(loop_scope="module")
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    """An editor on a copy of the workspace that a test may spoil."""
    async with editor_on(copy_of_the_workspace(tmp_path)) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def small_editor(tmp_path: Path) -> AsyncIterator[Editor]:
    """The same on a small workspace."""
    async with editor_on(small_workspace(tmp_path)) as opened:
        yield opened


@pytest.fixture
def on(tmp_path: Path) -> Callable[[types.PositionEncodingKind], Awaitable[Editor]]:
    """`async with on(encoding) as editor`: such an editor, with positions in another encoding."""
    small_workspace(tmp_path)
    return lambda encoding: editor_on(tmp_path, encoding)
