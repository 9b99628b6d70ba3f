"""Little's law as an identity of every run: issues present, summed over days, are days stayed, summed over issues.

sum over t of N_t Delta = sum over i of (min(t_done, T) - t_born), whatever the rule, the dials and the luck: N_t is the
engine's own count at the end of a day, the right side comes from the hours in the table of outcomes. Time counts in
whole steps, as the engine closes issues: one that takes effect during a step is closed, held or dropped, at its end. It
fails as soon as an issue is lost, closed twice, or closed on another day than its hour says.

Source  Little (1961), over a finite time [little1961]
"""

from __future__ import annotations

from typing import Any

import numpy as np
import yaml

from sim.engine.binding.source import shipped_rules
from sim.experiment.compose import FORMS, compose_plain, configs_folder, run_settings
from sim.simulate import Run
from sim.validation.limiting import merged, run
from sim.validation.row import Row

CHECK, SOURCE = "Little's law", "sample paths of any queue [little1961]"
SEEDS_A_FORM = 5
"""Years lived under each rule with the dials of either form."""
OFFSET = 5_000_000
"""Of the seeds of this file."""
EXACTLY = 1e-9
"""Issue-days; both sides are whole numbers."""


def rows() -> list[Row]:
    """Hold every shipped rule to the identity; the run that misses it most is shown."""
    found = []
    for nth, rule in enumerate(shipped_rules()):
        pairs = [
            both_sides(lived(rule, form, OFFSET + 1_000 * (2 * nth + slot) + k))
            for slot, form in enumerate(FORMS)
            for k in range(SEEDS_A_FORM)
        ]
        stayed, present = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
        found.append(Row(CHECK, f"{rule}: issue-days", SOURCE, stayed, present, EXACTLY, len(pairs)))
    return found


def lived(rule: str, form: str, seed: int) -> Run:
    """Let the baseline organisation live by a rule and the dials of a form."""
    path = configs_folder() / "validation" / "littles_law.yaml"
    own: dict[str, Any] = {**yaml.safe_load(path.read_text(encoding="utf-8")), "seed": seed, "rule": rule}
    return run(run_settings(merged({**compose_plain("run", [f"form={form}"]), "rule_args": {}}, own)))


def both_sides(lived: Run) -> tuple[float, float]:
    """Return days stayed, summed over issues, and issues present, summed over days."""
    outcomes, days = np.asarray(lived.tables.outcomes), lived.settings.days
    born = np.asarray(lived.tables.arrivals)["day"][: len(outcomes)]
    hour = np.minimum(outcomes["success_hour"], outcomes["drop_hour"])
    closed = np.ceil(hour / lived.settings.physics.step_hours) - 1
    return float((np.minimum(closed, days) - born).sum()), float(lived.days["open"].sum())
