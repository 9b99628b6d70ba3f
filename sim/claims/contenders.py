"""Contenders: the two forms and hybrids of them, each in a few variants, under one rule that reads the dials."""

from __future__ import annotations

import json

from sim.claims.arms import Arm

MECHANICAL, ORGANIC, HYBRID = "mechanical", "organic", "hybrid"
FLIPS = {
    MECHANICAL: (
        {},
        {"experiential_knowledge": 1},
        {"decision_process": 1},
        {"guiding_principles": 1, "legitimacy": 1},
    ),
    ORGANIC: ({}, {"decision_process": 0}, {"strategy": 0}, {"lattice": 0, "constitution": 0}),
}
"""What each variant of a form turns, the rest staying at its own end; free dials, one family each (ours)."""
HYBRIDS = {
    "plan_and_local_decision": (0.0, {"initiative": 1, "generative_power": 1}),
    "shared_direction_central_decision": (1.0, {"initiative": 0, "generative_power": 0, "decision_process": 0}),
    "half_way": (0.5, {}),
    "plan_local_knowledge": (0.0, {"experiential_knowledge": 1, "constitution": 1, "lattice": 1, "initiative": 1}),
}
"""Where the dials of each hybrid stand, and which it turns (ours)."""


def contenders() -> dict[tuple[str, str], Arm]:
    """Return the organisations that compete.

    Returns
    -------
    dict of (str, str) to Arm
        By kind (mechanical, organic or hybrid) and variant; the first variant of a form is the form itself.
    """
    found = {}
    for kind, end in ((MECHANICAL, 0.0), (ORGANIC, 1.0)):
        for turned in FLIPS[kind]:
            found[kind, _named(turned)] = _arm(end, turned)
    return found | {(HYBRID, name): _arm(middle, turned) for name, (middle, turned) in HYBRIDS.items()}


def _named(turned: dict[str, int]) -> str:
    return "_".join(f"{dial}_{end}" for dial, end in turned.items()) or "pure"


def _arm(end: float, turned: dict[str, int]) -> Arm:
    from sim.experiment.dials import DIALS

    dials = {f"dials.{name}": float(turned.get(name, end)) for name in DIALS}
    return Arm(json.dumps({"base": "neutral", **dials}, sort_keys=True))
