"""The dials as text and as files: what each is, who gains what by turning it, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.compose import FORMS
from sim.experiment.dials import (
    DIALS,
    MEASURED,
    DialRows,
    DialStudy,
    Effect,
    Estimate,
    Findings,
    Verdict,
    at_ends,
    corners,
    ends,
)
from sim.experiment.store import described, parquet, passport, readable_json, write_whole
from sim.files.columns import aligned
from sim.locale import number, short_number, words
from sim.metrics import HEADLINE
from sim.parameters import DialSettings
from sim.report.figures.comparison import image
from sim.report.figures.dials import draw_dials
from sim.report.text import SCALE, in_hundredths, plain, sayable
from sim.stats.verdict import SMALLEST

OBSERVED = {
    "decision_process": "consultations",
    "constitution": "truth_distance",
    "strategy": "planned",
    "generative_power": "contest_hours",
    "openness": "commitment",
    "lattice": "direction_spread",
    "initiative": "escalations",
    "experiential_knowledge": "knowledge",
    "guiding_principles": "practice_fit",
    "legitimacy": "unfollowed",
    "evolving_structure": "groups",
}
"""Where a dial shows that it turns: an outcome of `sim.metrics`, or a column of a day."""


def dials_text(study: DialStudy, rows: DialRows, found: Findings, lang: str) -> str:
    """Write what the dials do for a manager."""
    say, many = words(lang), len(found.worlds)
    alone = {"n": many * study.alone, "each": study.alone}
    together = {"n": many * study.corners, "each": study.corners, "corners": 2 ** len(DIALS)}
    parts = [
        [_setting(study, rows, lang)],
        [say["dials_list"], *_list(rows, lang)],
        [say("dials_alone", **alone), *_table(found.alone, [], lang)],
        [say("dials_shares", **together), *_table(found.shares, found.wholes, lang)],
        [say["dials_legend"]],
        [say["dials_verdicts"], *_verdicts(found, lang)],
        _notes(found, lang),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def world_name(name: str, lang: str) -> str:
    """Return the name of a world in a language; a file of one's own keeps its own."""
    return words(lang).get(f"world_{name}", name)


def world_names(worlds: Sequence[str], lang: str) -> str:
    """Return the names of worlds, with commas."""
    return ", ".join(world_name(each, lang) for each in worlds)


def _setting(study: DialStudy, rows: DialRows, lang: str) -> str:
    worlds = world_names(tuple(study.worlds), lang)
    return words(lang)("dials_setting", dials=len(DIALS), people=rows.people, days=study.settings.days, worlds=worlds)


def _list(rows: DialRows, lang: str) -> list[str]:
    say, lines = words(lang), []
    width = max(len(say[f"dial_{dial}"]) for dial in DIALS)
    for dial in DIALS:
        at_0, at_1, _ = at_ends(rows, dial, OBSERVED[dial])
        lines.append(f"  {say[f'dial_{dial}']:<{width}}  0  {say[f'dial_{dial}_0']}")
        lines.append(f"  {'':<{width}}  1  {say[f'dial_{dial}_1']}")
        seen = {"what": say[f"dial_{dial}_seen"], "at_0": number(at_0, lang, 3), "at_1": number(at_1, lang, 3)}
        lines.append(f"  {'':<{width}}     {say('dials_seen', **seen)}")
    return lines


def _table(found: Sequence[Effect], wholes: Sequence[Effect], lang: str) -> list[str]:
    say = words(lang)
    rows = [["", *(say[f"dials_{name}"] + "  " for name in HEADLINE), ""]]
    for dial in DIALS:
        rows.append([say[f"dial_{dial}"], *(_cell(each, lang) for each in found if each.dial == dial), ""])
    if wholes:
        rows.append([say["dials_whole"], *(_cell(each, lang) for each in wholes), ""])
    return aligned(rows)


def _cell(effect: Effect, lang: str) -> str:
    found, name, mark = effect.overall, effect.outcome, words(lang)[f"dials_mark_{effect.ahead}"]
    mean, low, high = (in_hundredths(each, name, lang) for each in (found.mean, found.low, found.high))
    return f"{mean} [{low} ; {high}] {mark}" if found.low == found.low else f"{mean} {mark}"


def _verdicts(found: Findings, lang: str) -> list[str]:
    say = words(lang)
    width = max(len(say[f"dial_{dial}"]) for dial in DIALS)
    return [f"  {say[f'dial_{each.dial}']:<{width}}  {_verdict(each, found, lang)}" for each in found.verdicts]


def _verdict(verdict: Verdict, found: Findings, lang: str) -> str:
    say, shares = words(lang), {each.outcome: each for each in found.shares if each.dial == verdict.dial}
    marks, gains = {form: say[f"dials_mark_{form}"] for form in FORMS}, []
    for form, won in verdict.gains.items():
        outcomes = ", ".join(_gain(shares[name], where, lang) for name, where in won)
        gains += [say("dials_gains", form=marks[form], outcomes=outcomes)] if won else []
    worse = next(marks[form] for form in FORMS if form != verdict.better)
    return say(f"dials_{verdict.kind}", worse=worse, gains=" ".join(gains))


def _gain(effect: Effect, worlds: tuple[str, ...], lang: str) -> str:
    say, name = words(lang), effect.outcome
    sizes = [
        say("dials_in", size=_size(effect.by_world[each].mean, name, lang), world=world_name(each, lang))
        for each in worlds
    ]
    size = ", ".join(sizes) or _size(effect.overall.mean, name, lang)
    return say(f"dials_name_{name}", size=size)


