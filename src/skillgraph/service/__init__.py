"""What a worker does: it answers queries, canned queries and questions about the endpoint from one loaded snapshot.

Everything is imported when the package is: in a worker nothing can be opened any more.
"""

from skillgraph.service.desk import Desk, desk_of, open_desk
from skillgraph.service.handover import (
    commits_file,
    digest_of_given,
    limits_in,
    pack_files,
    pack_queries,
    source_of,
    source_of_given,
    sweep,
)

__all__ = [
    "Desk",
    "commits_file",
    "desk_of",
    "digest_of_given",
    "limits_in",
    "open_desk",
    "pack_files",
    "pack_queries",
    "source_of",
    "source_of_given",
    "sweep",
]
