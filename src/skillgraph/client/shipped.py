"""The questions behind `client.q`. The stub beside this module knows those that skillgraph ships, for type checkers."""

from __future__ import annotations

from skillgraph.client.questions import AnyAsyncQuestions, AnyQuestions


class Questions(AnyQuestions):
    """The questions of a server or a workspace."""


class AsyncQuestions(AnyAsyncQuestions):
    """The same to be awaited."""
