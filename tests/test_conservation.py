"""What no run may lose: every issue, every hour, every row; and what no run may produce: a state out of range."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from conftest import fingerprint, lived, settings_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.parameters import CultureSettings, DialSettings, PhysicsSettings, WorldSettings
from sim.parameters.intervention import FELT, RITUAL, RULE, STRUCTURE, bounds, paths
from sim.run import set_scene, simulate
from sim.state import ADVICE, ANSWER, APPROVAL, DUPLICATE, INSTRUCTION, MEETING, NOBODY

RULES = ("hierarchical", "distributed", "management_by_exception")
STRUCTURES = (
    {"span": 1, "depth": 0},
    {"span": 1, "depth": 4},
    {"span": 2, "depth": 2},
    {"span": 3, "depth": 1, "peer_ties": 0},
    {"span": 11, "depth": 1, "peer_ties": 4},
    {"span": 6, "depth": 2, "intake": "team"},
    {"span": 5, "depth": 3},
    {"span": 13, "depth": 2, "peer_ties": 6},
)
AT_MOST = {"issue_rate": 8.0, "burst": 2.0}
"""Narrower than what the settings accept, so that a run stays short."""
KINDS = (
    *("operational", "sensing", "meeting", "answering", "handoff", "advising", "convening", "approving"),
    *("contest", "mentoring"),
)
STATES = (
    *("clarity", "trust_up", "trust_peers", "exhaustion", "commitment", "pledge", "autonomy"),
    *("engagement", "trusted", "voice", "isolation", "resistance", "credit"),
)
SHARES = (
    *("fit", "fit_in_effect", "alignment", "cohesion", "coordination", "exhaustion", "alert", "dropped", "late"),
    *("cx_loss", "cx_delay", "cx_inconsistent", "cx_repeats", "cx_resets", "decision_gini"),
)
MEANS = (
    *("alignment", "cohesion", "declared_alignment", "lived_alignment", "knowledge", "practice_fit", "top2_influence"),
    *("clarity", "trust", "autonomy", "trusted", "commitment", "isolation", "resistance", "voice", "orchestration"),
    *("middle_autonomy", "middle_commitment", "engagement", "exhaustion", "alert"),
)

SIGNED = ("direction", "withheld_hours")
"""Columns that go below 0 by what they mean: hours given beyond the contract are withheld hours below 0."""

bounded = settings(max_examples=334, derandomize=True, database=None)


def anywhere(kind):
    """Draw values of some of a group's numbers, anywhere in the range they accept; the others keep their default."""
    values = {}
    for each in fields(kind):
        if "low" in each.metadata:
            low, high = each.metadata["low"], AT_MOST.get(each.name, each.metadata["high"])
            values[each.name] = st.integers(low, high) if isinstance(each.default, int) else st.floats(low, high)
    names = st.lists(st.sampled_from(sorted(values)), max_size=5, unique=True)
    return names.flatmap(lambda some: st.fixed_dictionaries({name: values[name] for name in some}))


def values_of(what):
    """Draw what a thing may change to, anywhere within its bounds; a rule is changed to one that is shipped."""
    return st.sampled_from(RULES) if what == RULE else st.floats(*bounds(what))


def interventions():
    """Draw some interventions on anything that can change, by anybody, for any time; rituals and turns included."""
    changeable = [*paths(), RITUAL, RULE, *STRUCTURE[:2]]
    one = st.sampled_from(changeable).flatmap(
        lambda what: st.fixed_dictionaries(
            {"what": st.just(what), "to": values_of(what), "day": st.integers(0, 7), "over": st.integers(1, 40)},
            optional={
                "until": st.integers(8, 60),
                "hours": st.floats(0, 20),
                "every": st.integers(1, 9),
                "who": st.sampled_from(["everybody", "managers", "head"]),
                "discourse": st.just(True) if what in FELT else st.just(False),
            },
        )
    )
    apart = st.lists(one, max_size=4, unique_by=lambda each: each["what"])  # one thing is moved by one at a time
    return apart.map(lambda some: {f"change {k}": said_for_good(each) for k, each in enumerate(some)})


