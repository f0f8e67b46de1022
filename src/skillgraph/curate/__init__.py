"""Changes to a workspace as values: what a file would hold, before anything is written."""

from skillgraph.curate.change import FileChange, write_whole
from skillgraph.curate.table_import import import_table

__all__ = ["FileChange", "import_table", "write_whole"]
