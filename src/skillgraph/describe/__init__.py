"""The endpoint describes itself: service description, VoID, DCAT, executables, dumps, links. Nothing is fetched.

Everything is computed from the dataset and the catalogue given, so that it tells of nothing else.
"""

from skillgraph.describe.documents import DESCRIPTIONS, NAMES, Document, document, formats_of, in_all_formats
from skillgraph.describe.served import Served

__all__ = ["DESCRIPTIONS", "NAMES", "Document", "Served", "document", "formats_of", "in_all_formats"]
