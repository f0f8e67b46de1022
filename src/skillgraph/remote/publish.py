"""Putting a checked snapshot on a server of others.

1. What an earlier publication left unfinished and this one does not need is removed.
2. The names of what is about to come are written into the record's graph, so that they are found again after a crash.
3. Every graph that differs from what the record says is there goes into a staging graph, and the union into a graph of
   its own; each is counted.
4. One request with several updates switches: it marks the record, moves each staging graph over its graph, drops those
   that there are no more, and writes the new record in the place of the old. Where the server runs a request as one
   transaction, no reader sees a part of it. Elsewhere the mark lets the remote engine see that graphs are being moved.
5. The union of the snapshot before the last is removed.

Each step may be repeated: who starts again after a crash goes on with what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skillgraph.errors import EndpointError, NotReady
from skillgraph.remote.cargo import Cargo, Load
from skillgraph.remote.record import MARK, PUBLISHED, STAGES, Record, read_record, staging_of, union_of
from skillgraph.remote.store import Store

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen: graphs to bring, graphs to drop, whether the union is to be brought, and what is left over.

    `held` is what the server's record says now; None where there is none.
    """

    cargo: Cargo
    held: Record | None
    changed: tuple[Load, ...]
    dropped: tuple[str, ...]
    left_over: tuple[str, ...]
    is_marked: bool

    @property
    def is_done(self) -> bool:
        """Whether the snapshot is there already, and nothing is left over."""
        is_held = self.held is not None and self.held.digest == self.cargo.digest
        return is_held and not self.left_over and not self.is_marked

    @property
    def brings_union(self) -> bool:
        """Whether the union is not there as that of the snapshot that is held, or of the one before."""
        return self.held is None or self.cargo.digest not in (self.held.digest, self.held.before)

    @property
    def old_union(self) -> str:
        """The union that nobody reads after this publication; empty where there is none."""
        if self.held is None or self.held.before in ("", self.cargo.digest):
            return ""
        return "" if self.held.digest == self.cargo.digest else union_of(self.held.before)

    def lines(self) -> list[str]:
        """The plan in words."""
        if self.is_done:
            return [f"snapshot {self.cargo.digest[:16]} is there already"]
        there = f"snapshot {self.held.digest[:16]}" if self.held else "no snapshot"
        bring = sum(len(load.lines) for load in self.changed)
        union = len(self.cargo.union.lines) if self.brings_union else 0
        rows = [
            f"snapshot {self.cargo.digest[:16]}: {self.cargo.quads} quads in {len(self.cargo.loads)} graphs",
            f"there now: {there}",
            f"bring {len(self.changed)} graphs ({bring} triples) and the union ({union} triples)",
            f"drop {len(self.dropped)} graphs",
        ]
        if self.left_over or self.is_marked:
            rows.append(f"an earlier publication was not finished: remove {len(self.left_over)} graphs that it left")
        if self.old_union:
            rows.append(f"remove the union of snapshot {self.old_union.rpartition('/')[2][:16]}")
        return rows


def plan(cargo: Cargo, store: Store) -> Plan:
    """What a publication would do; nothing is changed."""
    try:
        held: Record | None = read_record(store.transport)
    except NotReady:
        held = None
    is_marked = bool(store.names(PUBLISHED, PUBLISHED, MARK))
    staged = store.names(PUBLISHED, PUBLISHED, STAGES)
    known = held.graphs if held is not None and not is_marked else {}  # what was moved is not known after a crash
    digests = cargo.digests
    changed = tuple(load for graph, load in cargo.loads.items() if known.get(graph) != digests[graph])
    dropped = tuple(sorted(set(held.graphs if held else {}) - set(cargo.loads)))
    wanted = {staging_of(cargo.digest, load.graph) for load in changed} | {cargo.union.graph}
    wanted |= {union_of(one) for one in (held.digest, held.before) if one} if held else set()
    left_over = tuple(name for name in staged if name not in wanted)
    return Plan(cargo, held, changed, dropped, left_over, is_marked)


def publish(found: Plan, store: Store, say: Say = lambda _: None) -> None:
    """Does what a plan says; EndpointError where the server fails, and then the same can be started again."""
    if found.is_done:
        return
    for name in found.left_over:
        store.update(f"DROP SILENT GRAPH <{name}>")
    _stage(found, store, say)
    _switch(found, store)
    say(f"switched to snapshot {found.cargo.digest[:16]}")
    _tidy(found, store)


def _stage(found: Plan, store: Store, say: Say) -> None:
    digest = found.cargo.digest
    loads = [(load, staging_of(digest, load.graph)) for load in found.changed]
    if found.brings_union:
        loads.append((found.cargo.union, found.cargo.union.graph))
    names = "".join(f"<{PUBLISHED}> <{STAGES}> <{name}> .\n" for _, name in loads)
    if names:
        store.update(f"INSERT DATA {{ GRAPH <{PUBLISHED}> {{\n{names}}} }}")
    for number, (load, name) in enumerate(loads, 1):
        if store.count(name) not in load.counts():
            store.put(load, name)
            held = store.count(name)
            if held not in load.counts():
                text = f"The server counts {held} triples of {load.graph}, and {len(load.lines)} were sent."
                raise EndpointError(text, "See the server's log.")
        say(f"{number} of {len(loads)} graphs are there: {load.graph} ({len(load.lines)} triples)")


def switching(found: Plan) -> str:
    """The request that switches."""
    cargo, held = found.cargo, found.held
    before = held.digest if held is not None and held.digest != cargo.digest else held.before if held else ""
    steps = [f'INSERT DATA {{ GRAPH <{PUBLISHED}> {{ <{PUBLISHED}> <{MARK}> "{cargo.digest}" }} }}']
    steps += [f"MOVE SILENT <{staging_of(cargo.digest, load.graph)}> TO <{load.graph}>" for load in found.changed]
    steps += [f"DROP SILENT GRAPH <{graph}>" for graph in found.dropped]
    record = cargo.record(before).triples()
    kept = "".join(f"<{PUBLISHED}> <{STAGES}> <{name}> .\n" for name in _unions(found, before))
    steps.append(
        f"DELETE {{ GRAPH <{PUBLISHED}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{PUBLISHED}> {{\n{record}{kept}}} }} "
        f"WHERE {{ GRAPH <{PUBLISHED}> {{ ?s ?p ?o }} }}"
    )
    return " ;\n".join(steps)


def _unions(found: Plan, before: str) -> list[str]:
    """What is to be found again by the next publication: the unions that are there after this one."""
    names = [found.cargo.union.graph, *([union_of(before)] if before else []), found.old_union]
    return [name for name in dict.fromkeys(names) if name]


def _switch(found: Plan, store: Store) -> None:
    """Sends the request once. Where no answer came, the record says whether it was done."""
    try:
        store.update(switching(found), again=False)
    except EndpointError as error:
        if not error.may_pass or not _is_switched(found, store):
            raise
    if not _is_switched(found, store):
        raise EndpointError("The server has taken the switch, and does not show it.", "See the server's log.")


def _is_switched(found: Plan, store: Store) -> bool:
    try:
        held = read_record(store.transport)
    except NotReady:
        return False
    return held == found.cargo.record(held.before)


def _tidy(found: Plan, store: Store) -> None:
    if found.old_union:
        store.update(f"DROP SILENT GRAPH <{found.old_union}>")
        store.update(f"DELETE DATA {{ GRAPH <{PUBLISHED}> {{ <{PUBLISHED}> <{STAGES}> <{found.old_union}> }} }}")
