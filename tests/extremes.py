"""Lives at the ends of every range, and what must hold of any life."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from typing import Any

import numpy as np
from conftest import ROOT, TESTS, fingerprint, settings_of, shipped_rules
from test_conservation import AT_MOST, KINDS, MEANS, SHARES, SIGNED, STATES, check_rows, every_day

from sim.parameters import CultureSettings, DialSettings, PhysicsSettings, Settings, WorldSettings
from sim.run import Run, simulate

GROUPS = {"world": WorldSettings, "culture": CultureSettings, "dials": DialSettings, "physics": PhysicsSettings}
STRUCTURES = ({"span": 2, "depth": 2}, {"span": 1, "depth": 4}, {"span": 7, "depth": 1}, {"span": 1, "depth": 0})
TIMES = {"days": 25, "warmup_days": 2, "follow_days": 4}
LONG = {"days": 10_000, "organisation": {"span": 3, "depth": 2}}
MANY = {"days": 15, "warmup_days": 2, "follow_days": 3, "organisation": {"span": 46, "depth": 3, "peer_ties": 1}}
"""99,499 people in four levels are the pyramid nearest to 100,000."""
SCRIPT = "from extremes import digests_here; print(digests_here())"


def ends(kind: type[Any], choose: Any) -> dict[str, Any]:
    """Put each number of a group at what `choose` makes of its least and its largest value."""
    found = {}
    for each in fields(kind):
        if "low" in each.metadata:
            low, high = each.metadata["low"], AT_MOST.get(each.name, each.metadata["high"])
            found[each.name] = type(each.default)(choose(low, high))
    return found


def all_at(end: int) -> Settings:
    """Put every dial, constant and value of the culture at its least (0), or at its largest (1)."""
    groups = {name: ends(kind, lambda low, high: (low, high)[end]) for name, kind in GROUPS.items()}
    return settings_of("mixed", organisation=STRUCTURES[0], **TIMES, **groups)


def corner(rng: np.random.Generator) -> Settings:
    """Put every number at one of its ends, at its start, or close to an end, each by its own coin."""

    def choose(low: float, high: float) -> float:
        step = (high - low) * 1e-12
        return [low, high, low + step, high - step][rng.integers(4)]

    chosen = {name: ends(kind, choose) for name, kind in GROUPS.items()}
    share = rng.random()  # of numbers that are at an end; the others keep their start, or one end hides all others
    groups = {name: {k: each for k, each in some.items() if rng.random() < share} for name, some in chosen.items()}
    groups["physics"]["work_law"] = str(rng.choice(["constant", "lognormal", "exponential"]))
    groups["physics"]["refuse_law"] = str(rng.choice(["constant", "exponential"]))
    rule, place = str(rng.choice(shipped_rules())), STRUCTURES[rng.integers(len(STRUCTURES))]
    return settings_of(rule, organisation=place, seed=int(rng.integers(2**53)), **TIMES, **groups)


def sound(run: Run) -> None:
    """See that a life is finite, in range, and that no issue, hour or row was lost in it."""
    days, people = every_day(run.days), run.tables.people
    for name, values in days.items():
        assert np.isfinite(values).all(), name
        assert name in SIGNED or np.all(values >= 0), name
    for name in MEANS:
        assert np.all(days[name] <= 1 + 1e-9), name
    for name in STATES:
        assert np.all((people[name] >= 0) & (people[name] <= 1)), name
    closed = np.cumsum(days["resolved"] + days["dropped"] + days["refused"] + days["declined"])
    assert np.array_equal(np.cumsum(days["born"]), closed + days["open"])
    spent = sum(days[f"{kind}_hours"] for kind in KINDS)
    covered = days["available_hours"] - days["idle_hours"] + np.diff(days["debt_hours"], prepend=0.0)
    covered += days["lapsed_hours"]
    assert np.all(np.abs(spent - covered) <= 1e-9 * (1 + spent + days["debt_hours"]))
    for name, value in run.outcomes.items():
        assert not np.isinf(value), name
        assert name not in SHARES or np.isnan(value) or -1e-9 <= value <= 1 + 1e-9, name
    check_rows(run.tables)


def digests_here() -> str:
    """Return the fingerprints of a few lives in this process."""
    lives = [settings_of(rule, organisation=STRUCTURES[0], seed=7) for rule in shipped_rules()]
    return " ".join(each[:16] for life in lives for each in fingerprint(simulate(life).tables).values())


def digest_elsewhere(threads: str, hashed: str) -> str:
    """Return the same from a process with other threads and another order of sets."""
    counts = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), threads)
    env = {**os.environ, **counts, "PYTHONHASHSEED": hashed, "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)])}
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=env, check=True)
    return done.stdout.strip()
