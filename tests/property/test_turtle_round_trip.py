"""Writing Turtle and parsing it is identity, for our parser and for an independent one."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.terms import ID, NS, RDF_TYPE, XSD, Iri, Literal, Term
from skillgraph.turtle import Subject, parse, write
from skillgraph.workspace import SourceFile

LOCALS = ["43", "a-b", "a.b", "", "a.", "-a", "a b", "a'b", "a(b)", "é", "a%20b", "a,b", "1.5", "_a", "a~b", "a&b"]
BASES = [f"{ID}task/", NS, "http://example.org/", "urn:x:"]
IRIS = st.builds(lambda base, local: base + local, st.sampled_from(BASES), st.sampled_from(LOCALS)).filter(
    lambda iri: " " not in iri
)
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t\r"))
LITERALS = st.one_of(
    st.builds(Literal, PRINTABLE),
    st.builds(lambda text, tag: Literal(text, language=tag), PRINTABLE, st.sampled_from(["en", "en-gb", "de-1996"])),
    st.integers().map(lambda n: Literal(str(n), XSD + "integer")),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Literal(f"{d:f}", XSD + "decimal")),
    st.sampled_from(["1", "1.", ".5", "+2", "-0.50", "1.0e3", "many"]).map(lambda t: Literal(t, XSD + "decimal")),
    st.sampled_from(["true", "false", "1", "TRUE"]).map(lambda text: Literal(text, XSD + "boolean")),
    st.sampled_from(["2026-12-01", "never"]).map(lambda text: Literal(text, XSD + "date")),
    st.builds(Literal, PRINTABLE, st.sampled_from(["http://example.org/type", f"{NS}type.", XSD + "double"])),
)
SUBJECTS = st.dictionaries(
    IRIS,
    st.dictionaries(
        IRIS | st.just(RDF_TYPE),
        st.lists(LITERALS | IRIS.map(Iri), min_size=1, max_size=3, unique=True),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
Statements = set[tuple[str, str, Term]]


def document(subjects: dict[str, dict[str, list[Term]]]) -> tuple[bytes, Statements]:
    blocks = [Subject(iri, {name: tuple(terms) for name, terms in rows.items()}) for iri, rows in subjects.items()]
    said = {(iri, name, term) for iri, rows in subjects.items() for name, terms in rows.items() for term in terms}
    return write(blocks, "One line.\nAnother."), said


@given(SUBJECTS)
def test_our_parser_reads_what_was_written(subjects: dict[str, dict[str, list[Term]]]) -> None:
    content, said = document(subjects)
    parsed, findings = parse(SourceFile("data/seed/a.ttl", content))
    assert findings == []
    assert values(parsed.quads()) == {(subject, predicate, *plain(value)) for subject, predicate, value in said}


def plain(term: Term) -> tuple[str, str, str]:
    """A literal's parts; the datatype of text with a language says nothing more."""
    if isinstance(term, Literal):
        return term.value, "" if term.language else term.datatype, term.language
    return str(term), "iri", ""


def values(quads: Iterable[ox.Quad]) -> set[tuple[str, ...]]:
    """The same parts of what a parser has read."""
    found: set[tuple[str, ...]] = set()
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        value = quad.object
        if isinstance(value, ox.Literal):
            parts = (value.value, "" if value.language else value.datatype.value, value.language or "")
        else:
            assert isinstance(value, ox.NamedNode)
            parts = (value.value, "iri", "")
        found.add((quad.subject.value, quad.predicate.value, *parts))
    return found


@given(SUBJECTS)
def test_the_engine_reads_what_was_written(subjects: dict[str, dict[str, list[Term]]]) -> None:
    content, said = document(subjects)
    quads = ox.parse(input=content, format=ox.RdfFormat.TURTLE)
    assert values(quads) == {(subject, predicate, *plain(value)) for subject, predicate, value in said}


@given(SUBJECTS)
def test_writing_is_a_function_of_its_input(subjects: dict[str, dict[str, list[Term]]]) -> None:
    content, _ = document(subjects)
    assert content == document(subjects)[0]
    prefixes = [line for line in content.decode().split("\n") if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    assert len(prefixes) == len(set(prefixes))


@given(st.binary() | st.text().map(str.encode) | st.text("<>a:.;,[]()\"'\\@^#_ \n1-eu{}|").map(str.encode))
def test_no_bytes_make_the_parser_fail(content: bytes) -> None:
    parsed, findings = parse(SourceFile("data/seed/a.ttl", content))
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(finding.path == "data/seed/a.ttl" and finding.line <= lines for finding in findings)
    if not findings:
        assert list(parsed.quads()) == list(parse(SourceFile("data/seed/a.ttl", content))[0].quads())
