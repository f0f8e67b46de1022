"""Content negotiation against a model written the slow way, on headers made of all kinds of parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, acceptable, negotiate

MEDIA = [*{media for found in (*SOLUTION_FORMATS, *GRAPH_FORMATS) for media in found.media_types}]
RANGES = st.sampled_from([*sorted(MEDIA), "text/*", "application/*", "*/*", "image/png"])
QUALITY = st.sampled_from(["", ";q=0", ";q=0.3", "; q=0.7", ";Q=1.0"])
PARTS = st.tuples(RANGES, QUALITY)
OFFERED = st.sampled_from([SOLUTION_FORMATS, GRAPH_FORMATS])


def quality(written: str) -> float:
    return float(written.lower().replace(" ", "").removeprefix(";q=") or 1)


def expected(candidate: Format, parts: list[tuple[str, str]]) -> float:
    """By the section's own words: of the ranges that match, the most specific decides."""

    def said(media: str, *ranges: str) -> float | None:
        for wanted in ranges:
            found = [quality(weight) for name, weight in parts if name == wanted]
            if found:
                return max(found)
        return None

    sent, *others = candidate.media_types
    if said(sent, sent) == 0:
        return 0.0
    own = said(sent, sent, f"{sent.partition('/')[0]}/*", "*/*")
    return max([own or 0.0, *(said(other, other) or 0.0 for other in others)])


@given(st.lists(PARTS, min_size=1, max_size=6), OFFERED)
def test_the_choice_is_what_the_section_says(parts: list[tuple[str, str]], offered: tuple[Format, ...]) -> None:
    header = ", ".join(name + weight for name, weight in parts)
    liked = {candidate.name: expected(candidate, parts) for candidate in offered}
    ordered = sorted((name for name in liked if liked[name] > 0), key=lambda name: -liked[name])
    assert [found.name for found in acceptable(header, offered)] == ordered


@given(st.text(max_size=200), OFFERED)
def test_no_text_is_an_error(header: str, offered: tuple[Format, ...]) -> None:
    assert negotiate(header, offered) in (*offered, None)


@given(st.lists(PARTS, max_size=4), st.sampled_from(["", "q=1", "text", "a/b/c", "text/csv;q=2", "/", ";"]), OFFERED)
def test_parts_that_are_not_well_formed_change_nothing(
    parts: list[tuple[str, str]], odd: str, offered: tuple[Format, ...]
) -> None:
    good = [name + weight for name, weight in parts]
    assert acceptable(", ".join(good), offered) == acceptable(", ".join([*good[:1], odd, *good[1:]]), offered)
