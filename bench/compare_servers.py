"""The servers of others, each with its own loader and its own way to take a change."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from compare_peers import Change, Data, Server, free_port, run_to_end

from endpoints import write_virtuoso_ini

UNION = "https://w3id.org/skillgraph/graph/union/bench"


@dataclass
class Oxigraph(Server):
    """The stand-alone Oxigraph server; the union is its default graph."""

    binary: str = "oxigraph"
    update_path: str = "/update"

    def load(self, data: Data, folder: Path) -> None:
        """Into a database on disk."""
        place = str(folder / "oxigraph")
        shutil.rmtree(place, ignore_errors=True)
        for file in (data.quads, data.triples):
            run_to_end([self.binary, "load", "--location", place, "--file", str(file)])

    def serve(self, data: Data, folder: Path) -> None:
        """The database, which may be written to."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/query"
        self.start(
            [self.binary, "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"], folder
        )
        self.await_answer()


@dataclass
class Virtuoso(Server):
    """Virtuoso; the union is a graph, and every query is asked over it. Named graphs are open to GRAPH as they are."""

    _sql: int = 0

    def load(self, data: Data, folder: Path) -> None:
        """Its own bulk loader reads the files; the database is kept."""
        place = folder / "virtuoso"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        shutil.copy(data.quads, place / "all.nq")
        shutil.copy(data.triples, place / "union.nt")
        self.fields = ()
        self.serve(data, folder)
        self._tell(f"ld_dir('.', 'union.nt', '{UNION}');")
        self._tell("ld_dir('.', 'all.nq', 'urn:none');")
        self._tell("rdf_loader_run();")
        self._tell("checkpoint;")
        self.close()
        (place / "virtuoso.lck").unlink(missing_ok=True)

    def serve(self, data: Data, folder: Path) -> None:
        """The database in that folder."""
        place = folder / "virtuoso"
        (place / "virtuoso.lck").unlink(missing_ok=True)
        web, self._sql = free_port(), free_port()
        write_virtuoso_ini(place, web, self._sql, rows=1_000_000, buffers=170_000, clients=70)
        self.url = f"http://127.0.0.1:{web}/sparql"
        self.start(["virtuoso-t", "+foreground", "+configfile", "v.ini"], place)
        self.await_answer()
        self.fields = (("default-graph-uri", UNION),)

    def change(self, data: Data, folder: Path, change: Change) -> None:
        """By its own client: nobody else may write."""
        for part in change.update(UNION).split(" ;\n"):
            self._tell(f"SPARQL {part};")

    def _tell(self, command: str) -> None:
        run_to_end(["isql-vt", f"127.0.0.1:{self._sql}", "dba", "dba", f"exec={command}"])


@dataclass
class Fuseki(Server):
    """Jena's Fuseki over a file in memory; the union is its default graph."""

    program: str = "fuseki-server"
    update_path: str = "/ds/update"

    def serve(self, data: Data, folder: Path) -> None:
        """One file, read when it starts: lines of triples are lines of the default graph."""
        port, whole = free_port(), folder / "whole.nq"
        with whole.open("wb") as out:
            for place in (data.triples, data.quads):
                with place.open("rb") as read:
                    shutil.copyfileobj(read, out)
        self.url = f"http://127.0.0.1:{port}/ds/query"
        command = [self.program, f"--port={port}", "--localhost", "--update", f"--file={whole}", "/ds"]
        self.start(command, folder, {"FUSEKI_BASE": str(folder / "fuseki")})
        self.await_answer()


@dataclass
class RdflibEndpoint(Server):
    """rdflib behind FastAPI. Its updates refuse named graphs, so a change is read with everything else."""

    program: str = "rdflib-endpoint"

    def serve(self, data: Data, folder: Path) -> None:
        """One file, read when it starts."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        command = [self.program, "serve", "--host", "127.0.0.1", "--port", str(port)]
        self.start([*command, str(data.quads)], folder)
        self.await_answer()


@dataclass
class Comunica(Server):
    """Comunica over a file; it is asked by HTTP and keeps what it has parsed."""

    program: str = "comunica-sparql-file-http"

    def serve(self, data: Data, folder: Path) -> None:
        """The union, parsed at the first query."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/sparql"
        command = [self.program, f"file@{data.triples}", "-p", str(port)]
        self.start(command, folder, {"NODE_OPTIONS": "--max-old-space-size=6144"})
        self.await_answer()
