"""Synthetic federations of any size: the same sizes and seed give the same bytes, and nothing in them is real."""

from bench.world.federation import Part, federation
from bench.world.sizes import Sizes, sizes

__all__ = ["Part", "Sizes", "federation", "sizes"]
