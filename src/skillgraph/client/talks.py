"""The conversations behind a client's methods; the same whoever leads them, at once or while other things go on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from skillgraph.client.answers import EITHER, JSON, ROWS, TRIPLES, read_json, read_rows
from skillgraph.client.described import PATH, Described, read_listing, text_of
from skillgraph.client.errors import NoAnswer, SnapshotChanged
from skillgraph.client.given import bound
from skillgraph.client.resource import Resource
from skillgraph.client.result import Result, iris_in
from skillgraph.client.talk import Call, Fields, Reply, Talk
from skillgraph.client.values import IRI
from skillgraph.errors import BadParameter, UnknownName
from skillgraph.terms import LABELS, Literal, label_rank, split_id

_TRIES = 3  # for labels of the same snapshot as the rows that they belong to
_AT_ONCE = 500  # things whose labels are asked for in one query
_LONGEST = 40_000  # characters of their IRIs


def ask_sparql(
    address: str, text: str, values: Mapping[str, object], labels: bool, timeout: float | None
) -> Talk[Result]:
    """The answer to a query, with values in the place of its `$names`."""
    fields = (("query", bound(text, values)), *_of_time(timeout))
    made = yield from _asked(address, Call("/sparql", fields, EITHER), labels)
    return made


def ask_described(
    address: str, question: Described, fields: Fields, labels: bool, timeout: float | None
) -> Talk[Result]:
    """The answer to a canned question."""
    call = Call(f"{PATH}/{quote(question.there, safe='')}", (*fields, *_of_time(timeout)), ROWS)
    made = yield from _asked(address, call, labels)
    return replace(made, title=question.summary, helps=question.helps, digits=question.digits)


def ask_listing() -> Talk[dict[str, Described]]:
    """The canned questions that there are."""
    reply = yield Call(PATH, (), JSON)
    return read_listing(read_json(reply.body))


def ask_resource(iri: IRI) -> Talk[Resource]:
    """What is said of a thing; UnknownName where nothing is."""
    found = split_id(str(iri))
    if found:
        reply = yield Call(f"/doc/{found[0]}/{quote(found[1], safe='')}", (), TRIPLES)
    else:
        reply = yield Call("/sparql", (("query", f"DESCRIBE <{iri}>"),), TRIPLES)
    rows = read_rows(reply.body, reply.media_type).rows
    if not any(str(row[0]) == iri for row in rows):
        raise UnknownName(f"Nothing is said about {iri.short}.", "Things are named as task:43, terms as sg:Holder.")
    return Resource(iri, rows, reply.snapshot)


def ask_coverage(
    name: str, given: Mapping[str, object], targets: Sequence[object] = (), turtle: str = ""
) -> Talk[dict[str, Any]]:
    """The document that answers a question about cover; Turtle goes with one that takes it."""
    fields = [("target", text_of("target", target)) for target in targets]
    for key, value in given.items():
        several = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        key_there = key.rstrip("_").replace("_", "-")
        fields += [(key_there, text_of(key, one)) for one in several if one is not None]
    reply = yield Call(f"/coverage/{name}", tuple(fields), JSON, turtle)
    document = read_json(reply.body)
    if not isinstance(document, dict):
        raise NoAnswer("The answer is no document about cover.", "Is the server of another version?")
    return document


def ask_snapshot() -> Talk[str]:
    """The id of the snapshot that answers now."""
    reply = yield Call("/sparql", (("query", "ASK {}"),), ROWS)
    return reply.snapshot


def checked(call: Call, reply: Reply, wanted: str) -> Reply:
    """The reply, if it is of the snapshot that is wanted; the list of questions belongs to none."""
    if wanted and call.path != PATH and reply.snapshot != wanted:
        raise SnapshotChanged(wanted, reply.snapshot)
    return reply


def _asked(address: str, call: Call, labels: bool) -> Talk[Result]:
    url = f"{address}{call.path}?{urlencode(call.fields)}" if call.fields else f"{address}{call.path}"
    for _ in range(_TRIES if labels else 1):
        reply = yield call
        answer = read_rows(reply.body, reply.media_type)
        made = Result(answer, reply.snapshot, url, warnings=reply.warnings)
        if not labels:
            return made
        found, snapshots = yield from _labels(iris_in(answer.rows))
        if snapshots <= {made.snapshot}:
            return replace(made, labels=found)
    raise SnapshotChanged(made.snapshot, next(iter(snapshots - {made.snapshot})))


def _labels(iris: Sequence[str]) -> Talk[tuple[dict[str, str], set[str]]]:
    """The label of each thing that has one, and the snapshots that were asked."""
    best: dict[str, tuple[Any, str]] = {}
    snapshots = set()
    for query in _label_queries([iri for iri in iris if _SAFE.fullmatch(iri)]):
        reply = yield Call("/sparql", (("query", query),), ROWS)
        snapshots.add(reply.snapshot)
        for thing, predicate, label in read_rows(reply.body, reply.media_type).rows:
            assert isinstance(label, Literal)
            rank = label_rank(str(predicate), label)
            best[str(thing)] = min(best.get(str(thing), (rank, label.value)), (rank, label.value))
    return {iri: label for iri, (_, label) in best.items()}, snapshots


_SAFE = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\'#]*(?:#[^\x00-\x20<>"{}|^`\\\'#]*)?')


def _label_queries(iris: Sequence[str]) -> Iterator[str]:
    properties = " ".join(f"<{iri}>" for iri in LABELS)
    for part in _parts(iris):
        things = " ".join(f"<{iri}>" for iri in part)
        yield (
            f"SELECT ?thing ?property ?label {{ VALUES ?thing {{ {things} }} VALUES ?property {{ {properties} }} "
            "?thing ?property ?label FILTER(ISLITERAL(?label)) }"
        )


def _parts(iris: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for iri in iris:
        if part and (len(part) == _AT_ONCE or sum(map(len, part)) + len(iri) > _LONGEST):
            yield part
            part = []
        part.append(iri)
    if part:
        yield part


def _of_time(timeout: float | None) -> Fields:
    if timeout is None:
        return ()
    if not timeout > 0:
        raise BadParameter(f"timeout is {timeout!r}.", "Give seconds, such as 2.5.")
    return (("timeout", f"{timeout:.3f}"),)
