"""The map of decisions on disk: a picture beside the results it was made of."""

from __future__ import annotations

from pathlib import Path

from sim.experiment.flow import Maps
from sim.experiment.store import write_whole
from sim.report.figure import image
from sim.report.figures.flow_map import draw_flows
from sim.report.sheet import called
from sim.report.words import words


def publish_flows(folder: Path, maps: Maps, lang: str) -> Path:
    """Write the map as ``map.png`` and ``map.svg`` into a results folder, and return the first."""
    say, seeds = words(lang), maps.seeds
    years = say["flow_years" if len(seeds) > 1 else "flow_years_one"].format(first=seeds[0], last=seeds[-1])
    title = say["flow_title"].format(form=say.get(maps.form, maps.form))
    if maps.change:
        title = say["flow_title_change"].format(change=called(maps.change, lang))
    figure = draw_flows(maps.flows, title, say["flow_caption"].format(years=years), lang)
    write_whole(folder / "map.svg", image(figure, "svg"))
    return write_whole(folder / "map.png", image(figure, "png"))
