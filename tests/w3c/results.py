"""Expected and given results in a form in which equal means equal.

Solutions are compared as bags, in order where the query orders them; blank nodes by structure; numbers and
booleans by value and datatype, since the suite's own results differ from one another in how they write a number.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from graphs import canonical
from w3c.suite import FOLDER, Facts, Term, parsed

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SOLUTIONS = {"srx": ox.QueryResultsFormat.XML, "srj": ox.QueryResultsFormat.JSON, "tsv": ox.QueryResultsFormat.TSV}
_FLOATING = {XSD + "double", XSD + "float"}
_EXACT = {XSD + name for name in ("integer", "decimal", "int", "long", "short", "byte", "unsignedInt")}

Row = dict[str, Term]
Result = bool | tuple[frozenset[str], list[Row]] | list[ox.Quad]


def expected(path: str) -> Result:
    """What a result file of the suite states: a boolean, variables with rows, or a graph."""
    suffix = path.rpartition(".")[2]
    if suffix in _SOLUTIONS:
        return solutions((FOLDER / path).read_bytes(), _SOLUTIONS[suffix])
    facts = Facts(path)
    sets = [quad.subject for quad in facts.quads if quad.object == ox.NamedNode(RS + "ResultSet")]
    return _result_set(facts, sets[0]) if sets else parsed(path)


def solutions(content: bytes, form: ox.QueryResultsFormat) -> Result:
    """What a results document states."""
    result = ox.parse_query_results(input=content, format=form)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    rows = [{name: row[name] for name in names if row[name] is not None} for row in result]
    return frozenset(names), rows


def cells(content: bytes) -> Counter[frozenset[tuple[str, str]]]:
    """The bag of a CSV document's rows by column; `_:` names are all one, since CSV keeps nothing of a blank node."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return Counter(
        frozenset((name, "_:" if cell.startswith("_:") else cell) for name, cell in row.items()) for row in rows
    )


def same(one: Result, other: Result, *, ordered: bool) -> bool:
    """Whether two results state the same; the costly comparison of blank nodes is left to results of one size."""
    return _size(one) == _size(other) and comparable(one, ordered=ordered) == comparable(other, ordered=ordered)


def _size(result: Result) -> int:
    if isinstance(result, bool):
        return -1
    return len(result) if isinstance(result, list) else len(result[1])


def comparable(result: Result, *, ordered: bool) -> object:
    """A form of a result that is equal for equal results."""
    if isinstance(result, bool):
        return result
    if isinstance(result, list):
        return canonical(ox.Quad(q.subject, q.predicate, _levelled(q.object)) for q in result)
    names, rows = result
    plain: Counter[object] = Counter()
    linked: list[ox.Quad] = []
    for number, row in enumerate(rows):
        level = {name: _levelled(term) for name, term in row.items()}
        place = number if ordered else 0
        if not any(isinstance(term, ox.BlankNode) for term in level.values()):
            plain[(place, frozenset(level.items()))] += 1
            continue
        subject = ox.BlankNode()
        linked.append(ox.Quad(subject, ox.NamedNode("urn:place"), ox.Literal(place)))
        linked += (ox.Quad(subject, ox.NamedNode(f"urn:column:{name}"), term) for name, term in level.items())
    return names, plain, canonical(linked)


def _levelled(term: Term) -> Term:
    """A number in one way of writing; every other term as it is."""
    if not isinstance(term, ox.Literal):
        return term
    kind = term.datatype.value
    try:
        if kind in _FLOATING:
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
        if kind == XSD + "boolean":
            return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
        if kind in _EXACT:
            return ox.Literal(f"{Decimal(term.value).normalize():f}", datatype=term.datatype)
    except (ValueError, InvalidOperation):
        pass
    return term


def _result_set(facts: Facts, subject: Term) -> Result:
    names = frozenset(getattr(term, "value", "") for term in facts.all(subject, RS + "resultVariable"))
    rows = []
    for solution in facts.all(subject, RS + "solution"):
        bindings = facts.all(solution, RS + "binding")
        rows.append({facts.one(cell, RS + "variable"): facts.all(cell, RS + "value")[0] for cell in bindings})
    return names, rows
