"""The endpoint describes itself."""
