"""Every datatype through records, pandas, polars and Arrow: nothing changes its value, and nothing is lost silently."""

from __future__ import annotations

import datetime
import json
import math
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from skillgraph.client.answers import ROWS, read_rows, triples_in
from skillgraph.client.errors import NoAnswer
from skillgraph.client.frames import to_arrow
from skillgraph.client.given import bound
from skillgraph.client.result import Result
from skillgraph.client.values import IRI, Text, term_of, value_of
from skillgraph.engine import Dataset
from skillgraph.errors import BadParameter
from skillgraph.results import Column, Table, write_table
from skillgraph.results.formats import JSON, N_TRIPLES
from skillgraph.terms import RDF, XSD, Blank, Iri, Literal, Term, TripleTerm, serialise

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
BIG = 2**63
# A lexical form, its datatype, and the value of Python that it is.
VALUES: tuple[tuple[str, str, object], ...] = (
    ("042", "integer", 42),
    (str(BIG), "integer", BIG),
    ("-7", "negativeInteger", -7),
    ("3", "nonNegativeInteger", 3),
    ("255", "unsignedByte", 255),
    ("9223372036854775807", "long", 2**63 - 1),
    ("1.40", "decimal", Decimal("1.40")),
    ("1000000000000000000.000000000000000001", "decimal", Decimal("1000000000000000000.000000000000000001")),
    (".5", "decimal", Decimal("0.5")),
    ("1e-7", "double", 1e-7),
    ("INF", "double", math.inf),
    ("-INF", "float", -math.inf),
    ("true", "boolean", True),
    ("0", "boolean", False),
    ("2026-12-01", "date", datetime.date(2026, 12, 1)),
    ("0001-01-01", "date", datetime.date(1, 1, 1)),
    ("2026-12-01T10:20:30.5", "dateTime", datetime.datetime(2026, 12, 1, 10, 20, 30, 500_000)),  # noqa: DTZ001  # has none
    ("2026-12-01T10:20:30Z", "dateTime", datetime.datetime(2026, 12, 1, 10, 20, 30, tzinfo=UTC)),
    ("2026-12-01T10:20:30+05:30", "dateTimeStamp", datetime.datetime(2026, 12, 1, 10, 20, 30, tzinfo=EAST)),
    ("10:20:30.1234560", "time", datetime.time(10, 20, 30, 123_456)),
)
# What stays text, with its datatype: what Python has no type for, and what is not valid.
TEXTS: tuple[tuple[str, str], ...] = (
    ("abc", "integer"),
    ("1.0", "integer"),
    (" 1", "integer"),
    ("300", "byte"),
    ("-1", "nonNegativeInteger"),
    ("9" * 5000, "integer"),
    ("1e5", "decimal"),
    ("٣", "integer"),
    ("nan", "double"),
    ("inf", "double"),
    ("yes", "boolean"),
    ("2026-02-30", "date"),
    ("2026-12-01Z", "date"),
    ("-0044-03-15", "date"),
    ("12026-01-01", "date"),
    ("2026-12-01T24:00:00", "dateTime"),
    ("2026-12-01T10:20:30.1234567", "dateTime"),
    ("2026-12-01T10:20:30+15:00", "dateTime"),
    ("0001-01-01T00:00:00+14:00", "dateTime"),
    ("10:20:30Z", "time"),
    ("2026", "gYear"),
    ("2026-12", "gYearMonth"),
    ("P1DT2H", "dayTimeDuration"),
    ("P1Y", "duration"),
    ("00ff", "hexBinary"),
    ("https://example.org/", "anyURI"),
)


def typed(*rows: tuple[Term | None, ...]) -> Result:
    """The answer that has these rows, as a server writes it and a client reads it, with columns a, b, c ..."""
    columns = tuple(Column(name) for name in "abcdef"[: len(rows[0])])
    return Result(read_rows(write_table(Table(columns, rows), "json"), ROWS), "0" * 16, "local:")


def literal(text: str, datatype: str) -> Literal:
    """A literal of a datatype of XML Schema."""
    return Literal(text, XSD + datatype)


@pytest.mark.parametrize(("text", "datatype", "value"), VALUES)
def test_each_datatype_in_records_and_back(text: str, datatype: str, value: object) -> None:
    (record,) = typed((literal(text, datatype),)).records(datatypes=True)
    assert record == {"a": value, "a_datatype": XSD + datatype}
    assert type(record["a"]) is type(value)
    back = term_of(record["a"])
    assert value_of(back) == value
    if isinstance(value, datetime.datetime):
        assert value_of(back).utcoffset() == value.utcoffset()  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "datatype"), TEXTS)
