"""Frames: the stream shows the very life that replay sums up, in lines that fit, with good news and bad."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.scenario.load import find_scenario, page_words, scenario_names
from sim.scenario.pair import pair_of
from sim.scenario.recipe import Recipe, read_recipe
from sim.scenario.spec import LINE, SERIES, SLOTS, lettered
from sim.scenario.years import ahead, daily, live_year, measure, measured, measures, scale_of
from sim.stats.verdict import AHEAD, verdict
from sim.web.arrays import packed, packed_changes, unpacked, unpacked_rows
from sim.web.card import contradiction
from sim.web.catalogue import described
from sim.web.dots import KIND, LIVE, dots_of
from sim.web.lines import Turn, listed, story_lines, turn_of
from sim.web.replay import replay_text, replayed
from sim.web.shown import show
from sim.web.stream import DAYS_AT_ONCE, as_text, run_lines

RECIPE = "delegation-alone~3~@150:world.shock_frequency:6~@150:right.culture.clarity:0.5"
ORDER = (
    *("begin", "structure", "tape", "frames", "series", "ghost", "result"),
    *("story", "stories", "followed", "headline", "card", "end"),
)


@pytest.fixture(scope="module")
def lines(warm_engine):
    return [json.loads(as_text(line)) for line in run_lines(read_recipe(RECIPE), years=4)]


@pytest.fixture(scope="module")
def shown(warm_engine):
    return show(read_recipe(RECIPE))


def of(lines, kind, slot=None):
    return [line for line in lines if line["kind"] == kind and (slot is None or line["slot"] == slot)]


def test_lines_come_in_the_order_of_the_contract(lines):
    kinds = [line["kind"] for line in lines]
    assert list(dict.fromkeys(kinds)) == list(ORDER)
    assert kinds == sorted(kinds, key=ORDER.index)
    assert lines[0]["recipe"] == RECIPE


def test_frames_show_every_evening_of_the_life(lines, shown):
    for slot in SLOTS:
        life, frames = shown.lives[slot], of(lines, "frames", slot)
        assert [each["first"] for each in frames] == list(range(0, 250, DAYS_AT_ONCE))
        for name in ("waiting", "strain", "state", "decided"):
            seen = np.concatenate([unpacked_rows(each[name], 43) for each in frames])
            assert np.array_equal(seen, shown.decided[slot] if name == "decided" else getattr(life, name)), name
        assert np.array_equal((life.state & 1).sum(axis=1), np.rint(life.run.days["alert"] * 43))
        assert (life.state & 2).astype(bool).sum() == life.run.days["departures"][:-1].sum()
        assert life.waiting[-1].sum() >= min(life.run.days["waiting"][-1], 64 * 43)
        ages = np.concatenate([unpacked(each["oldest"]["age"]) for each in frames])
        assert np.array_equal(ages, shown.oldest[slot][0])


def test_dots_are_the_ways_of_decisions_and_no_more_than_a_screen_bears(lines, shown):
    for slot in SLOTS:
        for frame in of(lines, "frames", slot):
            moves = {name: unpacked(frame["moves"][name]) for name in ("per_day", "from", "to", "kind", "story")}
            assert moves["per_day"].max() <= LIVE
            assert {len(moves[name]) for name in ("from", "to", "kind", "story")} == {moves["per_day"].sum()}
            assert np.all(moves["from"] != moves["to"])
            assert set(moves["kind"]) <= set(KIND.values())
            assert moves["story"].max() <= len(shown.stories[slot])
        events = shown.lives[slot].run.log.events
        few = dots_of(events, {}, 3)
        assert np.bincount(few["day"]).max() == 3
        told = {each.issue: nth for nth, each in enumerate(shown.stories[slot], start=1)}
        assert set(dots_of(events, told, 40)["story"]) - {0}


def test_the_result_is_what_replay_prints(lines):
    [result] = of(lines, "result")
    found = replayed(read_recipe(RECIPE))
    assert found == {"recipe": RECIPE, **{key: result[key] for key in ("left", "right", "better", "more")}}
    said = replay_text(found, "fr")
    assert said.splitlines()[0] == RECIPE
    assert len(said.splitlines()) == 2 + len(result["left"])
    assert f"{result['left']['lead']:.1f}".replace(".", ",") in said


def test_the_same_recipe_gives_the_same_lines_to_the_last_character(lines):
    again = [json.loads(as_text(line)) for line in run_lines(read_recipe(RECIPE), years=4)]
    lines[0]["seconds_to_here"] = again[0]["seconds_to_here"] = 0
    assert again == lines


def test_series_are_the_days_of_the_run(lines, shown):
    for slot in SLOTS:
        [series], run = of(lines, "series", slot), shown.lives[slot].run
        assert [name for name in series if name not in ("kind", "slot")] == ["collisions", *SERIES]
        alert = unpacked(series["alert"])
        assert np.allclose(alert, run.days["alert"] * 43, atol=1 / 64)
        fit = unpacked(series["fit"])
        assert np.nanmin(fit) >= 0
        assert np.nanmax(fit) <= 10
    assert len(unpacked(of(lines, "ghost")[0]["lead"])) == 250


def test_a_series_averages_five_days_of_what_the_tables_hold():
    run = live_year(show(read_recipe("calm-seas~2")).pair).runs["left"]
    lead, hour = daily(run, "lead"), run.tables.outcomes.effect_hour
    day = np.ceil(hour / 8) - 1
    mine = (day > 95) & (day <= 100)
    born = np.asarray(run.tables.arrivals)["day"][: len(hour)]
    assert lead[100] == pytest.approx(np.minimum(hour[mine] / 8 - born[mine], 20).mean())


def test_every_measure_has_a_daily_series_in_its_own_unit(shown):
    run = shown.lives["left"].run
    for each in measures():
        values = daily(run, each["id"])
        assert len(values) == 250
        usual = measured(run, each["id"])
        assert np.nanmin(values) <= usual * 1.5 + 1e-9
        assert np.nanmax(values) >= usual * 0.4 - 1e-9


# -------------------------------------------------------------------------------------------------------------- words
def test_every_line_of_the_story_fits_and_none_says_how_the_year_ends(lines):
    [story] = of(lines, "story")
    assert story["lines"][0]["step"] == "start"
    assert {each["step"] for each in story["lines"]} >= {"start", "shock", "change"}
    assert "end" not in {each["step"] for each in story["lines"]}
    for each in story["lines"]:
        assert max(len(lettered(each["fr"])), len(lettered(each["en"]))) <= LINE, each


@pytest.mark.parametrize("name", [each["id"] for each in measures()])
def test_the_page_is_ahead_where_the_one_rule_is(name):
    about, rng = measure(name), np.random.default_rng(4)
    assert not {"tie", "smallest"} & {*next(each for each in page_words("outcomes") if each["id"] == name)}
    for difference in (0.0, *(about["smallest"] * rng.normal(0, 2, 200))):
        found = verdict(about["of"], *[difference] * 3, better=about["better"])
        wanted = {-1: "left", 1: "right"}[found.better] if found.word == AHEAD else "none"
        assert ahead(name, 0.0, difference * scale_of(about, 43), 43) == wanted


def test_changes_of_one_day_are_told_in_one_line():
    texts = find_scenario("isolated-managers")
    pair = pair_of(Recipe(texts.id, texts.seed))
    told = [line for line in story_lines(pair, None) if line.day == 40]
    assert [line.fr for line in told] == ["Jour 40, {B} : Un quart d'heure entre pairs, Mentorat croisé."]
    assert [line.en for line in told] == ["Day 40, {B}: A quarter of an hour among peers, Mentoring across teams."]
    longest = listed("Day 1, A: ", ["x" * 40, "y" * 40, "z"], "and {} more")
    assert longest == f"Day 1, A: {'x' * 40}, and 2 more."


@pytest.mark.parametrize("name", ["caravan", "contested-alliance"])
def test_a_scenario_without_strain_shows_none_anywhere(name):
    """No curve, no number of the year and no word of the strip is about strain where the notice is not on the page."""
    texts = find_scenario(name)
    assert not texts.strain
    assert "alert" not in described(texts)["charts"]
    assert "engagement" in described(texts)["charts"][:3]
    assert "alert" not in texts.told


def test_the_turning_day_is_where_one_goes_ahead_and_nowhere_if_it_was_ahead_all_along():
    nothing = np.zeros(250)
    later = np.where(np.arange(250) < 120, 0.0, 3.0)
    assert turn_of("lead", nothing, later, 43) == Turn(120, "left")
    assert turn_of("fit", nothing, later, 43) == Turn(120, "right")
    assert turn_of("lead", later, 3.0 - later, 43) == Turn(120, "right")
    assert turn_of("lead", nothing, nothing, 43) is None
    assert turn_of("lead", nothing, later + 4.0, 43) is None
    assert turn_of("lead", nothing, np.where(np.arange(250) < 120, np.nan, later), 43) is None
    assert turn_of("lead", nothing, np.full(250, np.nan), 43) is None


@pytest.mark.parametrize("name", scenario_names())
def test_every_line_of_every_scenario_fits(name):
    recipe = Recipe(name, find_scenario(name).seed)
    pair = pair_of(recipe)
    for line in story_lines(pair, Turn(199, "right")):
        assert max(len(lettered(line.fr)), len(lettered(line.en))) <= LINE, line


def test_the_headline_counts_years_as_dots(lines):
    [counted] = of(lines, "headline")
    assert counted["seeds"] == 4
    for each in counted["outcomes"].values():
        assert len(each["dots"]) == 4
        assert [each["none"], each["left"], each["right"]] == [each["dots"].count(code) for code in range(3)]
        assert each["ahead"] == "none", "four years say nothing of who is ahead"


def test_the_card_holds_the_received_idea_against_the_years(shown):
    idea = shown.pair.scenario.received
    counts = {"left": 0, "right": 0, "none": 0, idea.better: 20}
    stands = contradiction(shown.pair, {"seeds": 20, "outcomes": {idea.outcome: counts, "lead": counts}})
    assert stands["fr"] == "Rien : l'idée reçue tient ici."
    counts = {"left": 2, "right": 17, "none": 1}
    falls = contradiction(shown.pair, {"seeds": 20, "outcomes": {"lead": counts}})
    assert "18 années sur 20" in falls["fr"]
    assert "most often: {B}" in falls["en"]


def test_what_is_not_a_number_is_null_for_every_browser():
    assert as_text({"a": float("nan"), "b": [float("inf"), 1.0]}) == '{"a":null,"b":[null,1.0]}'


def test_arrays_come_back_as_they_went():
    rng = np.random.default_rng(1)
    table = rng.integers(0, 256, (30, 7)).astype(np.uint8)
    assert np.array_equal(unpacked_rows(packed_changes(table), 7), table)
    assert np.array_equal(unpacked(packed([0.5, -2.0], "f4")), np.array([0.5, -2.0], np.float32))
    assert np.array_equal(unpacked(packed([70_000 % 65_536, 3], "u2")), [70_000 % 65_536, 3])


def test_a_typical_year_is_called_so_only_as_it_is_shipped():
    recipe = read_recipe("calm-seas")
    assert show(recipe).typical
    assert not show(replace(recipe, seed=recipe.seed + 1)).typical
    assert measure("lead")["of"] == "decision_lead"
