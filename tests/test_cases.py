"""Cases from outside (../shared/cases/README.md): what files and questions of others broke, and what is right now."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import ROOT

CASES = ROOT.parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
S = ("organisation.people=five-people.csv", "days=20", "warmup_days=3", "follow_days=3", "executor=serial")
LIVED = ("compare", "organisation.people=five-people.csv", "days=60", "--seeds", "2")


@pytest.fixture
def cases(treillis, tmp_path):
    """Call the command line in a copy of the folder."""
    shutil.copytree(CASES, tmp_path, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for folder in (tmp_path, *filter(lambda each: each.is_dir(), tmp_path.rglob("*"))):
        folder.chmod(0o755)
    return treillis


def checked(cases, *words):
    said = cases("org", "check", *words, "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    found["noted"] = {each["what"]: each for each in found["notes"]}
    return found


PEOPLE = {
    "hris-wide-headers.csv": {"people": 5, "levels": [1, 2, 2], "top": ["E100"], "managers": 2, "span": [2, 2, 2],
        "teams": {"Board": 1, "Service": 3, "Finance": 1}},
    "left-vacant-parttime.csv": {"people": 3, "levels": [1, 1, 1]},
    "posts-counted.csv": {"people": 26, "levels": [1, 5, 20]},
    "manager-by-name.csv": {"people": 5, "levels": [1, 2, 2]},
    "top-marked-xx.csv": {"people": 5, "levels": [1, 2, 2], "top": ["P10"]},
    "zeros-lost.csv": {"people": 5, "levels": [1, 2, 2]},
    "no-team-column.csv": {"people": 5, "levels": [1, 2, 2], "teams": {"E1": 2, "E2": 3}},
    "pipes.csv": {"people": 5, "levels": [1, 2, 2]},
    "json-called-csv.csv": {"people": 3, "levels": [1, 1, 1]},
    "dotted-line.csv": {"people": 5, "levels": [1, 2, 2]},
    "top-null.csv": {"people": 5, "levels": [1, 2, 2]},
    "title-above-header.csv": {"people": 3, "levels": [1, 1, 1]},
    "job-share.csv": {"people": 4, "levels": [1, 1, 2]},
    "./~staff.csv": {"people": 5, "levels": [1, 2, 2]},
}  # fmt: skip
NOTED = {
    "left-vacant-parttime.csv": "gone_left gone_vacant fte",
    "posts-counted.csv": "posts",
    "hris-wide-headers.csv": "columns unread",
    "manager-by-name.csv": "by_name",
    "top-marked-xx.csv": "top_marked",
    "zeros-lost.csv": "by_alike",
    "no-team-column.csv": "derived_teams",
    "pipes.csv": "separator",
    "json-called-csv.csv": "format",
    "dotted-line.csv": "dotted",
    "title-above-header.csv": "titles",
    "job-share.csv": "shared fte",
}
"""What is said of each; `left-vacant-parttime.csv` has 2.5 full-time posts."""


@pytest.mark.parametrize("file", PEOPLE)
def test_people_are_read_and_what_was_unusual_is_said(cases, file):
    found = checked(cases, file)
    assert {key: found[key] for key in PEOPLE[file]} == PEOPLE[file]
    assert {*NOTED.get(file, "").split()} <= {*found["noted"]}
    if file == "left-vacant-parttime.csv":
        assert found["noted"]["fte"]["detail"] == "2.5"


def test_nobody_with_a_manager_is_noted_and_stops_a_comparison(cases):
    assert "flat" in checked(cases, "extract-as-the-message-says.csv")["noted"]
    said = cases("compare", "organisation.people=extract-as-the-message-says.csv", "days=60", "--seeds", "2")
    assert (said.code, said.out) == (2, "")
    assert "no line to compare; --flat" in said.err


def test_managers_outside_are_named_and_the_structure_can_be_kept(cases):
    said = cases("org", "check", "extract-managers-missing.csv")
    assert said.code == 2
    assert "2 managers are not in this file: 'E7' (3), 'E8' (2); add a line for each" in said.err
    found = checked(cases, "extract-managers-missing.csv", "--outside", "own-team")
    assert (found["people"], found["top"], found["levels"]) == (7, ["E7", "E8"], [2, 5])


def test_a_list_of_pairs_that_are_there_once_is_asked_about(cases):
    files = ("five-people.csv", "undirected-ties.csv")
    assert "none_returned" in checked(cases, *files)["noted"]
    found = checked(cases, *files, "--undirected")
    assert (found["ties"]["count"], found["ties"]["returned"]) == (10, 1.0)
    assert found["asked"] == [[str(k), 2] for k in range(1, 6)]


def test_weights_are_not_dropped_without_a_word_and_outsiders_are_counted(cases):
    found = checked(cases, "five-people.csv", "from-to-weight.csv")
    assert found["ties"]["count"] == 5
    assert {"columns", "weights"} <= {*found["noted"]}
    found = checked(cases, "five-people.csv", "ties-with-outsider.csv")
    assert (found["ties"]["count"], found["noted"]["outsiders"]["count"]) == (3, 2)


@pytest.mark.parametrize(
    ("file", "code", "says"),
    [
        ("issues-from-day-0.csv", 2, "none of its 5 issues is measured: days 20 to 39 count"),
        ("issues-header-only.csv", 2, "none of its 0 issues"),
        ("issues-with-dates.csv", 0, "dates read as working days since 2031-02-03: 5"),
        ("issues-decimal-comma.csv", 0, "5 of the 5 issues of the file are measured"),
    ],
)
def test_issues_are_understood_and_those_measured_are_counted(cases, file, code, says):
    said = cases(*LIVED, f"world.issues={file}")
    assert said.code == code
    assert says in said.err


def test_a_name_with_accents_and_brackets_is_a_name(cases):
    assert cases("compare", "organisation.people=équipe (1).csv", "days=60", "--seeds", "1").code == 0


def test_a_setting_that_follows_another_does_so_at_each_point(cases, tmp_path):
    words = ("culture.trust=0.2,0.8", "culture.control=${culture.trust}", "replicates=1", *S, "--out", "X")
    assert cases("sweep", *words).code == 0
    assert cases("sweep", "culture.trust=0.2,0.8", "culture.control=0.55", "replicates=1", *S, "--out", "Y").code == 0
    assert cases("results", "X", "--json").out != cases("results", "Y", "--json").out


def test_runs_that_fail_are_told(cases):
    words = ("organic.rule=sometimes_no_action.py", "organic.rule_args.patience=5.0,8.0", "replicates=2", *S)
    assert cases("sweep", *words, "--out", "X").code == 1
    assert "2 of 8 runs failed" in cases("results", "X").out
    assert "2 of 8 runs failed" in cases("report", "X").out


def test_levels_that_are_one_number_are_refused(cases):
    said = cases("sweep", "culture.trust=0.1,0.3,0.30000000000000004", "replicates=1", *S, "--out", "X")
    assert said.code == 2
    assert "are one number" in said.err


def test_a_file_that_has_changed_is_named(cases, tmp_path):
    shutil.copyfile(CASES / "changes-later-before.csv", tmp_path / "people.csv")
    words = ("organisation.people=people.csv", *S[1:])
    assert cases("sweep", "culture.trust=0.2,0.8", "replicates=1", *words, "--out", "X").code == 0
    shutil.copyfile(CASES / "changes-later-after.csv", tmp_path / "people.csv")
    said = cases("reproduce", "X", "--runs", "2")
    assert "a file of its settings has changed" in said.out + said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("culture.trust=range(0.2,0.9,0.2)",), "write the values, as in culture.trust=0.2,0.8"),
        (("experiment=low_high", "--config-dir", "my_configs"), "low and high are the ends of a range"),
    ],
)
def test_what_a_sweep_cannot_take_is_said_with_what_it_can(cases, words, says):
    said = cases("sweep", *words, *S, "--plan")
    assert said.code == 2
    assert says in said.err


def test_the_page_says_in_french_what_is_missing(cases):
    from sim.web.imported import import_chart

    assert import_chart((CASES / "hris-wide-headers.csv").read_bytes()).chart.size == 5
