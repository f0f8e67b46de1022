"""Kept files: the same as parsed anew, and parsed once."""

from __future__ import annotations

import pytest

from skillgraph.errors import InvalidWorkspace
from skillgraph.turtle import KeptFiles, parse_files
from skillgraph.workspace import SourceFile

GOOD = SourceFile("data/seed/a.ttl", b"<urn:a> <urn:p> 1 , _:b .")
OTHER = SourceFile("data/seed/a.ttl", b"<urn:a> <urn:p> 2 .")
BAD = SourceFile("data/seed/b.ttl", b"<urn:a> <urn:p>")


def test_a_file_is_parsed_again_only_when_its_bytes_changed() -> None:
    kept = KeptFiles()
    (first,) = kept.parse_files([GOOD])
    (again,) = kept.parse_files([SourceFile(GOOD.path, bytes(GOOD.content))])
    assert again is first
    (changed,) = kept.parse_files([OTHER])
    assert list(changed.quads()) == list(parse_files([OTHER])[0].quads())
    (back,) = kept.parse_files([GOOD])
    for _ in range(2):
        assert list(back.quads()) == list(parse_files([GOOD])[0].quads())
    assert back.document == first.document


def test_what_is_wrong_is_said_every_time() -> None:
    kept = KeptFiles()
    messages = set()
    for _ in range(2):
        with pytest.raises(InvalidWorkspace) as caught:
            kept.parse_files([GOOD, BAD])
        messages.add(str(caught.value))
    with pytest.raises(InvalidWorkspace) as caught:
        parse_files([GOOD, BAD])
    assert messages == {str(caught.value)}
    assert len(kept.parse_files([GOOD])) == 1
