"""`treillis rule` and its first file: what a student does in the first twenty minutes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from sim.engine.binding.source import shipped_rules

SMALL = ("organisation.span=3", "days=80", "warmup_days=5", "follow_days=10", "--seeds", "2")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_new_rule_runs_as_it_is_and_its_test_passes(treillis, tmp_path, lang):
    said = treillis("rule", "new", "first", "--lang", lang)
    assert (said.code, said.err) == (0, "")
    assert {each.name for each in tmp_path.iterdir()} == {"first.py", "first.yaml", "test_first.py"}
    assert treillis("rule", "check", "first.py", "--lang", lang).code == 0
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "test_first.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout
    lines = [line for file in ("first.py", "first.yaml") for line in (tmp_path / file).read_text("utf-8").splitlines()]
    assert sum("#" in line for line in lines) >= 8, "a first file explains itself"
    assert max(len(line) for line in lines) <= 120


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_a_new_rule_overwrites_nothing(treillis, tmp_path):
    assert treillis("rule", "new", "first").code == 0
    (tmp_path / "first.py").write_text("# mine\n")
    said = treillis("rule", "new", "first")
    assert said.code == 2
    assert "first.py: is there already" in said.err
    assert (tmp_path / "first.py").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Ma-Règle", "as in ma_règle"),
        ("2nd", "small letters"),
        ("class", "small letters"),
        ("test_mine", "as in mine"),
        ("distributed", "choose another, as in my_distributed"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_with_a_better_one(treillis, tmp_path, name, why):
    said = treillis("rule", "new", name)
    assert (said.code, said.out) == (2, "")
    assert why in said.err
    assert not [*tmp_path.iterdir()]


def test_the_decisions_of_a_rule_are_a_table(treillis):
    said = treillis("rule", "explain", "hierarchical")
    assert (said.code, said.err) == (0, "")
    assert re.search(r"the plan covers it +APPLY_PLAN +APPLY_PLAN +APPLY_PLAN", said.out)
    assert re.search(r"it reaches one level further +ESCALATE +DECIDE +SHARE", said.out)


def test_a_rule_that_uses_luck_shows_shares_and_parameters_can_be_tried(treillis):
    said = treillis("rule", "explain", "garbage_can", "absent=0.3", "--lang", "fr")
    assert "DECIDE 70%, WAIT 30%" in said.out
    assert "un dossier local ordinaire" in said.out
    tried = json.loads(treillis("rule", "explain", "garbage_can", "absent=0", "--json").out)
    assert tried["args"]["absent"] == 0
    assert tried["situations"][0] == {
        "situation": "usual",
        **{who: {"DECIDE": 1.0} for who in ("member", "lead", "head")},
    }
    assert treillis("rule", "explain", "garbage_can", "absent=much").code == 2


def test_all_rules_are_listed_with_kind_and_source(treillis):
    said = treillis("rule", "list")
    for name in shipped_rules():
        assert re.search(rf"^{name} +(mechanical|organic|mixed) ", said.out, re.M)
    assert "Laloux (2014)" in said.out
    listed = json.loads(treillis("rule", "list", "--json").out)
    assert {each["name"] for each in listed} == {*shipped_rules()}
    assert "mécanique" in treillis("rule", "list", "--lang", "fr").out


def test_fields_are_listed(treillis):
    assert re.search(r"issue\.scope +whole number +levels its consequences reach", treillis("rule", "fields").out)


def test_two_rules_are_compared_on_even_ground_under_their_own_names(treillis, tmp_path):
    treillis("rule", "new", "first")
    said = treillis("rule", "compare", "hierarchical", "first.py", *SMALL, "--out", "kept")
    assert (said.code, said.err) == (0, "")
    assert "Which rule, hierarchical or first?" in said.out
    assert "Difference: first minus hierarchical." in said.out
    assert "mechanical" not in said.out
    assert ">hierarchical<" in (tmp_path / "kept" / "figure.svg").read_text("utf-8")
    passport = json.loads((tmp_path / "kept" / "passport.json").read_text())
    one, other = (each["settings"] for each in passport["organisations"].values())
    assert one["dials"] == other["dials"]
    assert one["dials"]["initiative"] == 0


def test_a_rule_against_itself_differs_by_nothing(treillis):
    said = treillis("rule", "compare", "consent", "consent", *SMALL, "--json")
    values = json.loads(said.out)
    assert (values["first"], values["second"]) == ("consent (1)", "consent (2)")
    assert {each["difference"] for each in values["outcomes"].values() if each["difference"] is not None} == {0.0}


def test_a_path_with_spaces_needs_no_quotes_of_its_own(treillis, tmp_path):
    folder = tmp_path / "my rules, 2"
    assert treillis("rule", "new", "first", "--folder", str(folder)).code == 0
    said = treillis("rule", "compare", "hierarchical", str(folder / "first.py"), *SMALL, "--json", "world=calm")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("verb", ["check", "explain"])
def test_a_rule_that_is_not_there_is_one_line(treillis, verb):
    said = treillis("rule", verb, "hierarchicl")
    assert (said.code, said.out) == (2, "")
    assert "did you mean 'hierarchical'?" in said.err
    assert treillis("rule", verb, "hierarchical", "--lang", "de").code == 2
