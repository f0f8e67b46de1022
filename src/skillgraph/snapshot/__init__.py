"""The snapshot: a workspace as one checked, reasoned, immutable dataset, named by its contents."""

from skillgraph.snapshot.builder import OWL_RL, Built, build
from skillgraph.snapshot.cache import Cache
from skillgraph.snapshot.model import Snapshot, build_snapshot, examine, findings_of, open_snapshot, shape_findings

__all__ = [
    "OWL_RL",
    "Built",
    "Cache",
    "Snapshot",
    "build",
    "build_snapshot",
    "examine",
    "findings_of",
    "open_snapshot",
    "shape_findings",
]
