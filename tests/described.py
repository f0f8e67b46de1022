"""Descriptions as an independent parser reads them, and as shapes of the standards judge them."""

from __future__ import annotations

import warnings

import pyshacl
import rdflib

from skillgraph.describe import Served, document

BASE = "https://example.org/kg"
DATASET = rdflib.URIRef(f"{BASE}/.well-known/void#dataset")
SERVICE = rdflib.URIRef(f"{BASE}/sparql#service")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
READERS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}

_PREFIXES = f"""@prefix sd: <{SD}> .
@prefix void: <{VOID}> .
@prefix dcat: <{DCAT}> .
@prefix dcterms: <{DCTERMS}> .
@prefix sh: <{SH}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def read(body: bytes, format_name: str) -> rdflib.Graph:
    """The graph in a body, by rdflib, whose own JSON-LD reader uses what it calls deprecated."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return rdflib.Graph().parse(data=body, format=READERS[format_name])


def described(served: Served, name: str) -> rdflib.Graph:
    """A description, written as Turtle and read back by rdflib."""
    return read(document(served, name, "ttl").body, "ttl")


def disagreements(graph: rdflib.Graph, shapes: str) -> str:
    """What pySHACL has against a graph under shapes in Turtle; empty where it conforms."""
    shape_graph = rdflib.Graph().parse(data=_PREFIXES + shapes, format="turtle")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shape_graph, inference="none")
    return "" if conforms else str(text)
