"""What a name that nobody knows may have been meant for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from skillgraph.terms import compact

_LIKE = 0.75


def nearest(iri: str, known: Iterable[str]) -> str:
    """A question with the known name that is most like it and of the same kind or vocabulary; empty where none is."""
    space, name = _parts(iri)
    names = [own for one in known if one.startswith(space) and (own := one[len(space) :])]
    close = difflib.get_close_matches(name, names, 1, _LIKE)
    return f"Did you mean {compact(space + close[0])}?" if close else ""


def _parts(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:cut], iri[cut:]
