"""What was once wrong without a word is refused, or said: in sweeps, in files, on the command line."""

from __future__ import annotations

import json
import os

import pyarrow.parquet as pq
import pytest
from sweeping import SMALL, rows_of

from sim.errors import InputError
from sim.experiment.compose import compose_sweep
from sim.experiment.design import factor_of
from sim.experiment.dials import MEASURED
from sim.experiment.plan import plan_of
from sim.experiment.store import described, listed, read_config, read_parts
from sim.parameters import Settings
from sim.run import set_scene
from sim.world import save_trace

TINY = ("sweep", *SMALL, "replicates=1", "executor=serial")
PEOPLE = "id,manager,team\n1,,a\n2,1,a\n3,1,a\n4,1,b\n5,4,b\n"
BADLY = """from sim.state import DECIDE

def decide(me, boss, issue, org, luck, *, wrong=0.0):
    if wrong > 0.5:
        return 77
    return DECIDE
"""


def control_and_trust(config):
    plan = plan_of(config)
    points = [plan.expansion.settings(each)["organic"].culture for each in plan.points]
    return [(each.control, each.trust) for each in points]


def test_a_setting_that_follows_another_is_what_that_one_is_at_each_point(tmp_path):
    config = compose_sweep(["culture.trust=0.2,0.8", "culture.control=${culture.trust}"])
    assert control_and_trust(config) == [(0.2, 0.2), (0.8, 0.8)]
    file = tmp_path / "follows.yaml"
    file.write_text("vary:\n  culture.trust: [0.2, 0.8]\nculture:\n  control: ${culture.trust}\n")
    assert control_and_trust(compose_sweep([f"experiment={file}"])) == [(0.2, 0.2), (0.8, 0.8)]


def test_what_follows_survives_in_the_folder(treillis, tmp_path):
    said = treillis(*TINY, "culture.trust=0.2,0.8", "culture.control=${culture.trust}", "--out", "r")
    assert said.code == 0
    assert control_and_trust(read_config(tmp_path / "r")) == [(0.2, 0.2), (0.8, 0.8)]
    again = treillis("resume", "r")
    assert (again.code, again.err) == (0, "")


def test_two_levels_that_differ_in_their_last_digit_alone_are_refused():
    with pytest.raises(InputError, match=r"levels 0.3 and 0.30000000000000004 are one number"):
        factor_of("culture.trust", [0.1, 0.3, 0.1 + 0.2], 0.55)
    assert factor_of("culture.trust", [0.3, 0.3001], 0.55).levels == (0.3, 0.3001)


def test_failed_runs_give_an_exit_code_are_named_and_leave_no_verdict(treillis, tmp_path):
    (tmp_path / "badly.py").write_text(BADLY)
    (tmp_path / "badly.yaml").write_text("wrong: 0.0\n")
    words = ("organic.rule=badly.py", "organic.rule_args.wrong=0.0,1.0", "--out", "r")
    said = treillis(*TINY, *words)
    assert said.code == 1
    assert [each["failed"] is not None for each in rows_of(tmp_path / "r")].count(True) == 1
    for text in (said.out, treillis("results", "r").out, treillis("results", "r", "--by", "point").out):
        assert "1 of 4 runs failed" in text
        assert "organic, point 1, seed 1: badly.py" in text
    assert treillis("resume", "r").code == 1


def test_issues_that_nobody_measures_are_refused_and_the_others_counted(treillis, tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "issues.csv").write_text("id,day,team\n1,0,a\n2,5,b\n3,12,a\n")
    words = ("organisation.people=people.csv", "world.issues=issues.csv", "days=60")
    said = treillis("compare", *words, "--seeds", "1")
    assert (said.code, said.out) == (2, "")
    assert "none of its 3 issues is measured: days 20 to 39 count" in said.err
    said = treillis("compare", *words, "warmup_days=5", "--seeds", "1")
    assert said.code == 0
    assert "2 of the 3 issues of the file are measured: days 5 to 39 count" in said.err
    refused = treillis("sweep", "culture.trust=0.2,0.3", *words, "executor=serial")
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("setting", ["organisation.people", "world.trace", "world.issues"])
def test_a_pipe_or_a_device_is_refused_before_it_is_read(treillis, tmp_path, setting):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/zero"):
        said = treillis("compare", f"{setting}={name}", *SMALL, "--seeds", "1")
        assert (said.code, said.out) == (2, "")
        assert f"{setting}: {name} is " in said.err


