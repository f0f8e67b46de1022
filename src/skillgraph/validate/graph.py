"""A workspace's dataset as the rdflib graph that pySHACL reads.

Core constraints walk the graph in rdflib's memory store. The queries of SHACL-SPARQL constraints are handed to our
engine, which is many times faster; `$this` and the other pre-bound variables are put into the text as terms (SHACL,
section 5.3.1), and where a variable alone can stand it stays one and is filled in afterwards.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import rdflib
from rdflib.query import Result

from skillgraph.engine import Dataset, Engine
from skillgraph.queries import OF_WORKSPACE, guard
from skillgraph.queries.syntax import diagnosed
from skillgraph.sparql.binding import bind
from skillgraph.terms import Blank, Iri, Literal, Term, TripleTerm, serialise


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


class ValidationGraph(rdflib.Graph):
    """The default graph of a dataset; `query` is answered by the engine."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__(bind_namespaces="none")
        self._engine: Engine = dataset.engine()
        known: dict[Term, Any] = {}

        def term(plain: Term) -> Any:
            found = known.get(plain)
            if found is None:
                found = known[plain] = to_rdflib(plain)
            return found

        add = self.store.add
        for subject, predicate, value, _ in dataset.triples():
            if isinstance(value, TripleTerm):
                continue  # rdflib 7 knows no triple terms, and no shape speaks of them
            add((term(subject), term(predicate), term(value)), self)

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
