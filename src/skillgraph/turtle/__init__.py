"""Turtle in and out: parsing with the place of every triple, and writing in the house style."""

from skillgraph.turtle.document import Document, LocatedTriple, Problem
from skillgraph.turtle.located import parse_document
from skillgraph.turtle.parser import ParsedFile, parse, parse_files
from skillgraph.turtle.places import Place, Places
from skillgraph.turtle.writer import Subject, write

__all__ = [
    "Document",
    "LocatedTriple",
    "ParsedFile",
    "Place",
    "Places",
    "Problem",
    "Subject",
    "parse",
    "parse_document",
    "parse_files",
    "write",
]
