"""skillgraph: who can do which work of an organisation, as linked data."""

__version__ = "0.1.0"
