"""`skillgraph export`: files in their places, whole or not at all, private statements only where they are asked for."""

from __future__ import annotations

import gzip
import sqlite3
import stat
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.conftest import Run

ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
sg:number a owl:DatatypeProperty .
"""
DATA = """@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix task: <https://w3id.org/skillgraph/id/task/> .
task:{0} a sg:ServiceTask ; sg:number {0} ; sg:share {0}.50 .
"""
QUERY = """#+ summary: Which tasks are there?
#+ columns:
#+   task: {type: iri, help: "The task."}
#+   share: {type: decimal, help: "Its share.", digits: 2}
SELECT ?task ?share { ?task a sg:ServiceTask ; sg:share ?share } ORDER BY ?task
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workspace with a public and a private task."""
    files = {
        "ontology/core.ttl": ONTOLOGY,
        "data/seed/tasks.ttl": DATA.format(1),
        "data/seed/private/tasks.ttl": DATA.format(2),
        "queries/tasks/tasks.rq": QUERY,
    }
    for path, text in files.items():
        (tmp_path / "w" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "w" / path).write_text(text)
    (tmp_path / "w" / "shapes").mkdir()
    return tmp_path / "w"


def tasks(file: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT task, share FROM query_tasks").fetchall()
    finally:
        connection.close()


def test_databases_and_dumps_hold_what_is_public(run: Run, small: Path, tmp_path: Path) -> None:
    db, packed, plain, folder = (tmp_path / name for name in ("g.db", "g.nq.gz", "g.nq", "ttl"))
    done = run("export", "--sqlite", str(db), "--nquads", str(packed), "--turtle", str(folder), "-w", str(small))
    assert done.returncode == 0, done.stderr
    assert tasks(db) == [("https://w3id.org/skillgraph/id/task/1", "1.50")]
    run("export", "--nquads", str(plain), "-w", str(small))
    lines = plain.read_bytes()
    assert gzip.decompress(packed.read_bytes()) == lines
    assert b"task/1" in lines
    assert b"task/2" not in lines
    assert b'"1.50"' in lines
    written = folder / "data" / "seed" / "tasks.ttl"
    assert len(list(ox.parse(path=str(written), format=ox.RdfFormat.TURTLE))) == 3
    assert not (folder / "data" / "seed" / "private").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_private_statements_are_for_the_user_alone(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("export", "--sqlite", str(tmp_path / "g.db"), "--private", "-w", str(small))
    assert "holds private statements" in done.stderr
    assert len(tasks(tmp_path / "g.db")) == 2
    assert stat.S_IMODE((tmp_path / "g.db").stat().st_mode) == 0o600
    refused = run("export", "--site", str(tmp_path / "site"), "--private", "-w", str(small))
    assert (refused.returncode, "A site is public" in refused.stderr) == (2, True)


def test_a_database_is_put_in_its_place_whole(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "g.db").write_text("old")
    assert run("export", "--sqlite", str(tmp_path / "g.db"), "-w", str(small)).returncode == 0
    assert len(tasks(tmp_path / "g.db")) == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".g.db")] == []
    wrong = run("export", "--sqlite", str(tmp_path / "none" / "g.db"), "-w", str(small))
    assert (wrong.returncode, "cannot be written" in wrong.stderr) == (2, True)


def test_a_folder_that_is_there_is_not_touched(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for option in ("--site", "--turtle"):
        done = run("export", option, str(tmp_path / "site"), "-w", str(small))
        assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert list((tmp_path / "site").iterdir()) == []


def test_a_site_that_passes_its_bounds_is_not_written(run: Run, small: Path, tmp_path: Path) -> None:
    done = run("export", "--site", str(tmp_path / "site"), "--most-files", "3", "-w", str(small))
    assert (done.returncode, "more than 3 files" in done.stderr) == (2, True)
    assert not (tmp_path / "site").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []


def test_nothing_to_export_is_an_error(run: Run, small: Path) -> None:
    done = run("export", "-w", str(small))
    assert (done.returncode, "Give --sqlite FILE" in done.stderr) == (2, True)
