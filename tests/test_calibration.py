"""The frozen constants of load are those of the record, and neutral dials meet the four targets with them."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import fields, replace

import numpy as np
import pytest
import yaml
from conftest import ROOT

from sim.experiment.compose import compose_plain, run_settings
from sim.experiment.space import read_space, registered
from sim.settings import DialSettings
from sim.simulate import simulate

FOLDER = ROOT / "experiments" / "calibration"
RECORD = json.loads((FOLDER / "record.json").read_text(encoding="utf-8"))


def baseline(path):
    """Return what the baseline file of a setting's group says."""
    group, _, name = path.partition(".")
    return yaml.safe_load((ROOT / "configs" / group / "baseline.yaml").read_text(encoding="utf-8"))[name]


def test_the_frozen_values_are_those_of_the_record_and_no_other_constant_is_called_calibrated():
    calibrated = {path for path, each in registered().items() if each.metadata["strength"] == "calibrated"}
    assert calibrated == RECORD["frozen"].keys()
    for path, value in RECORD["frozen"].items():
        assert (registered()[path].default, baseline(path)) == (value, value), path


def test_all_worlds_bring_in_the_calibrated_load():
    rates = [yaml.safe_load(each.read_text("utf-8"))["issue_rate"] for each in ROOT.glob("configs/world/*.yaml")]
    assert rates == [RECORD["frozen"]["world.issue_rate"]] * 3


def test_every_strength_is_one_that_is_explained():
    known = {"measured", "theory", "guess", "calibrated"}
    assert {each.metadata["strength"] for each in registered().values()} <= known


def test_the_search_kept_to_the_registered_ranges_and_the_point_frozen_is_the_nearest_rounded():
    ranges = {each.path: [each.low, each.high] for each in read_space()}
    assert RECORD["searched"] == {path: ranges[path] for path in RECORD["frozen"]}
    rows = list(csv.DictReader((FOLDER / "points.csv").read_text(encoding="utf-8").splitlines()))
    low, high = np.array(list(RECORD["targets"].values())).T
    refined = [each for each in rows if each["stage"] == "refined"]
    away = np.array([[float(each[name]) for name in RECORD["targets"]] for each in refined])
    away = (away - (low + high) / 2) / ((high - low) / 2)
    nearest = refined[int(np.argmin(np.where((abs(away) <= 1).all(axis=1), (away**2).sum(axis=1), np.inf)))]
    assert {path: float(f"{float(nearest[path]):.2g}") for path in RECORD["frozen"]} == RECORD["frozen"]


def test_seeds_held_out_met_all_targets():
    assert RECORD["held_out"].keys() == RECORD["targets"].keys()
    for name, (low, high) in RECORD["targets"].items():
        assert low <= RECORD["held_out"][name]["low"] < RECORD["held_out"][name]["high"] <= high, name


def test_the_calibration_computes_nothing_but_load():
    text = (FOLDER / "calibrate.py").read_text(encoding="utf-8")
    named = re.findall(r"sim\.metrics[.\w]*", text)
    assert sorted(named) == ["sim.metrics.hours", "sim.metrics.people"]
    assert not re.search(r"conclude|simulate\(|all_outcomes|compose_twin", text)


@pytest.fixture(scope="module")
def neutral_years():
    """Live ten neutral years, with seeds that chose nothing."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    settings = replace(run_settings(compose_plain("dials", [])), dials=middle)
    return [simulate(replace(settings, seed=seed)) for seed in range(40_001, 40_011)]


@pytest.mark.after_freeze
@pytest.mark.parametrize("name", RECORD["targets"])
def test_neutral_dials_meet_the_targets(neutral_years, name):
    low, high = RECORD["targets"][name]
    assert low <= np.mean([each.outcomes[name] for each in neutral_years]) <= high
