"""Read scenarios and what goes with them from `configs/`: an unknown key is refused with the nearest one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.checked import build
from sim.errors import InputError
from sim.experiment.compose import configs_folder
from sim.files.plain_values import yaml_file
from sim.scenario.spec import Scenario

SCENARIOS = "scenario"
PAGE = "page"


def scenario_names() -> list[str]:
    """Return the names of all scenarios, in alphabetical order."""
    return sorted(path.stem for path in (configs_folder() / SCENARIOS).glob("*.yaml"))


@cache
def find_scenario(name: str) -> Scenario:
    """Read a scenario."""
    if name not in scenario_names():
        raise InputError("no_scenario", near=(name[:40], scenario_names()), name=name[:40])
    return read_scenario(configs_folder() / SCENARIOS / f"{name}.yaml")


def read_scenario(path: Path) -> Scenario:
    """Read the scenario of a file; raises `InputError` naming file, key and the nearest valid one."""
    made: Scenario = build(Scenario, read_yaml(path), path.stem)
    return replace(made, id=path.stem)


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """Return all scenarios, by number."""
    return tuple(sorted(map(find_scenario, scenario_names()), key=lambda each: each.place))


def shipped_scenarios() -> tuple[Scenario, ...]:
    """Return the scenarios that the page lists, by number."""
    return tuple(each for each in all_scenarios() if each.shipped)


def shipped_routes() -> list[dict[str, Any]]:
    """Return the ways through the scenarios (``configs/page/routes.yaml``), with those that are shipped only."""
    there = {each.id for each in shipped_scenarios()}
    routes = [
        {**each, "scenarios": [name for name in each["scenarios"] if name in there]} for each in page_words("routes")
    ]
    return [each for each in routes if each["scenarios"]]


@cache
def page_words(name: str) -> Any:
    """Read one of the lists the page shows (``configs/page``): routes, levers, outcomes, words, preparation."""
    return read_yaml(configs_folder() / PAGE / f"{name}.yaml")


@cache
def group_values(group: str, name: str) -> dict[str, Any]:
    """Read the values of a shipped configuration, for instance of the form ``organic``."""
    folder = configs_folder() / group
    names = sorted(each.stem for each in folder.glob("*.yaml"))
    if name not in names:
        raise InputError("no_entry_of_group", near=(name[:40], names), group=group, name=name[:40])
    return read_yaml(folder / f"{name}.yaml")


def read_yaml(path: Path) -> Any:
    """Read plain values; raises `InputError` for what is no YAML, or stands for too much."""
    return yaml_file(path)
