"""The program with all of its commands, for who asks which there are."""

from skillgraph.cli.app import HOMES, app_of

app = app_of(dict.fromkeys(HOMES.values()))
