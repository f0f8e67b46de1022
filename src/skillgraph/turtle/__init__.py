"""Turtle in and out: parsing with the place of every triple, and writing in the house style."""

from skillgraph.turtle.document import Document, LocatedTriple, Problem
from skillgraph.turtle.kept import KeptFiles
from skillgraph.turtle.located import parse_document
from skillgraph.turtle.parser import Parse, ParsedFile, parse, parse_files
from skillgraph.turtle.places import Place, Places
from skillgraph.turtle.sources import Sources, pack_sources, unpack_sources
from skillgraph.turtle.writer import Subject, write

__all__ = [
    "Document",
    "KeptFiles",
    "LocatedTriple",
    "Parse",
    "ParsedFile",
    "Place",
    "Places",
    "Problem",
    "Sources",
    "Subject",
    "pack_sources",
    "parse",
    "parse_document",
    "parse_files",
    "unpack_sources",
    "write",
]
