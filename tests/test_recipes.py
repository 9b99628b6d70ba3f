"""Recipes: one line that says a whole run; what is wrong with it is said in both languages; the past stays the past."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import fingerprint
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.run import simulate
from sim.scenario.keys import settable
from sim.scenario.load import scenario_names
from sim.scenario.pair import lever_of, pair_of
from sim.scenario.recipe import LONGEST, Change, Recipe, read_recipe, written
from sim.scenario.refused import RefusedError, in_both
from sim.world import draw_trace

PATHS = sorted(settable())


def value_of(path):
    about = settable()[path]
    if isinstance(about.default, int):
        return st.integers(int(about.metadata["low"]), int(about.metadata["high"])).map(float)
    return st.integers(0, 1000).map(
        lambda k: about.metadata["low"] + (about.metadata["high"] - about.metadata["low"]) * k / 1000
    )


@st.composite
def placed(draw):
    path = draw(st.sampled_from(PATHS))
    slot = "" if path.startswith("world.") else draw(st.sampled_from(["", "left", "right"]))
    return slot, path, round(draw(value_of(path)), 6)


@st.composite
def recipes(draw):
    values = {(slot, path): value for slot, path, value in draw(st.lists(placed(), max_size=4))}
    changes = {}
    for slot, path, value in draw(st.lists(placed(), max_size=3)):
        day = draw(st.integers(0, 249))
        changes[day, slot, path] = Change(day, slot, path, value, draw(st.integers(0, 100)))
    return Recipe(
        draw(st.sampled_from(scenario_names())),
        draw(st.integers(0, 10**14)),
        forms=draw(st.sampled_from([{}, {"left": "organic"}, {"left": "mechanical", "right": "alliance"}])),
        values=values,
        changes=tuple(sorted(changes.values())),
    )


@given(recipes())
@settings(max_examples=150)
def test_a_recipe_written_and_read_again_is_the_same(recipe):
    text = str(recipe)
    assert read_recipe(text) == recipe
    assert str(read_recipe(text)) == text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.:@~_-%/ é<", max_size=80))
@example("calm-seas~" + "9" * 40)
@example("calm-seas~1~@:::")
@example("calm-seas~1~@1:world.novelty:")
@example("calm-seas~1~@99999999999:world.novelty:1")
@example("calm-seas~1~world.novelty:1e5")
@example("calm-seas~1~world.novelty:nan")
@example("calm-seas~1~left.form:../../etc/passwd")
@example("calm-seas~1~chart:../x")
@example("~")
@settings(max_examples=300)
def test_no_text_does_anything_but_be_a_recipe_or_be_refused_in_both_languages(text):
    for whole in (text, f"calm-seas~1~{text}"):
        try:
            made = read_recipe(whole)
        except InputError as wrong:
            said = in_both(wrong)
            assert said["fr"]
            assert said["en"]
            assert "\n" not in said["fr"] + said["en"]
        else:
            assert read_recipe(str(made)) == made


@pytest.mark.parametrize(
    ("text", "en", "fr"),
    [
        ("calm-sea~1", "no scenario 'calm-sea' (did you mean 'calm-seas'?)", "vouliez-vous dire « calm-seas »"),
        ("calm-seas~1~culture.clarty:0.3", "did you mean 'culture.clarity'?", "rien de réglable"),
        ("calm-seas~1~culture.clarity:3", "nearest valid: 1", "le plus proche : 1"),
        ("calm-seas~1~culture.circle_days:2.5", "no whole number", "pas un nombre entier"),
        ("calm-seas~1~left.world.novelty:0.3", "the world is the same for both", "le même pour les deux"),
        ("calm-seas~1~@250:culture.clarity:0.3", "after the last (249)", "après le dernier (249)"),
        ("calm-seas~1~physics.work_hours:0", "nothing a recipe can set", "rien de réglable"),
        ("calm-seas~1~variant:general", "not in this scenario", "inconnu ici"),
        ("calm-seas~1~without:x", "not in this scenario", "inconnu ici"),
        ("calm-seas~1~novelty", "expected key:value", "attendu clé:valeur"),
        ("x" * (LONGEST + 1), "at most 1000", "au plus 1000"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said_in_both_languages(text, en, fr):
    with pytest.raises(RefusedError) as wrong:
        read_recipe(text)
    assert en in str(wrong.value)
    assert fr in wrong.value.fr


def test_two_changes_of_one_thing_at_one_time_are_refused_in_both_languages():
    with pytest.raises(RefusedError) as wrong:
        pair_of(read_recipe("shock-in-distrust~1~@150:left.culture.trust:0.9"))
    assert "Deux changements" in wrong.value.fr
    pair_of(read_recipe("shock-in-distrust~1~without:repair~@150:left.culture.trust:0.9"))


def test_numbers_are_written_without_anything_to_spare():
    assert [written(value) for value in (1.0, 0.5, 0.30000000000000004, 1e-9, 0.0)] == [
        "1",
        "0.5",
        "0.3",
        "0.000000001",
        "0",
    ]


def test_a_move_on_the_way_takes_the_time_and_the_hours_of_its_lever():
    made = pair_of(read_recipe("calm-seas~1~@100:right.culture.clarity:0.4")).slots
    [move] = made["right"].interventions.values()
    assert (move.day, move.over, move.hours) == (100, lever_of("culture.clarity")["over"], 2)
    assert not made["left"].interventions


@pytest.mark.parametrize(
    "part", ["@60:right.culture.clarity:0.3", "@60:dials.initiative:0.5", "@60:world.shock_frequency:8"]
)
def test_what_is_moved_on_a_day_leaves_the_days_before_as_they_were(part):
    before = pair_of(read_recipe("black-swan~3"))
    after = pair_of(read_recipe(f"black-swan~3~{part}"))
    for slot in ("left", "right"):
        one, two = (simulate(pair.slots[slot], pair.scene).days for pair in (before, after))
        assert np.array_equal(one[:60], two[:60])
        touched = slot == "right" or not part.startswith("@60:right")
        assert np.array_equal(one, two) != touched


def test_a_world_that_changes_goes_on_from_where_it_was():
    pair = pair_of(read_recipe("black-swan~3"))
    changed = pair_of(read_recipe("black-swan~3~@60:world.shock_frequency:8~@60:world.issue_rate:0.8")).scene.trace
    plain, chart = pair.scene.trace, pair.scene.chart
    steps = np.diff(plain.direction), np.diff(changed.direction)
    quiet = np.setdiff1d(np.arange(1, 250), changed.shocks.day[changed.shocks.team < 0]) - 1
    assert np.allclose(steps[0][quiet], steps[1][quiet])
    assert np.array_equal(plain.context[:60], changed.context[:60])
    assert len(changed.shocks) > len(plain.shocks)
    assert len(changed.issues) > 1.3 * len(plain.issues)
    assert np.array_equal(plain.issues[plain.issues.day < 60], changed.issues[changed.issues.day < 60])
    whole = draw_trace(pair.slots["left"].world, chart, 250, 3)
    assert np.array_equal(whole.issues, plain.issues)
    assert np.array_equal(whole.direction, plain.direction)


def test_the_pages_rule_is_the_forms_own_at_its_end_of_the_dial():
    pair = pair_of(read_recipe("permanent-turbulence~4"))
    for slot, rule in (("left", "hierarchical"), ("right", "distributed")):
        mine = pair.slots[slot]
        own = replace(mine, rule=rule, rule_args={} if rule == "hierarchical" else mine.rule_args)
        assert mine.rule == "mixed"
        np.testing.assert_equal(simulate(mine, pair.scene).outcomes, simulate(own, pair.scene).outcomes)  # NaN included


def test_another_form_takes_the_place_of_the_scenarios_own():
    made = pair_of(read_recipe("shock-in-distrust~1~left.form:organic")).slots
    assert (made["left"].dials.initiative, made["right"].dials.initiative) == (1.0, 0.0)
    assert made["left"].culture.trust == 0.25


def test_the_same_organisation_in_both_slots_lives_the_same_year():
    pair = pair_of(read_recipe("your-organisation~9"))
    one, two = (simulate(pair.slots[slot], pair.scene) for slot in ("left", "right"))
    assert fingerprint(one.tables) == fingerprint(two.tables)
