"""The program with all of its commands, for who asks which there are."""

from skillgraph.cli.app import all_modules, app_of

app = app_of(all_modules())
