"""A language server for the workspace's files (Language Server Protocol 3.17): what an editor asks, answered."""
