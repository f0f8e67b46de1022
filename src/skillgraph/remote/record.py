"""The record of a publication: which snapshot an endpoint holds, and in which graphs.

It is a graph of its own, `GRAPH published`, that no query sees. The default graph of every query is one graph of
the server, the *union*, whose name has the snapshot's digest in it. A triple is there once, whatever graphs it is in,
and a new union is ready before the record names it. The union before is kept, so that who has not yet seen the new
record is still answered whole.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from skillgraph.endpoint import Question, Transport, asked
from skillgraph.endpoint.exchange import Answering
from skillgraph.engine import UNBOUNDED
from skillgraph.engine.foreign import SOLUTIONS_TYPE, read_rows
from skillgraph.errors import EndpointError, NotReady
from skillgraph.terms import GRAPH, RDF, VOCABULARIES, Literal, serialise

PUBLISHED = f"{GRAPH}published"
UNION = f"{GRAPH}union/"
STAGING = f"{GRAPH}staging/"
_VALUE = RDF + "value"
_IDENTIFIER = VOCABULARIES["dcterms"] + "identifier"
_REPLACES = VOCABULARIES["dcterms"] + "replaces"
MARK = VOCABULARIES["dcterms"] + "isReplacedBy"  # the digest of a snapshot whose graphs are being moved
STAGES = VOCABULARIES["dcterms"] + "hasPart"  # the name of a graph beside those of the dataset
_RECORD_SECONDS = 10.0
_RECORD_BYTES = 16_777_216
_NOTHING = "There is no published snapshot at the endpoint."
PROBE = (
    f"SELECT ?p ?o FROM <{PUBLISHED}> WHERE {{ <{PUBLISHED}> ?p ?o . "  # noqa: S608  # names of our own
    f"FILTER(?p IN (<{_IDENTIFIER}>, <{_REPLACES}>, <{MARK}>)) }}"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One snapshot at an endpoint: its digest, how many quads it has, and its named graphs with their digests.

    `before` is the digest of the snapshot whose union is still there.
    """

    digest: str
    quads: int
    graphs: Mapping[str, str]
    before: str = ""

    @property
    def union(self) -> str:
        """The graph that is the default graph of queries."""
        return union_of(self.digest)

    def triples(self) -> str:
        """The record as triples of an update."""
        graphs = json.dumps(dict(sorted(self.graphs.items())), separators=(",", ":"))
        head = json.dumps({"quads": self.quads}, separators=(",", ":"))
        rows = [
            (_IDENTIFIER, self.digest),
            (_VALUE, head),
            *((_VALUE, part) for part in _parts(graphs)),
            *([(_REPLACES, self.before)] if self.before else []),
        ]
        return "".join(f"<{PUBLISHED}> <{name}> {serialise(Literal(text))} .\n" for name, text in rows)


def union_of(digest: str) -> str:
    """The name of a snapshot's union."""
    return UNION + digest


def staging_of(digest: str, graph: str) -> str:
    """The name under which a graph waits for its turn."""
    return f"{STAGING}{digest}/{hashlib.sha256(graph.encode()).hexdigest()[:32]}"


def probe(seconds: float) -> Question:
    """What replicas are asked for their state: the digests of the snapshots that they can answer from."""
    return Question((("query", PROBE),), SOLUTIONS_TYPE, seconds, _RECORD_BYTES)


def read_record(transport: Transport, seconds: float = _RECORD_SECONDS, holds: str = "") -> Record:
    """The record of an endpoint, of a replica that holds a certain snapshot where there is one.

    NotReady where nothing was published there, EndpointError where it is damaged.
    """
    query = f"SELECT ?p ?o FROM <{PUBLISHED}> WHERE {{ <{PUBLISHED}> ?p ?o }}"  # noqa: S608  # names of our own
    question = Question((("query", query),), SOLUTIONS_TYPE, seconds, _RECORD_BYTES, holds)
    return record_of(asked(transport, question, pairs))


@dataclass(frozen=True, slots=True)
class State:
    """The digests of the snapshot that a replica holds and of the one before it, and whether graphs are being moved."""

    holds: str
    before: str
    is_moving: bool


class _Kept(io.BytesIO):
    """An answer that was read before."""

    media_type = SOLUTIONS_TYPE


def holds_in(answer: bytes) -> str:
    """The digest of the snapshot that a replica holds, in its answer to the probe; empty where there is none."""
    try:
        _, rows = read_rows(_Kept(answer), UNBOUNDED)
    except EndpointError:
        return ""
    return next((str(row[1]) for row in rows if str(row[0]) == _IDENTIFIER), "")


def read_state(transport: Transport, replica: str, seconds: float) -> State:
    """What a replica holds at this moment."""
    said = dict(asked(transport, replace(probe(seconds), replica=replica), pairs))
    return State(said.get(_IDENTIFIER, ""), said.get(_REPLACES, ""), MARK in said)


def pairs(body: Answering) -> list[tuple[str, str]]:
    """Properties and values in an answer."""
    _, rows = read_rows(body, UNBOUNDED)
    return [(str(row[0]), str(row[1])) for row in rows]


def record_of(rows: list[tuple[str, str]]) -> Record:
    """The record in the rows of properties and values."""
    said = {name: value for name, value in rows if name in (_IDENTIFIER, _REPLACES)}
    if _IDENTIFIER not in said:
        raise NotReady(_NOTHING, "Publish one with 'skillgraph publish URL'.")
    try:
        heads = [json.loads(value) for name, value in rows if name == _VALUE]
        quads = next(int(head["quads"]) for head in heads if "quads" in head)
        parts = sorted((head for head in heads if "part" in head), key=lambda head: int(head["part"]))
        graphs = json.loads("".join(head["text"] for head in parts))
        whole = hashlib.sha256("".join(head["text"] for head in parts).encode()).hexdigest()
        if any(head["sha256"] != whole for head in parts) or not isinstance(graphs, dict):
            raise ValueError(whole)
    except (ValueError, KeyError, StopIteration) as error:
        text = f"The record of the published snapshot is damaged: {error}."
        raise EndpointError(text, "Publish the snapshot again with 'skillgraph publish'.") from None
    return Record(said[_IDENTIFIER], quads, graphs, said.get(_REPLACES, ""))


def _parts(text: str, size: int = 1000) -> list[str]:
    """A long text in literals that every server takes."""
    whole = hashlib.sha256(text.encode()).hexdigest()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return [
        json.dumps({"part": number, "text": piece, "sha256": whole}, separators=(",", ":"))
        for number, piece in enumerate(pieces)
    ]
