"""Resolution of IRI references (RFC 3986, sections 5.2 and 5.3; RFC 3987 for the characters)."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import IPv6Address

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_UCSCHAR = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd"
    "\U00040000-\U0004fffd\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd"
    "\U00090000-\U0009fffd\U000a0000-\U000afffd\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd"
    "\U000e1000-\U000efffd"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_LEADING_DOTS, _LAST_DOTS = re.compile(r"\A(?:\.\.?/)*(?:\.\.?\Z)?"), re.compile(r"/\.\.?\Z")
_SEGMENTS = re.compile(r"/[^/]*|[^/]+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_absolute(iri: str) -> bool:
    """Whether the reference has a scheme of its own."""
    return _ABSOLUTE.match(iri) is not None


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI (RFC 3987, section 2.2)."""
    pattern = _pattern("", "") if text.isascii() else _pattern(_UCSCHAR, _PRIVATE)
    match = pattern.fullmatch(text)
    return match is not None and (match[1] is None or _is_ipv6(match[1]))


@cache
def _pattern(ucschar: str, private: str) -> re.Pattern[str]:
    """An IRI with such characters; most have none of them, and a pattern with all takes long to be made."""
    name = rf"A-Za-z0-9._~!$&'()*+,;={ucschar}\-"
    percent = "%[0-9A-Fa-f]{2}"
    segment = rf"(?:[{name}:@]|{percent})"
    address = r"\[(?:[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+|([0-9A-Fa-f:.]+))\]"
    authority = rf"(?:(?:[{name}:]|{percent})*@)?(?:{address}|(?:[{name}]|{percent})*)(?::[0-9]*)?"
    return re.compile(
        rf"[A-Za-z][A-Za-z0-9+.-]*:"
        rf"(?://{authority}(?:/{segment}*)*|/(?:{segment}+(?:/{segment}*)*)?|{segment}+(?:/{segment}*)*|)"
        rf"(?:\?(?:[{name}:@/?{private}]|{percent})*)?(?:#(?:[{name}:@/?]|{percent})*)?"
    )


def _is_ipv6(address: str) -> bool:
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True


def resolve(base: str, reference: str) -> str:
    """The absolute IRI that a reference stands for; an absolute reference is left exactly as it is.

    One that stands for none is left too: at `urn:/a`, `.//b` would be read as an authority (RFC 3986, section 3.3).
    """
    if is_absolute(reference):
        return reference
    scheme, authority, path, query, fragment = _split(base)
    _, its_authority, its_path, its_query, its_fragment = _split(reference)
    if its_authority is not None:
        authority, path, query = its_authority, _remove_dots(its_path or ""), its_query
    elif not its_path:
        query = its_query if its_query is not None else query
    else:
        query = its_query
        path = _remove_dots(its_path if its_path.startswith("/") else _merge(authority, path or "", its_path))
    if authority is None and (path or "").startswith("//"):
        return reference
    fragment = its_fragment
    return "".join(
        (
            f"{scheme}:" if scheme else "",
            f"//{authority}" if authority is not None else "",
            path or "",
            f"?{query}" if query is not None else "",
            f"#{fragment}" if fragment is not None else "",
        )
    )


def _split(iri: str) -> tuple[str | None, ...]:
    match = _PARTS.fullmatch(iri)
    assert match is not None  # every text has these parts, if only empty ones
    return match.groups()


def _merge(authority: str | None, base_path: str, path: str) -> str:
    if authority is not None and not base_path:
        return f"/{path}"
    return base_path[: base_path.rfind("/") + 1] + path


def _remove_dots(path: str) -> str:
    """RFC 3986, section 5.2.4: a path without a leading '/' gets one where '..' takes its first segment away."""
    path = _LAST_DOTS.sub(r"\g<0>/", _LEADING_DOTS.sub("", path))
    out: list[str] = []
    for segment in _SEGMENTS.findall(path):
        if segment == "/..":
            del out[-1:]
        elif segment != "/.":
            out.append(segment)
    return "".join(out)
