"""skillgraph: who can do which work of a research computing grid, as linked data."""

__version__ = "0.1.0"
