"""Arms: the organisations that claims compare, at a point of the registered space."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.claims.claim import Claim
from sim.errors import InputError, nearest
from sim.experiment.compose import run_settings
from sim.experiment.dials import DIALS
from sim.experiment.slots import configs_folder
from sim.experiment.space import nested
from sim.settings import Settings

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
    """Make an arm of a claim.

    Parameters
    ----------
    claim : Claim
        Whose.
    name : str
        Of the arm.
    more : mapping, optional
        Set in it on top of everything, as a mechanism switched off.
    instead : mapping, optional
        In place of what the claim sets in it.

    Returns
    -------
    Arm
        Ready to be set at any point.
    """
    own = dict(claim.arms[name] if instead is None else instead)
    against = own.pop("against", "")
    own = {"base": claim.base, **own, **(more or {})}
    other = arm(claim, against, more).key if against else ""
    return Arm(json.dumps(own, sort_keys=True), other)


def settings_of(given: Arm, point: Mapping[str, Any], seed: int) -> Settings:
    """Set an arm at a point.

    Parameters
    ----------
    given : Arm
        The organisation.
    point : mapping of str to number
        Of `sim.experiment.space.sample`; what the arm sets goes before it.
    seed : int
        Of the world.

    Returns
    -------
    Settings
        Checked.
    """
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
        raise InputError(f"{group}: there is no {name!r}{nearest(name, [*there, *OWN])}")
    return yaml.safe_load(path.read_text(encoding="utf-8"))