def _size(value: float, outcome: str, lang: str) -> str:
    return in_hundredths(abs(value), outcome, lang, sign=False)


def _notes(found: Findings, lang: str) -> list[str]:
    say, many = words(lang), len(found.worlds)
    cells = len(found.shares) * (many + (many > 1))
    pairs = [
        f"{say[f'dial_{dial}']} ({say(f'dials_name_{name}', size='').strip()})" for dial, name in found.disagreements()
    ]
    differ = [say("dials_disagree", pairs=", ".join(pairs))] if pairs else []
    single = [say["dials_one_year"]] if found.alone[0].overall.n < 2 else []
    least = {name: short_number(SCALE[name] * SMALLEST[name], lang) for name in HEADLINE}
    caution = say("dials_caution", cells=cells, **least)
    return [*differ, caution, *single, say["calibrated"]]


def publish_dials(
    study: DialStudy, rows: DialRows, found: Findings, wall_seconds: float, folder: Path, lang: str
) -> list[Path]:
    """Write a study's files."""
    figure = draw_dials(found, _caption(study, lang), lang)
    tables = {
        "dials.parquet": _columns(study, study.corners, corners(), HEADLINE, rows.corners),
        "alone.parquet": _columns(study, study.alone, ends(), MEASURED, rows.alone),
    }
    contents = {
        **{name: parquet(table) for name, table in tables.items()},
        "columns.json": described(tables),
        "passport.json": readable_json(_passport(study, wall_seconds)),
        "figure.png": image(figure, "png"),
        "figure.svg": image(figure, "svg"),
    }
    return [write_whole(folder / name, content) for name, content in contents.items()]


def _caption(study: DialStudy, lang: str) -> str:
    worlds = world_names(tuple(study.worlds), lang)
    n, each = len(study.worlds) * study.corners, study.corners
    return words(lang)("dials_figure_caption", corners=2 ** len(DIALS), n=n, each=each, worlds=worlds, hash=study.hash)


def _columns(
    study: DialStudy, years: int, dials: Sequence[DialSettings], names: Sequence[str], values: np.ndarray
) -> dict[str, Any]:
    """Return one row a run: world, seed, every dial, and what was measured."""
    seeds = study.seeds(years)
    places = np.repeat([world for world in study.worlds for _ in seeds[world]], len(dials))
    drawn = np.repeat([seed for world in study.worlds for seed in seeds[world]], len(dials))
    turned = np.array([[getattr(each, name) for name in DIALS] for each in dials])
    tiled = np.tile(turned, (len(study.worlds) * years, 1))
    flat = values.reshape(-1, len(names))
    return {
        "world": places,
        "seed": drawn,
        **{f"dial_{name}": tiled[:, j] for j, name in enumerate(DIALS)},
        **{name: flat[:, m] for m, name in enumerate(names)},
    }


def _passport(study: DialStudy, wall_seconds: float) -> dict[str, Any]:
    rules, seeds = dict.fromkeys(study.worlds, study.rule), study.seeds(study.corners)
    said = passport(study.worlds, rules, seeds[next(iter(study.worlds))], wall_seconds)
    by_world = {"alone": _seeds(study, study.alone), "corners": _seeds(study, study.corners)}
    return {**said, "hash": study.hash, "design": "dials", "seeds": by_world, "dials": list(DIALS)}


def _seeds(study: DialStudy, years: int) -> dict[str, dict[str, int]]:
    return {world: {"first": seeds[0], "count": len(seeds)} for world, seeds in study.seeds(years).items()}


def dials_values(study: DialStudy, rows: DialRows, found: Findings, folder: Path) -> dict[str, Any]:
    """Return what was found as plain values, the same for the same command; what cannot be said is None."""
    return {
        "hash": study.hash,
        "rule": study.rule.name,
        "days": study.settings.days,
        "worlds": list(study.worlds),
        "seeds": {"alone": _seeds(study, study.alone), "corners": _seeds(study, study.corners)},
        "folder": str(folder),
        "smallest": {name: SMALLEST[name] for name in HEADLINE},
        "dials": {each.dial: _dial(each, rows, found) for each in found.verdicts},
        "all": {each.outcome: _effect(each) for each in found.wholes},
    }


def _dial(verdict: Verdict, rows: DialRows, found: Findings) -> dict[str, Any]:
    at_0, at_1, difference = at_ends(rows, verdict.dial, OBSERVED[verdict.dial])
    seen = {"name": OBSERVED[verdict.dial], "at_0": sayable(at_0), "at_1": sayable(at_1), **_estimate(difference)}
    return {
        "alone": {each.outcome: _effect(each) for each in found.alone if each.dial == verdict.dial},
        "share": {each.outcome: _effect(each) for each in found.shares if each.dial == verdict.dial},
        "seen": seen,
        "verdict": verdict.kind,
        "better": verdict.better,
        "gains": {form: [{"outcome": name, "worlds": list(worlds)} for name, worlds in won]
                  for form, won in verdict.gains.items()},
    }  # fmt: skip


def _effect(effect: Effect) -> dict[str, Any]:
    by_world = {name: {**_estimate(each), "ahead": effect.ahead_in(name)} for name, each in effect.by_world.items()}
    return {**_estimate(effect.overall), "ahead": effect.ahead, "by_world": by_world}


def _estimate(found: Estimate) -> dict[str, Any]:
    return plain(found._asdict())
