"""`import sim`: loaded lazily, five lines to a plotted comparison, frames with real names, folders that go on."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import HANG, ROOT

import sim
from sim.experiment.why import Relived, life_of
from sim.front import overrides_of
from sim.record import HAPPENED

SMALL = {"organisation": {"span": 3, "depth": 1}, "days": 60, "warmup_days": 5, "follow_days": 10}
WORDS = ["organisation.span=3", "organisation.depth=1", "days=60", "warmup_days=5", "follow_days=10"]
PNG = b"\x89PNG"
FIVE_LINES = """import sim
found = sim.compare("world=turbulent", seeds=3, days=60, organisation={"span": 3, "depth": 1}, follow_days=10)
table = found.table[["mechanical", "organic", "difference", "low", "high"]]
figure = found.plot()
picture = figure._repr_png_()
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TREILLIS_LANG", raising=False)


@pytest.fixture(scope="module")
def year():
    return sim.simulate("form=organic", **SMALL)


def test_importing_loads_nothing_that_is_slow():
    code = (
        "import sim, sys; print(sorted({'numba', 'numpy', 'pandas', 'matplotlib', 'hydra', 'mesa'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=HANG)
    assert done.stdout.strip() == "[]", done.stderr


def test_every_public_name_is_there_typed_and_documented():
    page = (ROOT / "docs" / "reference" / "front_door.md").read_text("utf-8")
    assert (ROOT / "sim" / "py.typed").is_file()
    assert dir(sim) == sorted(sim.__all__)
    for name in sim.__all__:
        assert getattr(sim, name).__doc__, name
        assert f"sim.{name}" in page, name
    with pytest.raises(AttributeError, match="simulat"):
        _ = sim.simulat


def test_five_lines_lead_from_nothing_to_a_plotted_paired_comparison():
    assert len(FIVE_LINES.splitlines()) == 5
    names = {}
    exec(FIVE_LINES, names)
    assert names["picture"].startswith(PNG)
    table = names["table"]
    assert (table["difference"] - (table["organic"] - table["mechanical"])).abs().max() < 1e-9
    assert len(names["figure"].axes) >= 3  # three outcomes over the year


def test_settings_by_name_are_those_of_the_command_line():
    rest = {"days": 120, "world": {"shock_frequency": 4}}
    assert sim.settings("culture.trust=0.3", **rest) == sim.settings(
        *("culture.trust=0.3", "days=120", "world.shock_frequency=4")
    )
    assert sim.settings(**{"culture.trust": 0.3}) == sim.settings(culture={"trust": 0.3})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (None, "null"),
        ("organic", "organic"),
        ("it's, here", r"'it\'s, here'"),
        ([0.2, 0.8], "[0.2,0.8]"),
        ([{"day": 3}], "[{day:3}]"),
    ],
)
def test_a_value_is_written_as_overrides_have_it(value, written):
    assert [*overrides_of(["a=1"], {"b": value})] == ["a=1", f"b={written}"]


def test_a_run_is_five_lines_and_a_table(year, monkeypatch):
    assert len(str(year).splitlines()) == 5
    assert str(year).startswith("distributed: 60 days, 4 people, ")
    assert year._repr_html_().count("<tr>") == 4
    assert year.plot()._repr_png_().startswith(PNG)
    monkeypatch.setenv("TREILLIS_LANG", "fr")
    assert "60 jours, 4 personnes" in str(year)


def test_frames_have_real_names(year):
    names, teams = year.life.scene.chart.names, year.life.scene.chart.teams
    assert list(year.people.index) == list(names)
    assert {*year.people["team"]} == {*teams}
    assert year.people["role"].tolist() == ["head", "base", "base", "base"]
    assert year.people["manager"].iloc[1:].tolist() == [names[0]] * 3
    assert {*year.issues["origin"]} <= {*names}
    assert {*year.events["action"]} <= {*HAPPENED}
    assert year.events["hour"].is_monotonic_increasing
    assert len(year.days) == 60
    answered = year.issues["first_answer"].dropna()
    assert (answered >= year.issues["day"].loc[answered.index]).all()


def test_numbers_of_issues_are_those_that_why_takes(year):
    life, issue = year.life, int(year.events["issue"].iloc[-1])
    told = life_of(Relived(life.settings, life.scene, life.rule, life, ""), issue)
    mine = year.events[year.events["issue"] == issue]
    assert [HAPPENED[each] for each in told["action"]] == mine["action"].tolist()
    assert told["hour"].tolist() == mine["hour"].tolist()


