"""What a worker does: it answers queries, canned queries and questions about the endpoint from one loaded snapshot.

Everything is imported when the package is: in a worker nothing can be opened any more.
"""

from skillgraph.service.desk import Desk, desk_of, open_desk
from skillgraph.service.handover import pack_files, pack_queries

__all__ = ["Desk", "desk_of", "open_desk", "pack_files", "pack_queries"]