def test_a_bit_flipped_anywhere_in_the_footer_sets_the_file_aside(treillis, tmp_path):
    assert treillis(*TINY, "culture.trust=0.2,0.8", "--out", "r").code == 0
    plan, path = plan_of(read_config(tmp_path / "r")), tmp_path / "r" / "runs.parquet"
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for place in range(footer, len(whole), 101):
        damaged = bytearray(whole)
        damaged[place] ^= 0x80
        path.write_bytes(damaged)
        told: list[str] = []
        rows = [table for _, table in read_parts(tmp_path / "r", plan.schema, told.append)]
        assert rows or told, place


def test_a_trace_is_not_written_through_a_link_that_has_the_name_of_its_half(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.write_text("keep")
    (tmp_path / "t.npz.partial").symlink_to(theirs)
    save_trace(set_scene(Settings(rule="mixed", days=30, warmup_days=2, follow_days=5)).trace, tmp_path / "t.npz")
    assert theirs.read_text() == "keep"


def test_every_factor_that_is_asked_for_makes_the_table(treillis, tmp_path):
    assert treillis(*TINY, "culture.trust=0.2,0.8", "world.drift=0.1,0.2", "--out", "r").code == 0
    both = treillis("results", "r", "--by", "culture.trust", "--by", "world.drift")
    assert both.out == treillis("results", "r", "--by", "culture.trust,world.drift").out
    assert "trust × drift" in both.out


def test_a_file_whose_name_the_grammar_stumbles_over_is_taken(treillis, tmp_path):
    (tmp_path / "équipe (1) = a.csv").write_text(PEOPLE)
    said = treillis("run", "organisation.people=équipe (1) = a.csv", "days=30", "warmup_days=2", "follow_days=5")
    assert said.code == 0


@pytest.mark.parametrize("out", ["/", "~", "~/r"])
def test_results_go_to_no_root_and_to_no_folder_called_home(treillis, tmp_path, out):
    said = treillis(*TINY, "culture.trust=0.2,0.8", "--out", out)
    assert said.code == 2
    assert said.err == f"treillis: --out: {out} is no folder for results; write its whole name, as in results/mine\n"
    assert not [*tmp_path.iterdir()]


def test_results_are_listed_beside_folders_that_vanish(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    walk = os.walk

    def vanishing(root):
        for each in walk(root):
            if (tmp_path / "gone").exists():
                (tmp_path / "gone").rmdir()
            yield each

    monkeypatch.setattr(os, "walk", vanishing)
    assert listed(tmp_path) == []


def test_a_rule_has_no_name_that_some_systems_keep_for_a_device(treillis):
    said = treillis("rule", "new", "con")
    assert (said.code, said.out) == (2, "")
    assert "as in con_rule" in said.err


def test_every_result_folder_says_what_its_columns_are(treillis, tmp_path):
    few = ("organisation.span=2", "organisation.depth=1", "days=40", "warmup_days=5", "follow_days=10")
    asked = {
        "one": ("run", "--seeds", "1"),
        "two": ("compare", "--seeds", "1", "organic=mechanical", "organic.dials.lattice=1"),
    }
    for name, words in asked.items():
        assert treillis(*words, *few, "--out", name).code == 0
        about = json.loads((tmp_path / name / "columns.json").read_text())
        for file in (tmp_path / name).glob("*.parquet"):
            for column in pq.read_schema(file).names:
                meant = about.get(f"{column} ({file.name})", about[column])
                assert file.name in meant["in"]
                assert meant["says"]
                assert "unit" in meant


def test_every_column_of_the_dials_is_described():
    names = ("world", "seed", "dial_lattice", *MEASURED)
    about = json.loads(described({"alone.parquet": {name: [0.0] for name in names}}))
    assert all(each["says"] for each in about.values())
