"""One physics: compiled, stepped by Mesa and interpreted as plain Python, a run is the same to the last bit."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from conftest import HANG, fingerprint, run_python, shipped_rules
from lives_in_all_modes import AT_WORK, cases

from sim.checked import build
from sim.engine.compiled import INTERPRETED
from sim.model import Organisation
from sim.parameters import Settings
from sim.run import simulate

INTERPRET = """
import json, sys
from conftest import fingerprint
from sim.checked import build
from sim.engine.compiled import INTERPRETED
from sim.parameters import Settings
from sim.run import simulate
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
    done = run_python(INTERPRET, interpreted=True, input=plain, timeout=HANG)
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
    organisation.live()
    return fingerprint(organisation.tables)


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


@pytest.mark.parametrize("name", AT_WORK)
def test_what_a_case_is_about_happens_in_it(settings_to_run, name):
    lives = [simulate(settings).days for case, settings in settings_to_run.items() if case.rpartition(", ")[0] == name]
    assert len(lives) > 1
    for column in AT_WORK[name]:
        assert sum(float(days[column].sum()) for days in lives) > 0, column


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


def test_mesa_stops_after_the_last_day(settings_to_run):
    organisation = Organisation(settings_to_run["one person, hierarchical"])
    organisation.live()
    last = fingerprint(organisation.tables)
    organisation.step()
    assert not organisation.running
    assert fingerprint(organisation.tables) == last
