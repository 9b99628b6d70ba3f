"""Each rule that comes with the laboratory: what it does where, and why; and what all of them promise."""

from __future__ import annotations

import ast
import math
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace as Row

import numpy as np
import pytest
import yaml
from conftest import fingerprint, settings_of
from situations import CLERK, DIRECTOR, LOCAL, SITUATIONS

from sim.engine.binding import bind
from sim.engine.binding.call import plain_rows
from sim.engine.binding.source import RULES, find_rule, shipped_rules
from sim.errors import InputError
from sim.run import simulate
from sim.state import ACTIONS, APPLY_PLAN, DECIDE, ESCALATE, ISSUE, ORG, PERSON, SHARE
from sim.table import table

CONFIGS = Path(__file__).parent.parent / "configs" / "rules"
ALL = sorted(shipped_rules())


def ask(rule, me, issue, **args):
    """Return the name of what a rule answers."""
    luck = me.get("luck", 0.5)
    answer = bind(rule).plain(Row(**me), Row(**DIRECTOR), Row(**{**LOCAL, **issue}), Row(day=0), luck, **args)
    return ACTIONS[answer]


@pytest.mark.parametrize(
    ("rule", "me", "issue", "action", "reason"),
    [(rule, *situation) for rule, situations in SITUATIONS.items() for situation in situations],
)
def test_a_rule_does_in_each_situation_what_its_source_says(rule, me, issue, action, reason):
    assert ask(rule, me, issue) == action, reason


@pytest.mark.parametrize("rule", ["hierarchical", "distributed", "mixed"])
def test_overload_is_the_engines_and_changes_nothing_in_a_rule_that_stands_for_a_form(rule):
    for me, issue, action, reason in SITUATIONS[rule]:
        for waiting in (0, 64):
            assert ask(rule, {**me, "waiting": waiting, "exhaustion": waiting / 64}, issue) == action, reason
    assert bind(rule).args == {}


def test_helpful_peers_share_earlier_when_load_is_set_lower():
    assert ask("helpful_peers", {**CLERK, "waiting": 2}, {}, load=2.0) == "SHARE"
    assert ask("helpful_peers", {**CLERK, "waiting": 1}, {}, load=2.0) == "DECIDE"


@pytest.mark.parametrize(("initiative", "rule"), [(0.0, "hierarchical"), (1.0, "distributed")])
@pytest.mark.parametrize("seed", [1, 2])
def test_mixed_is_at_either_end_of_initiative_the_rule_of_that_end_to_the_last_bit(initiative, rule, seed):
    life = settings_of("mixed", seed=seed, organisation={"span": 3, "depth": 2}, world={"issue_rate": 1.5})
    life = replace(life, dials=replace(life.dials, initiative=initiative))
    pure = replace(life, rule=rule)
    assert fingerprint(simulate(life).tables) == fingerprint(simulate(pure).tables)


def test_mixed_is_neither_rule_in_between():
    life = settings_of("mixed", organisation={"span": 3, "depth": 2}, world={"issue_rate": 1.5})
    half = fingerprint(simulate(life).tables)
    assert all(
        fingerprint(simulate(replace(life, rule=rule)).tables) != half for rule in ("hierarchical", "distributed")
    )


def test_no_shipped_rule_is_without_situations():
    assert sorted(SITUATIONS) == ALL


def test_the_folder_is_the_registry():
    assert len(ALL) >= 10
    assert {path.name for path in RULES.glob("[a-z]*.py")} == {f"{name}.py" for name in ALL}


def write_rule(folder):
    (folder / "mine.py").write_text("def decide(me, boss, issue, org, luck):\n    return 1\n", "utf-8")


def test_a_shipped_rule_is_found_by_its_name():
    assert find_rule("hierarchical").name == "hierarchical.py"


def test_a_rule_of_ones_own_is_found_from_the_working_directory(tmp_path, monkeypatch):
    write_rule(tmp_path)
    monkeypatch.chdir(tmp_path)
    bound = bind("mine.py")
    assert bound.name == "mine"
    assert bound.plain(None, None, None, None, 0.5) == DECIDE


