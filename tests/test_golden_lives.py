"""Golden lives: what a few rich organisations left behind, number by number, in the first model.

With every law that came later at its neutral value the old numbers are found: a change of any law shows here first.
When it is meant, `python tests/test_golden_lives.py` writes the numbers anew, and the changelog says why.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from conftest import settings_of
from first_model import of_first_model, rule_of_first_model
from lives_in_all_modes import NEW, OF_ALL_ACTIONS, SPECIAL
from quiet import rule_file

from sim.errors import InputError
from sim.run import Run, simulate
from sim.state import KEPT_LUCK

DRAWN = json.loads(Path(__file__).with_name("golden_drawn.json").read_text("utf-8"))
"""Settings drawn once, from the constants there were."""

RITUAL = {"what": "ritual", "to": 0.9}
FILE = Path(__file__).with_name("golden_lives.json")
OF_TASK_GROUPS = {f"days.{name}" for name in ("groups", "dissolved", "group_days", "upkeep_hours")}
"""Columns that were of groups which stood while they were used: the first model has none since these went."""
OF_LATER_LAWS = {
    f"days.{name}"
    for name in (
        *("lapsed_issues", "lapsed_visas", "lapsed_meetings", "lapsed_advice", "lapsed_hours", "withdrawn", "refused"),
        *("overtime_hours", "withheld_hours", "declined", "carried", "founded", "aimed", "debrief_hours"),
        *("opened", "opened_answered", "opened_decided", "opened_held"),
        *("cell_narrow", "cell_wide", "cell_cross", "cell_new"),
    )
}
"""Columns of laws that came after the first model, which are neutral in all of these lives."""
SHORT = {"days": 13, "warmup_days": 2, "follow_days": 4}
LIVES = {
    "drawn 0": ("mixed", DRAWN["0"]),
    "drawn 1, with interventions": ("every action", DRAWN["1"]),
    "drawn 4": ("hierarchical", DRAWN["4"]),
    "drawn 6": ("every action", DRAWN["6"]),
    "many newcomers": ("management_by_exception", {**SPECIAL["many newcomers"], "dials": {"openness": 0.8}}),
    "drawn 2": ("distributed", DRAWN["2"]),
    "drawn 3, with interventions": ("management_by_exception", DRAWN["3"]),
    "drawn 7, with interventions": ("mixed", DRAWN["7"]),
    "rule for rule": ("distributed", {**NEW["change: rule"], "culture": {"involvement": 0.2}, "days": 22}),
    "unclear": ("every action", {"world": {"issue_rate": 1.5}, "culture": {"clarity": 0.1}}),
    "colliding": (
        "every action",
        {
            "world": {"issue_rate": 2.0},
            "culture": {"clarity": 0.0},
            "physics": {"collision_chance": 1.0, "judgement_noise": 4.0},
        },
    ),
    "worn out": ("mixed", {"world": {"issue_rate": 1.5}, "physics": {"strain_rate": 1.0, "recovery_rate": 0.1}}),
    "two desks": ("distributed", {"culture": {"clarity": 0.1}, "physics": {"judgement_noise": 2.0}}),
    "a chain": ("hierarchical", SPECIAL["a chain"]),
    "alliance": ("every action", NEW["alliance"]),
    "practices": ("mixed", NEW["practices"]),
    "standing groups": ("distributed", {**NEW["task groups"], "physics": {}}),
    "resistance": ("every action", NEW["resistance"]),
    "managers": ("mixed", NEW["community, mentoring and coaching"]),
    "changes of every kind": ("every action", NEW["changes of every kind"]),
    "what one decided is lost": (
        "distributed",
        {
            "physics": {"power_memory": 0.6, "power_habit": 0.3, "resistance_loss": 0.3},
            "culture": {"involvement": 0.2},
            "interventions": {"rule": {"what": "rule", "to": "hierarchical", "day": 4}},
        },
    ),
    "a team's ritual": (
        "mixed",
        {"interventions": {"ritual": {**RITUAL, "day": 2, "over": 6, "every": 3, "who": "team 2", "hours": 0.5}}},
    ),
    "votes": ("mixed", {"world": {"question_days": 2, "question_spread": 2.0}, "dials": {"openness": 0.2}}),
    "care": (
        "mixed",
        {
            "organisation": {"span": 4, "depth": 1},
            "world": {"issue_rate": 3.0},
            "culture": {"priorities": 1.0, "empathy": 1.0, "voice": 1.0},
            "physics": {"care_load_days": 0.1, "voice_load_days": 8.0, "handoff_hours": 0.0},
        },
    ),
    "a common inbox": (
        "distributed",
        {"organisation": {"span": 3, "depth": 1, "intake": "team"}, "world": {"issue_rate": 1.2}},
    ),
}
"""Rules and settings; each life brings other mechanisms to work."""


def told(name: str) -> tuple[str, dict[str, Any]]:
    """Return the rule and the settings of one of them."""
    rule, given = LIVES[name]
    settings = {"organisation": {"span": 2, "depth": 2}, **SHORT, **given}
    if "interventions" in settings:
        begun = {k: each for k, each in settings["interventions"].items() if each["day"] < settings["days"]}
        settings["interventions"] = begun
    return rule, of_first_model(settings)


def lived(name: str) -> Run:
    """Live one of them."""
    rule, settings = told(name)
    every = rule_file(OF_ALL_ACTIONS)
    return simulate(settings_of(every if rule == "every action" else rule_of_first_model(rule), **settings))


def numbers(run: Run) -> dict[str, float]:
    """Return sums that no change of any person, team, day or issue leaves alone."""
    found = {}
    for table in ("people", "teams", "days", "outcomes"):
        rows = getattr(run.tables, table)
        weight = 1.0 + np.arange(len(rows)) % 7
        for name in (each for each in rows.dtype.names if each != KEPT_LUCK):
            values = np.nan_to_num(np.asarray(rows[name], float), nan=-1.0, posinf=-2.0, neginf=-3.0)
            found[f"{table}.{name}"] = float(weight @ values)
    return found | {f"outcome {name}": float(value) for name, value in run.outcomes.items()}


@pytest.mark.parametrize("name", LIVES)
def test_a_life_with_every_law_at_its_neutral_value_leaves_the_numbers_it_always_left(name):
    golden, now = json.loads(FILE.read_text())[name], numbers(lived(name))
    away = {each: (value, now.get(each)) for each, value in golden.items() if not close(value, now.get(each, np.inf))}
    assert not away


def test_no_law_but_the_old_ones_is_at_work_in_the_first_model():
    days = [lived(name).days for name in LIVES]
    later = (
        "lapsed_issues",
        "lapsed_visas",
        "lapsed_meetings",
        "lapsed_advice",
        "withdrawn",
        "refused",
        "lapsed_hours",
    )
    assert not [
        (name, float(each[name].sum())) for each in days for name in (*later, "overtime_hours") if each[name].any()
    ]
    old, now = rule_of_first_model("mixed"), rule_of_first_model("hierarchical")
    assert "me.waiting >= 6.0" in Path(old).read_text()
    assert now == "hierarchical"


def test_a_rule_that_fails_is_explained_with_its_line_the_person_and_the_issue():
    divides = rule_file("def decide(me, boss, issue, org, luck):\n    return 1 // (me.level - me.level)\n")
    with pytest.raises(InputError, match=r"rule\.py:2: ZeroDivisionError: .*, for person \d+ and issue \d+$"):
        simulate(settings_of(divides, **SHORT))
    manager = rule_file("def decide(me, boss, issue, org, luck):\n    return 9 if boss.level == 1 else 2\n")
    with pytest.raises(InputError, match="returned 9, which is no action"):
        simulate(settings_of(manager, **SHORT, organisation={"span": 2, "depth": 2}))


def close(golden: float | None, now: float) -> bool:
    """Say whether a number is the golden one; the sums above are numpy's, whose last digits may differ."""
    return np.isnan(now) if golden is None else bool(np.isclose(golden, now, rtol=1e-9, atol=1e-9))


def test_every_kind_of_thing_that_happens_happens_in_one_of_them():
    golden = json.loads(FILE.read_text()).values()
    never = {each for each in next(iter(golden)) if each.startswith("days.")}
    for life in golden:
        never -= {each for each, value in life.items() if value}
    assert never <= OF_TASK_GROUPS | OF_LATER_LAWS


if __name__ == "__main__":
    golden = {name: {k: None if v != v else v for k, v in numbers(lived(name)).items()} for name in LIVES}
    FILE.write_text(json.dumps(golden, indent=0) + "\n")
