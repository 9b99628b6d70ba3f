"""What a page is made of."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from sim.report.figures.style import set_caption


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
class Page:
    """A whole page.

    Parameters
    ----------
    title : str
        What it is about.
    summary : sequence of str
        What came out, in sentences.
    sections : sequence of Section
        Figures and tables.
    passport : sequence of (str, str)
        Where every number comes from.
    """

    title: str
    summary: Sequence[str]
    sections: Sequence[Section] = field(default_factory=list)
    passport: Sequence[tuple[str, str]] = ()


def picture(figure: Figure, title: str, caption: str) -> Picture:
    """Put a figure into a page, as drawn paths: it looks the same whatever fonts the reader has.

    Parameters
    ----------
    figure : Figure
        Without a caption of its own.
    title, caption : str
        Over and under it.

    Returns
    -------
    Picture
        An SVG as a data URI, the same bytes for the same figure.
    """
    import matplotlib

    set_caption(figure, "")
    stream = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "treillis", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", metadata={"Date": None})
    coded = base64.b64encode(stream.getvalue()).decode()
    return Picture(f"data:image/svg+xml;base64,{coded}", caption, title)
