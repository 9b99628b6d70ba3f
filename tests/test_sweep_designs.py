"""Designs visit the points they promise, and experiments are what their files say."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from sweeping import SMALL, rows_of

from sim.errors import InputError
from sim.experiment.compose import compose_sweep
from sim.experiment.design import KINDS, Factor, chosen_design, points_of, size_of
from sim.experiment.plan import plan_of
from sim.experiment.runner import executor_settings
from sim.experiment.summary import by_point, read_twins
from sim.experiment.sweep import Book, Rounds
from sim.parameters import DialSettings
from sim.stats.estimate import half_width

UNIT = Factor("a", low=0.0, high=1.0)
WIDE = Factor("b", low=10.0, high=1000.0, log=True, base=50.0)
NAMES = Factor("c", levels=("x", "y", "z"), base="x")
FACTORS = (UNIT, WIDE, NAMES)
SHIPPED = sorted(path.stem for path in (ROOT / "configs" / "experiment").glob("*.yaml"))


def planned(*words):
    return plan_of(compose_sweep(words))


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "one_at_a_time", "morris", "saltelli"])
def test_a_drawn_design_has_the_size_it_says_stays_in_range_and_is_the_same_again(kind):
    chosen = chosen_design({"kind": kind, "points": 16, "trajectories": 5})
    found = points_of(FACTORS, chosen)
    assert len(found) == size_of(FACTORS, chosen)
    assert points_of(FACTORS, chosen) == found
    for a, b, c in found:
        assert 0 <= a <= 1
        assert 10 * (1 - 1e-12) <= b <= 1000 * (1 + 1e-12)
        assert c in NAMES.levels


def test_another_seed_of_the_design_draws_other_points():
    one, two = (points_of(FACTORS, chosen_design({"kind": "latin_hypercube", "points": 8, "seed": k})) for k in (1, 2))
    assert one != two


def test_every_kind_of_design_is_tested_here():
    assert {*KINDS} == {"factorial", "cases", "latin_hypercube", "sobol", "one_at_a_time", "morris", "saltelli"}


def test_a_factorial_is_every_combination():
    levels = (Factor("a", levels=(1, 2, 3)), NAMES, Factor("d", low=0.0, high=1.0, steps=3))
    found = points_of(levels, chosen_design("factorial"))
    assert found == [*itertools.product((1, 2, 3), "xyz", (0.0, 0.5, 1.0))]


def test_a_latin_hypercube_takes_every_slice_once():
    found = np.array(
        [row[0] for row in points_of((UNIT, WIDE), chosen_design({"kind": "latin_hypercube", "points": 50}))]
    )
    assert sorted(np.floor(found * 50).astype(int)) == list(range(50))


def test_one_at_a_time_changes_one_factor_from_the_centre():
    factors = (Factor("a", levels=(0.2, 0.5, 0.8), base=0.5), Factor("b", levels=("x", "y"), base="x"))
    assert points_of(factors, chosen_design("one_at_a_time")) == [(0.5, "x"), (0.2, "x"), (0.8, "x"), (0.5, "y")]


def test_a_trajectory_of_morris_changes_one_factor_a_step():
    found = points_of((UNIT, WIDE), chosen_design({"kind": "morris", "trajectories": 3}))
    for k in range(3):
        path = found[3 * k : 3 * k + 3]
        steps = [sum(x != y for x, y in zip(one, two, strict=True)) for one, two in itertools.pairwise(path)]
        assert steps == [1, 1]


def test_rows_of_saltelli_let_salib_find_which_factor_matters(tmp_path):
    from SALib.analyze import sobol

    from sim.experiment.design import _problem

    factors = (UNIT, Factor("e", low=0.0, high=1.0))
    found = np.array(points_of(factors, chosen_design({"kind": "saltelli", "points": 256})))
    first = sobol.analyze(_problem(factors), found[:, 0] + 0.1 * found[:, 1], calc_second_order=False, seed=1)["S1"]
    assert abs(first[0] - 1 / 1.01) < 0.05
    assert abs(first[1] - 0.01 / 1.01) < 0.05


# ------------------------------------------------------------------------------------------------- what may be varied
def test_any_setting_can_be_a_factor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def decide(me, boss, issue, org, luck):\n    return 1\n")
    plan = planned(
        *SMALL,
        "organic.rule=distributed,mine.py",
        "world=calm,turbulent",
        "mechanical=mechanical,organic",
        "organisation.span=2,3",
        "each.dials.lattice=0,1",
        "vary.organic.culture.trust=[0.1,0.9]",
        "world.staged=[],[{day: 9, size: 4}]",
    )
    assert len(plan.points) == 2**7
    last = plan.expansion.settings(plan.points[-1])
    assert last["organic"].rule == str(tmp_path / "mine.py")
    assert last["mechanical"].rule == "distributed"
    assert last["organic"].world.shock_frequency == 4
    assert [last[form].dials.lattice for form in last] == [1, 1]
    assert [last[form].culture.trust for form in last] == [0.55, 0.9]
    assert (last["organic"].organisation.span, last["organic"].world.staged[0].day) == (3, 9)
    first = plan.expansion.settings(plan.points[0])
    assert (first["organic"].rule, first["organic"].world.staged) == ("distributed", ())


def test_a_group_and_a_setting_in_it_go_together():
    plan = planned(*SMALL, "world.shock_frequency=1", "world.drift=0.5,0.6", "world=calm,turbulent")
    found = [plan.expansion.settings(point)["organic"].world for point in plan.points]
    assert [(each.drift, each.shock_frequency) for each in found] == [(0.5, 0), (0.5, 4), (0.6, 0), (0.6, 4)]


def test_a_scalar_is_fixed_and_whole_numbers_stay_whole():
    plan = planned(*SMALL, "vary.culture.trust=0.3", "organisation.span=2,3")
    assert {each.path: each.levels for each in plan.factors} == {"culture.trust": (0.3,), "organisation.span": (2, 3)}
    assert len(plan.points) == 2
    assert [str(plan.schema.field(name).type) for name in ("culture.trust", "organisation.span")] == ["double", "int64"]


def test_cases_come_from_a_file_with_commas_or_as_french_spreadsheets_write_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = {"en.csv": "culture.trust,organic.rule\n0.2,distributed\n0.8,hierarchical\n",
             "fr.csv": "culture.trust;organic.rule\r\n0,2;distributed\r\n0,8;hierarchical\r\n"}  # fmt: skip
    for name, text in texts.items():
        Path(name).write_text(text)
        plan = planned(*SMALL, "design=cases", f"design.file={name}")
        assert plan.points == [(0.2, "distributed"), (0.8, "hierarchical")]


def test_a_point_that_a_design_visits_twice_is_lived_once():
    rows = "design.rows=[{culture.trust: 0.2}, {culture.trust: 0.4}, {culture.trust: 0.2}]"
    plan = planned(*SMALL, "design=cases", rows)
    assert (plan.rows, plan.points) == ([0, 1, 0], [(0.2,), (0.4,)])


def test_replicates_share_their_seeds_over_points_and_a_run_is_named_alike_in_any_design():
    wide = planned(*SMALL, "culture.trust=0.2,0.4,0.6", "replicates=3", "seed=7")
    narrow = planned(*SMALL, "culture.trust=0.4,0.9", "replicates=2", "seed=7")
    tasks = list(wide.tasks(range(3)))
    assert {(each.replicate, each.seed) for each in tasks} == {(0, 7), (1, 8), (2, 9)}
    names_ = {(wide.points[t.point], t.seed, slot): wide.run_id(t, slot) for t in tasks for slot in t.slots}
    shared = [(t, slot) for t in narrow.tasks(range(2)) for slot in t.slots if narrow.points[t.point] == (0.4,)]
    assert len(shared) == 4
    assert all(names_[(0.4,), t.seed, slot] == narrow.run_id(t, slot) for t, slot in shared)


# ------------------------------------------------------------------------------------------------- shipped experiments
def test_there_are_experiments():
    assert len(SHIPPED) >= 6


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_experiment_can_be_planned_and_has_its_folder(name):
    plan = planned(f"experiment={name}")
    assert len(plan.points) >= 2
    assert plan.most_runs <= 200_000
    folder = ROOT / "experiments" / name
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"## {part}" in text for part in ("Question", "Expectation", "Answer"))
    compile((folder / "analyse.py").read_text(encoding="utf-8"), str(folder / "analyse.py"), "exec")


@pytest.mark.parametrize("path", sorted((ROOT / "configs" / "executor").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_executor_is_one_that_settings_accept(path):
    assert executor_settings(compose_sweep([f"executor={path.stem}"])["executor"]).kind == path.stem


def test_the_dials_experiment_varies_every_dial_there_is():
    plan = planned("experiment=dials")
    assert [each.path for each in plan.factors] == [
        f"organic.dials.{name}" for name in DialSettings.__dataclass_fields__
    ]


# ------------------------------------------------------------------------------------------------- until precise enough
def test_replicating_stops_where_the_interval_is_narrow_and_the_cost_is_said(treillis, tmp_path):
    until = ("until_ci.outcome=fit", "until_ci.half_width=0.05", "until_ci.at_least=4", "until_ci.most=30")
    words = ("sweep", *SMALL, "culture.clarity=0.1,1.0", *until, "executor=serial")
    said = treillis(*words, "--out", "r")
    assert (said.code, said.err) == (0, "")
    assert "until half the 95 % interval of fit of decisions" in said.out
    assert "cost:" in said.out
    rows = rows_of(tmp_path / "r")
    for point in (0, 1):
        mine = {f: {r["replicate"]: r["fit"] for r in rows if (r["point"], r["form"]) == (point, f)}
                for f in ("mechanical", "organic")}  # fmt: skip
        n = len(mine["organic"])
        away = np.array([mine["organic"][k] - mine["mechanical"][k] for k in range(n)])
        looked = [k for k in (4, 6, 9, 14, 21, 30) if k <= n]
        assert looked[-1] == n
        assert all(half_width(away[:k]) > 0.05 for k in looked[:-1])
        assert half_width(away) <= 0.05 or n == 30
    passport = json.loads((tmp_path / "r" / "passport.json").read_text())
    assert passport["replicates"]["least"] * 4 <= len(rows) <= passport["replicates"]["most"] * 4


def test_levels_may_be_given_under_vary_too():
    plain, under_vary = (planned(*SMALL, f"{path}=0.2,0.8") for path in ("culture.trust", "vary.culture.trust"))
    assert under_vary.points == plain.points
    assert [each.path for each in under_vary.factors] == ["culture.trust"]


def test_the_first_look_is_at_the_number_asked_for():
    plan = planned(*SMALL, "culture.trust=0.2,0.8", "until_ci=0.5")
    first = next(iter(Rounds(plan, Book(plan))))
    assert len(list(first)) == 2 * 10


# ------------------------------------------------------------------------------------------------- rows to estimates
def test_estimates_by_point_are_those_of_the_rows(treillis, tmp_path):
    words = ("sweep", *SMALL, "culture.trust=0.2,0.8", "replicates=4", "executor=serial")
    assert treillis(*words, "--out", "r").code == 0
    table = by_point(read_twins(tmp_path / "r", ["fit"]), "fit")
    rows = rows_of(tmp_path / "r")
    for point, each in enumerate(table.to_dict("records")):
        mine = {f: np.array([r["fit"] for r in sorted(rows, key=lambda r: r["replicate"])
                             if (r["point"], r["form"]) == (point, f)]) for f in ("mechanical", "organic")}  # fmt: skip
        away = mine["organic"] - mine["mechanical"]
        assert each["n"] == 4
        assert each["culture.trust"] == (0.2, 0.8)[point]
        assert each["difference"] == pytest.approx(away.mean(), abs=1e-12)
        assert each["high"] - each["difference"] == pytest.approx(half_width(away), abs=1e-12)


def test_an_empty_interval_needs_two_values():
    assert half_width(np.array([1.0])) == half_width(np.array([1.0, np.nan])) == float("inf")


def test_the_design_is_kept_row_by_row(treillis, tmp_path):
    words = ("sweep", *SMALL, "design=cases", "design.rows=[{culture.trust: 0.2},{culture.trust: 0.2}]", "replicates=1")
    assert treillis(*words, "executor=serial", "--out", "r").code == 0
    with (tmp_path / "r" / "design.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [["row", "point", "culture.trust"], ["0", "0", "0.2"], ["1", "0", "0.2"]]
    assert pq.read_table(tmp_path / "r" / "runs.parquet").num_rows == 2


def test_no_levels_and_no_kind_are_errors():
    with pytest.raises(InputError, match="no design 'factoral'"):
        points_of(FACTORS, chosen_design("factoral"))
