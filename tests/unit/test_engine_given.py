"""A file of N-Quads on disk: every quad, whatever the pieces are; and the place of a line that is none."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from skillgraph.engine import Finished, GivenDataset, Progress, Used, finished, given, open_disk
from skillgraph.engine.forms import KeptForms
from skillgraph.errors import WorkspaceError
from skillgraph.results import GRAPH_FORMATS, format_named

G = "https://example.org/g"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of some lines, and lots of some pieces."""
    monkeypatch.setattr(given, "PIECE", 200)
    monkeypatch.setattr(given, "_LINES_OF_LOT", 9)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "it.nq"


def quad(number: int, graph: str = G) -> str:
    return f'<https://example.org/{number}> <https://example.org/p> "{number}" <{graph}{number % 3}> .\n'


def take(file: Path) -> GivenDataset:
    dataset = GivenDataset(file.parent / "work")
    dataset.take(file, file.parent / "aside")
    return dataset


def published(dataset: GivenDataset, folder: Path) -> Path:
    dataset.publish(folder, Finished("0", 0))
    return folder


def refusal(file: Path) -> str:
    with pytest.raises(WorkspaceError) as refused:
        take(file)
    return refused.value.message


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.usefixtures("small")
def test_every_quad_is_there_once(file: Path, packed: bool) -> None:
    text = "".join(quad(number) for number in [*range(500), *range(100)]).encode()
    file.write_bytes(gzip.compress(text) if packed else text)
    dataset = take(file)
    assert sum(dataset.counted().values()) == 500
    assert dataset.counted() == {f"{G}0": 167, f"{G}1": 167, f"{G}2": 166}
    assert dataset.graphs() == (f"{G}0", f"{G}1", f"{G}2")
    engine = open_disk(published(dataset, file.parent / "made"))
    assert {str(row[0]) for row in engine.select("SELECT ?o { ?s ?p ?o }").rows} == {str(n) for n in range(500)}


@pytest.mark.usefixtures("small")
def test_comments_empty_lines_and_a_last_line_without_an_end(file: Path) -> None:
    file.write_bytes(f"# a comment\n\n{quad(1)}\r\n{quad(2)}{quad(3).strip()}".encode())
    assert sum(take(file).counted().values()) == 3


@pytest.mark.usefixtures("small")
def test_blank_nodes_are_the_same_ones_wherever_they_stand(file: Path) -> None:
    one = "".join(f"_:b{n} <https://example.org/p> _:b{n + 1} <{G}> .\n{quad(n)}" for n in range(60))
    other = "".join(f'{quad(100 + n)}_:b{n} <https://example.org/name> "{n} _:x" <{G}other> .\n' for n in range(61))
    file.write_text(one + other)
    dataset = take(file)
    assert not (file.parent / "aside").exists()
    engine = open_disk(published(dataset, file.parent / "made"))
    path = "PREFIX e: <https://example.org/> SELECT ?a ?b { ?x e:name ?a ; e:p+ ?y . ?y e:name ?b }"
    pairs = {tuple(str(cell) for cell in row) for row in engine.select(path).rows}
    assert pairs == {(f"{a} _:x", f"{b} _:x") for a in range(60) for b in range(a + 1, 61)}


@pytest.mark.parametrize("line", [1, 2, 57, 300])
@pytest.mark.parametrize(
    ("broken", "column"), [("<https://example.org/a> nonsense .", 25), ("_:b <https://example.org/p> .", 29)]
)
@pytest.mark.usefixtures("small")
def test_a_broken_line_is_told_by_its_place(file: Path, line: int, broken: str, column: int) -> None:
    lines = [f"_:c{n} <https://example.org/p> <https://example.org/{n}> <{G}> .\n" if n % 7 == 3 else quad(n)
             for n in range(300)]  # fmt: skip
    lines[line - 1] = f"{broken}\n"
    file.write_text("".join(lines))
    assert refusal(file).startswith(f"{file}:{line}:{column} The ")


@pytest.mark.usefixtures("small")
def test_of_several_broken_lines_the_first_is_told_each_time(tmp_path: Path) -> None:
    shuffled = random.Random(1)  # noqa: S311
    for number in range(12):
        lines = [quad(n) for n in range(400)]
        places = sorted(shuffled.sample(range(400), 5))
        for place in places:
            lines[place] = "what?\n"
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "it.nq").write_text("".join(lines))
        assert f"it.nq:{places[0] + 1}:1 " in refusal(folder / "it.nq")


@pytest.mark.parametrize(
    "content",
    [
        b'{"json": [1]}\n',
        b"\x00\xff\xfe\x10binary",
        b"@prefix a: <https://e.org/> .\na:b a:c a:d .\n",
        b"a,b,c\n1,2,3\n",
    ],
    ids=["JSON", "binary", "Turtle", "CSV"],
)
def test_what_is_no_n_quads_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert refusal(file).startswith(f"{file}:1:")


