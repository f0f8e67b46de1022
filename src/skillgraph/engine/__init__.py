"""The query engine behind one small interface: a dataset goes in, bytes or plain values come out.

`Engine` is all that the rest of the project knows; `InProcess` evaluates with pyoxigraph in the calling thread.
"""

from skillgraph.engine.inprocess import Dataset, InProcess
from skillgraph.engine.interface import Answer, Engine

__all__ = ["Answer", "Dataset", "Engine", "InProcess"]
