"""Validation of a built workspace with SHACL; results become findings in the domain's words."""

from skillgraph.validate.shacl import validate

__all__ = ["validate"]
