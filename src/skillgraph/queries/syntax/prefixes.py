"""Prefixes: those that a query has at hand, and well-known ones that it can declare."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from skillgraph.terms import PREFIXES

WELL_KNOWN: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "cc": "http://creativecommons.org/ns#",
    "dbo": "http://dbpedia.org/ontology/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "fn": "http://www.w3.org/2005/xpath-functions#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "ldp": "http://www.w3.org/ns/ldp#",
    "locn": "http://www.w3.org/ns/locn#",
    "m4i": "http://w3id.org/nfdi4ing/metadata4ing#",
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "pav": "http://purl.org/pav/",
    "qudt": "http://qudt.org/schema/qudt/",
    "sdo": "https://schema.org/",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "ssn": "http://www.w3.org/ns/ssn/",
    "swrl": "http://www.w3.org/2003/11/swrl#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}


def suggestion(prefix: str, declared: Iterable[str]) -> str:
    """What to do about a prefix that a query does not declare."""
    if prefix in WELL_KNOWN:
        return f"Declare it: PREFIX {prefix}: <{WELL_KNOWN[prefix]}>"
    known = [*declared, *PREFIXES]
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(prefix.lower(), folded, 1, 0.6)
    if close:
        return f"Did you mean {folded[close[0]]}:?"
    return f"Declare it: PREFIX {prefix}: <...>"
