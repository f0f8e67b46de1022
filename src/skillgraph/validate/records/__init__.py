"""Judging files of records by the shapes, some files at a time, beside a catalogue that was judged already.

`shapes` makes quick tests of the shapes. A test passes only what surely keeps to its shape; what is left over pySHACL
judges (`judge`), so that a finding is always pySHACL's. `reach` tells of a constraint in SPARQL whether it can be
judged with some of the files at all. None but `judge` needs rdflib or pySHACL, and that only when something is left.
"""
