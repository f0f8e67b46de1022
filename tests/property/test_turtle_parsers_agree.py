"""The located parser and pyoxigraph's read the same documents, and refuse the same ones."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import canonical, quads_of
from skillgraph.turtle import parse_document

BASE = "http://example.org/base/here"
HEAD = "@prefix : <http://example.org/> .\n@prefix x: <http://example.org/x#> .\n"

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
iris = st.sampled_from(["<a>", "<../b?c#d>", "<http://e.org/>", ":a", "x:b.c", ":", "x:d%20e", ":f\\~g", "<urn:x:y>"])
blanks = st.sampled_from(["_:a", "_:b.c", "[]"])


def quoted(text: str) -> str:
    """A string as a Turtle literal with escapes."""
    return '"' + "".join(f"\\U{ord(c):08X}" if ord(c) < 0x20 or c in '"\\' else c for c in text) + '"'


literals = st.one_of(
    texts.map(quoted),
    texts.map(lambda text: quoted(text) + "@en-GB"),
    texts.map(lambda text: quoted(text) + "^^x:t"),
    st.integers(-999, 999).map(str),
    st.decimals(-9, 9, places=2, allow_nan=False).map(str),
    st.sampled_from(["true", "false", "1e3", ".5", "-0.0", "'''a'b\n'''", '"""c"d"""']),
)


def is_term(text: str) -> bool:
    """Whether it can be an object between << and >>; the other parser refuses long strings there, which are right."""
    return not text.startswith(("(", "[", "'''", '"""'))


leaves = st.one_of(iris, blanks, literals)
nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
        st.tuples(iris, inner).map(lambda pair: f"[ {pair[0]} {pair[1]} ]"),
        st.tuples(iris, iris, inner).map(lambda t: f"<< {t[0]} {t[1]} {t[2]} >>" if is_term(t[2]) else t[2]),
    ),
    max_leaves=5,
)
gaps = st.sampled_from([" ", "\n", "\t", " # note\n", "\r\n"])
statements = st.tuples(st.one_of(iris, blanks), gaps, iris, gaps, st.lists(nodes, min_size=1, max_size=3), gaps).map(
    lambda t: f"{t[0]}{t[1]}{t[2]}{t[3]}{' , '.join(t[4])}{t[5]}."
)
documents = st.lists(statements, max_size=4).map(lambda parts: HEAD + "\n".join(parts))


def independent(text: str) -> list[ox.Quad] | None:
    """What the other parser reads, or None where it refuses the text."""
    try:
        return list(ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE, base_iri=BASE))
    except SyntaxError:
        return None


@settings(max_examples=300, deadline=None)
@given(documents)
def test_the_same_graph(text: str) -> None:
    expected = independent(text)
    document = parse_document(text, BASE)
    assert (expected is None) == bool(document.problems)
    if expected is not None:
        assert canonical(quads_of(document)) == canonical(expected)


@settings(max_examples=400, deadline=None)
@given(documents, st.data())
def test_the_same_refusals(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(len(HEAD), len(text)))
    length = data.draw(st.integers(0, 3))
    piece = data.draw(st.sampled_from([*"<>\"'.;,[](){}^@:_~| \n#a1", "@en", "^^", ":a", "_:b", "<<", "|}"]))
    damaged = text[:start] + piece + text[start + length :]
    expected = independent(damaged)
    document = parse_document(damaged, BASE)
    assert (expected is None) == bool(document.problems)
    if expected is not None:
        assert canonical(quads_of(document)) == canonical(expected)
