"""What all figures share: colours that the colour-blind can tell apart, captions, numbers as a language writes them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.locale import short_number, words
from sim.report.figures.comparison import COLOUR, LINE
from sim.report.text import name_of

OTHERS = ("#B45309", "#7E22CE", "#334155", "#BE123C")
"""Colours of organisations beyond the two forms, in their order."""
OTHER_LINES = ((0, (1, 1.2)), "-.", (0, (4, 1, 1, 1)), (0, (8, 2)))
INK, PALE, UNCLEAR = "#18181B", "#D4D4D8", "#A1A1AA"
PAIR = ("mechanical", "organic")


def canvas(width: float = 7.5, height: float = 4.2, columns: int = 1, rows: int = 1, **shared: Any) -> tuple[Any, Any]:
    """Make a figure without a screen."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, **shared)


def colour_of(form: str, forms: Sequence[str] = ()) -> str:
    """Return the colour of an organisation: its own for the two forms, one of `OTHERS` for the rest."""
    return COLOUR.get(form) or OTHERS[_place(form, forms) % len(OTHERS)]


def line_of(form: str, forms: Sequence[str] = ()) -> Any:
    """Return the line style of an organisation."""
    return LINE.get(form) or OTHER_LINES[_place(form, forms) % len(OTHER_LINES)]


def _place(form: str, forms: Sequence[str]) -> int:
    others = [each for each in forms if each not in COLOUR]
    return others.index(form) if form in others else 0


def between(forms: Sequence[str] = PAIR) -> LinearSegmentedColormap:
    """Return the colours from where the first organisation is better, over white, to where the last one is."""
    ends = [colour_of(each, forms) for each in (forms[0], forms[-1])]
    halves = [tuple(0.55 + 0.45 * part for part in to_rgb(each)) for each in ends]
    return LinearSegmentedColormap.from_list("forms", [ends[0], halves[0], "#F8FAFC", halves[1], ends[1]])


def colour_words(forms: Sequence[str], lang: str) -> list[str]:
    """Say which colour stands for which of two organisations being better."""
    say, found = words(lang), []
    for form in (forms[0], forms[-1]):
        which = form if form in COLOUR else _place(form, forms) % len(OTHERS)
        found.append(say("fig_map_better", colour=say[f"fig_colour_{which}"], form=name_of(form, lang)))
    return found


def caption_text(
    lang: str, n: int, unit: str, band: str, seeds: str = "", digest: str = "", more: Sequence[str] = ()
) -> str:
    """Write what must stand under a figure."""
    say = words(lang)
    parts = [f"n = {n} {say[f'fig_unit_{unit}']}", say[f"fig_{band}"], *more]
    if seeds:
        parts.append(say("fig_seeds", seeds=seeds))
    return " · ".join([*parts, *([digest] if digest else [])])


def broken(text: str, wide: int) -> str:
    """Break a text into lines; dots between sentences stay with the word before them."""
    return "\n".join(textwrap.wrap(text.replace(" ·", "\u00a0·"), wide))


def set_caption(figure: Figure, text: str, size: float = 1.0) -> None:
    """Write a caption under a figure, wrapped to its width; `size` times as large as usual."""
    said = broken(text, int(figure.get_figwidth() * 17 / size))
    figure.supxlabel(said, fontsize=7.5 * size, color="#52525B", x=0.01, ha="left")


def tidy(axes: Axes, lang: str, x: bool = True, y: bool = True) -> Axes:
    """Take away what says nothing, and write the numbers of these axes as the language does."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.xaxis.label.set_fontsize(9)
    axes.yaxis.label.set_fontsize(9)
    for wanted, axis in ((x, axes.xaxis), (y, axes.yaxis)):
        if wanted:
            axis.set_major_formatter(lambda value, _: short_number(value, lang))
    return axes


def outlined() -> list[Any]:
    """Return the white outline that keeps words readable on lines and bars."""
    return [withStroke(linewidth=2.6, foreground="white")]


def on_the_line(axes: Axes, ends: dict[str, tuple[float, float]], forms: Sequence[str], lang: str) -> None:
    """Write each organisation's name at the end of its line."""
    ends_of_lines(axes, [(x, y, name_of(form, lang), colour_of(form, forms)) for form, (x, y) in ends.items()])


def ends_of_lines(axes: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Write words in their colours at the ends of lines, pushed apart where two would collide."""
    low, high = axes.get_ylim()
    least = 0.075 * (high - low)
    placed: list[float] = []
    for x, y, said, colour in sorted(ends, key=lambda each: each[1]):
        at = max(y, placed[-1] + least) if placed else y
        placed.append(at)
        axes.annotate(
            said, (x, at), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8.5,
            color=colour, fontweight="bold", annotation_clip=False, path_effects=outlined(),
        )  # fmt: skip


def contrast_with_white(colour: Any) -> float:
    """Return the contrast of white letters on a colour, as WCAG counts it: 4.5 can be read by everybody.

    Examples
    --------
    >>> contrast_with_white("black"), contrast_with_white("white")
    (21.0, 1.0)
    """
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 1.05 / (0.05 + sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
