"""Asking a SPARQL endpoint of others over HTTP: one of several replicas, within a time and a size, never elsewhere.

This package knows no RDF. `Replicas` asks from the process that it is in; `Outlet` asks through a process of its own,
the *keeper*, for those that may open no connection.
"""

from skillgraph.endpoint.address import Address, addresses
from skillgraph.endpoint.exchange import Answering, Question, Transport
from skillgraph.endpoint.outlet import Outlet
from skillgraph.endpoint.replicas import Replicas
from skillgraph.endpoint.retrying import asked

__all__ = ["Address", "Answering", "Outlet", "Question", "Replicas", "Transport", "addresses", "asked"]
