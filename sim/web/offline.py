"""The offline file: the same page with its frames inside, one file that opens from disk with no network."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.store import write_whole
from sim.scenario.load import find_scenario, page_words
from sim.scenario.recipe import Recipe, read_recipe
from sim.web.bundle import bundled
from sim.web.catalogue import catalogue
from sim.web.dots import OFFLINE
from sim.web.pages import page_files
from sim.web.policy import offline_policy
from sim.web.session import Session
from sim.web.stream import as_text, run_lines
from sim.web.years import YEARS

GRID = ("clarity", "trust", "shocks", "load")
"""Levers of a grid: three values each, 81 runs."""
GRID_DOTS = 2
STYLE = re.compile(r'[ \t]*<link rel="stylesheet" href="(?:page/)?([^"]+)">\n?')
SCRIPT = re.compile(r'[ \t]*<script type="module" src="(?:page/)?([^"]+)"></script>\n?')


@dataclass(frozen=True)
class Grid:
    """The runs of a grid: some levers, three values each."""

    base: Recipe
    keys: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]

    def recipes(self) -> Iterator[Recipe]:
        """Return the recipe of every combination."""
        for chosen in product(*self.values):
            values = {("", key): value for key, value in zip(self.keys, chosen, strict=True)}
            yield Recipe(**{**vars(self.base), "values": {**self.base.values, **values}})

    def as_dict(self) -> dict[str, Any]:
        """Return what the page knows of it."""
        values = [list(each) for each in self.values]
        return {"scenario": self.base.scenario, "base": str(self.base), "keys": list(self.keys), "values": values}


def grid_of(base: Recipe) -> Grid:
    """Make the grid around a recipe: three marks of each of four levers."""
    levers = {each["id"]: each for each in page_words("levers")}
    chosen = [levers[name] for name in GRID]
    return Grid(base, tuple(each["key"] for each in chosen), tuple(tuple(map(float, each["marks"])) for each in chosen))


def offline_page(
    session: Session, grid: Grid | None = None, tick: Any = None, years: int = YEARS, tries: bool = False
) -> str:
    """Make the one file."""
    if any(each.chart for each in session.playlist):
        raise InputError("chart_stays_here", "export")
    runs: dict[str, str] = {}
    for recipe, dots in _recorded(session, grid, tries):
        if str(recipe) not in runs:
            runs[str(recipe)] = packed_lines(recipe, dots, years)
            if tick is not None:
                tick()
    data = {
        **{"version": 1, "session": session.as_dict(offline=True)},
        "catalogue": packed_text(json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":"))),
        **{"runs": runs, "grid": grid.as_dict() if grid else None},
    }
    return page_with(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _recorded(session: Session, grid: Grid | None, tries: bool) -> Iterator[tuple[Recipe, int]]:
    for recipe in session.playlist:
        for each in (recipe, *_variants(recipe), *(_tries(recipe) if tries else ())):
            yield each, OFFLINE
    for each in grid.recipes() if grid else ():
        yield each, GRID_DOTS


def _variants(recipe: Recipe) -> Iterable[Recipe]:
    names = find_scenario(recipe.scenario).variants
    return [read_recipe(f"{recipe.scenario}~{recipe.seed}~variant:{each}") for each in names]


def _tries(recipe: Recipe) -> Iterable[Recipe]:
    scenario = find_scenario(recipe.scenario)
    return [read_recipe("~".join([scenario.id, str(recipe.seed), *each.parts])) for each in scenario.tries]


def packed_lines(recipe: Recipe, dots: int, years: int = YEARS) -> str:
    """Return the lines of a run as the offline file holds them."""
    lines = (
        {**line, "seconds_to_here": 0.0} if line["kind"] == "begin" else line
        for line in run_lines(recipe, dots=dots, years=years)
    )
    return packed_text("\n".join(map(as_text, lines)))


def packed_text(text: str) -> str:
    """Compress a text to base64; the same text always gives the same."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def unpacked_text(packed: str) -> str:
    """Read a packed text back."""
    return gzip.decompress(base64.b64decode(packed)).decode()


def page_with(data: str) -> str:
    """Put styles, scripts, data and their policy into the page."""
    files = {name: body.decode() for name, (body, kind) in page_files().items() if kind.startswith("text/")}
    html = files["index.html"]
    styles = [files[name] for name in STYLE.findall(html)]
    entries = SCRIPT.findall(html)
    if len(entries) != 1:
        raise InputError("module_scripts", "page", n=len(entries))
    modules = {name: text for name, text in files.items() if name.endswith(".js")}
    script = _safe(bundled(modules, entries[0]))
    style = "\n".join(styles)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{offline_policy([script], [style])}">'
    html = SCRIPT.sub("", STYLE.sub("", html)).replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}', 1)
    html = html.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    holder = f'<script type="application/json" id="treillis-offline">{_safe(data)}</script>'
    return html.replace("</body>", f'{holder}\n<script type="module">{script}</script>\n</body>', 1)


def _safe(text: str) -> str:
    """Keep a text from ending the element it stands in; nothing else is touched: a regular expression may hold `</`."""
    return re.sub("</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def write_page(path: Path, html: str) -> None:
    """Write the file whole or not at all."""
    write_whole(path, html.encode())
