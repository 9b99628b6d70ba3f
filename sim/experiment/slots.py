"""Slots: the organisations that are set side by side, made from plain values; no Hydra here, so workers can use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sim.checked import build
from sim.engine.binding import find_rule
from sim.engine.binding.source import Problem, RuleError
from sim.errors import InputError
from sim.files.plain_values import yaml_file
from sim.parameters import CultureSettings, FormSettings, Settings

FORMS = ("mechanical", "organic")
"""The two slots of a twin; their names are labels that the physics never reads."""


def configs_folder() -> Path:
    """Return the folder of the shipped configurations: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[1]
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def slots_of(plain: Mapping[str, Any], names: Sequence[str]) -> dict[str, Settings]:
    """Make the settings of several organisations that share structure and world."""
    shared = {key: value for key, value in plain.items() if key not in {*names, *FORMS}}
    for key in ("rule", "rule_args", "dials"):
        if key in shared:
            raise InputError("each_its_own", key, names=" or ".join(f"{form}.{key}" for form in names))
    forms = {form: build(FormSettings, plain.get(form, {}), form) for form in names}
    return {form: _slot(shared, form, own) for form, own in forms.items()}


def _slot(shared: Mapping[str, Any], form: str, own: FormSettings) -> Settings:
    common = build(Settings, {**shared, "rule": own.rule})
    culture = build(CultureSettings, {**asdict(common.culture), **own.culture}, f"{form}.culture")
    changes = {**common.interventions, **own.interventions}
    args = with_defaults(own.rule, own.rule_args)
    return replace(common, culture=culture, dials=own.dials, rule_args=args, interventions=changes)


def with_defaults(rule: str, given: Mapping[str, float]) -> dict[str, float]:
    """Return a rule's parameters: its YAML (shipped, or beside a user's file), overlaid by what was given."""
    path = find_rule(rule)
    shipped = configs_folder() / "rules" / f"{path.stem}.yaml"
    beside = path.with_suffix(".yaml")
    source = shipped if path.parent == Path(__file__).parents[1] / "rules" else beside
    return {**_rule_yaml(source), **given}


def _rule_yaml(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    try:
        values = yaml_file(path) or {}
    except InputError as wrong:
        what, said, rest = str(wrong).partition(": not YAML: ")
        raise RuleError(path, [Problem(0, "not_yaml", (rest,))]) if said and what == str(path) else wrong from None
    if not isinstance(values, dict) or not all(type(each) in (int, float) for each in values.values()):
        raise RuleError(path, [Problem(0, "parameters")])
    try:
        return {str(name): float(value) for name, value in values.items()}
    except OverflowError:
        raise RuleError(path, [Problem(0, "large_parameter")]) from None
