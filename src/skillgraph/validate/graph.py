"""A workspace's dataset as the rdflib graph that pySHACL reads.

Core constraints walk the graph in a store of our own (`validate.store`). The queries of SHACL-SPARQL constraints are
handed to our engine, which is many times faster; `$this` and the other pre-bound variables are put into the text as
terms (SHACL, section 5.3.1), and where a variable alone can stand it stays one and is filled in afterwards.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pyshacl.consts
import rdflib
from rdflib.paths import Path
from rdflib.query import Result

from skillgraph.engine import Dataset, Engine
from skillgraph.queries import OF_WORKSPACE, guard
from skillgraph.queries.syntax import diagnosed
from skillgraph.sparql.binding import bind
from skillgraph.terms import Blank, Iri, Literal, Term, TripleTerm, serialise
from skillgraph.validate.store import GraphStore


@contextlib.contextmanager
def quiet(*names: str) -> Iterator[None]:
    """Keeps loggers of others silent: rdflib's tells of a date that is none with a traceback, a shape in our words."""
    loggers = [logger for name in names if not (logger := logging.getLogger(name)).disabled]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False


# What pySHACL asks for: where the graph has the same objects, its dictionaries need not compare texts.
_CONSTANTS = {str(term): term for term in vars(pyshacl.consts).values() if isinstance(term, rdflib.URIRef)}


class ValidationGraph(rdflib.Graph):
    """The default graph of a dataset, or what a store tells of it; `query` is answered by the engine."""

    def __init__(self, dataset: Dataset, store: GraphStore | None = None) -> None:
        self._kept = GraphStore() if store is None else store
        super().__init__(self._kept, bind_namespaces="none")
        self._engine: Engine = dataset.engine()
        for triple in dataset.converted(to_term) if store is None else ():
            if triple[2] is not None:
                self._kept.add(triple)

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples that fit a pattern."""
        yield from super().triples(triple) if isinstance(triple[1], Path) else self._kept.matching(triple)

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """The objects of triples; most of what pySHACL asks for is those of one subject and one predicate."""
        if subject is None or predicate is None or isinstance(subject, list) or isinstance(predicate, Path):
            yield from super().objects(subject, predicate, unique)
        else:
            yield from self._kept.objects(subject, predicate)

    def note_query(self, text: str) -> None:
        """Called with the text of each query before it is answered."""

    def query(
        self,
        query_object: Any,
        processor: Any = "sparql",  # the signature is rdflib's
        result: Any = "sparql",
        initNs: Any = None,  # noqa: N803
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803
        use_store_provided: bool = True,
        **_: Any,
    ) -> Result:
        """The solutions of a SELECT query, with the pre-bound variables in every row."""
        bound = {str(name): term for name, term in (initBindings or {}).items() if not isinstance(term, rdflib.BNode)}
        values = {name: serialise(from_rdflib(term)) for name, term in bound.items()}
        guard(str(query_object), OF_WORKSPACE)  # a constraint is run here, and must not reach out
        text = bind(str(query_object), values, marks="$?")
        self.note_query(text)
        with diagnosed(text):
            table = self._engine.select(text)
        answer = Result("SELECT")
        answer.vars = [rdflib.Variable(column.name) for column in table.columns]
        constants = {
            rdflib.Variable(name): term for name, term in bound.items() if rdflib.Variable(name) in answer.vars
        }
        answer.bindings = [
            {
                **constants,
                **{name: to_rdflib(cell) for name, cell in zip(answer.vars, row, strict=True) if cell is not None},
            }
            for row in table.rows
        ]
        return answer


def to_term(plain: Term) -> Any:
    """The rdflib term of a plain one; None for a triple term, which rdflib 7 does not know and no shape speaks of."""
    if isinstance(plain, Iri) and plain.value in _CONSTANTS:
        return _CONSTANTS[plain.value]
    return None if isinstance(plain, TripleTerm) else to_rdflib(plain)


def to_rdflib(plain: Term) -> rdflib.term.Identifier:
    """The rdflib term of a plain one."""
    if isinstance(plain, Iri):
        return rdflib.URIRef(plain.value)
    if isinstance(plain, Blank):
        return rdflib.BNode(plain.value)
    assert isinstance(plain, Literal), "rdflib 7 knows no triple terms"
    if plain.language:
        return rdflib.Literal(plain.value, lang=plain.language)
    return rdflib.Literal(plain.value, datatype=rdflib.URIRef(plain.datatype))


def from_rdflib(term: rdflib.term.Node) -> Term:
    """The plain term of an rdflib one."""
    if isinstance(term, rdflib.URIRef):
        return Iri(str(term))
    if isinstance(term, rdflib.BNode):
        return Blank(str(term))
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), str(term.datatype)) if term.datatype else Literal(str(term))
