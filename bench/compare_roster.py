"""Who is compared: this project in each of its ways, and those of others that are installed."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from compare_own import SKILLGRAPH, OnDisk, Own, OwnRemote, Remote
from compare_peers import Child, Data, Peer
from compare_servers import Comunica, Fuseki, Oxigraph, RdflibEndpoint, Virtuoso

BASE = "embedded"


def installed(given: argparse.Namespace) -> Iterator[Peer]:
    """Those that are asked for and installed, each new; the others are named on standard error."""
    for peer, program in _known(given):
        if given.peers and peer.name not in given.peers:
            continue
        if program is None:
            print(f"{peer.name} is not installed and left out", file=sys.stderr)
        else:
            yield peer


def names() -> list[str]:
    """What `--peers` takes."""
    nowhere = argparse.Namespace(binaries="", node="", fuseki="", load_seconds=0)
    return [peer.name for peer, _ in _known(nowhere)]


def _known(given: argparse.Namespace) -> list[tuple[Peer, str | None]]:
    """Every peer with its program, None where that is not there."""
    binaries = Path(given.binaries) if given.binaries else Path(sys.executable).parent
    oxigraph, endpoint = (str(binaries / name) for name in ("oxigraph", "rdflib-endpoint"))
    comunica = str(Path(given.node) / "node_modules" / ".bin" / "comunica-sparql-file-http")
    fuseki = str(Path(given.fuseki) / "fuseki-server") if given.fuseki else "fuseki-server"
    seconds = {"load_seconds": given.load_seconds}
    return [
        (Child(BASE, kind="embedded", **seconds), sys.executable),
        (OnDisk("disk", kind="disk", **seconds), sys.executable),
        (Remote("remote", kind="remote", oxigraph=oxigraph, **seconds), shutil.which(oxigraph)),
        (Own("embedded-http"), SKILLGRAPH),
        (Own("disk-http", settings={"DISK_FROM": "0"}), SKILLGRAPH),
        (OwnRemote("remote-http", oxigraph=oxigraph), shutil.which(oxigraph)),
        (Oxigraph("oxigraph", binary=oxigraph), shutil.which(oxigraph)),
        (Virtuoso("virtuoso"), shutil.which("virtuoso-t")),
        (Fuseki("fuseki", program=fuseki), shutil.which(fuseki)),
        (Child("rdflib", kind="rdflib", **seconds), sys.executable),
        (RdflibEndpoint("rdflib-endpoint", program=endpoint), shutil.which(endpoint)),
        (Comunica("comunica", program=comunica), shutil.which(comunica)),
        (Child("owlready2", kind="owlready2", **seconds), sys.executable),
    ]


@contextlib.contextmanager
def opened(peer: Peer, data: Data, folder: Path) -> Iterator[Path]:
    """A peer that has loaded and answers, with the folder that it keeps its own things in; ended at the end."""
    place = folder / peer.name
    place.mkdir()
    try:
        peer.load(data, place)
        peer.serve(data, place)
        yield place
    finally:
        peer.close()
        shutil.rmtree(place, ignore_errors=True)
