"""Builds the documentation as a folder of pages that needs no network: `python docs/_site/build.py [FOLDER]`.

The pages are copied, those that are made from the code are written beside them, and Sphinx makes HTML of both. Any
warning, such as a link that leads nowhere, is an error.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from generated import PAGES  # noqa: E402  # beside this file
from navigation import KINDS, pages_of  # noqa: E402

DOCS = HERE.parent
ROOT = DOCS.parent
OUTPUT = ROOT / "build" / "docs"
PROJECT = {
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "bench/README.md": "bench.md",
}
_OUTSIDE = re.compile(r"\]\((?:\.\./)+([\w./-]+)")
_INSIDE = re.compile(r"\]\((?:\.\./)?docs/")


def collect(source: Path) -> None:
    """Puts everything that Sphinx reads into a folder."""
    shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns("_site", "__pycache__"))
    (source / "project").mkdir()
    for name, page in PROJECT.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        (source / "project" / page).write_text(_INSIDE.sub("](../", text), encoding="utf-8")
    for path in source.rglob("*.md"):
        if path.parent.name != "project":
            up = "../" * (len(path.relative_to(source).parts) - 1)
            text = path.read_text(encoding="utf-8")
            path.write_text(_OUTSIDE.sub(lambda found, up=up: _moved(found, up, source), text), encoding="utf-8")
    (source / "reference").mkdir(exist_ok=True)
    for name, made in PAGES.items():
        (source / "reference" / f"{name}.md").write_text(made(ROOT), encoding="utf-8")
    for kind in KINDS:
        listed = "\n".join(pages_of(kind, source))
        text = f"# {kind.title}\n\n{kind.about}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
        (source / kind.folder / "index.md").write_text(text, encoding="utf-8")
    parts = "\n".join(f"{kind.folder}/index" for kind in KINDS)
    index = source / "index.md"
    index.write_text(
        f"{index.read_text(encoding='utf-8')}\n```{{toctree}}\n:hidden:\n\n{parts}\n```\n", encoding="utf-8"
    )


def _moved(found: re.Match[str], up: str, source: Path) -> str:
    """A link to a file of the repository as one to a copy of it: those of the project are pages, others downloads."""
    target = ROOT / found[1]
    if found[1] in PROJECT:
        return f"]({up}project/{PROJECT[found[1]]}"
    if (DOCS / found[1]).exists() or not target.is_file():
        return found[0]
    copy = source / "project" / "files" / found[1]
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(target, copy)
    return f"]({up}project/files/{found[1]}"


def build(output: Path) -> int:
    """Writes the site; gives Sphinx's exit code."""
    from sphinx.cmd.build import build_main

    with tempfile.TemporaryDirectory(prefix="skillgraph-docs-") as scratch:
        source = Path(scratch) / "source"
        collect(source)
        options = ["-c", str(HERE), "-d", f"{scratch}/doctrees", "-W", "--keep-going", "-n", "-q"]
        return build_main(["-b", "html", *options, str(source), str(output)])


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    code = build(folder)
    if code == 0:
        sys.stdout.write(f"{folder}/index.html\n")
    sys.exit(code)
