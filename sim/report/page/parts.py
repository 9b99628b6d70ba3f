"""What a page is made of, and how it becomes one HTML file without an outside request."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from sim.report.figures.style import set_caption
from sim.report.text import html


@dataclass(frozen=True)
class Picture:
    """A figure in a page: a data URI, and the words that stand for it where it cannot be seen."""

    source: str
    caption: str
    title: str


@dataclass(frozen=True)
class Table:
    """A table in a page: a title, a header, rows of words, and a note under it."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a page under its own heading."""

    heading: str
    sentences: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Verdict:
    """A row of the table on top: an outcome, who is better in a word and a colour, by how much, and d_z."""

    outcome: str
    word: str
    colour: str
    difference: str
    d_z: str


@dataclass(frozen=True)
class Verdicts:
    """The table on top, and the note under it."""

    note: str
    rows: Sequence[Verdict]


@dataclass(frozen=True)
class Page:
    """A whole page; with a headline, all but it and the verdicts is folded."""

    title: str
    summary: Sequence[str]
    sections: Sequence[Section] = field(default_factory=list)
    passport: Sequence[tuple[str, str]] = ()
    headline: str = ""
    verdicts: Verdicts | None = None


def picture(figure: Figure, title: str, caption: str) -> Picture:
    """Put a figure into a page, as drawn paths: it looks the same whatever fonts the reader has."""
    import matplotlib

    set_caption(figure, "")
    stream = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "treillis", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None})
    coded = base64.b64encode(stream.getvalue()).decode()
    return Picture(f"data:image/svg+xml;base64,{coded}", caption, title)


def render(page: Page, lang: str) -> str:
    """Write a page as HTML."""
    return html("page", lang, page=page)
