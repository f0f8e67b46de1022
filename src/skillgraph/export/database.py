"""The database of a snapshot: the answers of its queries, its things class by class, and what is said of itself."""

from __future__ import annotations

import datetime

from skillgraph import __version__
from skillgraph.engine import Engine
from skillgraph.export.answers import answers
from skillgraph.export.flat import flat
from skillgraph.export.model import Database, Relation, Skipped
from skillgraph.queries import Catalogue

ABOUT = "about_snapshot"  # what is known of the snapshot: name, value
TABLES = "about_tables"  # the tables: name, about, parameters, rows
COLUMNS = "about_columns"  # their columns: name, type, help
SKIPPED = "about_skipped"  # queries without a table, and why


def database(engine: Engine, catalogue: Catalogue, snapshot: str, today: datetime.date) -> Database:
    """All tables. `today` is what queries mean by it."""
    found = [*flat(engine), *answers(catalogue, engine, today)]
    facts = {"snapshot": snapshot, "today": today.isoformat(), "skillgraph": __version__}
    relations = tuple(one for one in found if isinstance(one, Relation))
    return Database(facts, relations, tuple(one for one in found if isinstance(one, Skipped)))
