"""The generator of federations: valid, in any form the same statements, and the same bytes for the same seed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from bench.world import federation, sizes
from bench.world.__main__ import main, shipped_skills
from bench.world.blocks import ntriples, turtle

from skillgraph import workspace
from skillgraph.check.run import check
from skillgraph.turtle.formatter import format_text

TODAY = datetime.date(2026, 12, 1)


def made(holders: int, **more: int) -> dict[str, str]:
    """The Turtle files of a federation by path."""
    parts = federation(sizes(holders, **more), shipped_skills())
    return {part.path: turtle(part.comment, part.blocks) for part in parts}


@pytest.mark.slow
def test_a_hundred_holders_have_no_findings(tmp_path: Path) -> None:
    assert main(["100", str(tmp_path / "world")]) == 0
    contents = workspace.read(tmp_path / "world")
    assert sum("/world/" in file.path for file in contents.files) >= 8
    assert check(contents, TODAY) == ()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert made(100) == made(100)
    assert made(100).keys() == made(100, seed=2).keys()
    assert made(100) != made(100, seed=2)


def test_files_are_as_the_formatter_leaves_them() -> None:
    for path, text in made(100).items():
        assert format_text(text) == text, path


def test_both_forms_state_the_same() -> None:
    for part in federation(sizes(100), shipped_skills()):
        read = [ox.parse(text, format=kind) for text, kind in (
            (turtle(part.comment, part.blocks), ox.RdfFormat.TURTLE),
            (ntriples(part.blocks), ox.RdfFormat.N_TRIPLES),
        )]  # fmt: skip
        one, other = ({quad.triple for quad in quads} for quads in read)
        assert one == other
        assert len(one) == sum(block.triples for block in part.blocks)


def test_a_holder_takes_about_fifty_triples_at_any_size() -> None:
    counts = {}
    for holders in (100, 2000):
        parts = federation(sizes(holders), shipped_skills())
        counts[holders] = sum(block.triples for part in parts if "records" in part.path for block in part.blocks)
        assert 42 < counts[holders] / holders < 58
    assert counts[2000] > 15 * counts[100]


def test_what_is_there_already_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["100", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_nquads_name_the_file_of_each_statement(tmp_path: Path) -> None:
    target = tmp_path / "world.nq"
    assert main(["100", str(target), "--as", "nquads"]) == 0
    graphs = {quad.graph_name for quad in ox.parse(path=target, format=ox.RdfFormat.N_QUADS)}
    assert len(graphs) == len(made(100))
