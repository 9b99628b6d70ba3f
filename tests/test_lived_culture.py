"""The fixed point of what is lived: an independent derivation, and what makes its rows fail."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import run_python
from quiet import silence, values_of
from test_exact_mutations import Mutation, concerned, lives_with

from sim.experiment.compose import compose_run
from sim.validation import limiting
from sim.validation.exact import lived

WAYS_ALONE = """
import json
from dataclasses import replace
from dataclasses import replace
from sim.engine import effect, people
from sim.validation.exact import lived
{mutation}
lived.GAINS, lived.as_people_leave = (), lambda: None
print(json.dumps([[row.case, row.passed] for row in lived.lived_culture() if row]))
"""
PLAN_IS_OWN = """
def counted_by_plan(s, issue, held):
    by_plan, issue.by_plan = issue.by_plan, False
    people.live_through(s, issue, held)
    issue.by_plan = by_plan
effect.live_through = counted_by_plan
"""
HEARD_IS_NOT = """
def unheard(s, issue, held):
    issue.heard = False
    people.live_through(s, issue, held)
effect.live_through = unheard
"""
MUTATIONS = (
    Mutation(lived.lived_culture, "physics", "logic_trust", 0.201, "alone: trust"),
    Mutation(lived.lived_culture, "physics", "logic_voice", 0.401, "decided above:"),
    Mutation(lived.lived_culture, "physics", "logic_engagement", 0.2501, "by the plan"),
    Mutation(lived.lived_culture, "physics", "heard_expected", 0.236, "decided above, heard"),
    Mutation(lived.lived_culture, "world", "issue_rate", 0.501, "alone: trust"),
    Mutation(lived.lived_culture, "physics", "leave_rate", 0.04, "leave a day"),
)


def test_a_state_is_where_the_recursion_settles():
    settings = limiting.configuration("lived_culture")
    physics, culture = settings.physics, settings.culture
    states = np.array([culture.trust, culture.clarity, culture.voice, physics.engagement_norm])
    usual, gains = states.copy(), np.array([0.2, -0.3, 0.4, 0.25])
    shown = 1 - physics.own_expected + 1 - physics.kept_expected
    three, four = shown / 3, (shown + 0 - physics.held_expected) / 4
    for _ in range(2000):
        states = states + gains * 0.06 / 0.5 * np.array([three, three, three, four])
        states = states + 0.06 * (usual - states)
        states = usual + (1 - 0.02) * (states - usual)
    assert lived.lived_culture_settled(settings, (1, 1, 0, 0), 0.02) == pytest.approx(states)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.label)
def test_a_wrong_constant_makes_its_rows_fail(mutation, monkeypatch):
    monkeypatch.setattr(lived, "GAINS", ())
    lives_with(monkeypatch, mutation.group, mutation.name, mutation.wrong)
    rows = concerned(mutation.check(), mutation.cases)
    assert [row for row in rows if row.passed] == []


@pytest.mark.parametrize(
    ("mutation", "fails"),
    [("", []), (PLAN_IS_OWN, ["by the plan"]), (HEARD_IS_NOT, ["decided above, heard"])],
    ids=["as it is", "own counted by plan", "nobody heard"],
)
def test_an_event_told_otherwise_makes_its_row_fail(mutation, fails):
    done = run_python(WAYS_ALONE.format(mutation=mutation), interpreted=True)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) == len(lived.LIVED_CULTURE_WAYS)
    assert [case.partition(":")[0] for case, passed in rows if not passed] == fails


@pytest.mark.parametrize("start", [0.0, 0.5, 0.9, 1.0])
def test_systemic_change_goes_half_of_the_way_to_the_organic_end_from_wherever_it_stands(start):
    change = compose_run(["intervention=systemic_change", "days=750"]).interventions
    assert {each.what.partition(".")[0] for each in change.values()} == {"dials"}  # nothing is announced
    dials = {each.what.partition(".")[2]: start for each in change.values()}
    settings = replace(silence(dials=dials, days=300), interventions=change)
    for each in change.values():
        now = values_of(settings, each.what)
        assert now[0] == start
        assert now[-1] == pytest.approx(start + 0.5 * (1 - start))
        assert (np.diff(now) >= 0).all()
