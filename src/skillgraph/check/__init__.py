"""Everything that can be said against a workspace, in one list: syntax, lints, axioms, shapes and queries."""

from skillgraph.check.run import check

__all__ = ["check"]
