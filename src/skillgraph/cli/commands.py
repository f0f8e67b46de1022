"""Which commands there are: the module of each, and the sentence that the help of the program has of it.

Known beforehand, so that a command imports its own module alone, and the help none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """A module of `skillgraph.cli`, and what is first said in the help of its command there."""

    home: str
    about: str


COMMANDS: Mapping[str, Command] = {
    "ask": Command("asking", "Ask a canned question, such as: ask who-can-cover task=43"),
    "query": Command("asking", "Run a SPARQL query over the union of all graphs."),
    "build": Command("asking", "Build the snapshot anew, whatever is cached, and say what is in it."),
    "reason": Command("asking", "Judge ontology and data with the OWL DL reasoner HermiT (needs Java)."),
    "stats": Command("asking", "Count what the snapshot holds, by layer and class."),
    "doctor": Command("asking", "Look at this machine and installation, and say what is missing."),
    "import-table": Command("asking", "Write the source and seed files that come from data/source/table.csv."),
    "check": Command(
        "checking",
        "Check the workspace: syntax, lints, axioms, shapes and queries. Exit code 1 where there are findings.",
    ),
    "cover": Command(
        "coverage_cover", "Say who covers all targets together, best first: cover 43; cover 43 --holder H07"
    ),
    "explain": Command(
        "coverage_explain",
        "Say why somebody covers something or not: explain 43 H07; or what a rule of `check` is about: explain SG203",
    ),
    "funding": Command(
        "coverage_funding",
        "Say which FTE and tasks end with a source, a work package or a group: funding --without EGItoUK",
    ),
    "resilience": Command("coverage_resilience", "Say how many departures leave tasks uncovered: resilience group=UK"),
    "leave": Command(
        "coverage_resilience", "Say what breaks if somebody leaves, several together, or a site: leave H07"
    ),
    "team": Command("coverage_team", "Find the smallest teams that cover all targets together: team group=UK"),
    "train": Command(
        "coverage_training", "Find the cheapest training plan: train --goal no-single-point-of-failure group=UK"
    ),
    "whatif": Command(
        "coverage_whatif",
        "Say what a change does to answers, and change no file: whatif --without H07 resilience group=UK",
    ),
    "diff": Command("diff", "Say what changed between two states of the workspace, thing by thing."),
    "cat": Command(
        "diff", "Print a Turtle file with one statement per line, in an order that its writing does not change."
    ),
    "new": Command("editing", "Add a thing, such as: new attestation H07-linux level=3 basis=peer until=2030-01-01"),
    "rename": Command("editing", "Rename a thing or a term in all Turtle and query files."),
    "retire": Command("editing", "Mark a thing or a term as deprecated, and list what still refers to it."),
    "export": Command("export", "Take a snapshot along: --sqlite, --duckdb, --nquads, --turtle, --site."),
    "fmt": Command(
        "fmt",
        "Put Turtle files into the house style; graph and comments stay. A file that is not Turtle is left as it is.",
    ),
    "init": Command(
        "init", "Make an empty workspace: ontology, shapes, the general questions, and frames for your own data."
    ),
    "lsp": Command("lsp", "Speak the Language Server Protocol with an editor, over standard input and output."),
    "mcp": Command(
        "mcp", "Offer questions and SPARQL as tools by the Model Context Protocol, over standard input and output."
    ),
    "publish": Command(
        "publishing", "Put a checked snapshot, without private files, on a SPARQL endpoint of others, and switch it in."
    ),
    "serve": Command("serving", "Serve the graph over HTTP, without private files unless they are asked for."),
    "watch": Command("watch", "Check the workspace at every save, until Ctrl-C."),
    "table": Command("table", "Tables for a spreadsheet: export, edit, import."),
    "token": Command("token", "Make, list and revoke the tokens of a private server."),
}
