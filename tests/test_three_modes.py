"""One physics: compiled, stepped by Mesa and interpreted as plain Python, a run is the same to the last bit."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest
from conftest import fingerprint, run_python, settings_of, shipped_rules

from sim.checked import build
from sim.engine.compiled import INTERPRETED
from sim.model import Organisation
from sim.settings import CultureSettings, DialSettings, PhysicsSettings, Settings
from sim.simulate import simulate

NOT_COMPILED = '''"""A rule of a user that the compiler does not know."""
import math

from sim.state import DECIDE, ESCALATE, SHARE, WAIT


def decide(me, boss, issue, org, luck, *, far=0.4):
    """Choose by the distance of two beliefs, and by luck."""
    if luck < 0.1:
        return WAIT
    if math.hypot(me.g - boss.g, me.l) > far:
        return ESCALATE
    return SHARE if issue.ambiguous or me.waiting > 2 else DECIDE
'''
OF_ALL_ACTIONS = '''"""A rule that uses every action."""


def decide(me, boss, issue, org, luck):
    """Choose by luck alone."""
    return int(7 * luck)
'''
STAGED = (
    {"day": 3, "where": "team 2", "size": 4.0, "burst": 2.0},
    {"day": 9, "where": "global", "size": -3.0, "burst": 1.0},
    {"day": 12, "where": "team", "size": 2.0, "burst": 0.0},
)
TWO_TEAMS = {"span": 2, "depth": 2, "peer_ties": 2}
WIDE = {"span": 11, "depth": 1, "peer_ties": 3}
CHAIN = {"span": 1, "depth": 5}

SPECIAL = {
    "staged shocks": {"organisation": TWO_TEAMS, "world": {"staged": STAGED, "shock_frequency": 8.0}},
    "nothing on its way": {"organisation": TWO_TEAMS, "physics": {"handoff_hours": 0.0}},
    "exponential work": {"organisation": WIDE, "physics": {"work_law": "exponential"}},
    "constant work": {"organisation": TWO_TEAMS, "physics": {"work_law": "constant"}},
    "one person": {"organisation": {"span": 1, "depth": 0}, "world": {"issue_rate": 3.0}},
    "a chain": {"organisation": CHAIN, "dials": {"strategy": 0.0}, "physics": {"plan_days": 5.0}},
    "many newcomers": {"organisation": TWO_TEAMS, "physics": {"leave_rate": 0.05, "plan_days": 5.0}},
    "half the working time": {"organisation": WIDE, "culture": {"commitment": 0.6}},
    "a fixed plan": {"organisation": TWO_TEAMS, "dials": {"strategy": 0.0}, "physics": {"pivot_threshold": 0.3}},
    "a rolling plan": {"organisation": TWO_TEAMS, "dials": {"strategy": 1.0}},
    "half a plan": {"organisation": TWO_TEAMS, "dials": {"strategy": 0.5}, "physics": {"plan_days": 20.0}},
    "a short step": {"organisation": TWO_TEAMS, "physics": {"step_hours": 4.0, "base_hours": 1.0}},
    "nothing comes in": {"organisation": TWO_TEAMS, "world": {"issue_rate": 0.0}},
    "nobody senses": {"physics": {"sensing_hours": 0.0, "local_sensing_hours": 0.0}},
    "far too much work": {"organisation": TWO_TEAMS, "world": {"issue_rate": 12.0}, "physics": {"work_hours": 3.0}},
}


def anywhere(each, rng):
    """Draw a share anywhere, and anything else around its start."""
    if each.metadata["high"] <= 5:
        return 0.05 + 0.95 * rng.random()
    wanted = each.default * (0.5 + rng.random())
    return max(1, int(wanted)) if isinstance(each.default, int) else wanted


def drawn(seed):
    """Draw settings: every constant within half and one and a half of its start, dials and culture anywhere."""
    rng = np.random.default_rng(seed)
    physics = {
        "work_law": str(rng.choice(["constant", "lognormal", "exponential"])),
        "plan_days": 5 + 20 * rng.random(),
    }
    for each in fields(PhysicsSettings):
        if "low" in each.metadata and each.name not in physics:
            wanted = min(each.default * (0.5 + rng.random()), each.metadata["high"])
            physics[each.name] = max(1, int(wanted)) if isinstance(each.default, int) else wanted
    shares = {"dials": DialSettings, "culture": CultureSettings}
    groups = {
        name: {each.name: anywhere(each, rng) for each in fields(kind) if "low" in each.metadata}
        for name, kind in shares.items()
    }
    world = {"issue_rate": 2 * rng.random(), "shock_frequency": 8 * rng.random(), "scope": rng.random()}
    structure = [TWO_TEAMS, WIDE, CHAIN][seed % 3]
    return {"seed": seed, "organisation": structure, "world": world, "physics": physics, **groups}


def cases(folder: Path):
    """Return the settings of every run that is compared, by name."""
    slow, every = folder / "slow.py", folder / "every.py"
    slow.write_text(NOT_COMPILED)
    every.write_text(OF_ALL_ACTIONS)
    rules = shipped_rules()
    found = {f"rule {rule}": settings_of(rule, organisation=TWO_TEAMS) for rule in rules}
    found |= {name: settings_of(rules[k % len(rules)], **given) for k, (name, given) in enumerate(SPECIAL.items())}
    found |= {f"one person, {rule}": settings_of(rule, **SPECIAL["one person"]) for rule in rules}
    found |= {f"drawn {k}": settings_of(every if k % 4 == 3 else rules[k % 3], **drawn(k)) for k in range(40)}
    found |= {"every action": settings_of(every, organisation=TWO_TEAMS)}
    return found | {"a rule that does not compile": settings_of(slow, organisation=TWO_TEAMS)}


INTERPRET = """
import json, sys
from conftest import fingerprint
from sim.checked import build
from sim.engine.compiled import INTERPRETED
from sim.settings import Settings
from sim.simulate import simulate
assert INTERPRETED
for name, plain in json.loads(sys.stdin.read()).items():
    print(json.dumps([name, fingerprint(simulate(build(Settings, plain)).tables)]))
