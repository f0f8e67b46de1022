"""What is handed to processes that hold no files: the lines of all subjects, and the shapes."""

from __future__ import annotations

import pyoxigraph as ox

from skillgraph.turtle import KeptFiles, Sources, pack_sources, parse_files, unpack_sources
from skillgraph.workspace import SourceFile

FIRST = SourceFile(
    "data/seed/a.ttl", b"<urn:a> <urn:p> 1 .\n\n<urn:b>\n <urn:p> [ <urn:q> 2 ] .\n<urn:a> <urn:q> 3 .\n"
)
SECOND = SourceFile("data/seed/b.ttl", b"# nothing\n<urn:b> <urn:p> 1 .")
SHAPE = SourceFile("shapes/s.ttl", b'<urn:s> <urn:message> "caf\xc3\xa9" .')
BAD = SourceFile("shapes/bad.ttl", b"<urn:s> <urn:message>")


def test_each_subject_is_found_where_it_is_first_spoken_of() -> None:
    sources = unpack_sources(pack_sources(parse_files([SECOND, FIRST]), parse_files([SHAPE])))
    assert list(sources.of("urn:b")) == [("data/seed/a.ttl", 3), ("data/seed/b.ttl", 2)]
    assert list(sources.of("urn:a")) == [("data/seed/a.ttl", 1)]
    assert list(sources.of("urn:s")) == [("shapes/s.ttl", 1)]
    assert list(sources.of("urn:x")) == []
    assert set(sources.lines["data/seed/a.ttl"]) == {"urn:a", "urn:b"}  # blank nodes are in no place of their own


def test_the_shapes_come_as_quads_of_their_files() -> None:
    sources = unpack_sources(pack_sources([], parse_files([SHAPE])))
    (quad,) = ox.parse(input=sources.shapes, format=ox.RdfFormat.N_QUADS)
    assert quad.object == ox.Literal("café")
    assert str(quad.graph_name) == "<https://w3id.org/skillgraph/graph/shapes/s.ttl>"
    assert Sources().shapes == b""


def test_files_that_are_kept_give_the_same_and_those_that_are_wrong_nothing() -> None:
    kept = KeptFiles()
    for _ in range(2):
        files, shapes = kept.readable([FIRST, SECOND]), kept.readable([BAD, SHAPE])
        assert pack_sources(files, shapes) == pack_sources(parse_files([FIRST, SECOND]), parse_files([SHAPE]))
