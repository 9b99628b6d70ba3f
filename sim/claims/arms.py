"""Arms: the organisations that claims compare at a point of the registered space, and those that compete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.claims.registry import Claim
from sim.errors import InputError
from sim.experiment.compose import run_settings
from sim.experiment.dials import DIALS
from sim.experiment.slots import configs_folder
from sim.experiment.space import nested
from sim.parameters import Settings

RANDOM = "random actions"
"""The rule of the null ladder, wherever its file lies."""
RANDOM_FILE = str(Path(__file__).with_name("random_actions.py"))
OWN = {
    "neutral": {"rule": "mixed", "dials": dict.fromkeys(DIALS, 0.5)},
    "mechanical_mixed": {"rule": "mixed", "dials": dict.fromkeys(DIALS, 0.0)},
}
"""Forms that are no files: half-way, and the mechanical form under the rule that lets a dial free decisions."""
BESIDE = ("base", "intervention", "against", "again")
"""Entries of an arm that are no settings; ``again`` only makes another life of the same."""


@dataclass(frozen=True)
class Arm:
    """An organisation to be run.

    Parameters
    ----------
    changes : str
        What is set in it, as JSON, ``base`` included: two arms that are the same are lived once.
    against : str
        Key of the arm whose days it is held against; empty for none.
    """

    changes: str
    against: str = ""

    @property
    def key(self) -> str:
        """Its name: a digest of what is set in it."""
        return hashlib.sha256(f"{self.changes}|{self.against}".encode()).hexdigest()[:12]

    @property
    def plain(self) -> dict[str, Any]:
        """What is set in it."""
        return json.loads(self.changes)


def arm(
    claim: Claim, name: str, more: Mapping[str, Any] | None = None, instead: Mapping[str, Any] | None = None
) -> Arm:
    """Make an arm of a claim."""
    own = dict(claim.arms[name] if instead is None else instead)
    against = own.pop("against", "")
    own = {"base": claim.base, **own, **(more or {})}
    other = arm(claim, against, more).key if against else ""
    return Arm(json.dumps(own, sort_keys=True), other)


def settings_of(given: Arm, point: Mapping[str, Any], seed: int) -> Settings:
    """Set an arm at a point."""
    own = given.plain
    form = _form(own["base"])
    changes = dict(own.get("interventions", {}))
    if "intervention" in own:
        changes |= _file("intervention", own["intervention"])
    dotted = {key: value for key, value in own.items() if key not in (*BESIDE, "interventions", "rule")}
    culture = {f"culture.{key}": value for key, value in form.get("culture", {}).items()}
    dials = {f"dials.{key}": value for key, value in form["dials"].items()}
    plain = nested({**point, **culture, **dials, **dotted})
    rule = own.get("rule", form["rule"])
    if rule == RANDOM:
        rule = RANDOM_FILE
        changes = {key: each for key, each in changes.items() if each["what"] != "rule"}
    return run_settings({**plain, "rule": rule, "seed": seed, "interventions": changes})


@cache
def _form(name: str) -> dict[str, Any]:
    return OWN[name] if name in OWN else _file("form", name)


@cache
def _file(group: str, name: str) -> dict[str, Any]:
    path = configs_folder() / group / f"{name}.yaml"
    if not path.is_file():
        there = [each.stem for each in path.parent.glob("*.yaml")]
        raise InputError("no_arm", group, (name, [*there, *OWN]), name=name)
    return yaml.safe_load(path.read_text(encoding="utf-8"))


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
    """Return the organisations that compete."""
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