"""


@pytest.fixture(scope="module")
def settings_to_run(tmp_path_factory):
    return cases(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def interpreted(settings_to_run):
    """Hash the tables of every case, lived in one process as plain Python, warnings being errors."""
    plain = json.dumps({name: asdict(settings) for name, settings in settings_to_run.items()})
    done = run_python(INTERPRET, interpreted=True, input=plain)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def compiled(settings_to_run):
    """Hash the tables of every case, lived by the compiled loop."""
    assert not INTERPRETED
    return {name: fingerprint(simulate(settings).tables) for name, settings in settings_to_run.items()}


def stepped(settings):
    """Hash the tables of a case stepped by Mesa."""
    organisation = Organisation(settings)
    try:
        organisation.live()
        return fingerprint(organisation.tables)
    finally:
        organisation.close()


def test_settings_survive_the_way_to_another_process(settings_to_run):
    for settings in settings_to_run.values():
        assert build(Settings, json.loads(json.dumps(asdict(settings)))) == settings


def test_the_interpreted_run_has_the_numbers_of_the_compiled_one(compiled, interpreted):
    assert interpreted == compiled


def test_the_run_stepped_by_mesa_has_the_numbers_of_the_compiled_one(settings_to_run, compiled):
    assert {name: stepped(settings) for name, settings in settings_to_run.items()} == compiled


def test_other_settings_give_other_numbers(compiled):
    people = [each["people"] for each in compiled.values()]
    assert len(set(people)) > 0.9 * len(people)


def test_every_shipped_rule_is_held(settings_to_run):
    held = {settings.rule for settings in settings_to_run.values()}
    assert {*shipped_rules()} <= held


def test_a_rule_that_does_not_compile_runs_all_the_same(settings_to_run):
    run = simulate(settings_to_run["a rule that does not compile"])
    assert "hypot" in run.rule.slow_reason
    assert run.days["waited"].sum() > 0
    assert run.days["escalated"].sum() > 0
    assert run.days["shared"].sum() > 0


def test_mesa_shows_the_rows_of_the_engine_and_holds_none_of_its_own(settings_to_run):
    settings = settings_to_run[f"rule {shipped_rules()[0]}"]
    organisation = Organisation(settings)
    for _ in range(3):
        organisation.step()
    assert organisation.day == 3
    assert len(organisation.days) == 3
    assert [person.exhaustion for person in organisation.agents] == organisation.tables.people.exhaustion.tolist()
    assert [person.name for person in organisation.agents] == list(organisation.scene.chart.names)
    with pytest.raises(AttributeError, match="columns are id, team"):
        _ = next(iter(organisation.agents)).clarty
    organisation.close()


def test_mesa_stops_after_the_last_day(settings_to_run):
    organisation = Organisation(settings_to_run["one person, hierarchical"])
    organisation.live()
    last = fingerprint(organisation.tables)
    organisation.step()
    assert not organisation.running
    assert fingerprint(organisation.tables) == last
    organisation.close()
