"""A new rule is one new file: nothing else is edited, and it runs in every mode and from the command line."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT, fingerprint, run_python, settings_of

from sim.engine.binding import bind
from sim.experiment.compose import compose_run, compose_twin
from sim.model import Organisation
from sim.run import simulate

RULE = '''"""Ask luck first: some issues wait, wide ones go up, the rest is decided.

Kind    of a user
Source  none
"""

from sim.state import DECIDE, ESCALATE, WAIT


def decide(me, boss, issue, org, luck, *, lazy=0.0, bold=1.0):
    """Choose what `me` does with `issue`."""
    if luck < lazy and issue.visits < 3:
        return WAIT
    if issue.scope > me.authority + bold:
        return ESCALATE
    return DECIDE
'''
YAML = "# Parameters of my rule.\nlazy: 0.4  # share: of visits that lead to nothing\n"
SMALL = ("organisation.span=3", "organisation.depth=1", "days=80", "warmup_days=5", "follow_days=10")

INTERPRET = """
import json, sys
from conftest import fingerprint
from sim.experiment.compose import compose_run
from sim.run import simulate
run = simulate(compose_run(sys.argv[1:]))
print(json.dumps([run.rule.args, fingerprint(run.tables)]))
"""


@pytest.fixture
def rule(tmp_path):
    """Write a rule and its parameters into a folder of one's own."""
    file = tmp_path / "my rules" / "lazy_bold.py"
    file.parent.mkdir()
    file.write_text(RULE)
    file.with_suffix(".yaml").write_text(YAML)
    return file


def sources():
    """Return every file of the package and its configurations, with its date."""
    folders = (ROOT / "sim", ROOT / "configs")
    return {file: file.stat().st_mtime_ns for folder in folders for file in folder.rglob("*.[py][ya]*")}


def test_one_new_file_runs_in_all_three_modes_with_the_same_numbers(rule):
    before = sources()
    settings = compose_run([f"rule='{rule}'", *SMALL])
    compiled = simulate(settings)
    assert compiled.rule.slow_reason is None
    assert compiled.days["waited"].sum() > 0
    organisation = Organisation(settings)
    organisation.live()
    assert fingerprint(organisation.tables) == fingerprint(compiled.tables)
    done = run_python(INTERPRET, f"rule='{rule}'", *SMALL, interpreted=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [{"lazy": 0.4, "bold": 1.0}, fingerprint(compiled.tables)]
    assert before == sources()


def test_the_yaml_beside_a_rule_sets_its_parameters_and_the_command_line_overrides_it(rule):
    args = {
        (): {"lazy": 0.4, "bold": 1.0},
        ("rule_args.lazy=0.1",): {"lazy": 0.1, "bold": 1.0},
        ("rule_args.lazy=0.1", "rule_args.bold=-1"): {"lazy": 0.1, "bold": -1.0},
    }
    for given, expected in args.items():
        settings = compose_run([f"rule='{rule}'", *given])
        assert bind(settings.rule, settings.rule_args).args == expected


def test_without_a_yaml_a_rule_keeps_the_defaults_of_its_signature(rule):
    rule.with_suffix(".yaml").unlink()
    settings = compose_run([f"rule='{rule}'"])
    assert bind(settings.rule, settings.rule_args).args == {"lazy": 0.0, "bold": 1.0}


def test_parameters_change_what_happens(rule):
    waited = [
        simulate(settings_of(rule, rule_args={"lazy": lazy}, world={"issue_rate": 2.0})).days["waited"].sum()
        for lazy in (0.0, 0.3, 0.9)
    ]
    assert waited[0] == 0
    assert waited[0] < waited[1] < waited[2]


def test_each_slot_of_a_twin_takes_its_own_rule_and_parameters(rule):
    slots = compose_twin([f"mechanical.rule='{rule}'", "mechanical.rule_args.bold=2"])
    assert slots["mechanical"].rule == str(rule)
    assert slots["mechanical"].rule_args == {"lazy": 0.4, "bold": 2.0}
    assert slots["organic"].rule == "distributed"
    assert slots["organic"].rule_args == {}


def test_the_comparison_runs_a_rule_by_its_path(treillis, rule):
    said = treillis("compare", f"mechanical.rule='{rule}'", *SMALL, "--seeds", "2", "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["rules"] == {"mechanical": "lazy_bold", "organic": "distributed"}


def test_a_path_without_spaces_needs_no_quotes_and_may_be_relative(treillis, rule, tmp_path):
    rule.rename(tmp_path / "mine.py")
    said = treillis("compare", "organic.rule=mine.py", *SMALL, "--seeds", "1", "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["rules"] == {"mechanical": "hierarchical", "organic": "mine"}


def test_a_single_organisation_runs_a_rule_by_its_path(treillis, rule, tmp_path):
    said = treillis("run", f"rule='{rule}'", "rule_args.lazy=0.2", *SMALL, "--out", "mine", "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["rules"] == {"organisation": "lazy_bold"}
    passport = json.loads((tmp_path / "mine" / "passport.json").read_text())
    organisation = passport["organisations"]["organisation"]
    assert organisation["rule"]["name"] == "lazy_bold"
    assert organisation["settings"]["rule_args"] == {"lazy": 0.2}


def test_another_text_in_the_same_file_is_another_rule(rule):
    first = bind(str(rule))
    rule.write_text(RULE.replace("return DECIDE", "return ESCALATE"))
    second = bind(str(rule))
    assert first.source_hash != second.source_hash
    settings = settings_of(rule)
    assert simulate(settings, rule=second).days["decided"].sum() < simulate(settings, rule=first).days["decided"].sum()
