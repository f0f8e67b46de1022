"""Negotiation over every Accept header that there can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, negotiate

OFFERED = st.sampled_from([SOLUTION_FORMATS, GRAPH_FORMATS])
MEDIA = sorted({media for offer in (SOLUTION_FORMATS, GRAPH_FORMATS) for one in offer for media in one.media_types})
QUALITY = st.integers(0, 1000).map(lambda n: f"{n / 1000:.3f}")
RANGES = st.sampled_from([*MEDIA, "*/*", "text/*", "application/*", "image/png"])
HEADER = st.lists(st.tuples(RANGES, QUALITY), min_size=1, unique_by=lambda pair: pair[0])


def written(ranges: list[tuple[str, str]]) -> str:
    return ", ".join(f"{media};q={quality}" for media, quality in ranges)


@given(st.text() | st.text("aqtex/tcsv*;,=.01 \t\"'"), OFFERED)
def test_no_text_makes_it_fail(accept: str, offered: tuple[Format, ...]) -> None:
    assert negotiate(accept, offered) in {None, *offered}


@given(HEADER, OFFERED)
def test_what_is_sent_was_not_excluded(ranges: list[tuple[str, str]], offered: tuple[Format, ...]) -> None:
    """The most specific range that matches the type that is sent decides, unless another name of it was asked for."""
    chosen = negotiate(written(ranges), offered)
    qualities = {media: float(quality) for media, quality in ranges}
    if chosen is not None:
        sent, *others = chosen.media_types
        wildcards = [sent, f"{sent.split('/')[0]}/*", "*/*"]
        decisive = next((qualities[media] for media in wildcards if media in qualities), 0)
        asked = max((qualities.get(other, 0) for other in others), default=0)
        assert decisive > 0 or asked > 0
        assert qualities.get(sent) != 0


@given(HEADER, OFFERED)
def test_the_order_of_the_ranges_is_of_no_account(ranges: list[tuple[str, str]], offered: tuple[Format, ...]) -> None:
    assert negotiate(written(ranges), offered) is negotiate(written(ranges[::-1]), offered)


@given(HEADER, OFFERED, st.data())
def test_a_type_asked_for_above_all_others_is_sent(
    ranges: list[tuple[str, str]], offered: tuple[Format, ...], data: st.DataObject
) -> None:
    wanted = data.draw(st.sampled_from(offered)).media_types[0]
    lower = [(media, quality) for media, quality in ranges if media != wanted and float(quality) < 1]
    chosen = negotiate(written([*lower, (wanted, "1")]), offered)
    assert chosen is not None
    assert chosen.media_types[0] == wanted
