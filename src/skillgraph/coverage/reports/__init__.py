"""The answers to the questions about cover as people and programs read them: one module for each command."""
