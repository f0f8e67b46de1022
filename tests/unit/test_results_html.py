"""A page shows what an answer holds as text; nothing in it is markup."""

from __future__ import annotations

import pytest

from skillgraph.results import Column, Table, write_table
from skillgraph.terms import XSD, Blank, Iri, Literal, Term, TripleTerm


def cell(term: Term | None) -> str:
    page = write_table(Table((Column("x"),), ((term,),)), "html").decode()
    return page.partition("<tbody>\n<tr>")[2].partition("</tr>")[0]


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (None, "<td></td>"),
        (Literal("<script>alert('&')</script>"), "<td>&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;</td>"),
        (Literal("eins", language="de"), '<td lang="de">eins</td>'),
        (Literal("x", language="he--rtl"), '<td lang="he" dir="rtl">x</td>'),
        (Literal("3.50", XSD + "decimal"), "<td>3.50</td>"),
        (Literal("a\x00b\x1f\ufffe"), "<td>a\ufffdb\ufffd\ufffd</td>"),
        (
            Iri("https://w3id.org/skillgraph/id/task/1"),
            '<td><a href="https://w3id.org/skillgraph/id/task/1" rel="nofollow">task:1</a></td>',
        ),
        (Iri("http://a/?b&c"), '<td><a href="http://a/?b&amp;c" rel="nofollow">http://a/?b&amp;c</a></td>'),
        (Iri("javascript:alert(1)"), "<td>javascript:alert(1)</td>"),
        (Iri("HTTP://a/"), "<td>HTTP://a/</td>"),
        (
            Iri('http://a/"onclick='),
            '<td><a href="http://a/&quot;onclick=" rel="nofollow">http://a/&quot;onclick=</a></td>',
        ),
        (Blank("b0"), "<td>_:b0</td>"),
        (
            TripleTerm(Iri("http://a/"), Iri("http://b/"), Literal("<")),
            "<td>&lt;&lt;( &lt;http://a/&gt; &lt;http://b/&gt; &quot;&lt;&quot; )&gt;&gt;</td>",
        ),
    ],
)
def test_cells(term: Term | None, shown: str) -> None:
    assert cell(term) == shown


def test_the_page_is_for_everybody() -> None:
    page = write_table(Table((Column("a<b", "The <first>."),), ()), "html").decode()
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert '<th scope="col" title="The &lt;first&gt;.">a&lt;b</th>' in page
    assert "<p>0 rows.</p>" in page
    assert "<script" not in page
    assert "style" not in page
