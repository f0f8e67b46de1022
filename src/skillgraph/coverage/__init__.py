"""Who can cover what, why and why not, what breaks, what to train and what a source's end touches.

`World` holds what is recorded as plain values; every other module is a function of a world and a day.
"""

from skillgraph.coverage.load import load_world
from skillgraph.coverage.world import World

__all__ = ["World", "load_world"]
