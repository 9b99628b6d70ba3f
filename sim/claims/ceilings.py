"""Ceilings: the largest effect that a claim's mechanism can have, in one organisation at neutral dials.

``python -m sim.claims.ceilings`` measures them anew. A claim whose mechanism cannot reach its smallest effect of
interest is not registered as an effect. Claims that set forms side by side have none: nobody does that before they are
registered.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.claims.arms import Arm, settings_of
from sim.claims.measures import measured
from sim.claims.registry import OUT_OF_REACH, Claim, ledger
from sim.run import simulate
from sim.stats.estimate import interval

FILE = Path(__file__).with_name("ceilings.csv")
SEEDS = range(40_001, 40_021)
"""Open to development."""


@dataclass(frozen=True)
class Ceiling:
    """What a mechanism can come to: strongest less switched off, with its 95 % interval over worlds.

    Parameters
    ----------
    id, measure : str
        The claim, and what its first part measures.
    effect, low, high : float
        In units of the measure.
    spread : float
        Standard deviation of the measure between worlds, with the mechanism off.
    smallest : float
        The claim's smallest effect of interest, 0 where it only says "no worse".
    """

    id: str
    measure: str
    effect: float
    low: float
    high: float
    spread: float
    smallest: float

    @property
    def reaches(self) -> bool:
        """Whether the mechanism may be worth an effect of interest, in either direction."""
        return not max(abs(self.low), abs(self.high)) < self.smallest


def ceiling(claim: Claim) -> Ceiling:
    """Measure the ceiling of a claim; it must not set forms side by side."""
    part = claim.parts[0]
    (name,) = {measure for _, measure in part.terms}
    none, full = (_lived(claim.ceiling[each], name) for each in ("none", "full"))
    low, high = interval(full - none)
    spread = float(none.std(ddof=1))
    return Ceiling(claim.id, name, float((full - none).mean()), low, high, spread, max(0.0, part.smallest))


def _lived(given: Mapping[str, Any], name: str) -> NDArray[np.float64]:
    arm = Arm(json.dumps({"base": "neutral", **given}, sort_keys=True))
    return np.array([measured(simulate(settings_of(arm, {}, seed)), [name])[0] for seed in SEEDS])


def ceilings() -> dict[str, Ceiling]:
    """Read the ceilings as they were measured, by claim."""
    if not FILE.is_file():
        return {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = [[each.pop("id"), each.pop("measure"), *map(float, each.values())] for each in csv.DictReader(lines)]
    return {str(each[0]): Ceiling(*each) for each in rows}  # type: ignore[arg-type]


def main() -> None:
    """Measure every ceiling, write them down, and say which do not reach."""
    every = {**ledger(), **ledger(OUT_OF_REACH)}
    found = [ceiling(each) for each in every.values() if each.ceiling]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(asdict(found[0])), lineterminator="\n")
        table.writeheader()
        for each in found:
            table.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in asdict(each).items()})
            if not each.reaches:
                ends = f"[{each.low:+.4g}; {each.high:+.4g}]"
                print(f"{each.id} {each.measure}: {each.effect:+.4g} {ends}, less than {each.smallest:g}")


if __name__ == "__main__":
    main()
