"""The frozen constants are those of the record; the search keeps to its rules, and goes on where it was stopped."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sys
from dataclasses import replace

import numpy as np
import pytest
import yaml
from conftest import ROOT

from sim.experiment.space import RATE, neutral, read_space, registered

FOLDER = ROOT / "experiments" / "calibration"
RECORD = json.loads((FOLDER / "record.json").read_text(encoding="utf-8"))


def load_script():
    """Return the search as a module."""
    spec = importlib.util.spec_from_file_location("calibrate", FOLDER / "calibrate.py")
    sys.modules["calibrate"] = found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


cal = load_script()


def baseline(path):
    """Return what the baseline file of a setting's group says."""
    group, _, name = path.partition(".")
    return yaml.safe_load((ROOT / "configs" / group / "baseline.yaml").read_text(encoding="utf-8"))[name]


# ---------------------------------------------------------------------------------------------------- what is frozen
def test_the_frozen_values_are_those_of_the_record_and_no_other_constant_is_called_calibrated():
    calibrated = {path for path, each in registered().items() if each.metadata["strength"] == "calibrated"}
    frozen = {**RECORD["frozen"], **RECORD.get("centred", {})}
    assert calibrated == frozen.keys()
    for path, value in frozen.items():
        assert (registered()[path].default, baseline(path)) == (value, value), path


def test_all_worlds_bring_in_the_calibrated_load():
    rates = [yaml.safe_load(each.read_text("utf-8"))["issue_rate"] for each in ROOT.glob("configs/world/*.yaml")]
    assert rates == [RECORD["frozen"]["world.issue_rate"]] * 3


def test_every_strength_is_one_that_is_explained():
    known = {"measured", "theory", "guess", "calibrated"}
    assert {each.metadata["strength"] for each in registered().values()} <= known


def test_the_search_kept_to_the_registered_ranges_and_the_point_frozen_is_the_nearest_rounded():
    ranges = {each.path: [each.low, each.high] for each in cal.ranges()}
    assert RECORD["searched"] == {path: ranges[path] for path in RECORD["frozen"]}
    rows = list(csv.DictReader((FOLDER / "points.csv").read_text(encoding="utf-8").splitlines()))
    last = [each for each in rows if each["stage"] == rows[-1]["stage"]]
    low, high = np.array(list(RECORD["targets"].values())).T
    away = np.array([[float(each[name]) for name in RECORD["targets"]] for each in last])
    away = (away - (low + high) / 2) / ((high - low) / 2)
    met = (abs(away) <= 1).all(axis=1) & np.array([float(each.get("met", 1)) == 1 for each in last])
    met = met if met.any() else np.ones(len(last), bool)
    nearest = last[int(np.argmin(np.where(met, (away**2).sum(axis=1), np.inf)))]
    frozen = {path: value for path, value in RECORD["frozen"].items() if "rate_by_steady" not in RECORD or path != RATE}
    assert {path: float(f"{float(nearest[path]):.2g}") for path in frozen} == frozen


def test_seeds_held_out_met_all_targets_or_the_page_says_which_were_missed():
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, (low, high) in RECORD["targets"].items():
        held = RECORD["held_out"][name]
        assert held["low"] < held["high"]
        assert (low <= held["low"] and held["high"] <= high) or f"| {name} |" in page, name


# -------------------------------------------------------------------------------------------------- rules of a search
def test_the_calibration_runs_no_form_and_computes_neither_speed_nor_fit_nor_agreement():
    text = (FOLDER / "calibrate.py").read_text(encoding="utf-8")
    assert re.findall(r"sim\.metrics[.\w]*", text) == ["sim.metrics.people"]
    assert not re.search(r"conclude|simulate\(|all_outcomes|compose|form=|organisations\(", text)
    settings = neutral({})
    assert (settings.rule, {*vars(settings.dials).values()}) == ("mixed", {0.5})


def test_what_may_move_is_load_and_wear_and_what_is_centred_does_not_move_in_the_search():
    known = {each.path for each in read_space()}
    free = [each.path for each in cal.ranges()]
    assert free == [RATE, *cal.FREE]
    assert {*cal.FREE, *cal.CENTRED} <= known
    assert not {*free} & {*cal.CENTRED}
    assert not {*free} & {"physics.control_relief", "physics.rank_control"}
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [path for path in free if f"`{path}`" not in page] == []
    asked = [f"| {low:.2f} to {high:.2f} |".replace(" 0.", " .") for low, high in cal.TARGETS.values()]
    assert [each for each in asked if each not in page] == []


MIDDLES = {name: (low + high) / 2 for name, (low, high) in cal.TARGETS.items()}
QUIET = {**dict.fromkeys(cal.HOLDS, 0.0)}


def test_a_distance_is_the_root_mean_square_in_half_widths_and_met_is_everything():
    assert cal.judged({**MIDDLES, **QUIET}) == {"distance": pytest.approx(0.0, abs=1e-12), "met": 1.0}
    edge = {**MIDDLES, **QUIET, "severe": 0.0599}
    assert cal.judged(edge) == {"distance": pytest.approx(0.995 / np.sqrt(10)), "met": 1.0}
    assert cal.judged({**edge, "severe": 0.061})["met"] == 0.0
    for name, beyond in (("slope", -0.11), ("grown_head", 3.1), ("lapsed", 0.051), ("rise_managers", 0.01)):
        assert cal.judged({**MIDDLES, **QUIET, name: beyond})["met"] == 0.0


