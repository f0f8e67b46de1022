"""The query engine behind one small interface: a dataset goes in, bytes or plain values come out.

`Engine` is all that the rest of the project knows; `InProcess` evaluates with pyoxigraph in the calling thread.
"""

from skillgraph.engine.dataset import Dataset, Notes
from skillgraph.engine.disk import DiskDataset, Finished, finished, open_disk
from skillgraph.engine.given import GivenDataset, Progress
from skillgraph.engine.inprocess import InProcess
from skillgraph.engine.interface import EVERYTHING, UNBOUNDED, Answer, Bounds, Engine, Scope
from skillgraph.engine.lines import Lines, open_engine, used_of
from skillgraph.engine.statements import Part, Statements, write_dataset
from skillgraph.engine.used import Used
from skillgraph.engine.written import may_change

__all__ = [
    "EVERYTHING",
    "UNBOUNDED",
    "Answer",
    "Bounds",
    "Dataset",
    "DiskDataset",
    "Engine",
    "Finished",
    "GivenDataset",
    "InProcess",
    "Lines",
    "Notes",
    "Part",
    "Progress",
    "Scope",
    "Statements",
    "Used",
    "finished",
    "may_change",
    "open_disk",
    "open_engine",
    "used_of",
    "write_dataset",
]
