"""The dials: what each does alone, its share over every corner, and the command that says so."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from conftest import HANG, ROOT, treillis_in_a_process

from sim.experiment.dials import (
    DIALS,
    MEASURED,
    Turned,
    at_ends,
    compose_worlds,
    corners,
    ends,
    findings,
    live_dials,
    live_turned,
    plan_dials,
    shares,
    wholes,
)
from sim.experiment.runner import in_order
from sim.locale import languages, words
from sim.metrics import HEADLINE
from sim.parameters import DialSettings
from sim.report.dials import OBSERVED, dials_text
from sim.run import simulate

TINY = ("organisation.span=2", "organisation.depth=1", "days=40", "warmup_days=5", "follow_days=10")
SMALL = (*TINY, "world=calm", "--seeds", "2", "--corners", "2")
FILES = {"dials.parquet", "alone.parquet", "columns.json", "passport.json", "figure.png", "figure.svg"}


# ------------------------------------------------------------------------------------------------- what a dial is
@pytest.mark.parametrize("lang", languages())
def test_every_dial_has_words_in_both_languages(lang):
    keys = {f"dial_{dial}{part}" for dial in DIALS for part in ("", "_0", "_1", "_seen")}
    assert keys == {key for key in words(lang) if key.startswith("dial_")}


IDLE = "treillis: openness cannot act here: no common question is asked\n"
"""What is told of a year too short for a common question."""


def test_every_dial_shows_somewhere_that_is_measured():
    assert {*DIALS} == OBSERVED.keys()
    assert {*OBSERVED.values()} <= {*MEASURED}


# ------------------------------------------------------------------------------------------------- the design
def test_corners_are_numbered_by_the_dials_at_1():
    every = corners()
    assert len({*every}) == len(every) == 2 ** len(DIALS)
    for j, dial in enumerate(DIALS):
        assert [getattr(each, dial) for each in every] == [float(number >> j & 1) for number in range(len(every))]


def test_worlds_share_no_seed_and_all_but_the_world():
    study = plan_dials([*TINY, "seed=7"], 3, 2)
    drawn = [seed for seeds in study.seeds(3).values() for seed in seeds]
    assert drawn == [*range(7, 16)]
    assert all(replace(each, world=study.settings.world) == study.settings for each in study.worlds.values())
    assert {each.world.shock_frequency for each in study.worlds.values()} == {0.0, 2.0, 4.0}
    assert {value for each in study.worlds.values() for value in asdict(each.dials).values()} == {0.5}


@pytest.mark.parametrize(
    ("given", "worlds"),
    [
        ([], ["calm", "baseline", "turbulent"]),
        (["world=turbulent"], ["turbulent"]),
        (["world.drift=0.2"], ["calm", "baseline", "turbulent"]),
        (["world.shock_frequency=1"], ["calm", "baseline"]),  # of which baseline and turbulent differ in nothing else
        (["world.trace=any.npz"], ["trace"]),
    ],
)
def test_what_a_user_says_of_the_world_holds_in_all(given, worlds):
    found = compose_worlds(given)
    assert [*found] == worlds
    if given == ["world.drift=0.2"]:
        assert {each.world.drift for each in found.values()} == {0.2}


def test_processes_change_no_number(warm_engine):
    study = plan_dials([*TINY, "world=turbulent"], 2, 2)
    batches = [Turned(replace(study.settings, seed=seed), ends(), HEADLINE) for seed in range(3)]
    told = []
    one, two = (
        in_order(live_turned, batches, [len(each.dials) for each in batches], told.append, many) for many in (1, 2)
    )
    assert np.array_equal(one, two, equal_nan=True)
    assert told == [len(ends())] * 6


# ------------------------------------------------------------------------------------------------- what is found
@pytest.fixture(scope="module")
def busy():
    """A study of a busy, wide world, and what its runs left behind."""
    study = plan_dials([*TINY, "world=baseline", "world.issue_rate=1.5", "world.scope=0.8"], 2, 2)
    return study, live_dials(study, quiet=True)[0]


def test_numbers_are_those_of_single_runs(busy):
    study, rows = busy
    seed = study.seeds(2)["baseline"][1]
    number = 2 ** len(DIALS) - 3  # all but the second
    corner = replace(study.settings, seed=seed, dials=corners()[number])
    assert rows.corners[0, 1, number].tolist() == [simulate(corner).outcomes[name] for name in HEADLINE]
    last = {**asdict(study.settings.dials), DIALS[-1]: 1.0}
    run = simulate(replace(study.settings, seed=seed, dials=DialSettings(**last)))
    found = dict(zip(MEASURED, rows.alone[0, 1, -1, 1], strict=True))
    assert found["rework"] == run.outcomes["rework"]
    assert found["planned"] == run.days["planned"][study.settings.warmup_days :].mean()


def test_shares_sum_to_the_whole_in_every_world(busy):
    study, rows = busy
    found = shares(rows, [*study.worlds])
    for whole in wholes(rows, [*study.worlds]):
        summed = sum(each.overall.mean for each in found if each.outcome == whole.outcome)
        assert summed == pytest.approx(whole.overall.mean, abs=1e-9)
        assert whole.overall.mean != 0 or whole.outcome == "burnout_50"


def test_a_dial_that_is_connected_to_nothing_does_exactly_nothing_and_is_named():
    study = plan_dials([*TINY, "world=baseline", "world.question_days=0"], 2, 2)  # nothing to settle
    rows, _ = live_dials(study, quiet=True)
    found = findings(rows, [*study.worlds])
    for each in (*found.alone, *found.shares):
        if each.dial == "openness":
            assert each.overall.mean == each.overall.low == each.overall.high == 0.0
    assert {each.dial: each.kind for each in found.verdicts}["openness"] == "silent"
    assert at_ends(rows, "openness", "overruled")[:2] == (0.0, 0.0)


def test_a_dial_turns_what_it_is_said_to_turn(busy):
    _, rows = busy
    none, some, _ = at_ends(rows, "decision_process", OBSERVED["decision_process"])
    assert none == 0.0 < some
    planned, adapted, _ = at_ends(rows, "strategy", OBSERVED["strategy"])
    assert planned > adapted == 0.0


# ------------------------------------------------------------------------------------------------- the command
def test_the_command_prints_a_line_a_dial_and_keeps_its_files(treillis, tmp_path):
    said = treillis("dials", *SMALL)
    assert (said.code, said.err) == (0, IDLE)
    assert "nan" not in said.out
    for dial in DIALS:
        name = words("en")[f"dial_{dial}"]
        assert len(re.findall(rf"^{name} .*\[.* ; .*\]", said.out, re.M)) == 2, name
        assert re.search(
            rf"^  {name} +(dominated|trade-off|not settled|does too little|does nothing)", said.out, re.M
        ), name
    [folder] = (tmp_path / "results" / "dials").iterdir()
    assert str(folder.relative_to(tmp_path)) in said.out
    assert {each.name for each in folder.iterdir()} == FILES
    corner_runs = pd.read_parquet(folder / "dials.parquet")
    assert len(corner_runs) == 2 * 2 ** len(DIALS)
    assert not corner_runs.duplicated(["world", "seed", *(f"dial_{dial}" for dial in DIALS)]).any()
    alone = pd.read_parquet(folder / "alone.parquet")
    assert len(alone) == 2 * 2 * len(DIALS)
    assert {*alone.loc[0, [f"dial_{dial}" for dial in DIALS]]} == {0.0, 0.5}
    passport = json.loads((folder / "passport.json").read_text())
    assert passport["design"] == "dials"
    assert passport["hash"] == folder.name
    assert passport["seeds"] == {part: {"calm": {"first": 1, "count": 2}} for part in ("alone", "corners")}


def test_french_has_french_words_and_decimal_commas(busy):
    study, rows = busy
    said = dials_text(study, rows, findings(rows, [*study.worlds]), "fr")
    assert "Ce qu'il en ressort" in said
    row = next(line for line in said.splitlines() if line.startswith("processus de décision"))
    assert re.search(r"\d,\d\d", row)
    assert not re.search(r"\d\.\d", said)


def test_the_same_command_prints_the_same_json_in_another_process_too(treillis, tmp_path):
    words = ("dials", *SMALL, "--json")
    first = treillis(*words)
    assert (first.code, first.err) == (0, IDLE)
    assert treillis_in_a_process(*words, cwd=tmp_path).stdout == first.out
    values = json.loads(first.out)
    assert [*values["dials"]] == [*DIALS]
    for name in HEADLINE:
        summed = sum(each["share"][name]["mean"] for each in values["dials"].values())
        assert summed == pytest.approx(values["all"][name]["mean"], abs=1e-9)


def test_results_are_named_by_the_years_too():
    hashes = {plan_dials([*TINY], alone, corners).hash for alone, corners in ((2, 2), (3, 2), (2, 3))}
    assert len(hashes) == 3
    assert plan_dials([*TINY], 2, 2).hash in hashes


def test_an_odd_life_of_one_year_is_told_and_what_cannot_be_said_is_left_out(treillis):
    odd = (*TINY, "world=calm", "organisation.depth=0", "physics.sensing_hours=0", "world.issue_rate=0")
    said = treillis("dials", *odd, "--seeds", "1", "--corners", "2")
    assert (said.code, said.err) == (0, IDLE)
    assert "nan" not in said.out
    assert words("en")["dials_one_year"] in said.out


def test_what_cannot_be_said_is_null(treillis):
    said = treillis("dials", *SMALL, "world.issue_rate=0", "--json")
    assert "NaN" not in said.out
    assert json.loads(said.out)["all"]["fit"]["mean"] is None


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("dials.lattice=1", "dials.lattice: the command turns every dial itself"),
        ("form=organic", "form: the command turns every dial itself"),
        ("organic.rule=distributed", "organic.rule: the command turns every dial itself"),
        (
            "interventions.all={what:lattice,to:1,day:5}",
            "interventions.all.what: dials.lattice: the command turns every dial itself",
        ),
        ("culture.trst=1", "culture.trst: unknown setting (did you mean 'trust'?)"),
        ("world=turbulnt", "did you mean 'turbulent'"),
        ("world=calm,turbulent", "several values"),
        ("world.drift=9", "world.drift: expected a number from 0 to 2, got 9 (nearest valid: 2)"),
        ("rule=mixd", "did you mean 'mixed'?"),
        ("rule=helpful_peers rule_args.tird=3", "did you mean 'tired'?"),
        ("nonsense", "'nonsense': expected key=value"),
        ("world.trace=none.npz", "world.trace: no such file: none.npz"),
        ("seed=9007199254740992", "lower seed"),
        ("--seeds 0", "--seeds: expected a whole number from 1 to 10000, got 0 (nearest valid: 1)"),
        ("--corners 1", "--corners: expected a whole number from 2 to 10000, got 1 (nearest valid: 2)"),
        ("--corners 99999", "(nearest valid: 10000)"),
        ("--corners x", "corners"),
        ("--lang de", "--lang: no language 'de'"),
        ("--out /proc/nowhere", "--out: cannot write to /proc/nowhere"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(treillis, tmp_path, words, fragment):
    said = treillis("dials", *TINY, *words.split())
    assert (said.code, said.out) == (2, "")
    assert re.fullmatch(r"treillis: .*\n", said.err)
    assert fragment in said.err
    assert not [*tmp_path.iterdir()]


BEGUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
import sim.experiment.runner as runner
bar = runner.Bar.came
def begun(*given):
    print("begun", flush=True)
    runner.Bar.came = bar
    return bar(*given)
runner.Bar.came = begun
from sim.cli import main
main()
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_stopping_it_leaves_no_file_and_no_process(warm_engine, tmp_path, stop):
    command = [sys.executable, "-c", BEGUN, "dials", "--corners", "500", "--out", "kept/here"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "begun\n"
        if stop == signal.SIGINT:
            os.killpg(process.pid, stop)  # as a terminal does: all of them hear it
        else:
            process.send_signal(stop)
        _, err = process.communicate(timeout=HANG)  # ends when the last process that could still write has ended
    if stop == signal.SIGINT:
        assert process.returncode == 130
        assert err == "\ntreillis: stopped; nothing was written\n"
        assert not [*tmp_path.iterdir()]
