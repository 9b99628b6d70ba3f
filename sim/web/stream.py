"""A recipe line by line: what the live server streams, the offline file holds, and replay sums up (docs/frames.md)."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.metrics import OF_FEW
from sim.run import Run, simulate
from sim.scenario.pair import lever_of, pair_of
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS
from sim.scenario.years import ahead, daily
from sim.web.arrays import packed, packed_changes
from sim.web.card import card
from sim.web.desks import unit_names
from sim.web.dots import LIVE, dots_of, packed_dots
from sim.web.groups import described, means
from sim.web.lines import story_lines
from sim.web.shown import Shown, show
from sim.web.years import YEARS, headline

VERSION = 1
DAYS_AT_ONCE = 50
MANY = 256
"""People above which a row number needs two bytes."""
Line = dict[str, Any]


def run_lines(
    recipe: Recipe,
    chart: Chart | None = None,
    *,
    first: int = 0,
    dots: int = LIVE,
    years: int = YEARS,
    between_years: Callable[[], None] | None = None,
) -> Generator[Line]:
    """Live through a recipe and say it line by line."""
    began = perf_counter()
    shown = show(recipe, chart)
    yield from _opening(shown, perf_counter() - began)
    yield from _frames(shown, first, dots)
    yield from _series(shown, chart)
    yield result(shown)
    lines = story_lines(shown.pair, shown.turn)
    yield {"kind": "story", "lines": [each.as_dict() for each in lines]}
    for slot in SLOTS:
        told = [{**each.said.as_dict(), "first": each.first, "last": each.last} for each in shown.stories[slot]]
        yield {"kind": "stories", "slot": slot, "list": told, "issues": [each.issue for each in shown.stories[slot]]}
    if shown.followed:
        yield {"kind": "followed", "list": [each.as_dict() for each in shown.followed]}
    counted = headline(shown, chart, years, between_years)
    yield counted
    yield card(shown.pair, counted, shown.turn, shown.typical)
    yield {"kind": "end"}


def as_text(line: Line) -> str:
    """Write a line as JSON that every browser reads: what is not a number is null."""
    return json.dumps(_finite(line), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value


def _opening(shown: Shown, seconds: float) -> Iterator[Line]:
    pair, chart = shown.pair, shown.pair.scene.chart
    yield {
        **{"kind": "begin", "version": VERSION, "recipe": str(pair.recipe), "scenario": pair.scenario.id},
        **{"seed": pair.recipe.seed, "typical": shown.typical, "days": pair.scenario.days, "people": chart.size},
        **{"imported": pair.imported, "forms": pair.forms, "seconds_to_here": seconds},
    }
    if shown.group is not None:
        yield {"kind": "structure", "groups": described(chart, shown.group)}
    else:
        yield _structure(shown)
    yield {"kind": "tape", "shocks": _shocks(shown), "flags": _flags(shown)}


def _structure(shown: Shown) -> Line:
    chart = shown.pair.scene.chart
    leads = np.flatnonzero(np.diff(chart.reports_first))
    circles = [[int(i), *map(int, chart.reports[chart.reports_first[i] : chart.reports_first[i + 1]])] for i in leads]
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    return {
        **{"kind": "structure", "count": chart.size, "teams": len(chart.teams)},
        **{name: getattr(chart, name).tolist() for name in ("manager", "team", "level")},
        **{"units": unit_names(chart), "circles": circles, "ties": np.stack([sources, chart.ties], axis=1).tolist()},
    }


def _shocks(shown: Shown) -> list[Line]:
    found = []
    for shock in shown.pair.scene.trace.shocks:
        size, team = float(shock["shift"]), int(shock["team"])
        where = "all" if team < 0 else team if shown.group is None else _group_of(shown, team)
        strength = 1 + int(abs(size) > 1.5) + int(abs(size) > 3.0)
        found.append(
            {
                "day": int(shock["day"]),
                "where": where,
                "size": size,
                "strength": strength,
                "staged": bool(shock["staged"]),
            }
        )
    return found


def _group_of(shown: Shown, team: int) -> int:
    assert shown.group is not None
    return int(np.bincount(shown.group[shown.pair.scene.chart.team == team]).argmax())


def _flags(shown: Shown) -> list[Line]:
    recipe, scenario = shown.pair.recipe, shown.pair.scenario
    flags: list[Line] = [
        {
            "day": each.day,
            "who": each.who,
            "key": each.what,
            "to": each.to,
            "label": each.label.as_dict(),
            "mine": False,
        }
        for name, each in scenario.changes.items()
        if name not in recipe.without and each.label is not None
    ]
    for each in sorted(recipe.changes):
        lever = lever_of(each.key)
        label = {lang: lever[lang]["label"] if lever else each.key for lang in ("fr", "en")}
        who = "world" if each.key.startswith("world.") else each.slot or "both"
        flags.append({"day": each.day, "who": who, "key": each.key, "to": each.to, "label": label, "mine": True})
    return sorted(flags, key=lambda flag: flag["day"])


def _frames(shown: Shown, first: int, most: int) -> Iterator[Line]:
    days, rows = shown.pair.scenario.days, {}
    if shown.group is None:
        for slot in SLOTS:
            stories = {each.issue: nth for nth, each in enumerate(shown.stories[slot], start=1)}
            log = shown.lives[slot].run.log
            assert log is not None
            rows[slot] = dots_of(log.events, stories, most)
    for begin in range(first, days, DAYS_AT_ONCE):
        count = min(DAYS_AT_ONCE, days - begin)
        for slot in SLOTS:
            frame: Line = {"kind": "frames", "slot": slot, "first": begin, "count": count}
            days_of = slice(begin, begin + count)
            age, seat = (packed(each[days_of], "u1") for each in shown.oldest[slot])
            lies = {"age": age} if shown.group is not None else {"age": age, "seat": seat}
            yield {**frame, **_seen(shown, slot, days_of, rows.get(slot)), "oldest": lies}


def _seen(shown: Shown, slot: str, days: slice, rows: Any) -> Line:
    """Return what may be seen of some days: everybody, or only means of groups."""
    life = shown.lives[slot]
    if shown.group is None:
        each = {"waiting": life.waiting[days], "strain": life.strain[days], "state": life.state[days]}
        each["decided"] = shown.decided[slot][days]
        moves = packed_dots(rows, days.start, days.stop - days.start, shown.pair.scene.chart.size)
        return {**{name: packed_changes(values) for name, values in each.items()}, "moves": moves}
    made = np.stack([np.bincount(shown.group, row) for row in shown.decided[slot][days]])
    waiting = np.clip(np.rint(10 * means(life.waiting[days], shown.group)), 0, 255)
    strain = 5 * np.rint(20 * means(life.exhaustion[days], shown.group))
    decided = packed_changes(np.minimum(made, 255))
    return {"waiting": packed_changes(waiting), "strain": packed_changes(strain), "decided": decided}


def _series(shown: Shown, chart: Chart | None) -> Iterator[Line]:
    for slot in SLOTS:
        run = shown.lives[slot].run
        yield {"kind": "series", "slot": slot, **_curves(shown, run)}
    if shown.pair.scenario.ghost:
        quiet = replace(shown.pair.recipe, without=frozenset(shown.pair.scenario.changes))
        pair = pair_of(quiet, chart)
        run = simulate(pair.slots["left"], pair.scene)
        yield {"kind": "ghost", **_curves(shown, run)}


def _curves(shown: Shown, run: Run) -> Line:
    """Return the daily series, to 1/64 of a unit: nobody sees more, and it packs in half the room."""
    return {name: packed(np.rint(64 * daily(run, name)) / 64, "f4") for name in shown.series}


def result(shown: Shown) -> Line:
    """Return the numbers of the year, as ``treillis replay`` prints them."""
    left, right = (shown.values[slot] for slot in SLOTS)
    people = shown.pair.scene.chart.size
    return {
        "kind": "result",
        **{slot: {name: shown.values[slot][name] for name in shown.series} for slot in SLOTS},
        "better": {name: ahead(name, left[name], right[name], people) for name in shown.series},
        "more": {slot: _more(shown, slot) for slot in SLOTS},
    }


def _more(shown: Shown, slot: str) -> dict[str, float]:
    """Return every outcome; where only groups may be seen, none of a level at which there may be one person."""
    outcomes = shown.lives[slot].run.outcomes
    if shown.group is None:
        return outcomes
    return {name: value for name, value in outcomes.items() if name not in OF_FEW}
