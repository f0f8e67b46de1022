"""Sphinx: how the documentation looks. `build.py` says what is in it."""

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
