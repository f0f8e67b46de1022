"""This project's engine and server, each in memory, on disk and over an endpoint."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from compare_peers import CHILD, ROOT, Change, Child, Data, Peer, Server, free_port, run_to_end

SKILLGRAPH = str(Path(sys.executable).with_name("skillgraph"))


@dataclass
class OnDisk(Child):
    """This project's engine over a dataset on disk."""

    def load(self, data: Data, folder: Path) -> None:
        """Makes the dataset."""
        shutil.rmtree(self.kept(folder), ignore_errors=True)
        run_to_end(
            [self.python, str(CHILD), "make-disk", str(data.quads), str(data.triples), self.kept(folder), ""], cwd=ROOT
        )


@dataclass
class Published:
    """The graph on an Oxigraph server, published there as `skillgraph publish` does."""

    binary: str

    def load(self, data: Data, folder: Path) -> None:
        """Into a database on disk, with the record of what is published."""
        from skillgraph.remote.cargo import cargo_of

        place = folder / "published.nq"
        with place.open("wb") as out:
            out.writelines(cargo_of(data.quads.read_bytes(), "bench").nquads())
        shutil.rmtree(folder / "published", ignore_errors=True)
        run_to_end([self.binary, "load", "--location", str(folder / "published"), "--file", str(place)])

    def serve(self, peer: Peer, folder: Path) -> str:
        """Starts the server as one of a peer's processes; its address."""
        store = Server("published", url=f"http://127.0.0.1:{free_port()}/query")
        bind = store.url.removeprefix("http://").removesuffix("/query")
        place = str(folder / "published")
        store.processes.append(peer.start([self.binary, "serve", "--location", place, "--bind", bind], folder))
        store.await_answer()
        return store.url


@dataclass
class Remote(Child):
    """This project's engine over an Oxigraph server."""

    oxigraph: str = "oxigraph"
    _url: str = ""

    def load(self, data: Data, folder: Path) -> None:
        """Publishes."""
        Published(self.oxigraph).load(data, folder)

    def serve(self, data: Data, folder: Path) -> None:
        """The server, and then the child that asks it."""
        self._url = Published(self.oxigraph).serve(self, folder)
        super().serve(data, folder)

    def kept(self, folder: Path) -> str:
        """The endpoint."""
        return self._url


@dataclass
class Own(Server):
    """This project's server over a workspace; it follows the files where `follows` says so."""

    follows: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    def load(self, data: Data, folder: Path) -> None:
        """Builds the snapshot into a cache in that folder, by a first start."""
        shutil.rmtree(folder / "cache", ignore_errors=True)
        self.serve(data, folder)
        self.close()

    def serve(self, data: Data, folder: Path) -> None:
        """From the cache."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/sparql"
        given = {
            "CACHE": str(folder / "cache"),
            "CACHE_BYTES": "0",
            "CLIENT_SECONDS": "0",
            "CLIENT_AT_ONCE": "64",
            "QUEUE": "256",
            "QUERY_SECONDS": "60",
            "WATCH": str(self.follows).lower(),
            **self.settings,
        }
        command = [SKILLGRAPH, "serve", "--port", str(port), *self.more(folder)]
        command += ["--workspace", str(data.workspace or ROOT)]
        self.start(command, folder, {f"SKILLGRAPH_{name}": value for name, value in given.items()})
        self.await_answer()

    def more(self, _: Path) -> list[str]:
        """Further arguments."""
        return []

    def change(self, data: Data, folder: Path, change: Change) -> None:
        """By the file: what follows is derived and judged before it is served."""
        change.edit()


@dataclass
class OwnRemote(Own):
    """The server here over an Oxigraph server."""

    oxigraph: str = "oxigraph"

    def load(self, data: Data, folder: Path) -> None:
        """Publishes."""
        Published(self.oxigraph).load(data, folder)

    def more(self, folder: Path) -> list[str]:
        """The endpoint, which is started here."""
        return ["--engine", "remote", "--endpoint", Published(self.oxigraph).serve(self, folder)]
