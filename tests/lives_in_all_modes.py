"""Lives that must be the same in every mode: each mechanism at work, settings drawn at random, rules of a user."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
from conftest import settings_of, shipped_rules

from sim.parameters import CultureSettings, DialSettings, PhysicsSettings
from sim.parameters.intervention import paths

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
FIRST = ["distributed", "hierarchical", "management_by_exception", "mixed"]
"""The rules that live through every mechanism; each other one is held by a life of its own."""
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
CROSSING = {"issue_rate": 1.5, "interdependence": 0.9, "scope": 0.7}
ALLIANCE = {"commitment": 0.5, "commitment_spread": 0.9, "joining": 0.4, "contest_share": 0.3, "founders": 0.9}
OPEN = {"openness": 0.9, "initiative": 1.0, "constitution": 0.1, "generative_power": 0.6, "evolving_structure": 0.9}
DECLARED = {"declared_autonomy": 0.9, "declared_trust": 0.9, "declared_sharing": 0.8, "owned": 0.3, "control": 1.0}
LEADERS = {"community_days": 2, "community_minutes": 25, "community_built_in": 0.4, "mentoring_days": 3}
MATRIX = {"matrix_narrow": 0.3, "matrix_wide": 0.9, "matrix_cross": 0.8, "matrix_new": 0.5, "clarity": 0.2}
CHANGES = {
    "dial": {"what": "initiative", "to": 1.0, "day": 5, "hours": 0.5},
    "dial for a time": {"what": "strategy", "to": 0.0, "day": 8, "over": 7, "until": 20},
    "said": {"what": "clarity", "to": 0.9, "day": 6, "over": 4, "discourse": True, "hours": 2.0, "who": "managers"},
    "lived": {"what": "trust", "to": 0.9, "day": 11, "over": 9},
    "pledged": {"what": "commitment", "to": 0.6, "day": 12, "over": 3, "until": 33},
    "constant": {"what": "handoff_hours", "to": 1.0, "day": 14, "over": 10},
    "whole number": {"what": "circle_days", "to": 2, "day": 3, "over": 12},
    "places": {"what": "context_similarity", "to": 1.0, "day": 16, "over": 5},
    "transition": {"what": "orchestration", "to": 1.0, "day": 2, "over": 25, "who": "head", "hours": 3.0},
    "ritual": {"what": "ritual", "to": 0.4, "day": 4, "over": 30, "every": 3, "hours": 1.0},
    "ritual of a team": {"what": "ritual", "to": 0.9, "day": 15, "who": "team 2", "hours": 4.0},
    "rule": {"what": "rule", "to": "management_by_exception", "day": 10, "until": 25},
    "ties": {"what": "organisation.peer_ties", "to": 4, "day": 13, "until": 30},
    "crossing ties": {"what": "organisation.cross_team_share", "to": 1.0, "day": 35},
}

NEW = {
    "alliance": {
        "organisation": TWO_TEAMS,
        "world": {**CROSSING, "question_days": 4},
        "culture": {**ALLIANCE, "ready_share": 0.5},
        "dials": OPEN,
        "physics": {"contest_rate": 1.0},
    },
    "issues of members' own": {
        "organisation": {**TWO_TEAMS, "intake": "team"},
        "world": {**CROSSING, "issue_rate": 0.3},
        "dials": OPEN,
        "physics": {"own_rate": 0.9, "own_gain": 0.2},
    },
    "a contest and a charter": {
        "organisation": TWO_TEAMS,
        "world": CROSSING,
        "culture": {**ALLIANCE, "charter": 0.7, "contest_spread": 0.2},
        "dials": OPEN,
        "physics": {"contest_rate": 0.5, "own_rate": 0.3, "charter_days": 7},
        "interventions": {"charter": {"what": "charter", "to": 0.1, "day": 20, "over": 9}},
    },
    "caravan": {"organisation": TWO_TEAMS, "world": CROSSING, "culture": ALLIANCE, "dials": {**OPEN, "strategy": 1.0}},
    "community, mentoring and coaching": {
        "organisation": TWO_TEAMS,
        "culture": {**LEADERS, "mentoring_minutes": 30, "coaching": 0.8, "isolation": 0.9},
    },
    "matrix": {"organisation": TWO_TEAMS, "world": CROSSING, "culture": MATRIX, "dials": {"decision_process": 1.0}},
    "declared": {"organisation": TWO_TEAMS, "culture": DECLARED, "physics": {"gap_loss": 0.05}},
    "consensus": {
        "organisation": WIDE,
        "world": {"question_days": 3, "question_spread": 2.0},
        "dials": {"openness": 0.7},
        "physics": {"objection_tolerance": 0.5, "overruled_loss": 0.2},
    },
    "practices": {
        "organisation": TWO_TEAMS,
        "world": {"context_similarity": 0.2},
        "dials": {"guiding_principles": 0.6},
        "physics": {"practice_days": 4, "practice_saving": 0.9},
    },
    "task groups": {
        "organisation": TWO_TEAMS,
        "world": CROSSING,
        "culture": {"silo": 0.8},
        "dials": {"evolving_structure": 1.0},
        "physics": {"group_rate": 1.0, "group_gap": 0.2, "group_aim": 2, "group_term": 6.0},
    },
    "priorities and care": {
        "organisation": WIDE,
        "world": {"issue_rate": 2.0},
        "culture": {"priorities": 1.0, "empathy": 1.0, "voice": 1.0},
        "physics": {"care_load_days": 0.1, "voice_load_days": 8.0},
    },
    "overload": {
        "organisation": TWO_TEAMS,
        "world": {**CROSSING, "issue_rate": 5.0, "shock_frequency": 8.0},
        "culture": {"control": 1.0, "trust": 0.2},
        "dials": {"decision_process": 0.5, "strategy": 0.2},
        "physics": {"patience_days": 1.0, "refuse_days": 4.0, "owed_days": 0.1, "base_hours": 7.0, "lapse_loss": 0.02},
    },
    "impatience": {
        "organisation": {**TWO_TEAMS, "intake": "team"},
        "world": {**CROSSING, "issue_rate": 3.0},
        "physics": {"refuse_law": "exponential", "refuse_days": 3.0, "lapsing": 0.5, "common_error": 0.5},
    },
    "resistance": {
        "organisation": TWO_TEAMS,
        "world": CROSSING,
        "culture": {"involvement": 0.0, "orchestration": 0.2, "control": 1.0},
        "dials": {"generative_power": 0.0, "initiative": 1.0},
        "physics": {"pull_back": 1.0, "resistance_loss": 0.3, "resistance_doubt": 0.2, "expert_skill": 1.0},
        "interventions": {"slowed": {"what": "initiative", "to": 0.0, "day": 5, "over": 20}},
    },
    "changes of every kind": {"organisation": TWO_TEAMS, "world": CROSSING, "interventions": CHANGES},
    **{
        f"change: {name}": {"organisation": TWO_TEAMS, "interventions": {name: change}}
        for name, change in CHANGES.items()
    },
}
"""What each mechanism of culture, managers, alliances, executives, practices and interventions needs to be at work."""
AT_WORK = {
    "alliance": ("procedures", "joined", "left_out", "collisions", "questions", "rounds"),
    "issues of members' own": ("opened", "opened_answered", "opened_decided", "opened_held"),
    "a contest and a charter": ("opened", "contest_share", "carried", "procedures"),
    "caravan": ("convened",),
    "community, mentoring and coaching": ("community_hours", "mentoring_hours"),
    "matrix": ("consulted",),
    "declared": ("gap",),
    "consensus": ("rounds", "overruled", "passed"),
    "practices": ("translation_hours", "practice_fit"),
    "task groups": ("groups", "formed", "founded", "dissolved", "aimed", "upkeep_hours"),
    "priorities and care": ("eased",),
    "overload": (
        *("requests", "lapsed_issues", "lapsed_visas", "lapsed_meetings", "lapsed_advice", "withdrawn", "refused"),
        *("overtime_hours", "lapsed_hours"),
    ),
    "impatience": ("refused",),
    "resistance": ("pulled_back", "resistance", "contest_hours"),
    "changes of every kind": ("intervention_hours",),
}
"""Columns of a day that must not be nought, under one rule or another: else a case holds nothing."""


def anywhere(each, rng):
    """Draw a share anywhere, and anything else around its start."""
    if each.metadata["high"] <= 5:
        return 0.05 + 0.95 * rng.random()
    wanted = min((each.default or 30) * (0.5 + rng.random()), each.metadata["high"])
    return max(1, int(wanted)) if isinstance(each.default, int) else wanted


def changes(rng):
    """Draw interventions on anything that can change, to values as `drawn` gives them, and a ritual with hours."""
    found = {"ritual": {"what": "ritual", "to": rng.random(), "day": 9, "over": 20, "every": 2, "hours": rng.random()}}
    for path in rng.choice(sorted(paths()), 8, replace=False):
        each = paths()[path]
        to = min((each.default or 0.1) * (0.5 + rng.random()), each.metadata["high"])
        day, over = int(rng.integers(30)), int(rng.integers(1, 20))
        until = 0 if rng.random() < 0.5 else day + int(rng.integers(1, 15))
        found[path] = {"what": path, "to": max(to, each.metadata["low"]), "day": day, "over": over, "until": until}
    return found


def drawn(seed):
    """Draw settings: every constant within half and one and a half of its start, dials and culture anywhere."""
    rng = np.random.default_rng(seed)
    physics = {
        "work_law": str(rng.choice(["constant", "lognormal", "exponential"])),
        "refuse_law": str(rng.choice(["constant", "exponential"])),
        "plan_days": 5 + 20 * rng.random(),
        "practice_days": 3 + seed % 9,
    }
    for each in fields(PhysicsSettings):
        if "low" in each.metadata and each.name not in physics:
            wanted = min((each.default or 0.05) * (0.5 + rng.random()), each.metadata["high"])
            physics[each.name] = (
                max(1, int(each.metadata["low"]), int(wanted)) if isinstance(each.default, int) else wanted
            )
    shares = {"dials": DialSettings, "culture": CultureSettings}
    groups = {
        name: {each.name: anywhere(each, rng) for each in fields(kind) if "low" in each.metadata}
        for name, kind in shares.items()
    }
    world = {"issue_rate": 2 * rng.random(), "shock_frequency": 8 * rng.random(), "scope": rng.random()}
    world |= {"team_weight": rng.random()}
    world |= {"question_days": seed % 7, "interdependence": rng.random(), "context_similarity": rng.random()}
    structure = [TWO_TEAMS, WIDE, CHAIN][seed % 3]
    interventions = changes(rng) if seed % 2 else {}
    return {
        "seed": seed,
        "organisation": structure,
        "world": world,
        "physics": physics,
        "interventions": interventions,
        **groups,
    }


def cases(folder: Path):
    """Return the settings of every run that is compared, by name."""
    slow, every = folder / "slow.py", folder / "every.py"
    slow.write_text(NOT_COMPILED)
    every.write_text(OF_ALL_ACTIONS)
    rules = FIRST
    found = {f"rule {rule}": settings_of(rule, organisation=TWO_TEAMS) for rule in shipped_rules()}
    found |= {name: settings_of(rules[k % len(rules)], **given) for k, (name, given) in enumerate(SPECIAL.items())}
    found |= {
        f"{name}, {rule}": settings_of(rule, **given) for name, given in NEW.items() for rule in one_of(rules, name)
    }
    found |= {f"{name}, every action": settings_of(every, **given) for name, given in NEW.items() if name in AT_WORK}
    found |= {f"one person, {rule}": settings_of(rule, **SPECIAL["one person"]) for rule in rules}
    found |= {f"drawn {k}": settings_of(every if k % 4 == 3 else rules[k % 3], **drawn(k)) for k in range(40)}
    found |= {"every action": settings_of(every, organisation=TWO_TEAMS)}
    return found | {"a rule that does not compile": settings_of(slow, organisation=TWO_TEAMS)}


def one_of(rules, name):
    """Take one rule for each life, now this and now that; all where everything changes, or only some convene."""
    return rules if name in ("changes of every kind", "caravan") else [rules[len(name) % len(rules)]]
