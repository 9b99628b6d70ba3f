"""Write the sizes into `docs/symmetry.md`: what each law or branch does to one organisation at neutral dials.

Run ``python docs/build_symmetry.py`` after a change of the physics. A row whose last cell but one names settings in
backticks, as in `physics.lapsing=0`, is lived as it is and with these instead, on the same seeds; the difference goes
into its last cell. One organisation with and without something: no two forms are ever set side by side here.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from sim.engine.binding import bind
from sim.experiment.compose import compose_plain, run_settings
from sim.experiment.space import nested
from sim.parameters import DialSettings
from sim.run import simulate

PAGE = Path(__file__).with_name("symmetry.md")
ROW = re.compile(r"^(\|.+\| `([a-z_.]+=[^`|]+)` \|)[^|\n]*\|$", re.MULTILINE)
MEASURED = {"decision_lead": ("lead", 2), "fit": ("fit", 3), "exhaustion": ("E", 3)}
SEEDS, DAYS = range(1, 7), 300
T = 2.571
"""Of Student's t with five degrees of freedom, 95 %."""


def main() -> None:
    """Bring the page's sizes up to date."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(ROW.sub(lambda row: f"{row[1]} {size(row[2])} |", page), encoding="utf-8")


def size(instead: str) -> str:
    """Return the mean differences, as it is less with these settings instead, with their 95 % intervals."""
    each = lived("") - lived(instead)
    half = T * each.std(0, ddof=1) / np.sqrt(len(each))
    said = zip(MEASURED.values(), each.mean(0), half, strict=True)
    return ", ".join(f"{name} {round(mean, n) + 0.0:+.{n}f} ± {wide:.{n}f}" for (name, n), mean, wide in said)


@cache
def lived(instead: str) -> NDArray[np.float64]:
    """Return the outcomes of 43 people under the rule `mixed`, every dial at one half: a row a seed."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    one: Any = replace(run_settings(compose_plain("dials", [])), dials=middle, days=DAYS)
    pairs = dict(each.split("=") for each in instead.split())
    for group, values in nested({path: yaml.safe_load(value) for path, value in pairs.items()}).items():
        one = replace(one, **{group: replace(getattr(one, group), **values)})
    runs = [simulate(replace(one, seed=seed), None, bind(one.rule, one.rule_args)) for seed in SEEDS]
    return np.array([[run.outcomes[name] for name in MEASURED] for run in runs])


if __name__ == "__main__":
    main()
