"""The organisation is a Mesa model by Mesa's own conventions, and its people may decide in Python."""

from __future__ import annotations

import copy
import inspect
import pickle
import types

import mesa
import numpy as np
import pandas as pd
import pytest
from documented import DOCS, blocks

from sim.errors import InputError
from sim.model import LIMITS, Organisation, Person
from sim.run import simulate
from sim.state import ESCALATE

SMALL = {
    "organisation": {"span": 3, "depth": 1},
    "days": 40,
    "warmup_days": 5,
    "follow_days": 10,
    "physics": {"leave_rate": 0.02},
}
FLAT = {"organisation.span": 3, "organisation.depth": 1, "days": 30, "warmup_days": 5, "follow_days": 10}
TWICE = {"rng": [None, None]} if "rng" in inspect.signature(mesa.batch_run).parameters else {"iterations": 2}


class Counting(Person):
    """Somebody who does what the rule says, and remembers how often."""

    def __init__(self, model, row):
        super().__init__(model, row)
        self.asked = 0

    def decide(self, issue):
        self.asked += 1
        return super().decide(issue)


class Learning(Counting):
    """Somebody who passes up every third issue."""

    def decide(self, issue):
        action = super().decide(issue)
        return ESCALATE if self.asked % 3 == 0 else action


class Failing(Person):
    """Somebody who divides by nothing, or answers what is no action."""

    answer: object = None

    def decide(self, issue):
        return self.answer if self.answer is not None else 1 // (issue.id - issue.id)


class Coach(mesa.Agent):
    """Somebody from outside, who rests the most tired each morning and counts decisions each evening."""

    def __init__(self, model):
        super().__init__(model)
        self.mornings, self.evenings = [], []

    def step(self):
        self.mornings.append(self.model.day)
        max(self.model.people, key=lambda person: person.exhaustion).exhaustion = 0.0

    def advance(self):
        self.evenings.append(self.model.day)


def assert_same(outcomes, others):
    pd.testing.assert_series_equal(pd.Series(outcomes), pd.Series(others), check_exact=True, check_names=False)


@pytest.fixture(scope="module")
def reference():
    """Live the organisation by its compiled rule, stepped by Mesa."""
    organisation = Organisation(seed=3, form="organic", **SMALL)
    organisation.live()
    assert organisation.days["departures"].sum() > 0
    return organisation


def test_a_model_composed_by_name_lives_the_life_of_its_settings(reference):
    settings = reference.settings
    assert (settings.seed, settings.rule, settings.days) == (3, "distributed", 40)
    pd.testing.assert_frame_equal(reference.days, pd.DataFrame(simulate(settings).days))


def test_seeds_follow_mesa():
    def of(**given):
        return Organisation(**given, **SMALL).settings.seed

    assert of(seed=7) == of(rng=7) == 7
    assert of(rng=np.random.default_rng(5)) == of(rng=np.random.default_rng(5))
    assert of() != of()
    settings = Organisation(seed=7, **SMALL).settings
    assert Organisation(settings).settings == settings
    assert Organisation(settings, seed=8).settings.seed == 8
    with pytest.raises(InputError, match="not both"):
        of(seed=1, rng=2)
    with pytest.raises(InputError, match="not both"):
        Organisation(settings, form="organic")
    with pytest.raises(InputError, match="whole number"):
        of(seed=1.5)
    with pytest.raises(InputError, match="culture"):
        Organisation(**{"cultur.trust": 1})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("kind", "reported"), [(Organisation, "alert"), (Organisation.batch, "resolution_lead")])
def test_two_iterations_of_a_batch_run_differ_and_a_seed_repeats_them(kind, reported):
    runs = pd.DataFrame(mesa.batch_run(kind, {**FLAT, "form": ["mechanical"]}, display_progress=False, **TWICE))
    assert len(runs) == 2
    assert reported in runs
    numbers = runs.drop(columns=["RunId", "iteration", "seed"], errors="ignore").select_dtypes("number")
    assert not numbers.iloc[0].equals(numbers.iloc[1])
    assert kind(seed=5, **FLAT).settings == kind(seed=5, **FLAT).settings


def test_a_life_in_one_step_has_the_outcomes_of_a_run(reference):
    life = Organisation.batch(reference.settings)
    life.step()
    assert not life.running
    pd.testing.assert_frame_equal(life.days, reference.days)
    collected = life.datacollector.get_model_vars_dataframe()
    assert len(collected) == 1
    assert_same(collected.iloc[0].to_dict(), reference.outcomes())


def test_the_data_collector_has_a_row_a_day(reference):
    collected = reference.datacollector.get_model_vars_dataframe()
    pd.testing.assert_frame_equal(collected, reference.days, check_dtype=False)
    assert not reference.running


@pytest.mark.parametrize("kind", [Organisation, Organisation.batch])
def test_people_who_decide_as_the_rule_does_live_the_same_days(reference, kind):
    organisation = kind(reference.settings, person=Counting)
    organisation.run_model()
    pd.testing.assert_frame_equal(organisation.days, reference.days)
    assert all(type(person.asked) is int for person in organisation.people)
    assert sum(person.asked for person in organisation.people) > 20


def test_a_memory_changes_what_people_do(reference):
    organisation = Organisation(reference.settings, person=Learning)
    organisation.live()
    assert organisation.days["escalated"].sum() > reference.days["escalated"].sum()