@pytest.mark.parametrize(
    ("rule", "fragment"),
    [
        ("hierarchicl", "did you mean 'hierarchical'?"),
        ("hierarchical.py", "did you mean 'hierarchical'?"),
        ("min.py", "did you mean 'mine.py'?"),
        ("", "there is no rule ''"),
        ("__init__", "there is no rule '__init__'"),
        ("nowhere/x.py", "does not exist"),
        ("folder.py", "is not a file"),
        ("\0.py", "does not exist"),
        ("a" * 5000 + ".py", "cannot be a file"),
        ("~nobody-of-this-name/x.py", "cannot be a file"),
    ],
)
def test_a_rule_that_is_not_there_is_refused_with_what_is_nearest(rule, fragment, tmp_path, monkeypatch):
    write_rule(tmp_path)
    (tmp_path / "folder.py").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        find_rule(rule)
    assert str(refused.value).startswith("rule: ")
    assert fragment in str(refused.value)


@pytest.mark.parametrize("value", ["6", True, None, math.nan, math.inf, 10**400, [1], 1j])
def test_a_parameter_that_is_no_number_is_refused(value):
    with pytest.raises(InputError, match=r"^rule_args\.load: .* is not a number"):
        bind("helpful_peers", {"load": value})


def test_an_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"^rule_args\.tird: .*did you mean 'tired'\?"):
        bind("helpful_peers", {"tird": 3})
    with pytest.raises(InputError, match="it has none"):
        bind("hierarchical", {"load": 3})


@pytest.mark.parametrize("rule", ["distributed", "mixed"])
def test_an_old_recipe_that_still_gives_overload_is_told_what_changed_in_one_line(rule):
    with pytest.raises(InputError, match=r"no such parameter \(overload is the engine's now, the same .*\)") as told:
        bind(rule, {"overload": 6.0})
    assert "\n" not in str(told.value)


# ------------------------------------------------------------------------------------------------------- the contract
def random_rows(count):
    """Return tables with every field drawn, booleans both ways, small whole numbers so that comparisons matter."""
    rng = np.random.default_rng(5)
    tables = [table(dtype, count) for dtype in (PERSON, PERSON, ISSUE, ORG)]
    for each in tables:
        for name in each.dtype.names:
            kind = each.dtype[name].kind
            drawn = {"i": rng.integers(-1, 9, count), "f": rng.random(count), "b": rng.random(count) < 0.3}
            each[name] = drawn[kind]
    return tables


@pytest.mark.parametrize("rule", ALL)
def test_a_shipped_rule_answers_compiled_as_it_does_plain(rule):
    bound = bind(rule)
    people, bosses, issues, org = random_rows(300)
    compiled, plain = [], []
    for k in range(300):
        rows = people[k], bosses[k], issues[k], org[k]
        compiled.append(bound.call(*rows, k / 300, bound.table[0]))
        plain.append(bound.plain(*plain_rows(*rows), k / 300, **bound.args))
    assert compiled == plain
    assert {*plain} <= {*range(len(ACTIONS))}
    assert len({*plain}) > 1 or rule == "only_decide"


@pytest.mark.parametrize("rule", ALL)
def test_a_shipped_rule_compiles(rule):
    assert bind(rule).slow_reason is None


@pytest.mark.parametrize("rule", ALL)
def test_a_shipped_rule_says_its_kind_its_source_and_what_departs_from_it(rule):
    tree = ast.parse(shipped_rules()[rule].read_text("utf-8"))
    text = ast.get_docstring(tree) or ""
    assert re.search(r"^Kind    (mechanical|organic|mixed)$", text, re.M)
    assert re.search(r"^Source  (ours|.+\[[a-z]+\d{4}[a-z]?\])$", text, re.M)
    assert re.search(r"^Departs .+", text, re.M)


@pytest.mark.parametrize("rule", ALL)
def test_a_shipped_rule_shows_an_example(rule):
    tree = ast.parse(shipped_rules()[rule].read_text("utf-8"))
    decide = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "decide")
    assert ">>> decide(" in (ast.get_docstring(decide) or "")


@pytest.mark.parametrize("rule", ALL)
def test_the_parameters_of_a_rule_and_its_configuration_are_the_same(rule):
    file = CONFIGS / f"{rule}.yaml"
    configured = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    assert configured == bind(rule).args


def test_every_rule_configuration_belongs_to_a_rule_and_states_units():
    files = sorted(CONFIGS.glob("*.yaml"))
    assert files
    for file in files:
        assert file.stem in ALL
        settings = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert all(re.fullmatch(r"\w+: \S+ # .+", line) for line in settings), file.name


def test_actions_are_numbered_as_the_rules_use_them():
    assert [ACTIONS[each] for each in (APPLY_PLAN, DECIDE, ESCALATE, SHARE)] == [*ACTIONS[:4]]
