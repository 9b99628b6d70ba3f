"""Measures: outcomes of a run, the same over some of its days, and when an indicator left its usual range."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.metrics import OUTCOMES
from sim.metrics.issues import MANY, MEMORY_DAYS, contradicts, of_issues
from sim.record import DAY
from sim.run import Run
from sim.stats.lead_lag import Passage, deviations, passage, surrogate

Floats = NDArray[np.float64]

WINDOW = re.compile(r"(log )?(\w+)(?:/(\w+))?@(\d+)-(\d+)")
ISSUES = ("fit", "decision_lead", "resolution_lead", "coordination", "fit_in_effect", "late")
SHOCK = Passage(shock=100, smooth=10, threshold=1.0, stay=5)
"""Of staged shocks (day 100), the same for every indicator (ours)."""
INDICATORS = {"clarity": -1, "rework": 1, "backlog": 1, "cx": 1}
"""Of lags; 1 when higher is worse."""
OVERLOADED = "overload"
"""1 of an organisation that is asked for more hours than it has, or lets a tenth of what is asked lie."""
LAGS = ("passage", "surrogate")
NOVEL = "novel"
"""Of the issues that nothing known covers, those of a whole year alone."""
NEARLY_NONE = 0.5
"""Added to counts before a logarithm, so that none has one."""


def check_measure(name: str) -> str:
    """Return a measure's name, or say what is wrong with it."""
    kind, _, which = name.partition(":")
    known = ISSUES if kind == NOVEL else INDICATORS
    if kind in (*LAGS, NOVEL):
        if which in known:
            return name
        raise InputError("no_indicator", name, (which, known), which=which)
    window = WINDOW.fullmatch(name)
    columns = {each.name for each in OUTCOMES}
    if window is None:
        bare = name.removeprefix("log ")
        if bare in columns:
            return name
        raise InputError("no_measure", name, (bare, columns))
    _, column, over, first, last = window.groups()
    for each in (column, over):
        if each is not None and each not in (DAY.names or ()) and each not in ISSUES:
            raise InputError("no_column_of_days", name, (each, [*(DAY.names or ()), *ISSUES]), name=each)
    if int(first) >= int(last):
        raise InputError("no_days_between", name, first=first, last=last)
    return name


def measured(run: Run, names: Sequence[str], quiet: Run | None = None) -> list[float]:
    """Measure a run.

    Parameters
    ----------
    run : Run
        That has lived.
    names : sequence of str
        An outcome; ``log`` of one; ``column@from-to``, a mean over days, or over the issues born in them;
        ``column/other@from-to``, a ratio of sums; ``novel:fit`` and the like, of novel issues alone;
        ``passage:indicator``, days after the shock.
    quiet : Run, optional
        The same without the shock.

    Returns
    -------
    list of float
        NaN for what is not there.
    """
    lags = _lags(run, quiet) if quiet is not None else {}
    return [lags.get(name, math.nan) if name.startswith(LAGS) else _measure(run, name) for name in names]


def _measure(run: Run, name: str) -> float:
    if name.startswith(NOVEL):
        return _of_issues(run, run.settings.warmup_days, run.settings.days, novel=True)[name.removeprefix("novel:")]
    window = WINDOW.fullmatch(name)
    if window is None:
        bare = name.removeprefix("log ")
        value = run.outcomes[bare]
        return math.log(max(value, 1e-6)) if bare != name else value
    log, column, over, first, last = window.groups()
    if column in ISSUES:
        return _of_issues(run, int(first), int(last))[column]
    days = run.days[int(first) : int(last)]
    if not len(days):
        return math.nan
    if over is None:
        return float(days[column].mean())
    top, bottom = float(days[column].sum()), float(days[over].sum())
    if log:
        return math.log((top + NEARLY_NONE) / (bottom + NEARLY_NONE))
    return top / bottom if bottom > 0 else math.nan


def _of_issues(run: Run, first: int, last: int, novel: bool = False) -> dict[str, float]:
    settings, outcomes = run.settings, np.asarray(run.tables.outcomes)
    arrivals = np.asarray(run.tables.arrivals)[: len(outcomes)]
    last = min(last, settings.days - settings.follow_days)
    begin, end = np.searchsorted(arrivals["day"], [first, max(first, last)])
    arrivals, outcomes = arrivals[begin:end], outcomes[begin:end]
    if novel:
        arrivals, outcomes = arrivals[arrivals["novel"]], outcomes[arrivals["novel"]]
    return of_issues(arrivals, outcomes, settings.follow_days, settings.physics.step_hours)


def _lags(run: Run, quiet: Run) -> dict[str, float]:
    rng, found = np.random.default_rng(run.settings.seed % 2**32), {}
    for name, worse in INDICATORS.items():
        away = deviations(series(run, name)[None], series(quiet, name)[None], worse, SHOCK)
        away = np.nan_to_num(away, posinf=99.0, neginf=-99.0)
        found[f"passage:{name}"] = float(passage(away, SHOCK)[0])
        found[f"surrogate:{name}"] = float(passage(surrogate(away, rng), SHOCK)[0])
    return found


def series(run: Run, indicator: str) -> Floats:
    """Return a daily indicator of a run, shape (days,)."""
    days = run.days
    if indicator == "clarity":
        return days["clarity"].astype(float)
    if indicator == "backlog":
        return days["waiting"] / np.maximum(days["people"], 1)
    if indicator == "rework":
        return days["reworks"] / np.maximum(days["people"], 1)
    return _customers(run)


def _customers(run: Run) -> Floats:
    """Return what customers live with the first answers of a day: delay, contradiction, repeats, starting anew."""
    hours, follow = run.settings.physics.step_hours, float(run.settings.follow_days)
    outcomes = np.asarray(run.tables.outcomes)
    arrivals = np.asarray(run.tables.arrivals)[: len(outcomes)]
    given = np.isfinite(outcomes["effect_hour"])
    apart = contradicts(arrivals, outcomes, MEMORY_DAYS * hours)[given]
    mine, became = arrivals[given], outcomes[given]
    lead = np.minimum(became["effect_hour"] / hours - mine["day"], follow) / follow
    parts = lead + apart + np.minimum(became["repeats"], MANY) / MANY + np.minimum(became["resets"], MANY) / MANY
    day = np.minimum((became["effect_hour"] / hours).astype(int), run.settings.days - 1)
    n = np.bincount(day, minlength=run.settings.days)
    total = np.bincount(day, parts / 4.0, minlength=run.settings.days)
    last = np.maximum.accumulate(np.where(n > 0, np.arange(len(n)), 0))
    return (total / np.maximum(n, 1))[last]


def settings_read() -> dict[str, Any]:
    """Return what lags were read with, for a passport."""
    return {**vars(SHOCK), "indicators": INDICATORS}
