"""The command line: it turns arguments into calls and results into text, and knows nothing else."""

from skillgraph.cli.app import main

__all__ = ["main"]
