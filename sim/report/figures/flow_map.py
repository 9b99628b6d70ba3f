"""The map of where decisions flow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Curve

from sim.experiment.flow import CAUSES, DECIDERS, ORIGINS, SHARES, WAYS, Counts, Flow, Maps, mean_of
from sim.experiment.store import write_whole
from sim.locale import number, words
from sim.report.figures.comparison import image
from sim.report.figures.style import INK, set_caption
from sim.report.tables import called
from sim.report.text import team_name

COLOURS: Final = {"base": "#0D8B7D", "managers": "#B45309", "head": "#1E3A8A"}
"""Of those whom issues came to; three that the colour-blind can tell apart."""
GREY = "#52525B"
NODE, GAP, LEAST = 0.035, 0.03, 0.035
"""Width of a node, room between two, and the share below which a band has no words."""
PLACES: Final = (0.0, 0.5, 1.0)
MOST_TEAMS = 9
"""Teams that are shown: those in which most was lived."""


def draw_flows(flows: Mapping[str, Flow], title: str, caption: str, lang: str) -> Figure:
    """Draw one map a window side by side, and under each the four lived shares by team."""
    figure = Figure(figsize=(8.5 * len(flows), 10.2), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(2, len(flows), squeeze=False, height_ratios=(1.6, 1))
    for (name, flow), upper, lower in zip(flows.items(), panels[0], panels[1], strict=True):
        _draw_bands(upper, flow, lang)
        upper.set_title(_heading(name, flow, lang), fontsize=15, loc="left", fontweight="bold", color=INK)
        _draw_teams(lower, flow, lang)
    figure.suptitle(title, fontsize=19, x=0.01, ha="left", fontweight="bold")
    set_caption(figure, caption, size=1.5)
    return figure


def _heading(name: str, flow: Flow, lang: str) -> str:
    say = words(lang)
    about = {"first": flow.days[0], "last": flow.days[1] - 1, "n": number(flow.total, lang, 0)}
    top2, gini = mean_of(flow.top2), mean_of(flow.gini)
    away = flow.elsewhere / flow.total if flow.total else float("nan")
    shares = {"top2": _percent(top2, lang), "gini": number(gini, lang, 2), "away": _percent(away, lang)}
    return f"{say(f'flow_{name}', **about)}\n{say('flow_power', **shares)}"


def _percent(share: float, lang: str) -> str:
    return "–" if share != share else f"{number(100 * share, lang, 0)} %"


# ------------------------------------------------------------------------------------------------- bands
def _draw_bands(axes: Axes, flow: Flow, lang: str) -> None:
    """Draw three columns of nodes and the bands between them; a band has the colour of those it came to."""
    say = words(lang)
    total = max(1.0, float(flow.issues.sum()))
    share = flow.issues / total
    others = [(1, 2), (0, 2), (0, 1)]
    sizes = [share.sum(axis=each) for each in others]
    tops = [_tops(each) for each in sizes]
    _bands(axes, share, tops)
    for place, names, size, top, each, kind in zip(PLACES, (ORIGINS, WAYS, DECIDERS), sizes, tops, others,
                                                   ("flow_from", "flow_way", "flow_to"), strict=True):  # fmt: skip
        axes.text(place, 1.06, say[kind], fontsize=14, color="#52525B", ha=_side(place))
        days = flow.waited.sum(axis=each) / np.maximum(flow.issues.sum(axis=each), 1)
        _column(axes, place, names, size, top, days, lang)
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.2, 1.12))
    axes.set_axis_off()


def _bands(axes: Axes, share: Counts, tops: Any) -> None:
    """Draw all bands, those of one colour beside each other on either side of a node."""
    left, right = [each.copy() for each in tops], [each.copy() for each in tops]
    for i, j in np.ndindex(share.shape[:2]):
        _band(axes, (PLACES[0], right[0], i), (PLACES[1], left[1], j), float(np.sum(share[i, j])), COLOURS[ORIGINS[i]])
    for j, i, k in np.ndindex(share.shape[1], share.shape[0], share.shape[2]):
        _band(axes, (PLACES[1], right[1], j), (PLACES[2], left[2], k), float(share[i, j, k]), COLOURS[ORIGINS[i]])


def _column(axes: Axes, place: float, names: Any, sizes: Any, tops: Any, days: Any, lang: str) -> None:
    """Draw the nodes of a column, each with its share of issues and their mean days to a first answer."""
    say = words(lang)
    for name, size, high, wait in zip(names, sizes, tops, days, strict=True):
        _node(axes, place, high, size, COLOURS.get(name, GREY) if place == 0 else GREY)
        if size > 0:
            share = _percent(size, lang)
            _label(
                axes,
                place,
                high - size / 2,
                f"{say[f'flow_{name}']} {share}\n{number(wait, lang, 1)} {say['flow_days']}",
            )


def _side(place: float) -> str:
    return {0.0: "left", 1.0: "right"}.get(place, "center")


def _tops(sizes: Any) -> Any:
    """Return where nodes begin, from the top down."""
    heights = np.maximum(sizes, LEAST) + GAP
    return 1.0 - np.concatenate([[0.0], np.cumsum(heights)[:-1]])


def _node(axes: Axes, place: float, high: float, size: float, colour: str) -> None:
    axes.add_patch(Rectangle((place - NODE / 2, high - size), NODE, size, color=colour, linewidth=0, zorder=3))


def _label(axes: Axes, place: float, height: float, text: str) -> None:
    """Write beside a node, towards the middle of the picture, with a ground of its own."""
    side = {0.0: "left", 1.0: "right"}.get(place, "center")
    away = {0.0: NODE, 1.0: -NODE}.get(place, 0.0)
    ground = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.78}
    axes.text(place + away, height, text, fontsize=13.5, ha=side, va="center", color=INK, zorder=4, bbox=ground,
              linespacing=1.05)  # fmt: skip


def _band(axes: Axes, start: Any, end: Any, size: float, colour: str) -> None:
    """Draw a band of so much from one node to another, and take its place at both."""
    (x, above, i), (far, below, j) = start, end
    if size <= 0:
        return
    x, far, high, low = x + NODE / 2, far - NODE / 2, above[i], below[j]
    middle = (x + far) / 2
    curve = [(x, high), (middle, high), (middle, low), (far, low), (far, low - size), (middle, low - size),
             (middle, high - size), (x, high - size), (x, high)]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    axes.add_patch(PathPatch(Curve(curve, codes), facecolor=colour, alpha=0.5, linewidth=0, zorder=2))
    above[i] -= size
    below[j] -= size


# ------------------------------------------------------------------------------------------------- teams
def _draw_teams(axes: Axes, flow: Flow, lang: str) -> None:
    """Draw the four lived shares of each team as a table whose cells are the darker the larger the share."""
    say = words(lang)
    teams = sorted(flow.lived, key=lambda team: -float(flow.lived[team][0]))[:MOST_TEAMS]
    teams = [each for each in flow.lived if each in teams and flow.lived[each][0] > 0]
    if not teams:
        axes.set_axis_off()
        return
    values = np.array([[flow.share(team, name) for name in SHARES] for team in teams]).reshape(len(teams), len(SHARES))
    axes.imshow(np.ma.masked_invalid(values), cmap="Greens", vmin=0, vmax=1.25, aspect="auto")
    axes.set_xticks(range(len(SHARES)), [say[f"flow_share_{name}"] for name in SHARES], fontsize=13.5)
    axes.set_yticks(range(len(teams)), [team_name(each, lang) for each in teams], fontsize=13)
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    for (row, column), value in np.ndenumerate(values):
        shade = "white" if value > 0.8 else INK
        axes.text(column, row, _percent(value, lang), ha="center", va="center", fontsize=14, color=shade)
    axes.spines[:].set_visible(False)
    axes.set_xlabel(_causes(flow, lang), fontsize=12.5, color="#52525B", loc="left")


def _causes(flow: Flow, lang: str) -> str:
    """Say what made issues start anew, or wait in vain: the three most frequent causes, in 100 issues."""
    say, total = words(lang), max(1, flow.total)
    most = sorted((each for each in CAUSES if flow.causes[each]), key=lambda each: -flow.causes[each])[:3]
    told = [f"{say[f'flow_{each}']} {number(100 * flow.causes[each] / total, lang, 1)}" for each in most]
    return say("flow_causes", causes=", ".join(told) or say["flow_none"])


def publish_flows(folder: Path, maps: Maps, lang: str) -> Path:
    """Write the map as ``map.png`` and ``map.svg`` into a results folder, and return the first."""
    say, seeds = words(lang), maps.seeds
    years = say("flow_years" if len(seeds) > 1 else "flow_years_one", first=seeds[0], last=seeds[-1])
    title = say("flow_title", form=say.get(maps.form, maps.form))
    if maps.change:
        title = say("flow_title_change", change=called(maps.change, lang))
    figure = draw_flows(maps.flows, title, say("flow_caption", years=years), lang)
    write_whole(folder / "map.svg", image(figure, "svg"))
    return write_whole(folder / "map.png", image(figure, "png"))
