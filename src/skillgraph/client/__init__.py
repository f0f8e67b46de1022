"""Asking a skillgraph server, or a workspace in this process, from Python.

`Client("http://localhost:8000")` needs httpx and no RDF library; pandas, polars, pyarrow and rdflib are loaded by the
methods of an answer that give their types. `Client.local(path)` loads the engine.
"""

from skillgraph.client.aio import AsyncClient
from skillgraph.client.client import Client
from skillgraph.client.errors import NoAnswer, SnapshotChanged
from skillgraph.client.resource import Resource
from skillgraph.client.result import Result
from skillgraph.client.values import IRI, Text

__all__ = ["IRI", "AsyncClient", "Client", "NoAnswer", "Resource", "Result", "SnapshotChanged", "Text"]
