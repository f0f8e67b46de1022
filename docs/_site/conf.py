"""Sphinx: how the documentation looks. `build.py` says what is in it."""

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

lexers["powerquery"] = TextLexer()  # a language of which Pygments knows nothing

project = "skillgraph"
author = "the skillgraph project"
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = "skillgraph"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {"navigation_with_keys": True}
