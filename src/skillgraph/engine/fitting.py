"""Which of the formats that were asked for fits an answer."""

from __future__ import annotations

from collections.abc import Sequence

from skillgraph.errors import NotAcceptable
from skillgraph.results import Family, Format


def first_fitting(formats: Sequence[Format], family: Family) -> Format:
    """The first that can hold what a query gives; NotAcceptable."""
    for candidate in formats:
        if candidate.family is family:
            return candidate
    wanted = "a table of solutions" if family is Family.SOLUTIONS else "a graph"
    names = "application/sparql-results+json" if family is Family.SOLUTIONS else "text/turtle"
    raise NotAcceptable(
        f"The query gives {wanted}, and none of the formats asked for can hold one.", f"Accept {names}, for example."
    )
