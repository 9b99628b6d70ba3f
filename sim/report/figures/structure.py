"""The structure: everybody coloured by how worn out they are, or groups of people and how many they are."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.locale import short_number, words
from sim.report.figures.style import INK, PALE

WORN = sns.color_palette("YlOrBr", as_cmap=True)


def layout(people: pd.DataFrame) -> pd.DataFrame:
    """Place people as a tree: the base in a row, everybody else above the middle of the own reports."""
    manager = {each["id"]: each["manager"] for each in people.to_dict("records")}
    reports: dict[object, list[object]] = {each: [] for each in manager}
    for person, boss in manager.items():
        if boss in manager and boss != person:
            reports[boss].append(person)
    roots = [each for each in manager if manager[each] not in manager or manager[each] == each]
    x: dict[object, float] = {}
    level: dict[object, int] = {}
    waiting = [(root, 0, False) for root in reversed(roots)]
    while waiting:
        person, depth, done = waiting.pop()
        if done:
            x[person] = (x[reports[person][0]] + x[reports[person][-1]]) / 2
            continue
        level[person] = depth
        if reports[person]:
            waiting.append((person, depth, True))
            waiting += [(each, depth + 1, False) for each in reversed(reports[person])]
        else:
            x[person] = float(sum(1 for each in x if not reports[each]))
    return people.assign(x=people["id"].map(x), level=people["id"].map(level))


def draw_structure(people: pd.DataFrame, axes: Axes, lang: str = "en", highest: float | None = None) -> Axes:
    """Draw a chart of people."""
    placed = layout(people).set_index("id")
    lines = [
        [(each["x"], -each["level"]), (placed.at[each["manager"], "x"], -placed.at[each["manager"], "level"])]
        for person, each in placed.iterrows()
        if each["manager"] in placed.index and each["manager"] != person
    ]
    axes.add_collection(LineCollection(lines, colors=PALE, linewidths=0.7, zorder=1))
    scale = Normalize(0, highest or max(float(people["strain"].max()), 0.1))
    size = max(9.0, min(160.0, 4500.0 / len(placed)))
    axes.scatter(placed["x"], -placed["level"], c=placed["strain"], cmap=WORN, norm=scale, s=size, edgecolors=INK,
                 linewidths=0.4, zorder=2)  # fmt: skip
    bar = axes.figure.colorbar(ScalarMappable(scale, WORN), ax=axes, fraction=0.03, pad=0.01)
    bar.set_label(words(lang)["fig_strain"], fontsize=8)
    bar.ax.tick_params(labelsize=7)
    bar.ax.yaxis.set_major_formatter(lambda value, _: short_number(value, lang))
    axes.margins(x=0.03, y=0.18)
    axes.set_axis_off()
    return axes


def draw_groups(groups: Sequence[Mapping[str, Any]], file: Path, title: str) -> None:
    """Draw a chart of groups (`group`, `parent`, `size`) into an SVG file: a box each, with the people in it."""
    people = pd.DataFrame([{"id": each["group"], "manager": each["parent"], "size": each["size"]} for each in groups])
    placed = layout(people).set_index("id")
    width, height = max(4.0, 0.55 * placed["x"].max() + 2), 1.2 + 1.1 * (placed["level"].max() + 1)
    figure = Figure(figsize=(min(width, 40.0), height), layout="constrained")
    axes = figure.subplots()
    for _, each in placed.iterrows():
        if each["manager"] in placed.index:
            above = placed.loc[each["manager"]]
            axes.plot([each["x"], above["x"]], [-each["level"], -above["level"]], color=PALE, linewidth=1, zorder=1)
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK}
        axes.text(each["x"], -each["level"], str(each["size"]), ha="center", va="center", bbox=box, zorder=2)
    axes.set_title(title, fontsize=9, color=INK)
    axes.margins(x=0.1, y=0.25)
    axes.set_axis_off()
    with rc_context({"svg.hashsalt": "treillis"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
