"""Link headers and link sets: read back by other readers, whatever is put into them."""

from __future__ import annotations

import json

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.describe.links import Link, header, linkset_json, linkset_text, uri

# RFC 9264, section 4.2, as a schema.
LINKSET = {
    "type": "object",
    "required": ["linkset"],
    "additionalProperties": False,
    "properties": {
        "linkset": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"anchor": {"type": "string", "format": "uri-reference"}},
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["href"],
                        "properties": {key: {"type": "string"} for key in ("href", "type", "title")},
                    },
                },
            },
        }
    },
}


def read_back(value: str) -> dict[str, dict[str, str]]:
    return {str(key): dict(link) for key, link in httpx.Response(200, headers={"Link": value}).links.items()}


def test_a_header() -> None:
    links = (
        Link("service-desc", "https://x/d", "text/turtle"),
        Link("item", "https://x/a b", title='say "x" \\ y'),
        Link("license", "https://x/é", title="für"),
    )
    assert header(links) == (
        '<https://x/d>; rel="service-desc"; type="text/turtle", '
        '<https://x/a%20b>; rel="item"; title="say \\"x\\" \\\\ y", '
        "<https://x/%C3%A9>; rel=\"license\"; title*=UTF-8''f%C3%BCr"
    )
    assert header(()) == ""


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("http://x/a%20b", "http://x/a%20b"),
        ("http://x/50%", "http://x/50%25"),
        ('http://x/<>"; rel=evil', "http://x/%3C%3E%22;%20rel=evil"),
        ("http://x/\r\nSet-Cookie: a", "http://x/%0D%0ASet-Cookie:%20a"),
        ("http://x/ü?q=[1]#f", "http://x/%C3%BC?q=[1]#f"),
    ],
)
def test_an_iri_becomes_a_uri(iri: str, expected: str) -> None:
    assert uri(iri) == expected


@given(st.text(), st.text(), st.text())
def test_nothing_gets_out_of_its_place(href: str, media: str, title: str) -> None:
    value = header([Link("item", f"http://x/{href}", media, title)])
    assert value.isascii()
    assert value.isprintable()
    assert value.count("<") - value.count("\\<") >= 1
    target, _, rest = value.partition(">")
    assert "<" not in target[1:]
    assert rest.startswith('; rel="item"')
    outside = rest.replace("\\\\", "").replace('\\"', "")
    assert outside.count('"') % 2 == 0
    assert "," not in "".join(outside.split('"')[::2])


def test_a_header_is_read_by_a_client() -> None:
    found = read_back(header([Link("cite-as", "https://x/1"), Link("type", "https://schema.org/Dataset")]))
    assert found["cite-as"]["url"] == "https://x/1"
    assert found["type"]["url"] == "https://schema.org/Dataset"


CONTEXTS = {
    "https://x/": [Link("item", "https://x/a", "text/csv", "A, b"), Link("item", "https://x/b")],
    "https://x/ü": [Link("collection", "https://x/", title="für")],
}


def test_a_link_set_as_json() -> None:
    found = json.loads(linkset_json(CONTEXTS))
    jsonschema.validate(found, LINKSET)
    assert found["linkset"][0] == {
        "anchor": "https://x/",
        "item": [{"href": "https://x/a", "type": "text/csv", "title": "A, b"}, {"href": "https://x/b"}],
    }
    assert found["linkset"][1]["anchor"] == "https://x/%C3%BC"


def test_a_link_set_as_text() -> None:
    assert linkset_text(CONTEXTS) == (
        '<https://x/a>; rel="item"; anchor="https://x/"; type="text/csv"; title="A, b",\n'
        '<https://x/b>; rel="item"; anchor="https://x/",\n'
        '<https://x/>; rel="collection"; anchor="https://x/%C3%BC"; title*=UTF-8\'\'f%C3%BCr\n'
    )
