"""What a person calls a resource: its label, or a few words made of what it links."""

from __future__ import annotations

from skillgraph.engine import Engine
from skillgraph.findings import brief
from skillgraph.terms import NS, Literal, compact, label_rank

# How things without a label are called, from the labels of what they link; the first row that fits.
_PHRASES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Attestation", "the attestation of {1} for {0}", ("holder", "skill")),
    ("Allocation", "the allocation of {0} to {1}", ("holder", "forTask")),
    ("Availability", "the availability of {0}", ("holder",)),
    ("FundingContribution", "what {0} pays for {1}", ("fundedBy", "forTask")),
    ("Requirement", "the requirement of {0}", ("skill",)),
    ("Alternative", "the alternative {0}", ("skill",)),
    ("AreaAssignment", "the assignment of {0} to {1}", ("assignsTask", "assignsArea")),
    ("RoleAssignment", "the assignment of {0} to {1}", ("assignsTask", "assignsRole")),
    ("SkillExpectation", "what is expected of {0}", ("expectationOf",)),
)


class Names:
    """Labels of a dataset, read when the first name is asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._labels: dict[str, str] | None = None

    def label(self, iri: str) -> str:
        """The label of a resource, or its prefixed name, as a message shows it."""
        return brief(self._stated(iri) or compact(iri))

    def _stated(self, iri: str) -> str:
        if self._labels is None:
            query = "SELECT ?x ?p ?l { VALUES ?p { skos:prefLabel rdfs:label } ?x ?p ?l }"
            rows = self._engine.select(query).rows
            ranked = [(str(x), label_rank(str(p), label)) for x, p, label in rows if isinstance(label, Literal)]
            self._labels = {
                iri: text for iri, (*_, text) in sorted(ranked, reverse=True)
            }  # the best comes last, and stays
        return self._labels.get(iri, "")

    def phrase(self, iri: str) -> str:
        """Label and prefixed name; for a thing without a label a few words about it and its prefixed name."""
        label, short = self._stated(iri), compact(iri)
        words = brief(label) if label else self._made_up(iri)
        return f"{words} ({short})" if words and words != short else short

    def classes(self, iri: str) -> list[str]:
        """The labels of the classes of our own that a resource is stated to be of."""
        rows = self._engine.select(f"SELECT DISTINCT ?c {{ <{iri}> a ?c }} ORDER BY ?c").rows
        own = [str(cls) for (cls,) in rows if str(cls).startswith(NS)]
        return [self.label(cls) for cls in sorted(own, key=lambda cls: cls == NS + "Judgement")]

    def _made_up(self, iri: str) -> str:
        if "://" not in iri:
            return ""
        rows = self._engine.select(f"SELECT ?p ?o {{ <{iri}> ?p ?o }} ORDER BY ?p ?o").rows
        values: dict[str, str] = {}
        kinds = set()
        for predicate, value in rows:
            values.setdefault(str(predicate).removeprefix(NS), str(value))
            kinds.add(str(value))
        for cls, phrase, links in _PHRASES:
            if NS + cls in kinds and all(link in values for link in links):
                return phrase.format(*(self.label(values[link]) for link in links))
        return ""
