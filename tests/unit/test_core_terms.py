"""Prefixes, identifiers and the serialised form of terms."""

from __future__ import annotations

import pytest

from skillgraph import terms
from skillgraph.terms import ID, KINDS, PREFIXES, XSD, Blank, Iri, Literal


def test_every_kind_has_its_prefix_and_no_two_prefixes_share_a_namespace() -> None:
    assert {kind: PREFIXES[kind] for kind in KINDS} == {kind: f"{ID}{kind}/" for kind in KINDS}
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert list(KINDS) == sorted(set(KINDS))


@pytest.mark.parametrize("slug", ["43", "a", "43-gridpp", "v1.2", "a_b", "A"])
def test_a_minted_iri_is_split_into_its_parts(slug: str) -> None:
    iri = terms.mint("task", slug)
    assert iri == f"{ID}task/{slug}"
    assert terms.split_id(iri) == ("task", slug)
    assert terms.expand(terms.compact(iri)) == iri


@pytest.mark.parametrize("slug", ["", "a b", "-a", "a-", ".a", "a/b", "a#b", "é", "a>b", "a\n"])
def test_no_iri_is_minted_from_a_bad_slug(slug: str) -> None:
    with pytest.raises(ValueError, match="no slug"):
        terms.mint("task", slug)


def test_no_iri_is_minted_for_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="no kind of things is called 'tasks'"):
        terms.mint("tasks", "1")


@pytest.mark.parametrize("iri", ["http://example.org/", f"{ID}task/", f"{ID}thing/1", f"{ID}task", terms.NS + "Task"])
def test_other_iris_are_none_of_ours(iri: str) -> None:
    assert terms.split_id(iri) is None


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{ID}task/43", "task:43"),
        (terms.NS + "Task", "sg:Task"),
        (terms.SKOS + "prefLabel", "skos:prefLabel"),
        (f"{ID}skill-level/a-1", "skill-level:a-1"),
        (f"{ID}task/43/more", f"{ID}task/43/more"),
        (f"{ID}task/43#more", f"{ID}task/43#more"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_compact_uses_the_table(iri: str, name: str) -> None:
    assert terms.compact(iri) == name


@pytest.mark.parametrize("name", ["task", "unknown:x", "", ":x"])
def test_expand_knows_only_the_table(name: str) -> None:
    assert terms.expand(name) is None


def test_graph_and_path_are_inverse() -> None:
    assert terms.path_of(terms.graph_of("data/seed/a.ttl")) == "data/seed/a.ttl"
    assert terms.path_of("http://example.org/") is None


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Iri("http://a/b"), "<http://a/b>"),
        (Blank("x"), "_:x"),
        (Literal("a"), '"a"'),
        (Literal("a", "", "en-GB"), '"a"@en-GB'),
        (Literal("1", XSD + "integer"), f'"1"^^<{XSD}integer>'),
        (Literal('a"b\\c\nd\te\x00\x7f'), '"a\\"b\\\\c\\nd\\te\\u0000\\u007F"'),
    ],
)
def test_terms_are_serialised_as_n_triples(term: terms.Term, text: str) -> None:
    assert terms.serialise(term) == text


@pytest.mark.parametrize(
    ("text", "datatype", "bare"),
    [
        ("1", "integer", True),
        ("-1", "integer", True),
        ("1.0", "integer", False),
        ("1.0", "decimal", True),
        (".5", "decimal", True),
        ("1", "decimal", False),
        ("1.", "decimal", False),
        ("٣", "integer", False),
        ("true", "boolean", True),
        ("1", "boolean", False),
        ("1.0", "double", False),
        ("1", "string", False),
    ],
)
def test_only_what_turtle_reads_back_is_written_bare(text: str, datatype: str, bare: bool) -> None:
    assert terms.is_bare(Literal(text, XSD + datatype)) is bare


def test_the_prologue_declares_the_whole_table_or_a_part() -> None:
    assert terms.sparql_prologue().count("PREFIX ") == len(PREFIXES)
    assert terms.sparql_prologue({"a": "http://a/"}) == "PREFIX a: <http://a/>\n"
