"""Stubs for the canned questions of a server or a workspace, so that editors and type checkers know them.

`python -m skillgraph.client.stubs [ADDRESS or FOLDER]` prints what `shipped.pyi` holds for the shipped ones.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence

from skillgraph.client.client import Client
from skillgraph.client.described import Described, Told

_HEAD = '''\
"""The shipped questions as methods. Written by `python -m skillgraph.client.stubs`; a test holds it current."""
'''
_IMPORTS = (
    ("import datetime\n", "datetime."),
    ("from collections.abc import Iterable\n", "Iterable["),
    ("from decimal import Decimal\n", "Decimal "),
    ("from typing import Literal\n", "Literal["),
)
_OURS = """
from skillgraph.client.questions import AnyAsyncQuestions, AnyQuestions
from skillgraph.client.result import Result
from skillgraph.client.values import IRI

"""
_WIDTH = 112
_TYPES = {
    "iri": "IRI | str | int",
    "integer": "int",
    "decimal": "Decimal | int | str",
    "string": "str",
    "date": "datetime.date | str",
    "boolean": "bool",
}


def stubs(questions: Iterable[Described]) -> str:
    """The module of stubs for these questions; what they mean stands with those that are not awaited."""
    listed = list(questions)
    classes = "\n".join(
        (
            _class("Questions(AnyQuestions)", [_method("def", one, one.documentation) for one in listed]),
            _class("AsyncQuestions(AnyAsyncQuestions)", [_method("async def", one, one.summary) for one in listed]),
        )
    )
    imports = "".join(line for line, mark in _IMPORTS if mark in classes)
    return f"{_HEAD}\n{imports}{_OURS}{classes}"


def _class(head: str, methods: Sequence[str]) -> str:
    return f"class {head}:\n" + "\n".join(methods or ["    pass\n"])


def _method(define: str, question: Described, about: str) -> str:
    required = [f"{p.name}: {type_of(p)}" for p in question.parameters if p.required]
    named = [f"{p.name}: {type_of(p)} | None = ..." for p in question.parameters if not p.required]
    taken = ["self", *required, "*", *named, "labels: bool = ...", "timeout: float | None = ..."]
    lines = "".join(f"        {one},\n" for one in taken)
    return f"    {define} {question.name}(\n{lines}    ) -> Result:\n{_docstring(about)}"


def _docstring(about: str) -> str:
    text = about.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    wrapped = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        begin, follow = " " * (8 + indent), " " * (12 if indent else 8)
        wrapped += textwrap.wrap(
            line.strip(), _WIDTH, break_long_words=False, initial_indent=begin, subsequent_indent=follow
        ) or [""]
    end = "\n        " if len(wrapped) > 1 else ""
    return f'        """{chr(10).join(wrapped).strip()}{end}"""\n'


def type_of(parameter: Told) -> str:
    """What a parameter takes, as an annotation."""
    kind = parameter.of if parameter.type == "list" else parameter.type
    values = ", ".join(f'"{value}"' for value in parameter.values)
    one = f"Literal[{values}]" if kind == "enum" and values else _TYPES.get(kind, "str")
    return f"Iterable[{one}] | {one}" if parameter.type == "list" else one


def main(arguments: Sequence[str]) -> None:
    """Prints the stubs for an address or a folder, for the workspace that is found where neither is given."""
    where = arguments[0] if arguments else None
    client = Client(where) if where and "://" in where else Client.local(where)
    with client:
        sys.stdout.write(stubs(client.questions().values()))


if __name__ == "__main__":
    main(sys.argv[1:])
