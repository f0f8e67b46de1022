"""Pages without a snapshot: the head and foot of all others, everything escaped, links below the public address."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from skillgraph.pages import read_assets, render_own

FOUND = {"type": "https://h/g/problems/not-found", "title": "Not found", "status": 404, "detail": "<b>no</b>"}


def test_a_problem_in_the_clothes_of_the_site() -> None:
    text = render_own("https://h/g", "problem.html", "404 Not found", {"problem": FOUND}).decode()
    assert "<h1>404 Not found</h1>" in text
    assert "&lt;b&gt;no&lt;/b&gt;" in text
    assert f'href="/g{read_assets()["style.css"].path}"' in text
    assert '<a class="brand" href="/g/">' in text
    assert "Snapshot" not in text
    assert "Did you mean" not in text
    assert "notice" not in text


def test_what_else_is_known_of_a_problem_is_shown() -> None:
    found = FOUND | {"source": "FILTR", "caret": "^", "hint": "Say <x>.", "see": ["https://h/g/id/task/1"]}
    text = render_own("https://h/g", "problem.html", "t", {"problem": found}).decode()
    assert "<pre>FILTR\n^</pre>" in text
    assert '<p class="notice">Say &lt;x&gt;.</p>' in text
    assert '<a href="https://h/g/id/task/1">' in text


def test_a_model_that_lacks_a_name_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        render_own("https://h", "problem.html", "t", {})