def test_what_python_cannot_hold_stays_as_it_was_written(text: str, datatype: str) -> None:
    result = typed((literal(text, datatype),))
    (record,) = result.records(datatypes=True)
    value = record["a"]
    assert isinstance(value, Text)
    assert (value, value.datatype, record["a_datatype"]) == (text, XSD + datatype, XSD + datatype)
    assert term_of(value) == literal(text, datatype)
    assert result.df()["a"].tolist() == result.pl()["a"].to_list() == result.arrow()["a"].to_pylist() == [text]
    assert result.arrow().schema.field("a").metadata == {b"datatypes": (XSD + datatype).encode()}


# A column by the values in it, the dtype of pandas, polars and Arrow.
COLUMNS: tuple[tuple[list[Term | None], str, str, str], ...] = (
    ([literal("1", "integer"), None, literal("-2", "int")], "Int64", "Int64", "int64"),
    ([literal(str(BIG), "integer"), None], "object", "Decimal(precision=38, scale=0)", "decimal128(19, 0)"),
    (
        [literal("1.40", "decimal"), literal("3", "integer"), None],
        "object",
        "Decimal(precision=38, scale=2)",
        "decimal128(3, 2)",
    ),
    ([literal("0." + "1" * 50, "decimal")], "object", "String", "decimal256(51, 50)"),
    ([literal("1." + "2" * 90, "decimal")], "object", "String", "string"),
    ([literal("0.1", "double"), literal("INF", "float"), None], "Float64", "Float64", "double"),
    ([literal("true", "boolean"), None], "boolean", "Boolean", "bool"),
    ([literal("2026-12-01", "date"), None, literal("9999-12-31", "date")], "datetime64[s]", "Date", "date32[day]"),
    (
        [literal("2026-12-01T00:00:00", "dateTime"), None],
        "datetime64[us]",
        "Datetime(time_unit='us', time_zone=None)",
        "timestamp[us]",
    ),
    (
        [literal("2026-12-01T00:00:00Z", "dateTime"), None],
        "datetime64[us, UTC]",
        "Datetime(time_unit='us', time_zone='UTC')",
        "timestamp[us, tz=UTC]",
    ),
    (
        [literal("2026-12-01T00:00:00+05:30", "dateTime"), None],
        "datetime64[us, UTC+05:30]",
        "Datetime(time_unit='us', time_zone='UTC')",
        "timestamp[us, tz=+05:30]",
    ),
    ([literal("10:20:30", "time"), None], "object", "Time", "time64[us]"),
    ([Iri("urn:a"), None, Literal("b"), Literal("c", RDF + "langString", "en")], "string", "String", "string"),
    ([literal("1", "integer"), literal("1.5", "double"), None], "object", "String", "string"),
    ([None], "object", "Null", "null"),
)


@pytest.mark.parametrize(("cells", "in_pandas", "in_polars", "in_arrow"), COLUMNS, ids=[str(n) for n in range(15)])
def test_each_kind_of_column_keeps_its_values(
    cells: list[Term | None], in_pandas: str, in_polars: str, in_arrow: str
) -> None:
    result = typed(*((cell,) for cell in cells))
    wanted = [record["a"] for record in result.records()]
    frame, polars, arrow = result.df()["a"], result.pl()["a"], result.arrow()["a"]
    assert (str(frame.dtype), str(polars.dtype), str(arrow.type)) == (in_pandas, in_polars, in_arrow)
    texts = [None if cell is None else str(cell) for cell in cells]
    for values in (frame.tolist(), polars.to_list(), arrow.to_pylist()):
        assert [value is None or str(value) in ("<NA>", "NaT", "nan") for value in values] == [
            cell is None for cell in cells
        ]
        for value, exact, text in zip(values, wanted, texts, strict=True):
            if exact is not None:
                assert same(value, exact, text)


def same(value: Any, exact: object, text: str | None) -> bool:
    """Whether a cell of a frame is that value, or where no type holds the column its text."""
    if isinstance(exact, datetime.date) and not isinstance(exact, datetime.datetime):
        return str(value)[:10] == exact.isoformat()
    if isinstance(value, str) and not isinstance(exact, str):
        return value == text
    return bool(value == exact)


def test_not_a_number_is_not_a_missing_one() -> None:
    result = typed((literal("NaN", "double"),), (None,), (literal("1.5", "double"),))
    for values in (
        [record["a"] for record in result.records()],
        result.df()["a"].tolist(),
        result.pl()["a"].to_list(),
        result.arrow()["a"].to_pylist(),
    ):
        assert math.isnan(values[0])
        assert values[1:] == [None, 1.5]