def said_for_good(change):
    """Leave out when a change is taken back where it is only said."""
    return {name: value for name, value in change.items() if name != "until" or not change.get("discourse")}


def uneven(culture):
    """Let commitment be uneven, half of the time."""
    return st.fixed_dictionaries(
        {}, optional={"commitment": st.floats(0.05, 0.95), "commitment_spread": st.floats(0.5, 1.0)}
    ).map(lambda some: {**culture, **some})


def lives():
    """Draw settings of a small organisation and a short year."""
    return st.builds(
        lambda rule, days, **groups: settings_of(rule, days=days, warmup_days=3, follow_days=4, **groups),
        rule=st.sampled_from(RULES),
        interventions=interventions(),
        days=st.integers(8, 60),
        seed=st.integers(0, 2**53),
        organisation=st.sampled_from(STRUCTURES),
        world=anywhere(WorldSettings),
        culture=anywhere(CultureSettings).flatmap(uneven),
        dials=anywhere(DialSettings),
        physics=anywhere(PhysicsSettings),
    )


def every_day(table):
    """Return the numeric columns of a table as floats, by name."""
    return {name: np.asarray(table[name], float) for name in table.dtype.names}


@bounded
@given(lives())
def test_every_issue_born_is_resolved_dropped_refused_or_open_on_every_day(life):
    days = every_day(simulate(life).days)
    closed = np.cumsum(days["resolved"] + days["dropped"] + days["refused"] + days["declined"])
    assert np.array_equal(np.cumsum(days["born"]), closed + days["open"])
    failed = days["answered"] - days["resolved"] - days["dropped"]  # and not given up: they come back
    assert np.all(failed >= 0)
    assert np.all(failed <= days["reworks"])
    if not days["opened"].any():  # own issues fail and come back, too, and are none of those that were born
        assert np.array_equal(failed, days["reworks"])


@bounded
@given(lives())
def test_every_hour_spent_was_available_and_not_idle_or_is_owed_or_lapsed(life):
    days = every_day(simulate(life).days)
    spent = sum(days[f"{kind}_hours"] for kind in KINDS)
    owed = np.diff(days["debt_hours"], prepend=0.0)
    covered = days["available_hours"] - days["idle_hours"] + owed + days["lapsed_hours"]
    scale = 1 + spent + days["debt_hours"]
    assert np.all(np.abs(spent - covered) <= 1e-9 * scale)


@bounded
@given(lives())
def test_states_stay_in_range_and_everything_is_finite(life):
    tables = simulate(life).tables
    for name in STATES:
        assert np.all((tables.people[name] >= 0) & (tables.people[name] <= 1)), name
    for table in (tables.people, tables.days, tables.teams, tables.org):
        for name, values in every_day(table).items():
            assert np.all(np.isfinite(values)), name
    for name in MEANS:
        assert np.all((tables.days[name] >= 0) & (tables.days[name] <= 1 + 1e-12)), name
    for name, values in every_day(tables.days).items():
        assert name in SIGNED or np.all(values >= 0), name


