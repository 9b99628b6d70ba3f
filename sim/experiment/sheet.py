"""The effect sheet: what one change did to what it is for, in three windows, who paid for it, and when it was even."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiment.effects import DURING, LAST, Only
from sim.experiment.paired import Difference, differences
from sim.experiment.study import Study
from sim.experiment.twins import Rows
from sim.experiment.verdict import UNCLEAR
from sim.metrics.hours import USED
from sim.record import ROLES

HEADLINES: Final = ("decision_lead", "fit", "direction_distance", "action_distance", "burnout_50")
"""What is shown after what it is for."""
REMAINS, FADES, COMES, TURNS = "remains", "fades", "comes", "turns"
"""Seen early and in the last quarter; early only; in the last quarter only; in both, but the other way round."""
HOURS, OPEN = "hours", "open"
"""What is paid and got back: hours worked, and days that issues stay open."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Even:
    """When what was paid had come back.

    Parameters
    ----------
    day : int or None
        First day from which, on average, the sum with is no more than the sum without, for good; None if it never is.
    cost : bool
        Whether the sum was ever above, so that something had to come back.
    years : int
        In how many years it was even at the end.
    """

    day: int | None
    cost: bool
    years: int


@dataclass(frozen=True)
class Sheet:
    """What one change did: everything is *with* less *without*, seed by seed.

    Parameters
    ----------
    only : Only
        The change.
    own, headline : tuple of str
        Outcomes it is for, and those every comparison is about.
    found : dict of str to (dict of str to Difference)
        By window and outcome.
    paid : dict of str to (dict of str to float)
        By window and role: hours of one person, over all days of the window.
    even : dict of str to Even
        Of hours and of days open.
    years : int
        How many were lived.
    """

    only: Only
    own: tuple[str, ...]
    headline: tuple[str, ...]
    found: dict[str, dict[str, Difference]]
    paid: dict[str, dict[str, float]]
    even: dict[str, Even]
    years: int

    def remains(self, outcome: str) -> str:
        """Say what is left of an effect in the last quarter; ``unclear`` where it was never seen."""
        sides = {window: side(each[outcome]) for window, each in self.found.items()}
        last = sides.pop(LAST, 0)
        early = next((each for each in reversed([*sides.values()]) if each), 0)
        if not last:
            return FADES if early else UNCLEAR
        return TURNS if early == -last else REMAINS if early else COMES


def side(found: Difference) -> int:
    """Say on which side of 0 an interval lies: 1, -1, or 0 where it holds 0 or there is none."""
    return int(found.low > 0) - int(found.high < 0)


def sheet_of(only: Only, rows: Rows, slots: Sequence[str]) -> Sheet:
    """Make the sheet of a comparison whose only difference is known.

    Parameters
    ----------
    only : Only
        The difference, and the windows that were asked for.
    rows : Rows
        What the runs left behind, windows and days included.
    slots : sequence of str
        The two organisations, in their order.

    Returns
    -------
    Sheet
        The same whether made of runs or of what they left on disk.
    """
    by = rows.windows
    found = {name: _signed(Rows(by[name], {}, rows.people), only.sense) for name in only.windows if name in by}
    lengths = {window: last - first for window, (first, last) in only.windows.items()}
    paid = {window: {role: each[f"hours_{role}"].difference * lengths[window] for role in ROLES}
            for window, each in found.items() if window != LAST}  # fmt: skip
    begin = only.windows[DURING][0] if DURING in only.windows else 0
    without = next(each for each in slots if each != only.slot)
    even = {name: breaks_even(*(_by_day(rows.days, slot, name) for slot in (without, only.slot)), begin=begin)
            for name in (HOURS, OPEN)}  # fmt: skip
    own = only.effect.outcomes
    headline = tuple(each for each in HEADLINES if each not in own)
    return Sheet(only, own, headline, found, paid, even, len({*rows.runs["seed"]}))


def study_sheet(study: Study, rows: Rows) -> Sheet | None:
    """Return the sheet of a study; None where its organisations are alike, or differ in more than one thing."""
    return sheet_of(study.only, rows, [*study.slots]) if study.only and rows.windows else None


def _signed(rows: Rows, sense: int) -> dict[str, Difference]:
    """Return differences with less without, whichever organisation comes first."""
    found = {each.outcome: each for each in differences(rows)}
    if sense > 0:
        return found
    return {
        name: replace(each, mechanical=each.organic, organic=each.mechanical, difference=-each.difference,
                      low=-each.high, high=-each.low)
        for name, each in found.items()
    }  # fmt: skip


def _by_day(days: Mapping[str, NDArray[Any]], slot: str, name: str) -> Floats:
    """Return what accrues each day, shape (years, days)."""
    mine = days["form"] == slot
    years = len(np.unique(days["seed"][mine]))
    if name == OPEN:
        each = np.asarray(days["open"][mine], np.float64)
    else:
        each = np.add.reduce([days[f"{kind}_hours"][mine] for kind in USED]) - days["lapsed_hours"][mine]
    return each.reshape(years, -1)


def breaks_even(without: Floats, having: Floats, begin: int = 0) -> Even:
    """Say from which day on a sum with something is no more than without it, for good.

    Parameters
    ----------
    without, having : ndarray of float, shape (years, days)
        What accrues each day.
    begin : int
        Day from which it is added up.

    Returns
    -------
    Even
        Of the mean over years.

    Examples
    --------
    >>> breaks_even(np.array([[1.0, 1, 1, 1]]), np.array([[1.0, 2, 0, 0]]))
    Even(day=2, cost=True, years=1)
    """
    more = np.cumsum((having - without)[:, begin:], axis=1)
    mean = more.mean(axis=0)
    over = np.flatnonzero(mean > 1e-9)
    years = int((more[:, -1] <= 1e-9).sum()) if more.shape[1] else 0
    if not len(over):
        return Even(begin, cost=False, years=years)
    last = int(over[-1])
    return Even(None if last == len(mean) - 1 else begin + last + 1, cost=True, years=years)


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as plain values; an interval that cannot be said is None."""
    promises = sheet.only.effect.promises
    outcomes = {
        name: {
            "promised": promises.get(name),
            **{window: _ends(each[name]) for window, each in sheet.found.items()},
            "remains": sheet.remains(name),
        }
        for name in (*sheet.own, *sheet.headline)
    }
    windows = {name: {"first_day": first, "last_day": last - 1} for name, (first, last) in sheet.only.windows.items()}
    even = {name: {"day": each.day, "cost": each.cost, "years": each.years} for name, each in sheet.even.items()}
    about = {"name": sheet.only.name, "organisation": sheet.only.slot, "own": [*sheet.own], "windows": windows}
    paid = {window: {role: _number(each) for role, each in by.items()} for window, by in sheet.paid.items()}
    return {**about, "outcomes": outcomes, "hours_a_person": paid, "even": even}


def _ends(found: Difference) -> dict[str, float | None]:
    return {key: _number(getattr(found, key)) for key in ("difference", "low", "high")}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
