"""The room's bet: decided by what the years show, so that no reveal contradicts a room that was right."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from conftest import ROOT

from sim.errors import InputError
from sim.metrics import BETTER
from sim.scenario.load import all_scenarios, find_scenario, read_scenario
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS, When, lettered
from sim.scenario.years import live_years, measures
from sim.web.lines import TWO_LINES, ending
from sim.web.shown import show
from sim.web.stream import as_text
from sim.web.years import came, counted, headline, holds

CASES = [(each.id, variant) for each in all_scenarios() for variant in ("", *each.variants)]


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_the_years_decide_each_bet_and_the_typical_year_says_the_same(warm_engine, name, variant):
    """A room that bets what the year on the screen shows is never told that it was wrong."""
    scenario = find_scenario(name)
    line = json.loads(as_text(headline(show(Recipe(name, scenario.seed, variant=variant)))))
    bet, answers = line["bet"], scenario.predict.answers
    assert len(bet["years"]) == line["seeds"] == 20
    assert set(bet["years"]) <= set(range(len(answers)))
    assert bet["came"] == came(bet["years"])
    assert bet["here"] == bet["came"], "the typical year contradicts what is called the answer"
    assert bet["years"].count(bet["came"]) >= 16
    for lang in ("fr", "en"):
        assert len(lettered(line["ending"][lang])) <= TWO_LINES


def test_an_answer_the_years_do_not_decide_is_not_called_the_answer():
    assert came([0] * 16 + [1] * 4) == 0
    assert came([0] * 15 + [1] * 5) is None


def test_what_an_answer_asks_of_a_year(warm_engine):
    [year] = live_years(Recipe("who-decides-what", 44), [44])
    assert holds(When("collisions", "right"), year.runs)
    assert holds(When("collisions", "right", times=2), year.runs)
    assert not holds(When("collisions", "right", times=50), year.runs)
    assert not holds(When("collisions", "left"), year.runs)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda bet: bet["answers"].pop(0), "1; expected 2 to 4"),
        (lambda bet: bet["answers"][0].pop("when"), "each says when it is right"),
        (lambda bet: bet["answers"][0]["when"][0].update(outcome="alrt"), "did you mean 'alert'?"),
    ],
)
def test_a_bet_that_cannot_be_decided_is_refused(change, says, tmp_path):
    plain = yaml.safe_load((ROOT / "configs" / "scenario" / "shock-in-distrust.yaml").read_text(encoding="utf-8"))
    plain["predict"]["answers"] = plain["predict"]["answers"][:: 2 if "1;" in says else 1]
    change(plain["predict"])
    path = tmp_path / "shock-in-distrust.yaml"
    path.write_text(yaml.safe_dump(plain), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(says)):
        read_scenario(path)


JUDGES = re.compile(
    r"gagne|perd\b|plus vite|plus lent|devant|mieux|moins bien|souffre|répond souvent|attend (?!tout)|"
    r"\bwins?\b|loses|faster|slower|ahead|better|worse|often answers|they wait",
    re.IGNORECASE,
)


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda each: each.id)
def test_what_stands_above_the_pictures_before_the_bet_favours_nobody(scenario):
    for text in (scenario.fr.title, scenario.fr.story, scenario.en.title, scenario.en.story):
        assert not JUDGES.search(text), text


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda each: each.id)
def test_texts_say_a_and_b_never_left_and_right(scenario):
    bet = scenario.predict
    told = [*scenario.texts("fr").values(), *scenario.texts("en").values(), bet.fr, bet.en]
    told += [text for each in (*bet.answers, *scenario.tries) for text in (each.fr, each.en)]
    for text in told:
        assert not re.search(r"gauche|\bdroite|on the (left|right)|left (only|pyramid)", text, re.IGNORECASE), text
        assert not re.search(r"\bB\b|\b(in|dans) A\b", text.replace("{A}", "").replace("{B}", "")), text


# ------------------------------------------------------------------------------------------------- how a year ended
def values(**pairs):
    """Measures of the year by slot; those not given are level."""
    level = {each["id"]: 1.0 for each in measures()}
    return {slot: {**level, **{name: pair[k] for name, pair in pairs.items()}} for k, slot in enumerate(SLOTS)}


def years(**pairs):
    """Twenty years around each pair, a little apart from each other; what is not given is level."""
    told = {each["id"]: (1.0, 1.0) for each in measures()} | pairs
    return {
        name: counted(name, [(left, right + (k - 9.5) / 200) for k in range(20)], 43)
        for name, (left, right) in told.items()
    }


SERIES = ("lead", "fit", "alert")


def test_the_last_line_tells_the_largest_effect_first_and_what_speaks_for_the_other():
    pairs = {"lead": (0.3, 1.6), "fit": (8.0, 9.0), "alert": (3.0, 3.0)}
    said = ending(values(**pairs), years(**pairs), SERIES, 43)
    assert said.fr == (
        "{A} répond en quelques heures, {B} en un jour et demi. "
        "Mais les décisions de {B} tiennent mieux : 9,0 contre 8,0 sur 10."
    )
    assert said.en.endswith("But {B}'s decisions hold better: 9.0 against 8.0 of 10.")


def test_nobody_is_ahead_on_a_trifle():
    """9.4 against 9.5 of 10 is below the smallest effect; so is what the twenty years leave open."""
    pairs = {"lead": (1.0, 1.1), "fit": (9.4, 9.5), "alert": (3.0, 3.1)}
    said = ending(values(**pairs), years(**pairs), SERIES, 43)
    assert said.fr == "À peu près pareil : délai, solidité et personnes en zone d'alerte."
    assert said.en.startswith("About the same: ")


def test_a_year_that_is_an_exception_is_not_told_as_the_rule():
    said = ending(values(lead=(2.0, 1.0)), years(lead=(1.0, 2.0)), ("lead",), 43)
    assert said.en == "{A} answers in a day, {B} in two days (mean of twenty years)."


@pytest.mark.parametrize("each", measures(), ids=lambda each: each["id"])
def test_every_measure_can_be_told_in_both_languages(each):
    name = each["id"]
    sense = each["better"] or BETTER[each["of"]]
    pair = (1.0, 5.0) if sense > 0 else (5.0, 1.0)
    said = ending(values(**{name: pair}), years(**{name: pair}), (name,), 43)
    assert "{B}" in said.fr
    assert "{B}" in said.en
    assert said.fr != said.en
