"""The pages of the site: each is a model made from a snapshot and a template that shows it, without scripts first."""

from skillgraph.pages.files import Asset, read_assets
from skillgraph.pages.listed import PAGES, make_page
from skillgraph.pages.own import render_own
from skillgraph.pages.page import Page
from skillgraph.pages.site import Allowance, Site

__all__ = ["PAGES", "Allowance", "Asset", "Page", "Site", "make_page", "read_assets", "render_own"]
