"""Each of the eleven dials alone, on one trace: its own observable moves, the totals do not, and nothing else does."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from conftest import NEUTRAL_PHYSICS, lived, settings_of

from sim.parameters import DialSettings
from sim.run import Run, set_scene, simulate

DIALS = tuple(each.name for each in fields(DialSettings))
ORGANISATION = {"span": 4, "depth": 2, "peer_ties": 4}
"""Twenty-one people in five teams."""
SEEDS = (1, 2, 3)
BOTH = ("hierarchical", "distributed")
TOTALS = ("people", "operational_hours", "sensing_hours")
UP, DOWN = 1, -1


def life(rule, seed, dials=None, **given):
    """Make settings of a small organisation that nobody leaves."""
    given["physics"] = {"leave_rate": 0.0, **given.get("physics", {})}
    return settings_of(rule, days=150, seed=seed, dials=dials or {}, **{"organisation": ORGANISATION, **given})


def both_ends(dial, rule, seed, **given) -> tuple[Run, Run]:
    """Live through the same trace twice, a dial at 0 and at 1, everything else the same."""
    others = given.pop("dials", {})
    low = life(rule, seed, {**others, dial: 0.0}, **given)
    high = replace(low, dials=replace(low.dials, **{dial: 1.0}))
    scene = set_scene(low)
    return simulate(low, scene), simulate(high, scene)


# ------------------------------------------------------------------------------------------------- what moves
MOVES = [
    ("decision_process", BOTH, {}, {"consulted": UP, "advising_hours": UP}),
    ("strategy", ("hierarchical",), {}, {"planned": DOWN, "plans": DOWN, "instructions": DOWN, "decided": UP}),
    (
        "generative_power",
        BOTH,
        {"dials": {"initiative": 1.0}},
        {"contest_hours": DOWN, "pulled_back": DOWN, "collisions": UP},
    ),
    (
        "openness",
        BOTH,
        {"world": {"question_days": 10}, "physics": {"objection_tolerance": 1.0}},
        {"rounds": UP, "consensus_hours": UP},
    ),
    ("lattice", BOTH, {}, {"cohesion": UP}),
    ("initiative", ("hierarchical",), {}, {"escalated": DOWN, "autonomy": UP}),
    ("initiative", ("hierarchical",), {"physics": NEUTRAL_PHYSICS}, {"decided": UP}),  # where what climbs lies there
    ("guiding_principles", BOTH, {}, {"practice_spread": UP, "translation_hours": UP}),
    (
        "guiding_principles",
        BOTH,
        {"world": {"context_similarity": 0.0}, "organisation": {"span": 12, "depth": 2}},
        {"practice_fit": UP},
    ),
    (
        "guiding_principles",
        BOTH,
        {"world": {"context_similarity": 1.0}},
        {"practice_fit": DOWN, "practice_spread": UP},
    ),
    ("legitimacy", BOTH, {"culture": {"trust": 0.2}}, {"unfollowed": DOWN}),
    (
        "legitimacy",
        BOTH,
        {"culture": {"trust": 1.0}, "physics": {"trust_step": 0.0, "leave_rate": 0.0}},
        {"unfollowed": UP},
    ),
    (
        "evolving_structure",
        ("distributed",),
        {},
        {"groups": UP, "founded": UP, "upkeep_hours": UP, "forming_hours": DOWN},
    ),
    ("evolving_structure", ("distributed",), {"physics": {"group_term": 3.0}}, {"group_days": UP}),
]


@pytest.mark.parametrize(
    ("dial", "rule", "given", "moves"),
    [(dial, rule, given, moves) for dial, rules, given, moves in MOVES for rule in rules],
    ids=lambda each: "+".join(each) if isinstance(each, dict) else str(each),
)
def test_a_dial_turned_from_0_to_1_moves_its_own_observable(dial, rule, given, moves):
    runs = [both_ends(dial, rule, seed, **given) for seed in SEEDS]
    for column, direction in moves.items():
        one, other = (sum(run.days[column].sum() for run in end) for end in zip(*runs, strict=True))
        assert direction * (other - one) > 0, f"{column}: {one:g} at 0, {other:g} at 1"


def squared_errors(run: Run, of: str):
    """Return the mean squared error of everybody's belief over a run, by level of the line."""
    tables, found = None, []
    for day in range(20, run.settings.days, 5):
        tables = lived(run.settings, run.scene, day, tables)
        people = tables.people
        right = tables.direction[day - 1] if of == "g" else tables.context[day - 1][people.team]
        squared = (people[of] - right) ** 2
        found.append([squared[people.level == level].mean() for level in range(3)])
    return np.mean(found, axis=0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", BOTH)
def test_the_constitution_moves_what_is_known_of_the_direction_from_the_top_to_the_base(rule, seed):
    nobody_listens = {"trust_step": 0.0, "hearing_floor": 0.0, "error_learning": 0.0}  # nor learns by its own errors
    alone = {"culture": {"trust": 0.0, "circle_minutes": 0.0}, "physics": nobody_listens}
    alone["world"] = {"drift": 0.3, "shock_frequency": 0.0}
    low, high = (squared_errors(run, "g") for run in both_ends("constitution", rule, seed, **alone))
    assert high[0] > low[0]
    assert high[2] < low[2]


STILL = {"world": {"shock_frequency": 0.0, "local_drift": 0.01}}
MOVING = {"world": {"shock_frequency": 0.0, "local_drift": 0.8}, "physics": {"report_days": 1, "blur": 1.0}}


@pytest.mark.parametrize(("where", "direction"), [(STILL, UP), (MOVING, DOWN)], ids=["still", "moving"])
@pytest.mark.parametrize("rule", BOTH)
def test_the_centre_knows_contexts_better_where_they_hardly_move_and_fellows_who_talk_daily_where_they_do(
    rule, where, direction
):
    runs = [both_ends("experiential_knowledge", rule, seed, **where) for seed in SEEDS]
    low, high = (np.mean([squared_errors(run, "l") for run in end]) for end in zip(*runs, strict=True))
    assert direction * (high - low) > 0.3 * low


@pytest.mark.parametrize("rule", BOTH)
def test_an_open_door_lets_people_pledge_unevenly_and_the_same_on_average(rule):
    wide = {"organisation": {"span": 20, "depth": 2}, "culture": {"commitment": 0.6, "commitment_spread": 1.0}}
    low, high = both_ends("openness", rule, 1, **wide)
    assert np.all(low.tables.people.pledge == 0.6)
    pledges = high.tables.people.pledge  # uniform on 0.6 +- 0.4
    sd = 0.8 / np.sqrt(12)
    assert abs(pledges.mean() - 0.6) <= 4 * sd / np.sqrt(len(pledges))
    assert pledges.std() == pytest.approx(sd, rel=0.1)
    assert pledges.min() >= 0.2
    assert pledges.max() <= 1.0


@pytest.mark.parametrize("rule", BOTH)
def test_a_wider_lattice_passes_less_of_what_the_head_says_down_each_level(rule):
    """With a pull towards one's own view, what the head announces is damped at each level (0: by the line alone)."""
    calm = {"organisation": {"span": 3, "depth": 3, "peer_ties": 0}, "physics": {"local_pull": 0.2}}
    calm["world"] = {"issue_rate": 0.0, "shock_frequency": 0.0, "drift": 0.0}
    calm["culture"] = {"trust": 1.0, "circle_minutes": 0.0, "clarity": 1.0}
    calm["physics"] |= {"sensing_hours": 0.0, "pivot_threshold": 1000.0, "relaxation": 0.0, "upkeep_hours": 0.0}
    heard = []
    for dial in (0.0, 1.0):
        settings = life(rule, 1, {"lattice": dial, "strategy": 0.0}, **calm)
        scene = set_scene(settings)
        tables = lived(settings, scene, 1)
        tables.plan_common[:] = 1.0
        tables = lived(settings, scene, 50, tables)
        heard.append([tables.people.g[tables.people.level == level].mean() for level in (1, 2, 3)])
    line = 1.0 / (1.0 + 0.2)  # alpha / (alpha + beta) a level
    assert heard[0] == pytest.approx([line, line**2, line**3], abs=1e-6)
    assert np.all(np.array(heard[1]) < heard[0])


# ------------------------------------------------------------------------------------------------- what does not
@pytest.mark.parametrize("rule", BOTH)
@pytest.mark.parametrize("dial", DIALS)
def test_both_ends_of_a_dial_have_the_same_people_operational_and_sensing_hours(dial, rule):
    low, high = both_ends(dial, rule, 1)
    for column in TOTALS:
        assert np.allclose(low.days[column], high.days[column], rtol=1e-12, atol=0), column
    assert low.days["people"].min() > 0
    assert low.days["operational_hours"].min() > 0
    assert low.days["sensing_hours"].min() > 0


AT_THE_ORIGIN = "def decide(me, boss, issue, org, luck):\n    return 1\n"
OWN_ONLY = {"clarity": 1.0, "control": 0.0, "empathy": 0.0, "orchestration": 1.0}
ONE_SEAT = {"span": 1, "depth": 0}
ANNOUNCED = {"plans", "instructions", "declared_alignment", "lived_alignment", "direction_distance", "action_distance"}
NO_CONTEXT = {"local_sensing_hours": 0.0, "error_learning": 0.0}
"""Nobody holds a view of a place that a decision could be fitted to."""
OFF = [
    ("decision_process", BOTH, {"world": {"scope": 0.0}, "physics": NO_CONTEXT}, set()),
    ("constitution", BOTH, {"physics": {"sensing_hours": 0.0}}, set()),
    (
        "strategy",
        BOTH,
        {"organisation": ONE_SEAT, "world": {"novelty": 1.0}, "physics": {"pivot_threshold": 1000.0}},
        ANNOUNCED,
    ),
    ("generative_power", BOTH, {"physics": {"contest_hours": 0.0, "pull_back": 0.0, "right_holders": 1}}, set()),
    ("openness", BOTH, {"world": {"question_days": 0}, "culture": {"commitment": 0.7}}, set()),
    ("lattice", BOTH, {"culture": {"trust": 0.0}, "physics": {"trust_step": 0.0, "hearing_floor": 0.0}}, set()),
    ("initiative", ("distributed",), {}, set()),  # a rule that does not ask for the level
    ("experiential_knowledge", BOTH, {"physics": {"local_noise": 0.0, "trial_gain": 0.0, "trial_hours": 0.0}}, set()),
    (
        "guiding_principles",
        BOTH,
        {"physics": {"practice_saving": 0.0, "translation_hours": 0.0, "practice_noise": 0.0}},
        {"practice_fit", "practice_spread"},
    ),
    (
        "legitimacy",
        (AT_THE_ORIGIN,),
        {"culture": OWN_ONLY, "dials": {"generative_power": 1.0}, "physics": {"pivot_threshold": 1000.0}},
        set(),
    ),
    ("evolving_structure", ("hierarchical",), {"physics": {"group_rate": 0.0}}, set()),  # and nobody convenes
]


@pytest.mark.parametrize(
    ("dial", "rule", "given", "own"),
    [(dial, rule, given, own) for dial, rules, given, own in OFF for rule in rules],
    ids=[f"{dial}-{rule if rule in BOTH else 'own'}" for dial, rules, _, _ in OFF for rule in rules],
)
def test_a_dial_without_its_mechanism_moves_nothing_else_to_the_last_bit(dial, rule, given, own, tmp_path):
    if rule not in BOTH:
        (tmp_path / "rule.py").write_text(rule)
        rule = tmp_path / "rule.py"
    low, high = both_ends(dial, rule, 1, **given)
    assert low.days["answered"].sum() > 0
    moved = {name for name in low.days.dtype.names if low.days[name].tobytes() != high.days[name].tobytes()}
    assert moved <= own
    assert moved == own or dial == "strategy"  # whatever is listed does move


def test_every_dial_has_its_observable_and_its_mechanism_off_in_these_tables():
    seen = {dial for dial, *_ in MOVES} | {"constitution", "experiential_knowledge"}
    assert seen == set(DIALS)
    assert {dial for dial, *_ in OFF} == set(DIALS)


@pytest.mark.parametrize("rule", BOTH)
@pytest.mark.parametrize("dial", [each for each in DIALS if each not in ("initiative", "evolving_structure")])
def test_a_dial_with_its_mechanism_moves_the_days(dial, rule):
    low, high = both_ends(dial, rule, 1)
    assert low.days.tobytes() != high.days.tobytes()