def test_a_file_that_was_cut_off_cannot_be_read(file: Path) -> None:
    file.write_bytes(gzip.compress("".join(map(quad, range(5000))).encode())[:-2000])
    assert "cannot be read: Compressed file ended" in refusal(file)


def test_a_line_without_an_end_is_not_taken_into_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "PIECE", 1000)
    monkeypatch.setattr(given, "LONGEST_LINE", 5000)
    file.write_text(quad(1) + quad(2) + "x" * 20_000)
    assert "line 3 has more than 5,000 bytes" in refusal(file)


def test_an_empty_file_is_an_empty_dataset(file: Path) -> None:
    file.touch()
    assert take(file).counted() == {}


@pytest.mark.parametrize(
    "line", ["<https://e.org/s> <https://e.org/p> 'x' .", "<https://e.org/s> <https://e.org/p> <https://e.org/o> _:g ."]
)
def test_a_statement_without_a_named_graph_is_found(file: Path, line: str) -> None:
    file.write_text(quad(1) + line.replace("'", '"') + "\n")
    assert take(file).loose().startswith("<https://e.org/s> <https://e.org/p>")


def test_no_statement_is_loose_where_all_have_graphs(file: Path) -> None:
    file.write_text(quad(1))
    assert take(file).loose() == ""


def test_properties_and_classes_are_noted(file: Path) -> None:
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    file.write_text(
        f"{quad(1)}<https://e.org/s> <{kind}> <https://e.org/C> <{G}> .\n<https://e.org/s> <{kind}> _:c <{G}> .\n"
    )
    assert take(file).used() == Used((kind, "https://example.org/p"), ("https://e.org/C",))


def test_literals_are_given_back_as_they_were_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    lines = [
        f'<https://e.org/s> <https://e.org/p> "{value}"^^<{xsd}{kind}> <{G}> .\n'
        for value, kind in (("3.50", "decimal"), ("2", "nonNegativeInteger"), ("007", "integer"), ("5", "integer"))
    ] + [f'_:b <https://e.org/p> "1.0"^^<{xsd}decimal> <{G}> .\n']
    file.write_text("".join(lines * 2))
    dumped = "".join(line.replace(f" <{G}>", "") for line in sorted(lines)).encode()
    triples = format_named("nt", GRAPH_FORMATS)
    assert open_disk(published(take(file), file.parent / "made")).dump(G, triples) == dumped
    monkeypatch.setattr(given, "MOST_FORMS", 0)
    shutil.rmtree(file.parent / "work")
    changed = open_disk(published(take(file), file.parent / "other")).dump(G, triples)
    assert changed.count(b"\n") == 5
    assert b'"3.5"' in changed


@pytest.mark.usefixtures("small")
def test_it_says_how_far_it_is(file: Path) -> None:
    file.write_text("".join(map(quad, range(100))))
    told: list[Progress] = []
    GivenDataset(file.parent / "work").take(file, file.parent / "aside", told.append)
    assert told[-1] == Progress(100, file.stat().st_size)
    assert [one.lines for one in told] == sorted(one.lines for one in told)
    assert len(told) > 10


def test_counts_are_kept_beside_the_dataset(file: Path) -> None:
    file.write_text(quad(1))
    dataset = take(file)
    about = Finished("abc", 1, used=dataset.used(), graphs=dataset.counted())
    dataset.publish(file.parent / "made", about)
    assert finished(file.parent / "made") == about
    assert about.graphs == {f"{G}1": 1}


def test_reading_from_it_never_asks_for_more_than_a_piece(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "PIECE", 4096)
    asked: list[int] = []

    class Watched:
        def __init__(self, inner: object) -> None:
            self._inner = inner

        def read(self, size: int) -> bytes:
            asked.append(size)
            return self._inner.read(size)  # type: ignore[attr-defined,no-any-return]

        def readline(self, size: int) -> bytes:
            return self._inner.readline(size)  # type: ignore[attr-defined,no-any-return]

    file.write_text("".join(map(quad, range(2000))))
    plain: Callable[..., object] = given._Feed.__init__

    def watched(feed: object, inner: object, *others: object) -> None:
        plain(feed, Watched(inner), *others)

    monkeypatch.setattr(given._Feed, "__init__", watched)
    assert sum(take(file).counted().values()) == 2000
    assert set(asked) == {4096}
    assert len(asked) > 30


def test_the_engine_reads_what_it_is_given_in_lots(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "PIECE", 500)
    monkeypatch.setattr(given, "_LINES_OF_LOT", 20)
    file.write_text("".join(map(quad, range(200))))
    with file.open("rb") as quads, (file.parent / "aside").open("wb") as aside:
        feed, sizes = given._Feed(quads, aside, KeptForms(), lambda _: None), []
        while lot := feed.lot():
            sizes.append(sum(1 for _ in ox.parse(lot, ox.RdfFormat.N_QUADS)))  # type: ignore[arg-type]
    assert sum(sizes) == 200
    assert max(sizes) < 30