def test_offsets_that_differ_are_the_same_instants_in_utc() -> None:
    texts = ("2026-12-01T00:00:00Z", "2026-12-01T05:30:00+05:30", "2026-11-30T23:00:00-01:00")
    result = typed(*((literal(text, "dateTime"),) for text in texts))
    midnight = datetime.datetime(2026, 12, 1, tzinfo=UTC)
    for values in (result.df()["a"].tolist(), result.pl()["a"].to_list(), result.arrow()["a"].to_pylist()):
        assert values == [midnight] * 3
    offsets = [value.utcoffset() for value in result.df()["a"]]
    assert offsets == [datetime.timedelta()] * 3
    written = [record["a"].isoformat() for record in result.records()]  # type: ignore[union-attr]
    assert written == ["2026-12-01T00:00:00+00:00", *texts[1:]]


def test_instants_and_local_times_together_are_text() -> None:
    result = typed((literal("2026-12-01T00:00:00Z", "dateTime"),), (literal("2026-12-01T00:00:00", "dateTime"),))
    assert result.pl()["a"].to_list() == ["2026-12-01T00:00:00Z", "2026-12-01T00:00:00"]
    assert [value.tzinfo for value in result.df()["a"]] == [UTC, None]


def test_decimals_stay_exact_or_become_floats_on_request() -> None:
    result = typed((literal("0.1", "decimal"), literal("1.5", "decimal")), (literal("0.2", "decimal"), None))
    assert result.df()["a"].sum() == Decimal("0.3")
    frame = result.df(decimals="float")
    assert [str(dtype) for dtype in frame.dtypes] == ["float64", "Float64"]
    assert frame["a"].tolist() == [0.1, 0.2]


def test_languages_and_datatypes_stand_beside_their_column() -> None:
    result = typed((Literal("Grid", RDF + "langString", "en"),), (Literal("plain"),), (Iri("urn:a"),))
    value = result.records()[0]["a"]
    assert isinstance(value, Text)
    assert (value, value.language, value.datatype) == ("Grid", "en", RDF + "langString")
    wanted = {
        "a": ["Grid", "plain", "urn:a"],
        "a_datatype": [RDF + "langString", XSD + "string", None],
        "a_language": ["en", None, None],
    }
    assert result.pl(datatypes=True).to_dict(as_series=False) == wanted
    assert result.arrow(datatypes=True).to_pydict() == wanted
    assert list(result.df(datatypes=True)) == list(wanted)


def test_numbers_and_columns_of_numpy_and_pandas_are_values() -> None:
    frame = typed((literal("33", "integer"),), (literal("43", "integer"),)).df()
    assert term_of(frame["a"].sum()) == literal("76", "integer")
    assert term_of(np.int64(7)) == literal("7", "integer")
    assert term_of(np.bool_(True)) == literal("true", "boolean")
    text = f"ASK {{ ?t ?p ?n FILTER(?n IN ({', '.join(serialise(literal(n, 'integer')) for n in ('33', '43'))})) }}"
    assert bound("ASK { ?t ?p ?n FILTER(?n IN ($n)) }", {"n": frame["a"]}) == text
    for table in (frame, {"a": 1}):
        with pytest.raises(BadParameter, match="no list of values"):
            bound("ASK { ?t ?p $n }", {"n": table})


def test_things_by_their_short_names_in_every_form() -> None:
    result = typed((Iri("https://w3id.org/skillgraph/id/task/43"),), (None,), (Iri("urn:a"),))
    wanted = ["task:43", None, "urn:a"]
    assert [record["a"] for record in result.records(short=True)] == wanted
    assert result.pl(short=True)["a"].to_list() == result.arrow(short=True)["a"].to_pylist() == wanted
    assert result.df(short=True)["a"].dropna().tolist() == ["task:43", "urn:a"]


def test_blank_nodes_and_triples_are_told_apart_from_text() -> None:
    triple = TripleTerm(Iri("urn:a"), Iri("urn:b"), Literal("c"))
    body = Dataset().engine().evaluate("SELECT (BNODE() AS ?x) (<<( <urn:a> <urn:b> 'c' )>> AS ?y) {}", (JSON,)).body
    (record,) = Result(read_rows(body, ROWS), "", "").records()
    blank, quoted = record.values()
    assert isinstance(blank, Text)
    assert blank.startswith("_:")
    assert (blank.datatype, quoted) == ("", serialise(triple))
    with pytest.raises(BadParameter, match="blank node or a triple"):
        term_of(blank)


