"""A table as a spreadsheet (Office Open XML, ECMA-376 part 1), written row by row in memory.

Numbers are numbers where every number of the column has at most 15 digits that count, which is what spreadsheets keep;
else the column is text. Text is never a formula, and what looks like one is marked as text for those who edit it.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from skillgraph.errors import NotAcceptable
from skillgraph.results.columns import Kind, Sheet, Typed
from skillgraph.results.markup import content, quoted

MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 1_048_576, 16_384, 32_767  # of a sheet; characters of a cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FIRST_DAY = datetime.date(1900, 3, 1)  # spreadsheets count a 29th of February before it
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets know no time zones
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 8, 100
_PIECE = 1 << 16
# Section 22.9.2.19: characters that XML cannot hold are written as _xHHHH_, and so is what would be read as one.
_UNHELD = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLAIN, _BOLD, _TEXT, _DATE, _TIME, _WHOLE, _SCALED = range(7)  # styles; those of decimals come last, one a scale


def workbook(sheet: Sheet) -> bytes:
    """The file: the rows on the first sheet, and on the second what its columns mean and where they are from."""
    _need_room(sheet)
    scales = sorted({one.scale for one in sheet.columns if _is_number(one) and one.scale})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in _frame(scales):
            _write(package, name, [text])
        _write(package, "xl/worksheets/sheet1.xml", _rows(sheet, scales))
        _write(package, "xl/worksheets/sheet2.xml", _about(sheet))
    return out.getvalue()


def _need_room(sheet: Sheet) -> None:
    if sheet.rows >= MOST_ROWS or len(sheet.columns) > MOST_COLUMNS:
        raise NotAcceptable(f"A spreadsheet holds {MOST_ROWS - 1:,} rows below its head.", "Ask for text/csv.")
    for one in sheet.columns:
        longest = max((len(text) for text in one.texts if text is not None), default=0)
        if longest > MOST_TEXT:
            raise NotAcceptable(
                f"{one.column.name} has a text of {longest:,} characters; a cell holds {MOST_TEXT:,}.",
                "Ask for text/csv.",
            )


def _write(package: zipfile.ZipFile, name: str, parts: Iterator[str] | Sequence[str]) -> None:
    """One part, in pieces, with the time that means none."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with package.open(entry, "w") as file:
        held: list[str] = []
        size = 0
        for part in parts:
            held.append(part)
            size += len(part)
            if size > _PIECE:
                file.write("".join(held).encode())
                held, size = [], 0
        file.write("".join(held).encode())


def _frame(scales: Sequence[int]) -> Iterator[tuple[str, str]]:
    """The parts that every workbook has."""
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in (1, 2)
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    parts = [("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _relations(parts)
    named = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(("Answer", "About"), 1)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
    )
    yield "xl/styles.xml", _styles(scales)


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _styles(scales: Sequence[int]) -> str:
    formats = {164: "yyyy\\-mm\\-dd", 165: "yyyy\\-mm\\-dd\\ hh:mm:ss"}
    formats |= {166 + place: f"0.{'0' * scale}" for place, scale in enumerate(scales)}
    listed = "".join(f'<numFmt numFmtId="{key}" formatCode={quoted(code)}/>' for key, code in formats.items())
    own = [(0, 0, ""), (0, 1, ""), (49, 0, ' quotePrefix="1"'), (164, 0, ""), (165, 0, ""), (1, 0, "")]
    own += [(166 + place, 0, "") for place in range(len(scales))]
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" '
        f'applyNumberFormat="1" applyFont="1"{more}/>'
        for number, font, more in own
    )
    fonts = "".join(f'<font>{bold}<sz val="11"/><name val="Calibri"/></font>' for bold in ("", "<b/>"))
    fills = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{listed}</numFmts>'
        f'<fonts count="2">{fonts}</fonts><fills count="2">{fills}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(own)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _rows(sheet: Sheet, scales: Sequence[int]) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0" tabSelected="1">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield _widths([_width(one) for one in sheet.columns])
    yield "<sheetData><row>"
    yield from (_text(one.column.name, _BOLD) for one in sheet.columns)
    yield "</row>"
    columns = [_cells(one, scales) for one in sheet.columns]
    for row in zip(*columns, strict=True) if columns else ():
        yield f"<row>{''.join(row)}</row>"
    yield "</sheetData></worksheet>"


def _about(sheet: Sheet) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{_widths([24, 14, 80])}<sheetData>'
    rows = [(name, "", text) for name, text in sheet.about.items()]
    rows += [(one.column.name, one.kind.value, one.column.help) for one in sheet.columns]
    for row in rows:
        yield f"<row>{''.join(_text(text, _PLAIN) for text in row)}</row>"
    yield "</sheetData></worksheet>"


def _widths(widths: Sequence[int]) -> str:
    rows = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in zip(count(1), widths, strict=False)
    )
    return f"<cols>{rows}</cols>" if rows else ""


def _width(one: Typed) -> int:
    longest = max((len(text) for text in one.texts[:_LOOKED_AT] if text), default=0)
    return min(max(longest, len(one.column.name), _NARROWEST) + 2, _WIDEST)


def _cells(one: Typed, scales: Sequence[int]) -> Iterator[str]:
    """The cells of a column, each with its place left to its order in the row."""
    if _is_number(one):
        style = _SCALED + scales.index(one.scale) if one.scale else _WHOLE if one.kind is not Kind.DOUBLE else _PLAIN
        return _written(one, lambda value: f'<c s="{style}"><v>{value}</v></c>')
    if one.kind is Kind.BOOLEAN:
        return _written(one, lambda value: f'<c t="b"><v>{int(value)}</v></c>')
    if one.kind is Kind.DATE and all(value is None or value >= _FIRST_DAY for value in one.values):
        return _written(one, lambda value: f'<c s="{_DATE}"><v>{(value - _DAY_ZERO.date()).days}</v></c>')
    if one.kind is Kind.TIMESTAMP and all(map(_is_held, one.values)):
        return _written(one, lambda value: f'<c s="{_TIME}"><v>{_serial(value)}</v></c>')
    return ("<c/>" if text is None else _text(text, _PLAIN) for text in one.texts)


def _written(one: Typed, write: Callable[[Any], str]) -> Iterator[str]:
    return ("<c/>" if value is None else write(value) for value in one.values)


def _is_number(one: Typed) -> bool:
    return one.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE) and one.is_exact_as_double


def _is_held(value: datetime.datetime | None) -> bool:
    return value is None or (value.date() >= _FIRST_DAY and value.microsecond == 0)


def _serial(value: datetime.datetime) -> float:
    return (value - _DAY_ZERO).total_seconds() / 86_400


def _text(text: str, style: int) -> str:
    if style == _PLAIN and text.startswith(_FORMULA):
        style = _TEXT
    if _SPECIAL.search(text):
        text = content(_UNHELD.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'