@bounded
@given(lives())
def test_what_became_of_an_issue_is_consistent(life):
    run = simulate(life)
    outcomes, born = run.tables.outcomes, run.tables.arrivals.day * life.physics.step_hours
    answered = np.isfinite(outcomes.effect_hour)
    assert np.array_equal(answered, np.isfinite(outcomes.error))
    assert np.array_equal(answered, np.isfinite(outcomes.gap))
    assert np.all(outcomes.effect_hour >= born)
    assert np.all(outcomes.success_hour[answered] >= outcomes.effect_hour[answered])
    assert not np.any(np.isfinite(outcomes.success_hour) & np.isfinite(outcomes.drop_hour))
    assert np.isfinite(outcomes.success_hour).sum() == run.days["resolved"].sum()
    given_up = sum(run.days[name].sum() for name in ("dropped", "refused", "declined"))
    assert np.isfinite(outcomes.drop_hour).sum() == given_up
    assert outcomes.declined.sum() == run.days["declined"].sum()
    assert outcomes.refused.sum() == run.days["refused"].sum() == run.tables.roles.refused.sum()
    assert np.all(np.isfinite(outcomes.drop_hour[outcomes.refused]))
    lapsed = sum(int(run.days[f"lapsed_{each}"].sum()) for each in ("issues", "visas", "meetings", "advice"))
    assert lapsed == run.tables.roles.lapsed.sum() <= run.days["requests"].sum()
    assert answered.sum() == run.days["first_answers"].sum()
    for name in SHARES:
        assert np.isnan(run.outcomes[name]) or -1e-9 <= run.outcomes[name] <= 1 + 1e-9, name


@bounded
@given(lives())
def test_the_same_settings_twice_give_the_same_run(life):
    first, second = simulate(life), simulate(life)
    assert fingerprint(first.tables) == fingerprint(second.tables)
    assert str(first.outcomes) == str(second.outcomes)


# ------------------------------------------------------------------------------------------------ no row is ever lost
def walk(tables, first):
    """Follow a linked list of tasks."""
    found, task = [], first
    while task != NOBODY:
        found.append(int(task))
        assert len(found) <= len(tables.tasks), "a list that bites its own tail"
        task = tables.tasks[task].next
    return found


def check_rows(tables):
    """Check that every row of both pools is in exactly one place, and that counts are those of the lists."""
    book, listed = tables.book[0], []
    for me in (*tables.people, *tables.teams):
        inbox = walk(tables, me.inbox_first)
        assert len(inbox) == me.inbox
        assert me.inbox_last == (inbox[-1] if inbox else NOBODY)
        listed += inbox
    under_way = walk(tables, book.effects_first)
    assert book.effects_last == (under_way[-1] if under_way else NOBODY)
    free = tables.free_tasks[: book.free_tasks].tolist()
    assert sorted([*listed, *under_way, *free]) == [*range(len(tables.tasks))]
    rows = [*listed, *under_way]
    kinds = tables.tasks.kind[rows]
    assert {*kinds.tolist()} <= {ANSWER, INSTRUCTION, ADVICE, APPROVAL, MEETING, DUPLICATE}
    assert np.all(tables.tasks.kind[under_way] == ANSWER)
    issues = tables.tasks.issue[rows][np.isin(kinds, (ANSWER, APPROVAL, MEETING))].tolist()
    free_issues = tables.free_issues[: book.free_issues].tolist()
    assert sorted([*issues, *free_issues]) == [*range(len(tables.issues))]
    own = tables.issues.outcome[issues] == NOBODY  # those that members opened are in no other count
    assert np.sum(~own) == tables.org[0].open


@bounded
@given(lives())
def test_every_row_of_the_pools_is_free_in_one_inbox_or_under_way(life):
    check_rows(simulate(life).tables)


@pytest.mark.parametrize("rule", RULES)
def test_rows_are_where_they_belong_on_every_day_while_people_come_and_go(rule):
    life = settings_of(
        rule,
        organisation={"span": 2, "depth": 2},
        world={"issue_rate": 2.0},
        physics={"leave_rate": 0.2, "plan_days": 5.0, "pivot_threshold": 0.2},
        culture={"empathy": 1.0, "voice": 1.0, "priorities": 1.0, "commitment": 0.6, "commitment_spread": 1.0},
        dials={"strategy": 0.0, "generative_power": 0.7, "decision_process": 1.0, "openness": 1.0},
        interventions={"at once": {"what": "decision_process", "to": 0.0, "day": 20}},
    )
    scene, tables = set_scene(life), None
    for day in range(1, life.days + 1):
        tables = lived(life, scene, day, tables)
        check_rows(tables)
    assert tables.days.departures.sum() > 20
    assert tables.days.pivots.sum() > 0
