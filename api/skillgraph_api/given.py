"""What is served where a dataset is given as one file of N-Quads: that file as it was when the server started.

Neither the file nor the workspace is followed, from which queries, pages and shapes come.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from skillgraph.errors import NotReady
from skillgraph.isolation import Supervisor
from skillgraph.queries import Catalogue
from skillgraph.service import digest_of_given, source_of_given
from skillgraph.snapshot.given import Held, Shelf
from skillgraph.workspace import Contents, locate, read
from skillgraph_api.following import Beside
from skillgraph_api.means import Means
from skillgraph_api.serving import IMPORTS
from skillgraph_api.state import State

# Quads from which on statements are not counted for a description, which takes seconds, and on which the world, which
# takes minutes, is not read: who reads it cannot start another process meanwhile.
MOST = {"counted": 500_000, "world": 4_000_000}


class Giving:
    """Holds the state, as `Serving` does; `state` is None until `open` has returned."""

    def __init__(self, means: Means) -> None:
        self.settings = means.settings
        self.state: State | None = None
        self._means = means
        self._supervisor: Supervisor | None = None
        self._held: Held | None = None
        self._folder: Path | None = None

    async def open(self) -> None:
        """Opens the dataset with its processes, after it was loaded where it is not in the cache.

        Raises what stands in the way, and then leaves nothing behind.
        """
        try:
            self._supervisor = self._means.supervise()
            self._supervisor.start()
            contents, held = await asyncio.to_thread(self._read)
            self.state = await self._adopt(contents, held)
        except BaseException:
            await self.close()
            raise
        how = ", for those who hold a token" if self.settings.serves_private else ""
        text = f"skillgraph: snapshot {self.state.snapshot_id} of {held.file} at {self.settings.base_url}{how}\n"
        sys.stderr.write(text)
        sys.stderr.flush()

    async def close(self) -> None:
        """Ends every process, lets the dataset go and removes the folder."""
        await self._means.bench.close()
        if self._supervisor is not None:
            await self._supervisor.close()
        if self._held is not None:
            self._held.release()
            self._held = None
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        self.state = None

    def _read(self) -> tuple[Contents, Held]:
        settings = self.settings
        contents = read(locate(settings, Path.cwd()), private=settings.serves_private)
        self._folder = Path(tempfile.mkdtemp(prefix="skillgraph-"))
        self._held = Shelf.of(settings, self._means.environ).open(Path(settings.dataset).expanduser())
        return contents, self._held

    async def _adopt(self, contents: Contents, held: Held) -> State:
        if self._supervisor is None or self._folder is None:
            raise NotReady("The server has not started.", "Wait for it.")
        digest, catalogue = digest_of_given(held, contents), Catalogue(contents)
        told = {"base_url": self.settings.base_url, "digest": digest, "most": MOST}
        source = await asyncio.to_thread(source_of_given, held, contents, catalogue, self._folder, told, IMPORTS)
        pool = await self._supervisor.switch(source)
        return State(self.settings, digest, held.quads, catalogue, Beside(pool), self._means.clock())
