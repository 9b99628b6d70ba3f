"""The contingency crossing, size by size: who decides sooner in calm and in turbulence, and what it hangs on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.claims_text import interval, percent, seeds_of
from sim.report.figures.forest import draw_forest
from sim.report.figures.style import canvas, caption_text
from sim.report.page.parts import Picture, Section, Table, picture
from sim.report.words import words

SIZES = {"Lit01": 43, "Lit02": 156, "Lit03": 341}
"""Claims of the crossing, and how many people they are about."""
WORLDS = ("calm", "turbulence")
"""What the two parts of each of them are about."""
OFF = {"none": "fig_whole", "switched_off": "off_free_handoffs"}
"""What they name as their mechanism: hand-offs."""
SAME = "free_handoffs"
"""A knock-out of one of them, which is that mechanism once more."""
BETTER = -1
"""A shorter delay."""


def crossing(ledger: Mapping[str, Any], lang: str) -> list[Section]:
    """Make the section that sets the sizes side by side; none where fewer than two of them were asked for."""
    found = _sizes(ledger)
    if len(found) < 2:
        return []
    say, picture_of = words(lang), [_picture(found, ledger, lang)]
    return [Section(say["claims_crossing"], [say["claims_crossing_said"]], picture_of, crossing_tables(ledger, lang))]


def crossing_tables(ledger: Mapping[str, Any], lang: str) -> list[Table]:
    """Make its tables: what was found at each size, and what is left with one mechanism switched off."""
    found = _sizes(ledger)
    return [_table(found, lang), _knockouts(found, lang)]


def _sizes(ledger: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["id"]: each for each in ledger["claims"] if each["id"] in SIZES and each["n"]}


def _table(found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    header = [say["claims_people"], *(say[f"claims_{each}"] for each in WORLDS), say["claims_crosses"], "n"]
    rows = [
        [
            str(SIZES[name]),
            *(interval(part["effect"], part["low"], part["high"], lang, 2) for part in each["parts"]),
            f"{percent(each['pi'], lang)} [{percent(each['low'], lang)} ; {percent(each['high'], lang)}]",
            str(each["n"]),
        ]
        for name, each in found.items()
    ]
    return Table(say["claims_crossing_table"], header, rows, say["claims_crossing_note"])


def _knockouts(found: Mapping[str, Any], lang: str) -> Table:
    say = words(lang)
    header = [say["claims_people"], say["claims_off"], say["claims_calm"], say["claims_crosses"], "n"]
    rows = [
        [
            str(SIZES[name]),
            say[OFF.get(each["off"], f"off_{each['off']}")],
            interval(each["estimate"], each["low"], each["high"], lang, 2),
            percent(each["pi"], lang),
            str(each["n"]),
        ]
        for name, claim in found.items()
        for each in claim["knockouts"]
        if each["off"] != SAME
    ]
    return Table(say["claims_crossing_knockouts"], header, rows)


def _picture(found: Mapping[str, Any], ledger: Mapping[str, Any], lang: str) -> Picture:
    say = words(lang)
    rows = [
        {
            "label": say["claims_crossing_label"].format(people=SIZES[name], world=say[f"claims_{world}"], n=part["n"]),
            **{new: _known(part[old]) for new, old in (("estimate", "effect"), ("low", "low"), ("high", "high"))},
            "n": part["n"],
        }
        for name, each in found.items()
        for world, part in zip(WORLDS, each["parts"], strict=True)
    ]
    figure, axes = canvas(9.0, 1.0 + 0.36 * len(rows))
    draw_forest(pd.DataFrame(rows).dropna(), axes, lang, _smallest(found), BETTER)
    axes.set_xlabel(say["claims_crossing_axis"])
    n = min(each["n"] for each in found.values())
    caption = caption_text(
        lang, n, "points", "interval_points", seeds_of(ledger, lang), ledger["hash"], [say["fig_hollow"]]
    )
    return picture(figure, "", caption)


def _smallest(found: Mapping[str, Any]) -> float:
    return next(abs(part["smallest"]) for each in found.values() for part in each["parts"])


def _known(value: Any) -> float:
    return math.nan if value is None else float(value)
