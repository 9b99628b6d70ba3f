"""A sweep grows by what is new alone, and parts of it make the whole, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.store import attempts

SMALL = {"organisation": {"span": 3, "depth": 1}, "days": 60, "warmup_days": 5, "follow_days": 10}
WORDS = ["organisation.span=3", "organisation.depth=1", "days=60", "warmup_days=5", "follow_days=10"]
VARY = {"culture.trust": [0.2, 0.8], "world.shock_frequency": [0, 4]}
FOUR = ["culture.trust=0.2,0.8", "world.shock_frequency=0,4", "executor=serial", *WORDS]
HOW = {"executor": "serial", "quiet": True}
SAME = ("runs.parquet", "columns.json", "design.csv", "config.yaml")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_more_replicates_live_the_new_pairs_and_no_other():
    first = sim.sweep(vary=VARY, replicates=3, out="three", **HOW, **SMALL)
    grown = sim.extend("three", replicates=5, out="five", **HOW)
    assert (grown.came.runs, grown.came.lived) == (40, 16)  # 8 new pairs of 20
    anew = sim.sweep(vary=VARY, replicates=5, out="anew", **HOW, **SMALL)
    for name in SAME[:3]:
        assert (Path("five") / name).read_bytes() == (Path("anew") / name).read_bytes(), name
    assert anew.came.lived == 40
    assert sim.load("three").listed.complete
    assert len(first.runs) == 24


def test_more_levels_live_the_new_points_and_number_them_anew():
    sim.sweep(vary=VARY, replicates=2, out="four", **HOW, **SMALL)
    grown = sim.extend("four", vary={"culture.trust": [0.5]}, out="six", **HOW)
    assert (grown.came.runs, grown.came.lived) == (24, 8)
    design = grown.runs[["point", *VARY]].drop_duplicates().sort_values("point")
    assert [*map(tuple, design[[*VARY]].to_numpy())] == [(t, s) for t in (0.2, 0.8, 0.5) for s in (0, 4)]
    clarity = sim.settings(**SMALL).culture.clarity
    wider = sim.extend("four", vary={"culture.clarity": [clarity, 0.9]}, out="eight", **HOW)
    assert (wider.came.runs, wider.came.lived) == (32, 16)  # where clarity was, all was there


def test_a_drawn_design_grows_by_what_it_draws_anew():
    ranges = {"culture.trust": {"low": 0, "high": 1}, "culture.clarity": {"low": 0.0, "high": 1.0}}
    sim.sweep(vary=ranges, design={"kind": "sobol", "points": 4}, replicates=1, out="drawn", **HOW, **SMALL)
    grown = sim.extend("drawn", points=8, out="more", **HOW)
    assert (grown.came.runs, grown.came.lived) == (16, 8)


def test_parts_make_the_whole_byte_for_byte(treillis):
    for k in (1, 2, 3):
        done = treillis("sweep", *FOUR, "replicates=2", "--part", f"{k}/3", "--out", f"part{k}")
        assert done.code == 0, done.err
    sizes = [sim.load(f"part{k}").listed.stored for k in (1, 2, 3)]
    assert sum(sizes) == 16
    assert min(sizes) >= 4
    assert treillis("combine", "part1", "part2", "part3", "--out", "whole").code == 0
    assert treillis("sweep", *FOUR, "replicates=2", "--out", "at_once").code == 0
    for name in SAME:
        assert (Path("whole") / name).read_bytes() == (Path("at_once") / name).read_bytes(), name
    assert [each["runs"] for each in attempts(Path("whole")) if each["event"] == "taken"] == sizes


def test_a_part_that_is_missing_is_said_and_can_be_run(treillis):
    for k in (1, 2):
        treillis("sweep", *FOUR, "replicates=2", "--part", f"{k}/3", "--out", f"part{k}")
    done = treillis("combine", "part1", "part2", "--out", "whole")
    assert done.code == 2
    assert "of 16 runs are in none of these; treillis resume whole runs them" in done.err
    assert treillis("resume", "whole", "executor=serial").code == 0
    assert sim.load("whole").listed.complete


def test_two_sweeps_of_the_same_settings_are_combined_into_cases():
    sim.sweep(vary={"culture.trust": [0.2, 0.8]}, replicates=2, out="one", **HOW, **SMALL)
    sim.sweep(vary={"world.shock_frequency": [0, 4]}, replicates=2, out="other", **HOW, **SMALL)
    both = sim.combine("one", "other", out="both")
    assert (both.came.runs, both.came.lived) == (16, 0)
    assert sorted(map(tuple, both.runs[[*VARY]].drop_duplicates().to_numpy())) == [
        *((0.2, 2.0), (0.55, 0.0), (0.55, 4.0), (0.8, 2.0)),
    ]


def test_days_come_along():
    kept = {"keep_days": True, "culture.trust": 0.5}
    sim.sweep(vary={"world.shock_frequency": [0, 4]}, replicates=1, out="one", **HOW, **{**SMALL, **kept})
    grown = sim.extend("one", replicates=2, out="two", **HOW)
    assert grown.came.lived == 4
    import pyarrow.parquet as pq

    days = pq.read_table(Path("two") / "days").to_pandas()
    assert {*days["run_id"]} == {*grown.runs["run_id"]}
    assert len(days) == 8 * 60


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["extend", "one", "replicates=1"], "a sweep only grows"),
        (["extend", "one", "replicates=two"], "replicates: expected a whole number from 1 on"),
        (["extend", "one", "culture.trst=0.5"], "culture.trst"),
        (["extend", "nothing", "replicates=3"], "holds no sweep"),
        (["combine", "one"], "two folders of sweeps or more"),
        (["sweep", *FOUR, "--part", "4/3"], "expected one of some, as in 1/3 to 3/3"),
        (["sweep", *FOUR, "until_ci=0.1", "--part", "1/3"], "a part cannot know"),
    ],
)
def test_what_cannot_be_done_is_one_line(words, says, treillis):
    sim.sweep(vary={"culture.trust": [0.2, 0.8]}, replicates=2, out="one", **HOW, **SMALL)
    done = treillis(*words)
    assert done.code == 2
    assert says in done.err
    assert done.err.count("\n") == 1


def test_sweeps_that_differ_in_more_than_what_varies_are_not_combined():
    sim.sweep(vary={"culture.trust": [0.2]}, replicates=1, out="one", **HOW, **SMALL)
    sim.sweep(vary={"culture.trust": [0.8]}, replicates=1, out="other", **HOW, **{**SMALL, "days": 61})
    with pytest.raises(sim.InputError, match="another days"):
        sim.combine("one", "other")
