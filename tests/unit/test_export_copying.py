"""A copy of a site: addresses become files, links lead from file to file, forms give way to lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from skillgraph.errors import UsageError
from skillgraph.export.addresses import NOTE, file_of, has_note, has_place, relative
from skillgraph.export.copying import Copy, Got, Limits
from skillgraph.export.rewriting import Page

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("address", "content_type", "file"),
    [
        ("/", HTML, "index.html"),
        ("/queries", HTML, "queries.html"),
        ("/queries/tasks?group=UK", HTML, "queries/tasks,group=UK.html"),
        ("/queries/tasks.csv?group=UK&by=a", "text/csv; charset=utf-8", "queries/tasks,by=a,group=UK.csv"),
        ("/doc/task/43.ttl", "text/turtle", "doc/task/43.ttl"),
        ("/graph/data/seed/tasks.ttl", HTML, "graph/data/seed/tasks.ttl.html"),
        ("/assets/style.0a1b.css", "text/css", "assets/style.0a1b.css"),
        ("/ns/skill/1.0.0", HTML, "ns/skill/1.0.0.html"),
    ],
)
def test_files_have_names_that_tell_what_is_in_them(address: str, content_type: str, file: str) -> None:
    assert file_of(address, content_type) == file


@pytest.mark.parametrize(
    "address", ["/.well-known/void", "/queries/a?x=b/../../c", "/doc/a/%2e%2e%2f%2e%2e", "/a?b=%00"]
)
def test_no_file_leaves_the_folder_or_hides(address: str) -> None:
    pieces = file_of(address, HTML).split("/")
    assert all(piece and not piece.startswith(".") and piece.isprintable() for piece in pieces)


def test_long_and_odd_names_stay_apart() -> None:
    one, other = (file_of(f"/queries/a?x={'y' * 200}{end}", HTML) for end in ("1", "2"))
    assert one != other
    assert len(one) < 150
    assert file_of("/a?b=c:d", HTML) != file_of("/a?b=c;d", HTML)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/queries/tasks.csv", True),
        ("/queries/tasks.xlsx", True),
        ("/queries/tasks.csv?group=UK", True),
        ("/queries/tasks.xlsx?group=UK", False),
        ("/queries/tasks.parquet", False),
        ("/queries/tasks?sort=number", False),
        ("/sparql", False),
        ("/sparql?query=ASK", False),
        ("/search?q=x", False),
        ("/status", False),
        ("/doc/task/43.nt", False),
        ("/dump.nq.gz", False),
        ("/ns/skill/1.0.0", True),
    ],
)
def test_what_asks_a_server_has_no_place(address: str, place: bool) -> None:
    assert has_place(address) is place
    assert has_note(address) is address.startswith("/sparql")


def test_links_are_relative() -> None:
    assert relative("index.html", "doc/task/43.html") == "../../index.html"
    assert relative("ns.html", "index.html", "Skill") == "ns.html#Skill"


def page(text: str, **known: str) -> str:
    """The text with those addresses in the copy, read at /here/x."""
    return Page("/here/x", lambda address, fragment: known.get(address.strip("/"))).rewritten(text)


def test_all_but_links_stays_to_the_letter() -> None:
    text = (
        '<!doctype html>\n<p title="a &amp; b">x &lt; y &#8217; <!-- c --><br>é</p><script>if (a < b) "</p>"</script>'
    )
    assert page(text) == text


def test_links_lead_into_the_copy_or_become_text() -> None:
    assert page('<a class="b" href="/a">A</a>', a="../a.html") == '<a class="b" href="../a.html">A</a>'
    assert page('<a href="/none" rel="nofollow">N</a>') == "<span>N</span>"
    assert page('<a href="#x">X</a> <a href="https://a/b">B</a>') == '<a href="#x">X</a> <a href="https://a/b">B</a>'
    assert page('<figure data-neighbours="/a"></figure>', a="a.json") == '<figure data-neighbours="a.json"></figure>'
    assert page('<link rel="canonical" href="http://h/a"><script src="/none.js"></script>') == "</script>"


def test_a_form_gives_way_to_what_it_offers() -> None:
    form = (
        '<form action="/q"><label for="t">Task <b>now</b></label><select id="t" name="task" required>'
        '<option value="">Choose</option><option value="1">One &amp; only</option>'
        '<option value="2">Two</option></select>'
        '<input name="on" type="date" value="2026-12-01"><button>Run</button></form>after'
    )
    found = page(form, **{"q?task=1": "q1.html", "q": "q.html"})
    assert "<form" not in found
    assert "<button" not in found
    assert '<li><a href="q1.html">One &amp; only</a></li>' in found
    assert "Two" not in found
    assert found.endswith("</details>\nafter")


SITE: dict[str, Got] = {
    "/": Got(
        200,
        HTML,
        b'<html><head><link rel="stylesheet" href="/assets/s.css"></head><body>'
        b'<a href="/a">A</a> <a href="/id/t/1">T</a> <a href="/sparql">Ask</a> <a href="/missing">M</a>'
        b"<p>2 rows in 3.1 ms from here</p></body></html>",
    ),
    "/a": Got(200, HTML, b'<body><a href="/">home</a> <a href="/a.csv">CSV</a> <a href="/a?sort=x">sort</a></body>'),
    "/a.csv": Got(200, "text/csv", b"x\r\n1\r\n"),
    "/id/t/1": Got(303, "text/plain", b"", "/doc/t/1"),
    "/doc/t/1": Got(200, HTML, b"<body>one</body>"),
    "/assets/s.css": Got(200, "text/css", b"p{}"),
}


def ask(addresses: Sequence[str]) -> Iterable[Got]:
    return [SITE.get(address, Got(404, HTML, b"none")) for address in addresses]


def copied(folder: Path, files: int = 100, until: float = 1.0) -> dict[str, int]:
    folder.mkdir()
    return Copy(folder, ask, Limits(files, until, lambda: 0.0), "abc", "2026-12-01").make(["/"])


def test_a_site_is_copied_whole(tmp_path: Path) -> None:
    told = copied(tmp_path / "site")
    files = sorted(path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.*"))
    assert files == [".nojekyll", "a.csv", "a.html", "assets/s.css", "copy.json", "doc/t/1.html", "index.html", NOTE]
    assert (told["pages"], told["files"]) == (3, 2)
    first = (tmp_path / "site" / "index.html").read_text()
    assert 'href="a.html"' in first
    assert 'href="doc/t/1.html"' in first
    assert f'<a href="{NOTE}">Ask</a>' in first
    assert "<span>M</span>" in first
    assert "2 rows from here" in first
    assert "A copy of snapshot <code>abc</code>, made on 2026-12-01." in first
    assert '<link rel="stylesheet" href="assets/s.css">' in (tmp_path / "site" / NOTE).read_text()
    assert json.loads((tmp_path / "site" / "copy.json").read_text())["snapshot"] == "abc"


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    copied(tmp_path / "one")
    copied(tmp_path / "two")
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


@pytest.mark.parametrize(("files", "until", "text"), [(2, 1.0, "more than 2 files"), (100, -1.0, "takes longer")])
def test_a_copy_has_bounds(tmp_path: Path, files: int, until: float, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        copied(tmp_path / "site", files, until)
