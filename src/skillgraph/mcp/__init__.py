"""The Model Context Protocol: canned queries, questions about cover and SPARQL as tools, read-only.

Answers come from processes as isolated as those of `serve`. Private files are never read.
"""