def test_a_point_that_meets_everything_goes_before_a_nearer_one_that_does_not():
    rows = [{"distance": 0.1, "met": 0.0}, {"distance": 0.5, "met": 1.0}, {"distance": 0.4, "met": 1.0}]
    assert cal.nearest(rows) is rows[2]
    assert cal.nearest(rows[:1]) is rows[0]


def planted(moves):
    """Return points whose targets are linear in the places of constants, as (target, constant, half-widths)."""
    rng, many = np.random.default_rng(1), cal.ranges()
    at = rng.random((80, len(many)))
    rows = []
    for places in at:
        row = {each.path: each.at(share) for each, share in zip(many, places, strict=True)} | MIDDLES | QUIET
        for name, path, half in moves:
            low, high = cal.TARGETS[name]
            k = [each.path for each in many].index(path)
            row[name] = MIDDLES[name] + half * (places[k] - 0.7) * (high - low) / 2
        rows.append({**row, **cal.judged(row)})
    return rows


def test_the_middle_of_the_next_box_is_where_fitted_targets_are_nearest_and_the_rest_stays():
    start = np.full(len(cal.ranges()), 0.4)
    aimed = cal.aim(planted([("exhausted", "physics.strain_demand", 10.0)]), start)
    paths = [each.path for each in cal.ranges()]
    moved = dict(zip(paths, aimed, strict=True))
    assert moved.pop("physics.strain_demand") == pytest.approx(0.7, abs=0.01)
    assert all(value == pytest.approx(0.4, abs=0.01) for value in moved.values())


def test_a_box_is_part_of_every_range_and_stays_within_it():
    for each, narrow in zip(cal.ranges(), cal.box(np.linspace(0, 1, len(cal.ranges())), 0.25), strict=True):
        assert each.low * (1 - 1e-9) <= narrow.low < narrow.high <= each.high * (1 + 1e-9)
        assert cal.place(each, narrow.high) - cal.place(each, narrow.low) == pytest.approx(0.25)


def test_what_is_usual_is_moved_to_what_is_lived_until_it_stays(monkeypatch):
    trust, asked = neutral({}).culture.trust, []

    def lived(point, seeds, workers, said):
        asked.append(point)
        shares = {top: 0.5 + 0.15 * (point[path] - 0.5) for path, (top, _) in cal.EVENTS.items()}
        held = trust + 0.6 * (0.8 - point[cal.TRUSTED])
        return cal.Lives(
            [{**shares, "trust_up": held, "trust_peers": held, "exhaustion": 0.31}] * 2, np.zeros((2, 4, 4))
        )

    monkeypatch.setattr(cal, "live_many", lived)
    size = replace(cal.QUICK, rounds=8)
    centred, rounds = cal.centre({RATE: 0.5}, size, 1)
    assert centred[cal.TRUSTED] == pytest.approx(0.8, abs=0.005)
    assert [centred[path] for path in cal.EVENTS] == pytest.approx([0.5] * 4, abs=0.005)
    assert centred[cal.RESTED] == 0.31
    assert 2 < len(rounds) < 8
    assert asked[1][RATE] == 0.5


# ------------------------------------------------------------------------------------------------------ a small trial
@pytest.fixture(scope="module")
def trial(tmp_path_factory, warm_engine):
    folder = tmp_path_factory.mktemp("calibration")
    return folder, cal.main(folder, quick=True, workers=1)


def test_a_trial_writes_every_point_and_a_record_of_all_that_is_asked(trial):
    folder, record = trial
    rows = list(csv.DictReader((folder / "points.csv").read_text("utf-8").splitlines()))
    assert [row["stage"] for row in rows] == ["wide"] * 16 + ["half"] * 14 + ["quarter"] * 6
    assert {row["model"].partition("-")[0] for row in rows} == {record["model"]}
    assert record == {**json.loads((folder / "record.json").read_text("utf-8")), "targets": record["targets"],
                      "trust": record["trust"]}  # fmt: skip
    assert record["held_out"].keys() >= {*cal.TARGETS, *cal.HOLDS, *cal.TRUST, *cal.BESIDE}
    assert all(np.isfinite(each["mean"]) for each in record["held_out"].values())
    assert {*record["frozen"]} == {RATE, *cal.FREE}
    assert all(low <= record["frozen"][path] <= high for path, (low, high) in record["searched"].items())
    assert {*record["centred"]} == {*cal.CENTRED}


def test_a_search_that_was_stopped_goes_on_to_the_same_points(trial, tmp_path):
    folder, _ = trial
    text = (folder / "points.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "points.csv").write_text("".join(text[:25]), encoding="utf-8")
    book = cal.Book(tmp_path / "points.csv", cal.QUICK)
    assert len(book.rows) == 24
    cal.search(cal.QUICK, book, 1)
    assert (tmp_path / "points.csv").read_text("utf-8").splitlines() == [each.rstrip("\n") for each in text]


def test_points_of_another_model_or_by_other_rules_are_begun_anew(tmp_path, monkeypatch, trial):
    folder, record = trial
    (tmp_path / "points.csv").write_text((folder / "points.csv").read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(cal, "STAY", 0.2)
    assert cal.Book(tmp_path / "points.csv", cal.QUICK).rows == {}
    monkeypatch.undo()
    (tmp_path / "points.csv").write_text((folder / "points.csv").read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(cal, "model_version", lambda: "another")
    assert cal.Book(tmp_path / "points.csv", cal.QUICK).rows == {}
    assert record["model"] != "another"
