"""What a constraint in SPARQL sees of records: nothing, only what is together in one file, or what several files say.

The things that a file of records describes are mentioned in no other. So where a pattern of a query has such a thing
for one of its variables, every pattern with the same variable is met in the same file, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from skillgraph.sparql.patterns import Pattern, Query, read_patterns
from skillgraph.sparql.reads import names_read
from skillgraph.turtle.grouped import TYPE
from skillgraph.validate.records.group import EVERYTHING, Side

_PRE_BOUND = re.compile(r"[$?](?:currentShape|shapesGraph|PATH)\b")  # what pySHACL puts in beside $this


class Sees(Enum):
    """How much of records a query sees."""

    NOTHING = "nothing"
    ONE_FILE = "what one file says"
    SEVERAL = "what several files say"


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a query sees, and the patterns that records may match."""

    sees: Sees
    query: Query
    patterns: tuple[Pattern, ...] = ()


@lru_cache(maxsize=1024)
def reach(text: str, keys: frozenset[str], shared: frozenset[Side]) -> Reach:
    """What a query sees of records with these properties and classes, of which those sides are not theirs alone."""
    query = None if _PRE_BOUND.search(text) else read_patterns(text)
    if query is None or EVERYTHING in shared:
        names = names_read(text)
        unseen = names is not None and not names & keys
        return Reach(Sees.NOTHING if unseen else Sees.SEVERAL, query or Query())
    patterns = _matched(query, keys, shared)
    if not patterns:
        return Reach(Sees.NOTHING, query)
    is_one = _is_of_one_file(query, patterns, shared)
    return Reach(Sees.ONE_FILE if is_one else Sees.SEVERAL, query, tuple(patterns))


def _matched(query: Query, keys: Collection[str], shared: Collection[Side]) -> list[Pattern]:
    """The patterns that facts of records may match: of the others all variables stand for things of the catalogue."""
    left = [one for one in query.patterns if _key(one) in keys or _key(one) == ""]
    while True:
        others = [one for one in query.patterns if one not in left]
        kept = [
            one
            for one in left
            if not any(is_around(other, one) and _own(one, shared) & _variables(other) for other in others)
        ]
        if len(kept) == len(left):
            return kept
        left = kept


def _is_of_one_file(query: Query, patterns: list[Pattern], shared: Collection[Side]) -> bool:
    """Whether in no solution, and in no sum of solutions, facts of two files can meet."""
    for one in patterns:
        for other in patterns:
            if not _are_parts(query, one, other) and not (
                _leads(one, other, patterns, shared) or _leads(other, one, patterns, shared)
            ):
                return False
    optional = [one for one in patterns if any(group not in query.alternatives for group in one.path[1:])]
    required = [one for one in patterns if one not in optional]
    for one in optional:
        if not any(_leads(one, it, patterns, shared) and _leads(it, one, patterns, shared) for it in required):
            return False
    if query.grouped_by is None:
        return True
    keys = [one for one in patterns if one.path == (0,) and _own(one, shared) & query.grouped_by]
    return any(all(_leads(one, key, patterns, shared) for one in patterns) for key in keys)


def _leads(one: Pattern, other: Pattern, patterns: list[Pattern], shared: Collection[Side]) -> bool:
    """Whether what matches one pattern being of a file puts what matches the other into the same file."""
    near = [it for it in patterns if is_around(it, one) or is_around(it, other)]
    found = [one]
    for it in found:  # which grows meanwhile
        own = _own(it, shared)
        found += [beside for beside in near if beside not in found and own & _variables(beside)]
    return other in found


def _key(pattern: Pattern) -> str:
    """Its property, or with rdf:type its class; nothing where that is a variable."""
    name = pattern.value if pattern.predicate == TYPE else pattern.predicate
    return "" if name.startswith("?") else name


def _own(pattern: Pattern, shared: Collection[Side]) -> set[str]:
    """The variables that stand for a thing of the file's own wherever a fact of records matches."""
    key = _key(pattern) or (TYPE if pattern.predicate == TYPE else "")
    if not key:
        return set()
    subject = {pattern.subject} if (key, "subject") not in shared else set()
    value = {pattern.value} if pattern.predicate != TYPE and (key, "object") not in shared else set()
    return {one for one in subject | value if one.startswith("?")}


def _variables(pattern: Pattern) -> set[str]:
    return {one for one in (pattern.subject, pattern.predicate, pattern.value) if one.startswith("?")}


def is_around(one: Pattern, other: Pattern) -> bool:
    """Whether one pattern has matched wherever the other has."""
    return other.path[: len(one.path)] == one.path


def _are_parts(query: Query, one: Pattern, other: Pattern) -> bool:
    """Whether two patterns are in different parts of a UNION."""
    for mine, theirs in zip(one.path, other.path, strict=False):
        if mine != theirs:
            return mine in query.alternatives and theirs in query.alternatives
    return False
