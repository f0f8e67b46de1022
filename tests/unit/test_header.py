"""The `#+` header of query files: text stays as it was written."""

from __future__ import annotations

import pytest

from skillgraph.errors import WorkspaceError
from skillgraph.header import read_header
from skillgraph.workspace import SourceFile


def header(text: str | bytes) -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return read_header(SourceFile("queries/t/q.rq", content))[0]


def test_scalars_stay_text_and_the_query_is_returned_whole() -> None:
    text = "#+ n: 1.40\n#+ d: 2026-12-01\n#+ o: 017\n#+ flag: true\n#+ none: null\n# a comment\nASK {}\n"
    found, whole = read_header(SourceFile("queries/t/q.rq", text.encode()))
    assert found == {"n": "1.40", "d": "2026-12-01", "o": "017", "flag": True, "none": None}
    assert whole == text


def test_nesting_and_folded_text() -> None:
    text = "#+ summary: >-\n#+   one\n#+   two\n#+ params:\n#+   task: {type: iri, help: 'a: b'}\nASK {}"
    assert header(text) == {"summary": "one two", "params": {"task": {"type": "iri", "help": "a: b"}}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ASK {}", "has no '#\\+' header"),
        ("", "has no '#\\+' header"),
        ("#+ just words\nASK {}", "has no '#\\+' header"),
        ("#+ a: [1\nASK {}", "header is not YAML"),
        ("#+ a: !!python/object:os.system {}\nASK {}", "header is not YAML"),
        (b"#+ a: \xff", ":1:7 Here is a byte that is not UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_the_path(text: str | bytes, words: str) -> None:
    with pytest.raises(WorkspaceError, match=f"^queries/t/q.rq.*{words}"):
        header(text)
