"""The W3C's SPARQL queries: none that the engine takes is said to be wrong, and each refused one is told its place."""

from __future__ import annotations

import pyoxigraph as ox

from skillgraph.errors import QuerySyntaxError
from skillgraph.queries.syntax import diagnose, pieces, stop_of
from w3c.conftest import needs, w3c_folder

FOLDER = w3c_folder() / "sparql11"
# Refused by the engine for a rule beside the grammar, or because the bad character is within a token.
BESIDE_THE_GRAMMAR = {"agg", "group", "syn-bad-01", "syn-bad-02", "syn-bad-03", "syn-bad-pname", "syn-bad-values"}
BESIDE_THE_GRAMMAR |= {"syn-invalid-codepoint", "syntax-BINDscope", "syntax-SELECTscope"}


def is_taken(text: str) -> bool:
    try:
        ox.Store().query(text, base_iri="http://a/")
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return True


@needs(FOLDER)
def test_the_grammar_and_the_engine_agree() -> None:
    files = sorted(FOLDER.rglob("*.rq"))
    assert len(files) == 334
    refused, blamed, unseen = 0, [], []
    for file in files:
        text = file.read_text(encoding="utf-8")
        taken, stop = is_taken(text), stop_of(pieces(text))
        if taken and stop is not None:
            blamed.append(file.name)
        if not taken:
            refused += 1
            error = diagnose(text, QuerySyntaxError("", 1, 1))
            assert 1 <= error.line <= text.count("\n") + 1
            if stop is None and not file.name.startswith(tuple(BESIDE_THE_GRAMMAR)):
                unseen.append(file.name)
    assert (blamed, unseen) == ([], [])
    assert refused == 49
