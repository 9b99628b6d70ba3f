"""The command line as users meet it: what comes out, what is kept, and one clear line for whatever is wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import pandas as pd
import pytest
from conftest import HANG, KRACKHARDT, REAL_COMPANY, ROOT, treillis_in_a_process

from sim.verbs.options import EXAMPLES

SMALL = ("organisation.span=3", "days=80", "warmup_days=5", "follow_days=10", "--seeds", "2")
RARE = {"onset", "named_early", "friction_named", "own_decided", "own_held", "customers_returned", "group_life"}
"""Outcomes without a number where nothing of the kind happened."""
SHOCKS = "world.shock_frequency=8"
"""So many that every year has one to recover from: no outcome is without a number."""
FILES = {"runs.parquet", "days.parquet", "columns.json", "passport.json", "figure.png", "figure.svg"}


def files_in(folder):
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def compared(said):
    """Return the outcomes of a comparison printed as JSON."""
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)["outcomes"]


# ------------------------------------------------------------------------------------------------- what comes out
def test_a_comparison_prints_a_verdict_a_table_and_where_its_files_are(treillis, tmp_path):
    said = treillis("compare", *SMALL)
    assert (said.code, said.err) == (0, "")
    assert re.search(r"Days to a decision +\d\.\d\d +\d\.\d\d +[+−]?\d\.\d\d \[.*; .*\] +–", said.out)
    assert "2 years cannot say who is ahead: run at least 10 (--seeds 10)." in said.out
    [folder] = (tmp_path / "results" / "compare").iterdir()
    assert str(folder.relative_to(tmp_path)) in said.out
    assert files_in(folder) == FILES


def test_french_has_french_words_and_decimal_commas(treillis):
    said = treillis("compare", *SMALL, "--lang", "fr")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Mécanique ou organique\u00a0?")
    row = next(line for line in said.out.splitlines() if line.startswith("Jours jusqu'à décision"))
    assert re.search(r"\d,\d\d +\d,\d\d", row)
    assert not re.search(r"\d\.\d", row)
    assert said.out.splitlines()[-1].endswith("--lang fr  (assez d'années)") or "--lang fr" in said.out.splitlines()[-1]


def test_all_prints_more_outcomes_and_how_intervals_were_made(treillis):
    screen, whole = (treillis("compare", *SMALL, *more).out for more in ((), ("--all",)))
    assert "Rework, an issue" in whole
    assert "Student's t over 2 years" in whole
    assert "Rework" not in screen
    assert "--all" in screen


def test_a_form_compared_with_itself_changed_is_named_by_the_change(treillis):
    said = treillis("compare", *SMALL, "mechanical=organic", "organic.intervention=mirror")
    assert said.out.startswith("Organic, without or with mirror?")
    assert "Effect of mirror" in said.out  # the effect sheet stands in the place of the table
    assert "mechanical" not in said.out.rpartition("Next:")[0]


def test_rows_and_passport_say_what_was_run(treillis, tmp_path):
    assert treillis("compare", *SMALL, "seed=5", "--out", "kept").code == 0
    runs = pd.read_parquet(tmp_path / "kept" / "runs.parquet")
    assert runs[["form", "seed"]].to_numpy().tolist() == [[f, s] for s in (5, 6) for f in ("mechanical", "organic")]
    assert {"decision_lead", "fit", "alignment", "burnout_50"} <= {*runs.columns}
    assert len(pd.read_parquet(tmp_path / "kept" / "days.parquet")) == 2 * 2 * 80
    passport = json.loads((tmp_path / "kept" / "passport.json").read_text())
    assert {"product", "hash", "design", "seeds", "organisations", "versions", "machine", "wall_seconds"} <= {*passport}
    assert passport["seeds"] == {"first": 5, "count": 2}
    assert {*passport["organisations"]} == {"mechanical", "organic"}
    assert passport["organisations"]["organic"]["rule"]["name"] == "distributed"
    assert passport["organisations"]["organic"]["settings"]["organisation"]["span"] == 3


def test_the_same_command_twice_prints_the_same_bytes_in_another_process_too(treillis, tmp_path):
    words = ("compare", *SMALL, "--json")
    first, second = treillis(*words), treillis(*words)
    assert (first.code, first.out) == (0, second.out)
    assert treillis_in_a_process(*words, cwd=tmp_path).stdout == first.out


def test_results_are_named_by_what_a_file_says_not_by_its_path(treillis, tmp_path):
    hashes = []
    for text in ("day,origin\n20,p01\n", "day,origin\n30,p02\n", "day,origin\n20,p01\n"):
        (tmp_path / "issues.csv").write_text(text)
        hashes.append(json.loads(treillis("compare", *SMALL, "world.issues=issues.csv", "--json").out)["hash"])
    assert hashes[0] == hashes[2] != hashes[1]


def test_an_organisation_compared_with_itself_differs_by_exactly_nothing(treillis):
    for name, each in compared(treillis("compare", *SMALL, SHOCKS, "organic=mechanical", "--json")).items():
        if each["difference"] is None and name in RARE:
            continue
        assert each["difference"] == each["low"] == each["high"] == 0, name
        assert each["ahead"] in ("none", "-")


def test_forms_are_labels(treillis):
    plain = compared(treillis("compare", *SMALL, SHOCKS, "--json"))
    swapped = compared(treillis("compare", *SMALL, SHOCKS, "mechanical=organic", "organic=mechanical", "--json"))
    for name, each in plain.items():
        if each["difference"] is None and name in RARE:
            assert swapped[name]["difference"] is None
        else:
            assert swapped[name]["difference"] == -each["difference"]


def test_a_shock_can_be_staged_and_a_culture_set_in_one_slot_only(treillis, tmp_path):
    shock = 'world.staged=[{day: 30, where: "team 2", size: 4}]'
    assert treillis("compare", *SMALL, shock, "mechanical.culture.trust=0.2", "--out", "kept").code == 0
    slots = json.loads((tmp_path / "kept" / "passport.json").read_text())["organisations"]
    trusts = {form: slot["settings"]["culture"]["trust"] for form, slot in slots.items()}
    assert trusts == {"mechanical": 0.2, "organic": 0.55}
    assert slots["organic"]["settings"]["world"]["staged"][0]["where"] == "team 2"


def test_a_single_organisation_is_run_and_kept(treillis, tmp_path):
    said = treillis("run", "form=organic", *SMALL, "--out", "kept")
    assert (said.code, said.err) == (0, "")
    assert "time to a decision (days)" in said.out
    assert files_in(tmp_path / "kept") == FILES


def test_a_trace_is_saved_where_it_says_and_lived_through(treillis, tmp_path):
    said = treillis("trace", "world.npz", *SMALL[:4])
    assert said.code == 0
    assert said.out.startswith("world.npz: 80 days")
    assert files_in(tmp_path) == {"world.npz"}
    drawn = treillis("run", *SMALL[:4], "--json")
    loaded = treillis("run", *SMALL[:4], "world.trace=world.npz", "--json")
    assert json.loads(drawn.out)["outcomes"] == json.loads(loaded.out)["outcomes"]


def test_several_organisations_are_run_with_values_separated_by_commas(tmp_path):
    words = ("run", "-m", "form=mechanical,organic", *SMALL, "hydra.sweep.dir=sweep")
    done = treillis_in_a_process(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["form=mechanical", "form=organic"]
    assert {f"sweep/{k}/{name}" for k in (0, 1) for name in FILES} <= files_in(tmp_path)


@pytest.mark.parametrize("words", [(), ("org",), ("--help",), ("compare", "--help"), ("org", "check", "--help")])
def test_help_is_there_for_the_asking_and_for_those_who_say_nothing(treillis, words):
    said = treillis(*words)
    assert said.code == (0 if "--help" in words else 2)
    assert "Usage" in said.out
    assert "Traceback" not in said.err


def test_every_verb_has_an_example_that_names_it_and_the_version_names_the_model(treillis):
    for verb, example in EXAMPLES.items():
        assert example.startswith(f"treillis {verb} ")
        assert f"Example: {example}" in " ".join(treillis(verb, "--help").out.split())
    assert re.fullmatch(r"treillis \d+\.\d+\.\d+, model [0-9a-f]{12}\n", treillis("--version").out)


# ------------------------------------------------------------------------------------------------- odd, and it works
@pytest.mark.parametrize(
    "given",
    [
        "days=16",
        "days=41",
        "days=59",
        "world.issue_rate=0",
        "organisation.depth=0",
        "organisation.depth=1",
        "physics.step_hours=0.001",
        "physics.handoff_hours=1000",
        "culture.clarity=0",
        "physics.sensing_noise=0",
        "physics.sensing_hours=0",
        "culture.resilience=5",
        "physics.leave_rate=1",
        "world.shock_size=20 world.shock_frequency=8",
        "organisation.span=1 organisation.depth=12",
        "organisation.span=12 organisation.depth=1 organisation.peer_ties=50",
    ],
)
@pytest.mark.parametrize("verb", ["compare", "run"])
def test_an_odd_but_possible_life_is_lived_and_told(treillis, verb, given):
    said = treillis(verb, *SMALL, *given.split())
    assert (said.code, said.err) == (0, "")
    assert "nan" not in said.out
    assert "inf" not in said.out.replace("interval", "")


@REAL_COMPANY
def test_a_real_company_is_compared(treillis):
    files = (f"organisation.people={KRACKHARDT / 'people.csv'}", f"organisation.ties={KRACKHARDT / 'ties.csv'}")
    said = treillis("compare", *files, "--seeds", "2")
    assert (said.code, said.err) == (0, "")
    assert "21 people" in said.out


# ------------------------------------------------------------------------------------------------- Ctrl-C
BEGUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import sim.engine.run as engine
live_days = engine.live_days
def begun(*given):
    print("begun", flush=True)
    engine.live_days = live_days
    return live_days(*given)
engine.live_days = begun
from sim.cli import main
main()
"""


@pytest.mark.parametrize("rule", ["hierarchical", "slow.py"])
def test_ctrl_c_ends_a_long_run_with_130_and_leaves_nothing(tmp_path, rule):
    (tmp_path / "slow.py").write_text(
        "import math\ndef decide(me, boss, issue, org, luck):\n    return 1 if math.hypot(me.g, me.l) < 99 else 2\n"
    )
    large = ("organisation.span=20", "organisation.depth=3", f"mechanical.rule={rule}")
    command = [sys.executable, "-c", BEGUN, "compare", *large, "--out", "kept/here"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment
    ) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert files_in(tmp_path) == {"slow.py"}
    assert not (tmp_path / "kept").exists()
