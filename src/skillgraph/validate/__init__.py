"""Validation of a built workspace with SHACL; results become findings in the domain's words.

`validate.shacl` imports pySHACL, so it is imported where it is used.
"""
