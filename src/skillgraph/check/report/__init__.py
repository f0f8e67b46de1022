"""Findings written down: for people, for pull requests, for other tools."""

from skillgraph.check.report.formats import FORMATS, write_report

__all__ = ["FORMATS", "write_report"]
