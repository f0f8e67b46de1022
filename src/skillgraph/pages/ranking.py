"""Things found by what they are called, the best first; case, accents and punctuation do not count."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EXACT, PREFIX, WORDS, WITHIN = range(4)
_LIKE = 0.6


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its kind, the label that is shown, and everything that it is called."""

    iri: str
    kind: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found by one of its names; a lower rank is better."""

    named: Named
    rank: int
    name: str


def plain(text: str) -> str:
    """Lower case, without accents, words parted by one space: `Sécurité--CERT` is `securite cert`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in kept).split())


def ranked(asked: str, things: Iterable[Named]) -> list[Hit]:
    """What the text fits: the whole name, its beginning, beginnings of its words, a part of it; then by length."""
    wanted = plain(asked)
    if not wanted:
        return []
    hits = (hit for one in things if (hit := _best(wanted, one)) is not None)
    return sorted(hits, key=lambda hit: (hit.rank, len(hit.name), hit.named.label.casefold(), hit.named.iri))


def nearest(asked: str, things: Sequence[Named], most: int = 5) -> list[Named]:
    """Those with a name, or a word of a name, most like the text."""
    by_name: dict[str, Named] = {}
    for one in things:
        for name in map(plain, one.names):
            for part in {name, *(word for word in name.split() if len(word) > 3)}:
                by_name.setdefault(part, one)
    close = difflib.get_close_matches(plain(asked), by_name, most, _LIKE)
    return list({by_name[name].iri: by_name[name] for name in close}.values())


def _best(wanted: str, one: Named) -> Hit | None:
    fitting = [(rank, len(name), name) for name in map(plain, one.names) if (rank := _rank(wanted, name)) is not None]
    if not fitting:
        return None
    rank, _, name = min(fitting)
    return Hit(one, rank, name)


def _rank(wanted: str, name: str) -> int | None:
    if name == wanted:
        return EXACT
    if name.startswith(wanted):
        return PREFIX
    words = name.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return WORDS
    return WITHIN if all(part in name for part in wanted.split()) else None