@pytest.mark.parametrize(
    ("answer", "message"), [(None, r"test_mesa\.py:\d+: ZeroDivisionError"), (77, r"returned 77, which is no action")]
)
def test_a_decision_that_fails_says_where(reference, answer, message):
    organisation = Organisation(reference.settings, person=type("Failing", (Failing,), {"answer": answer}))
    with pytest.raises(InputError, match=message):
        organisation.live()


def test_nobody_decides_between_two_days(reference):
    with pytest.raises(InputError, match="nothing is in hand"):
        reference.people[0].decide(None)


def test_set_writes_through_or_raises(reference):
    organisation = Organisation(reference.settings)
    organisation.agents.set("exhaustion", 0.9)
    assert organisation.tables.people.exhaustion.tolist() == [0.9] * len(organisation.people)
    assert organisation.agents.get("exhaustion") == [0.9] * len(organisation.people)
    with pytest.raises(AttributeError, match="waiting: the engine keeps it; a model sets clarity"):
        organisation.agents.set("waiting", 0)
    with pytest.raises(InputError, match="clarity: 2 is outside 0 to 1"):
        organisation.people[0].clarity = 2
    organisation.people[0].notes = ["memory is free"]
    assert organisation.people[0].notes
    assert {*LIMITS} <= {*organisation.tables.people.dtype.names}
    organisation.step()
    assert organisation.days["exhaustion"].iloc[0] > 0.8 > reference.days["exhaustion"].iloc[0]
    organisation.people[2].exhaustion = 0.0
    assert organisation.tables.people.exhaustion[2] == 0.0


def test_a_seat_is_neither_emptied_nor_taken_twice(reference):
    organisation = Organisation(reference.settings)
    with pytest.raises(InputError, match=r"seat 1 \(.*\) is taken, and no seat stays empty"):
        organisation.people[1].remove()
    with pytest.raises(InputError, match=r"seat 1 \(.*\) is taken; an organisation has one person a seat"):
        Person(organisation, 1)
    with pytest.raises(InputError, match="there is no seat 99"):
        Person(organisation, 99)
    assert len(organisation.agents) == len(organisation.people) == 4


def test_a_newcomer_is_another_agent(reference):
    organisation = Organisation(reference.settings, person=Counting)
    first = list(organisation.people)
    numbers = [person.unique_id for person in first]
    organisation.live()
    departures = int(organisation.days["departures"].sum())
    gone = [person for person in first if person not in organisation.agents]
    assert 0 < len(gone) <= departures
    assert [*organisation.agents] == sorted(organisation.people, key=lambda person: person.unique_id)
    assert max(person.unique_id for person in organisation.people) > max(numbers)
    assert [person.identity for person in organisation.people] == organisation.tables.people.id.tolist()
    with pytest.raises(AttributeError, match=r"has left; seat \d \(.*\) is taken by another"):
        _ = gone[0].exhaustion


def test_agents_of_other_kinds_step_before_the_day_and_advance_after_it(reference):
    organisation = Organisation(reference.settings)
    coach = Coach(organisation)
    assert coach.unique_id == len(organisation.people) + 1
    organisation.live()
    assert coach.mornings == list(range(40))
    assert coach.evenings == list(range(1, 41))
    assert organisation.days["exhaustion"].iloc[-1] < reference.days["exhaustion"].iloc[-1]
    coach.remove()
    assert len(organisation.agents) == len(organisation.people)
    life = Organisation.batch(reference.settings)
    Coach(life)
    with pytest.raises(InputError, match="day by day"):
        life.step()


def test_the_network_is_the_chart(reference):
    organisation = Organisation(reference.settings)
    network = organisation.grid
    lines = {tuple(sorted(edge)) for edge in network.G.edges}
    people = organisation.people
    assert lines == {tuple(sorted((each.row, each.boss.row))) for each in people if each.boss is not each}
    assert len(lines) == 3
    organisation.live()
    assert organisation.network is network
    assert [person.cell.agents for person in organisation.people] == [[person] for person in organisation.people]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_goes_on_by_itself(reference, again):
    organisation = Organisation(reference.settings, person=Counting)
    for _ in range(15):
        organisation.step()
    other, asked = again(organisation), [person.asked for person in organisation.people]
    other.live()
    assert organisation.day == 15
    assert [person.asked for person in organisation.people] == asked
    organisation.live()
    for each in (organisation, other):
        pd.testing.assert_frame_equal(each.days, reference.days)
    assert [person.asked for person in other.people] == [person.asked for person in organisation.people]


def test_a_copy_after_a_turn_follows_the_rule_that_took_over():
    turn = {"interventions": {"now": {"what": "rule", "to": "hierarchical", "day": 10}}}
    organisation = Organisation(seed=1, rule="distributed", **SMALL, **turn)
    for _ in range(12):
        organisation.step()
    other = copy.deepcopy(organisation)
    assert other.rule.name == organisation.rule.name == "hierarchical"
    assert_same(other.live(), organisation.live())
    assert other.tables.law_values.base is not None


@pytest.mark.filterwarnings("ignore")  # of the packages that draw
def test_the_page_draws_with_todays_solara():
    solara = pytest.importorskip("solara")
    import ipywidgets

    (viewer,) = [each for each in blocks(DOCS / "how_to" / "mesa.md") if each.title == "viewer.py"]
    assert len([line for line in viewer.text.splitlines() if line.strip()]) <= 10
    module = types.ModuleType("viewer")
    exec(compile(viewer.text, "viewer.py", "exec"), module.__dict__)
    _, drawn = solara.render(module.page, handle_error=False)
    assert len(drawn.find(ipywidgets.Image).widgets) == 2
    drawn.close()
