"""The choice between formats by an Accept header (RFC 9110, section 12.5.1).

The most specific range that matches a media type decides its quality; a quality of 0 excludes; among equals the
server's order of preference decides. A part that is not well formed is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from skillgraph.results.formats import Format

MOST_TEXT = 2048  # of a header; what comes after it does not count

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PART = re.compile(rf"(?:[^,\"]|{_QUOTED})+")
_PIECE = re.compile(rf"(?:[^;\"]|{_QUOTED})+")
_RANGE = re.compile(rf"({_WORD})/({_WORD})")
_PARAMETER = re.compile(rf"({_WORD})=({_WORD}|{_QUOTED})")
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Range:
    """A media range with its parameters and its quality between 0 and 1."""

    major: str
    minor: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def fit(self, content_type: str) -> int:
        """How specifically the range speaks of a content type: from 0 (not at all) to 5 (with all its parameters)."""
        media, *rest = (piece.strip() for piece in content_type.split(";"))
        major, _, minor = media.partition("/")
        if (self.major, self.minor) == (major, minor):
            if not self.parameters:
                return 4
            stated = {tuple(piece.split("=", 1)) for piece in rest}
            return 5 if self.parameters <= stated else 3  # a parameter that we do not send is a wish, no condition
        if (self.major, self.minor) == (major, "*"):
            return 2
        return 1 if (self.major, self.minor) == ("*", "*") else 0


def negotiate(accept: str, offered: Sequence[Format]) -> Format | None:
    """The format that an Accept header likes best, the first offered for an empty header, None for none."""
    wanted = acceptable(accept, tuple(offered))
    return wanted[0] if wanted else None


@lru_cache(maxsize=256)
def acceptable(accept: str, offered: tuple[Format, ...]) -> tuple[Format, ...]:
    """All formats that an Accept header allows, the best liked first; all of them for an empty header."""
    ranges = parse(accept)
    if not ranges:
        return offered
    liked = [(liking(candidate, ranges), candidate) for candidate in offered]
    return tuple(candidate for quality, candidate in sorted(liked, key=lambda pair: -pair[0]) if quality > 0)


def parse(accept: str) -> tuple[Range, ...]:
    """The ranges of an Accept header that are well formed."""
    found = (_range(part) for part in _PART.findall(accept[:MOST_TEXT]))
    return tuple(one for one in found if one is not None)


def _range(part: str) -> Range | None:
    media, *pieces = (piece.strip() for piece in _PIECE.findall(part) or [""])
    match = _RANGE.fullmatch(media.lower())
    if not match:
        return None
    parameters, quality = set(), 1.0
    for piece in pieces:
        parameter = _PARAMETER.fullmatch(piece)
        if not parameter:
            if piece:
                return None
            continue
        name, value = parameter[1].lower(), parameter[2].strip('"').lower()
        if name == "q":
            if not _QUALITY.fullmatch(value):
                return None
            quality = float(value)
            break  # what follows the weight is no parameter of the type
        parameters.add((name, value))
    return Range(match[1], match[2], frozenset(parameters), quality)


def liking(candidate: Format, ranges: Sequence[Range]) -> float:
    """By the media type that would be sent; the other names of a format count where they are asked for by name."""
    if _quality(candidate.content_type, ranges, least=3) == 0:
        return 0.0
    sent = _quality(candidate.content_type, ranges, least=1)
    named = [_quality(other, ranges, least=3) for other in candidate.media_types[1:]]
    return max(quality or 0.0 for quality in (sent, *named))


def _quality(content_type: str, ranges: Sequence[Range], least: int) -> float | None:
    """What the most specific ranges say of a content type; None where none is as specific as `least`."""
    fits = [(fit, one.quality) for one in ranges if (fit := one.fit(content_type)) >= least]
    return max(fits)[1] if fits else None
