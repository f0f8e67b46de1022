"""The cases of the W3C's SPARQL 1.1 Protocol manifest: requests as bytes, and what is expected of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from w3c.suite import BASE, FOLDER, MF, RDF, Facts, Term

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"


@dataclass(frozen=True)
class Request:
    """One request, and the answer expected: classes of status (2 for 2xx), the truth of an ASK, the kind of result."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[int, ...]
    boolean: str
    form: str

    @property
    def updates(self) -> bool:
        """Whether it asks for an update."""
        kinds = {value for name, value in self.headers if name == "content-type"}
        return "update=" in self.target or self.body.startswith(b"update=") or "application/sparql-update" in kinds


@dataclass(frozen=True)
class ProtocolCase:
    """One entry: its name (`protocol#entry`) and its requests in their order."""

    name: str
    requests: tuple[Request, ...]


@cache
def protocol_cases() -> tuple[ProtocolCase, ...]:
    """The entries of the manifest; none where the suite is absent."""
    if not (FOLDER / "protocol" / "manifest.ttl").is_file():
        return ()
    facts = Facts("protocol/manifest.ttl")
    found = []
    for entry in facts.members(ox.NamedNode(BASE + "protocol/manifest.ttl"), MF + "entries"):
        assert isinstance(entry, ox.NamedNode)
        (action,) = facts.all(entry, MF + "action")
        requests = tuple(_request(facts, node) for node in facts.members(action, HT + "requests"))
        found.append(ProtocolCase("protocol#" + entry.value.rpartition("#")[2], requests))
    return tuple(found)


def service_description_cases() -> tuple[str, ...]:
    """The names of the service description's cases."""
    facts = Facts("service-description/manifest.ttl")
    entries = facts.members(ox.NamedNode(BASE + "service-description/manifest.ttl"), MF + "entries")
    return tuple(f"service-description#{getattr(entry, 'value', '').rpartition('#')[2]}" for entry in entries)


def _request(facts: Facts, node: Term) -> Request:
    headers = [
        (facts.one(header, HT + "fieldName"), facts.one(header, HT + "fieldValue"))
        for header in facts.members(node, HT + "headers")
    ]
    (response,) = facts.all(node, HT + "resp")
    statuses = [getattr(term, "value", "") for term in facts.all(response, MF + "expectedStatus")]
    return Request(
        method=facts.one(node, HT + "methodName"),
        target=facts.one(node, HT + "absolutePath").replace("/sparql/", "/sparql", 1),
        headers=tuple(headers),
        body=_body(facts, node),
        statuses=tuple(sorted(int(status.rpartition("StatusCode")[2][0]) for status in statuses)),
        boolean=facts.one(response, MF + "expectedBoolean"),
        form=facts.one(response, MF + "expectedFormat"),
    )


def _body(facts: Facts, node: Term) -> bytes:
    body = facts.all(node, HT + "body")
    if not body:
        return b""
    assert facts.one(body[0], RDF + "type") == CNT + "ContentAsText"
    return facts.one(body[0], CNT + "chars").encode(facts.one(body[0], CNT + "characterEncoding"))
