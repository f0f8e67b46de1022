"""Rows as an answer: with labels where they are asked for, in the format that is, within the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.describe.labels import labels
from skillgraph.errors import AnswerTooLarge
from skillgraph.results import Format, Table, iris_in, with_labels, write_table
from skillgraph.service.snapshot import SNAPSHOT_DIGITS, Loaded, bounds_of


def body_of(loaded: Loaded, table: Table, chosen: Format, arguments: Mapping[str, Any], **about: str) -> bytes:
    """The bytes; `about` is what the file says of itself beside the snapshot's id. AnswerTooLarge, NotAcceptable."""
    if arguments.get("labels"):
        table = with_labels(table, labels(loaded.engine, iris_in(table)))
    told = {"snapshot": loaded.digest[:SNAPSHOT_DIGITS], **about}
    body = write_table(table, chosen.name, {name: text for name, text in told.items() if text})
    size = bounds_of(arguments).size
    if len(body) > size:
        raise AnswerTooLarge(f"The answer has more than {size:,} bytes.", "Ask for less, or in parts.")
    return body
