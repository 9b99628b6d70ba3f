"""Calibration changes what it says, and its record is about the start values as they are."""

import importlib.util
import json

import pytest
from conftest import ROOT

FOLDER = ROOT / "experiments" / "calibration"


@pytest.fixture(scope="module")
def calibrate():
    spec = importlib.util.spec_from_file_location("calibrate", FOLDER / "calibrate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_factor_scales_the_constants_of_its_target_and_nothing_else(calibrate):
    start = calibrate.start()
    made = calibrate.scaled(start, {"utilisation": 2.0})
    assert made.physics.base_hours == 2 * start.physics.base_hours
    assert made.physics.head_hours == 2 * start.physics.head_hours
    assert calibrate.scaled(made, {"utilisation": 0.5}) == start


def test_every_target_rises_with_its_constants(calibrate, warm_engine):
    start, seeds = calibrate.start(), range(1, 3)
    before = calibrate.measured(start, seeds)
    for target in calibrate.TARGETS:
        after = calibrate.measured(calibrate.scaled(start, {target: 1.6}), seeds)
        assert after[target].mean() > before[target].mean()


def test_the_record_is_about_the_start_values_as_they_are(calibrate):
    record, start = json.loads((FOLDER / "record.json").read_text()), calibrate.start()
    for path, (value, _) in record["changes"].items():
        group, _, name = path.partition(".")
        assert getattr(getattr(start, group), name) == value, f"{path}: calibrate again"
    assert {name: tuple(each) for name, each in record["targets"].items()} == calibrate.TARGETS
    assert all(low <= record["after"][name][0] <= high for name, (low, high) in calibrate.TARGETS.items())
