"""What a server hands to the process that answers: the canned queries of a snapshot as one file, read already."""

from __future__ import annotations

import pickle

from skillgraph.queries import Catalogue


def pack_queries(catalogue: Catalogue) -> bytes:
    """The canned queries for `unpack_queries`; nobody else may be able to write the file that they go into."""
    catalogue.read_all()
    return pickle.dumps(catalogue)


def unpack_queries(packed: bytes) -> Catalogue:
    """What `pack_queries` packed."""
    catalogue = pickle.loads(packed)  # noqa: S301  # from a folder that is the server's own
    assert isinstance(catalogue, Catalogue)
    return catalogue
