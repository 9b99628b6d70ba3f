"""Tables small enough to compute every outcome of them by hand."""

from __future__ import annotations

import math

import numpy as np

from sim.metrics import all_outcomes
from sim.metrics.issues import Leaving
from sim.record import DAY, OUTCOME, ROLE_DAY, ROLES, THETAS, TRACE_ISSUE
from sim.state import NOBODY
from sim.table import table
from sim.world.trace import SHOCK

DAYS, WARMUP, H = 30, 5, 10
"""So the cohort is born on days 5 to 19."""
STEP = 8.0
NEVER = math.inf
GIVEN = ("other_team", "coupling", "customer", "stakes")
LIVED = ("error", "gap", "answer", "repeats", "resets", "refused", "declined")


def issue(day, *, effect=NEVER, success=NEVER, drop=NEVER, error=math.nan, other_team=NOBODY, coupling=1.0, gap=0.0,
          customer=0, stakes=0.5, answer=0.0, repeats=0, resets=0, refused=False, declined=False, working=0.0,
          travelling=0.0):  # fmt: skip
    """Say what an issue is and what became of it; times in days after its birth."""
    hours = {name: (day + later) * STEP for name, later in (("effect", effect), ("success", success), ("drop", drop))}
    given = {"day": day, "other_team": other_team, "coupling": coupling, "customer": customer, "stakes": stakes}
    lived = {"error": error, "gap": gap, "answer": answer, "repeats": repeats, "resets": resets, "refused": refused}
    lived["declined"] = declined
    return {**given, **lived, **hours, "working": working * STEP, "travelling": travelling * STEP}


def outcomes_of(*issues, days=None, roles=None, shocks=(), episodes=None, at_risk=None, decisions=(1, 1), leaving=None,
                warmup=WARMUP):  # fmt: skip
    """Compute the outcomes of hand-made tables."""
    arrivals, became = np.zeros(len(issues), TRACE_ISSUE), table(OUTCOME, len(issues))
    for k, each in enumerate(issues):
        for name in ("day", *GIVEN):
            arrivals[name][k] = each[name]
        for name in ("effect", "success", "drop"):
            became[f"{name}_hour"][k] = each[name]
        for name in ("working", "travelling"):
            became[f"{name}_hours"][k] = each[name]
        for name in LIVED:
            became[name][k] = each[name]
    return all_outcomes(
        arrivals,
        became,
        table(DAY, DAYS) if days is None else days,
        table(ROLE_DAY, len(ROLES) * DAYS) if roles is None else roles,
        np.array([(*each, 0.0, False) for each in shocks], SHOCK),
        np.zeros((1, len(THETAS)), np.int64) if episodes is None else np.array(episodes),
        np.zeros(1, np.int64) if at_risk is None else np.array(at_risk),
        np.array(decisions),
        warmup=warmup,
        follow=H,
        step_hours=STEP,
        leaving=leaving or Leaving(),
    )


def days_with(**columns):
    """Make a table of days of four people, where columns have a value for each day, or one for all."""
    days = table(DAY, DAYS)
    days.day, days.people = np.arange(DAYS), 4
    for name, values in columns.items():
        days[name] = values
    return days


def roles_with(**columns):
    """Make a table of roles, the same every day: a column has a value for head, managers and base."""
    roles = table(ROLE_DAY, len(ROLES) * DAYS)
    for name, values in columns.items():
        roles[name] = np.tile(values, DAYS)
    return roles


def first_days(value, count=WARMUP, then=0.0):
    """Return a column with one value during the warm-up and another one after it."""
    return np.where(np.arange(DAYS) < count, value, then)