def test_settings_composed_already_give_the_same_year(year):
    np.testing.assert_equal(sim.simulate(settings=year.settings).outcomes, year.outcomes)
    with pytest.raises(sim.InputError, match="not both"):
        sim.simulate("days=60", settings=year.settings)


def test_a_comparison_is_that_of_the_command_line_and_opens_again(treillis):
    said = json.loads(treillis("compare", "--seeds", "3", "world=turbulent", *WORDS, "--json").out)
    found = sim.compare("world=turbulent", seeds=3, out="kept", quiet=True, **SMALL)
    for name, each in said["outcomes"].items():
        mine = found.table.loc[name]
        assert each["ahead"] == mine["ahead"]
        assert each["difference"] == (None if math.isnan(mine["difference"]) else mine["difference"])
    again = sim.load("kept")
    pd.testing.assert_frame_equal(again.table, found.table)
    pd.testing.assert_frame_equal(again.days, found.days)
    assert str(again) == str(found)
    assert len(str(found).splitlines()) == 5
    assert again.plot()._repr_png_().startswith(PNG)


def test_one_organisation_is_compared_without_and_with_something():
    found = sim.compare("form=organic", seeds=2, having=["culture.trust=0.9"], quiet=True, **SMALL)
    assert [each.culture.trust for each in found.study.slots.values()] == [0.55, 0.9]
    assert found.called.names == ("without", "with")


def test_a_sweep_goes_on_and_is_opened_again():
    vary = {"culture.trust": np.array([0.2, 0.8]), "world.shock_frequency": [0, 4]}
    more = {"vary": vary, "replicates": 2, "executor": "serial", "quiet": True, **SMALL}
    found = sim.sweep(name="mine", **more)
    assert (found.came.runs, found.came.lived) == (16, 16)
    assert found.folder.parent == Path("results/mine")
    assert sim.sweep(name="mine", **more).came.lived == 0
    again = sim.load(found.folder)
    assert again.varied == ["culture.trust", "world.shock_frequency"]
    assert again.columns["fit"]["unit"] == "0 to 1"
    assert len(again.runs) == 16
    assert len(str(again).splitlines()) == 5
    by_trust = again.effects("fit", by="culture.trust")
    pairs = again.runs.pivot_table("fit", index=["culture.trust", "seed", "point"], columns="form")
    mine = (pairs["organic"] - pairs["mechanical"]).groupby("culture.trust").mean()
    assert by_trust["difference"].tolist() == pytest.approx(mine.tolist())
    assert len(again.effects("fit", "decision_lead")) == 8
    for outcomes, by in (
        ((), None),
        (("fit",), "culture.trust"),
        (("fit",), ["culture.trust", "world.shock_frequency"]),
    ):
        assert again.plot(*outcomes, by=by)._repr_png_().startswith(PNG)


def test_many_levels_are_ranked_and_words_are_set_side_by_side():
    ranges = {"culture.trust": {"low": 0, "high": 1}, "culture.clarity": {"low": 0, "high": 1}}
    design = {"kind": "latin_hypercube", "points": 14}
    drawn = sim.sweep(vary=ranges, design=design, replicates=1, executor="serial", quiet=True, **SMALL)
    assert drawn.plot("fit")._repr_png_().startswith(PNG)
    named = sim.sweep(vary={"organic": ["organic", "holacracy"]}, replicates=2, executor="serial", quiet=True, **SMALL)
    assert [each.get_text() for each in named.plot("fit").axes[0].get_yticklabels()] == ["organic", "holacracy"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: sim.load("nothing"), "neither a sweep nor a comparison"),
        (lambda: sim.sweep(days=60), "nothing to vary"),
        (lambda: sim.settings(culture={"trst": 1}), "trust"),
        (lambda: sim.compare(seeds=0), "from 1 to"),
        (lambda: sim.sweep(vary={"culture.trust": [0.2]}, executor="dusk"), "dask"),
    ],
)
def test_what_cannot_be_used_is_one_line(call, says):
    with pytest.raises(sim.InputError, match=says) as told:
        call()
    assert "\n" not in str(told.value)


def test_what_does_not_vary_is_refused_by_name():
    found = sim.sweep(vary={"culture.trust": [0.2, 0.8]}, replicates=1, executor="serial", quiet=True, **SMALL)
    with pytest.raises(sim.InputError, match=r"did you mean 'culture.trust'"):
        found.effects(by="culture.trst")
