"""The graph on a SPARQL endpoint of others: an engine over it, the record of what is there, and how it gets there."""

from skillgraph.remote.engine import Remote
from skillgraph.remote.record import Record, read_record

__all__ = ["Record", "Remote", "read_record"]
