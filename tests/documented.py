"""The code on the pages of `docs/`, in the order in which a reader meets it, and what a reader is told to expect."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for folder in (".", "tutorial", "how_to", "reference", "explanation", "fr")
    for path in (DOCS / folder).glob("*.md")
)
OLD = {"cluster.md", "declaration.md", "design.md", "odd.md"}
"""Pages about machines of one's own, or without code."""
BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^>]*) -->\n)?```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)```", re.S
)


@dataclass(frozen=True)
class Block:
    """A piece of code on a page.

    Parameters
    ----------
    line : int
        Where it begins.
    kind : str
        ``bash``, ``python``, ``yaml`` or ``text``.
    title : str
        The file it is to be saved as; empty when it is to be run, or is what a command says.
    text : str
        What it says.
    note : str
        What the page says of it to whoever runs it: ``exit 1``, ``not run``.
    """

    line: int
    kind: str
    title: str
    text: str
    note: str


def blocks(page: Path) -> list[Block]:
    """Return the code of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            text.count("\n", 0, each.start()) + 1, each["kind"], each["title"] or "", each["text"], each["note"] or ""
        )
        for each in BLOCK.finditer(text)
    ]


def commands(block: Block) -> list[list[str]]:
    """Return the commands of a block, as words."""
    return [shlex.split(line, comments=True) for line in block.text.splitlines() if line.strip()]


def code_pages() -> list[Path]:
    """Return the pages that have code to run."""
    return [
        page for page in PAGES if page.name not in OLD and any(each.kind in ("bash", "python") for each in blocks(page))
    ]
