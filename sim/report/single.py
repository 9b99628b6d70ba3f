"""One organisation as text: the mean of every outcome and how much years differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.files.columns import aligned
from sim.report.comparison import SHOWN
from sim.report.words import number, words


def single_text(runs: Mapping[str, Sequence[float]], people: int, days: int, seeds: range, lang: str) -> str:
    """Write the outcomes of one organisation for a manager.

    Parameters
    ----------
    runs : mapping of str to sequence of float
        Every outcome, a value a year.
    people, days : int
        Size of the organisation, length of a year.
    seeds : range
        The years.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    str
        A table.
    """
    say = words(lang)
    head = say["setting_one"].format(years=len(seeds), days=days, people=people, first=seeds[0], last=seeds[-1])
    rows = [["", say["mean"], say["spread"], ""]]
    for name in SHOWN:
        values = np.array(runs[name], np.float64)
        spread = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
        rows.append([say[name], number(float(values.mean()), lang, 3), number(spread, lang, 3), ""])
    return "\n".join([head, "", *aligned(rows), "", say["calibrated"]])