def test_a_frame_says_where_it_is_from() -> None:
    result = typed((literal("1", "integer"),))
    assert result.df().attrs == {"snapshot": "0" * 16, "url": "local:", "title": ""}
    metadata = result.arrow().schema.metadata
    assert metadata[b"snapshot"] == b"0" * 16


def test_arrow_files_keep_types_and_metadata(tmp_path: Any) -> None:
    result = typed((literal("1.40", "decimal"), literal("2026-12-01", "date"), Iri("urn:a")))
    path = str(tmp_path / "answer.parquet")
    pa.parquet = __import__("pyarrow.parquet").parquet
    pa.parquet.write_table(result.arrow(), path)
    again = pa.parquet.read_table(path)
    assert again.schema.equals(result.arrow().schema, check_metadata=True)
    assert again.to_pylist() == [{"a": Decimal("1.40"), "b": datetime.date(2026, 12, 1), "c": "urn:a"}]


def test_an_answer_without_rows_has_its_columns() -> None:
    body = Dataset().engine().evaluate("SELECT ?a ?b { ?a <urn:p> ?b }", (JSON,)).body
    result = Result(read_rows(body, ROWS), "", "", digits={"b": 2})
    assert list(result.df()) == result.pl().columns == result.arrow().column_names == ["a", "b"]
    assert (len(result.df()), str(result.pl().dtypes[1])) == (0, "Decimal(precision=38, scale=0)")
    assert to_arrow((), {}).num_columns == 0


def test_companions_give_way_to_columns_of_the_query() -> None:
    result = Result(typed((Iri("urn:a"), Literal("mine"))).answer, "", "", labels={"urn:a": "theirs"})
    named = Result(type(result.answer)(("x", "x_label"), result.rows), "", "", labels=result.labels)
    assert result.records() == [{"a": "urn:a", "a_label": "theirs", "b": "mine"}]
    assert named.records() == [{"x": "urn:a", "x_label": "mine"}]


@pytest.mark.parametrize("value", [IRI("task:43"), Text("Grid", language="en"), Text("2026", XSD + "gYear")])
def test_values_survive_pickling(value: Any) -> None:
    again = pickle.loads(pickle.dumps(value))  # noqa: S301  # made here
    assert (again, type(again)) == (value, type(value))
    assert term_of(again) == term_of(value)


@pytest.mark.parametrize(
    ("text", "datatype", "language"), [("x", "a> . <b", ""), ("x", XSD + "string", "en ; <b"), ("x", "no iri", "")]
)
def test_no_datatype_or_language_reaches_out_of_its_place(text: str, datatype: str, language: str) -> None:
    with pytest.raises(BadParameter):
        Text(text, datatype, language)
    with pytest.raises(BadParameter):
        term_of(Text.read(text, datatype, language))


def test_n_triples_are_read_as_the_engine_writes_them() -> None:
    terms: list[Term] = [
        Iri("urn:a%20b"),
        Literal('"quoted" \\ \n \t \r é 𝄞 # . <x>'),
        Literal("Grid", RDF + "langString", "en"),
        literal("1.4", "decimal"),
        TripleTerm(Iri("urn:a"), Iri("urn:b"), Literal("c", RDF + "langString", "en")),
    ]
    query = f"CONSTRUCT {{ <urn:s> <urn:p> ?o }} WHERE {{ VALUES ?o {{ {' '.join(map(serialise, terms))} }} }}"
    body = Dataset().engine().evaluate(query, (N_TRIPLES,)).body
    assert {str(o) for _, _, o in triples_in(body.decode())} == {str(term) for term in terms}
    assert sorted(triples_in(body.decode()), key=str) == sorted(
        ((Iri("urn:s"), Iri("urn:p"), term) for term in terms), key=str
    )
    blank = list(triples_in('# a comment\n_:b.1 <urn:p> "\\u00e9\\U0001D11E" .\n\n'))
    assert blank == [(Blank("b.1"), Iri("urn:p"), Literal("é𝄞"))]


@pytest.mark.parametrize("line", ["<a> <b>", "<a> <b> <c>", '<a> "b" <c> x', "nothing", '<a> <b> "c"^^ .'])
def test_what_is_no_n_triples_is_told(line: str) -> None:
    with pytest.raises(NoAnswer, match="line 1"):
        list(triples_in(line))


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<html>", "text/html"),
        (b"{", ROWS),
        (b"[]", ROWS),
        (json.dumps({"head": {"vars": ["a"]}}).encode(), ROWS),
        (b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal"}}]}}', ROWS),
    ],
)
def test_what_is_no_answer_is_told(body: bytes, media_type: str) -> None:
    with pytest.raises(NoAnswer, match="skillgraph server"):
        read_rows(body, media_type)
