"""The effect sheet: what the only difference is, the windows it is looked at in, and the card, on planted rows."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from conftest import settings_of
from test_presets_hold import moved

from sim.errors import InputError
from sim.experiment.compare import (
    AFTER,
    COMES,
    DURING,
    FADES,
    FIRST,
    LAST,
    REMAINS,
    TURNS,
    WHOLE,
    Effect,
    breaks_even,
    effects,
    only_difference,
    presets,
    sheet_of,
    sheet_values,
)
from sim.experiment.compose import compose_twin, without_and_with
from sim.experiment.lives import Rows
from sim.metrics import OUTCOMES
from sim.record import DAY
from sim.report.tables import screen_lines, sentences, table_of
from sim.run import simulate
from sim.stats.verdict import FEWEST, UNCLEAR
from sim.validation.steadiness import neutral

YEARS, DAYS = 12, 200
IT = "+interventions={it: {what: culture.trust, to: 0.7, day: 50, over: 20}}"


def found_in(*having, form="organic", days=DAYS):
    """Name the only difference between an organisation without and with something, if it is one."""
    return only_difference(compose_twin(without_and_with([f"form={form}", f"days={days}"], having)))


def only(*having, form="organic", days=DAYS):
    """Name the only difference."""
    found = found_in(*having, form=form, days=days)
    assert found is not None
    return found


# ------------------------------------------------------------------------------------------------- the only difference
@pytest.mark.parametrize(
    ("having", "name", "slot", "sense"),
    [
        (["intervention=mirror"], "mirror", "organic", 1),
        (["intervention=core"], "core", "organic", 1),
        (["intervention=mirror", "interventions.mirror.day=90"], "mirror", "organic", 1),
        (["dials.lattice=0.2"], "dials.lattice", "mechanical", -1),
        (["culture.trust=0.9"], "culture.trust", "organic", 1),
        (["physics.judgement_noise=0.9"], "physics.judgement_noise", "organic", 1),
        (["physics.judgement_noise=0"], "physics.judgement_noise", "mechanical", -1),
        (["+interventions={fewer: {what: control, to: 0.1}}"], "fewer", "organic", 1),
    ],
)
def test_one_intervention_dial_or_setting_is_found_and_who_has_it(having, name, slot, sense):
    found = only(*having)
    assert (found.name, found.slot, found.sense) == (name, slot, sense)
    assert found.effect.outcomes or having[0].startswith("physics")


@pytest.mark.parametrize("having", [[], ["culture.trust=0.9", "dials.lattice=0.2"], ["rule=mixed", "dials.lattice=0.2"],
                                    ["intervention=mirror", "culture.trust=0.9"]])  # fmt: skip
def test_nothing_or_more_than_one_thing_has_no_sheet(having):
    assert found_in(*having) is None


def test_two_forms_have_no_sheet():
    assert only_difference(compose_twin([])) is None


def test_an_intervention_that_both_have_is_no_difference():
    asked = ["mechanical=organic", "intervention=mirror", "organic.culture.trust=0.9"]
    found = only_difference(compose_twin(asked))
    assert found is not None
    assert found.name == "culture.trust"


@pytest.mark.parametrize(("word", "nearest"), [("world.novelty=1", "culture"), ("intervenion=mirror", "intervention")])
def test_what_no_organisation_has_of_its_own_is_refused_with_the_nearest(word, nearest):
    with pytest.raises(InputError, match=nearest):
        without_and_with([], [word])


# ------------------------------------------------------------------------------------------------- windows
def test_windows_are_the_days_it_takes_those_after_and_the_last_quarter_that_is_followed():
    assert only(IT).windows == {DURING: (50, 70), AFTER: (70, 180), LAST: (120, 180)}
    assert only("culture.trust=0.9").windows == {FIRST: (20, 80), WHOLE: (20, 200), LAST: (120, 180)}


def test_the_outcomes_of_a_window_that_is_the_year_are_those_of_the_year_to_the_last_bit():
    settings = settings_of(days=60, organisation={"span": 3, "depth": 2})
    run = simulate(settings, windows={"year": (5, 60), "none": (60, 60), "early": (5, 30), "late": (30, 60)})
    assert all(run.windows["year"][each] == value or value != value for each, value in run.outcomes.items())
    assert all(value != value or value == 0 for value in run.windows["none"].values())
    for name, days in (("trust", (25, 30)), ("departures", (25, 30))):
        early, late = (run.windows[each][name] for each in ("early", "late"))
        assert np.average([early, late], weights=days) == pytest.approx(run.outcomes[name])
    decided = [run.windows[each]["power_total"] * days for each, days in (("early", 25), ("late", 30))]
    assert sum(decided) == pytest.approx(run.outcomes["power_total"] * 55)


# ------------------------------------------------------------------------------------------------- when it is even
@pytest.mark.parametrize(
    ("having", "day", "cost", "years"),
    [
        ([[1, 3, 0, 0]], 3, True, 1),
        ([[1, 3, 1, 1]], None, True, 0),
        ([[1, 0, 1, 1]], 1, False, 1),
        ([[1, 2, 0, 2], [1, 2, 0, 0]], 2, True, 1),  # even from day 2 on average, one of the two years at the end
    ],
)
def test_it_is_even_from_the_day_on_which_nothing_is_left_to_come_back(having, day, cost, years):
    having = np.array(having, float)
    found = breaks_even(np.ones_like(having), having, begin=1)
    assert (found.day, found.cost, found.years) == (day, cost, years)


# ------------------------------------------------------------------------------------------------- the card
def planted(change, shifts, hours=0.0):
    """Make a sheet of planted rows: an effect of each window on every outcome, and hours that cost and come back."""
    rng = np.random.default_rng(1)
    slots, windows = ("mechanical", "organic"), {}
    for window in change.windows:
        runs = {"form": ["mechanical"] * YEARS + ["organic"] * YEARS, "seed": [*range(YEARS)] * 2}
        for each in OUTCOMES:
            base = rng.normal(1, 0.1, YEARS)
            noise = rng.normal(0, 0.01, YEARS)
            moved = base + change.sense * (shifts.get(window, 0) + noise - noise.mean())
            runs[each.name] = [*base, *moved]
        windows[window] = runs
    days = np.zeros(2 * YEARS * DAYS, DAY)
    days["operational_hours"], days["open"] = 100.0, 50
    form = np.repeat(slots, YEARS * DAYS)
    days["operational_hours"][form == change.slot] += hours * np.tile(np.where(np.arange(DAYS) < 100, 1, -1), YEARS)
    columns = {name: days[name] for name in DAY.names or ()}
    by_day = {**columns, "form": form, "seed": np.tile(np.repeat(np.arange(YEARS), DAYS), 2)}
    runs = {"form": [*np.repeat(slots, YEARS)], "seed": [*range(YEARS)] * 2}
    return sheet_of(change, Rows(runs, by_day, 43, windows), slots)


SHIFTS = {
    REMAINS: {DURING: 0.1, AFTER: 0.3, LAST: 0.3},
    FADES: {DURING: 0.3, AFTER: 0.1},
    COMES: {LAST: 0.3},
    TURNS: {DURING: 0.3, AFTER: 0.3, LAST: -0.3},
    UNCLEAR: {},
}


@pytest.mark.parametrize("kind", SHIFTS)
def test_what_is_left_of_an_effect_is_said_in_a_word(kind):
    assert planted(only(IT), SHIFTS[kind]).remains("trust") == kind


@pytest.mark.parametrize("having", [["dials.lattice=0.2"], ["dials.lattice=0.9"]])
def test_it_is_more_less_less_whichever_organisation_has_more(having):
    change = replace(only(*having, form="neutral"), effect=Effect(rises=("trust",)))
    sheet = planted(change, dict.fromkeys((FIRST, WHOLE, LAST), 0.2))
    assert sheet.found[WHOLE]["trust"].difference == pytest.approx(0.2, abs=0.02)
    assert sheet.found[WHOLE]["trust"].low > 0
    assert "1 of 1 of what it is for moved as meant." in sentences(sheet, "en")


def test_what_goes_the_other_way_is_not_as_meant():
    change = replace(only(IT), effect=Effect(rises=("trust",), falls=("collisions",)))
    assert "1 of 2 of what it is for moved as meant." in sentences(planted(change, SHIFTS[REMAINS]), "en")


def test_hours_come_back_on_the_day_on_which_they_have():
    sheet = planted(only(IT), SHIFTS[REMAINS], hours=2.0)
    assert sheet.even["hours"].day == 149  # 50 days at +2, then -2 a day
    assert sheet.even["hours"].years == YEARS
    assert "in hours on day 149 (12 of 12 years)" in sentences(sheet, "en")[-1]
    assert sheet.even["open"].cost is False


def test_who_paid_is_told_by_role_over_all_days_of_a_window():
    sheet = planted(only(IT), SHIFTS[REMAINS])
    for window, days in ((DURING, 20), (AFTER, 110)):
        assert sheet.paid[window]["head"] == days * sheet.found[window]["hours_head"].difference
    assert LAST not in sheet.paid


GROUND = replace(neutral(), days=300)


@pytest.mark.parametrize("name", [*effects()])
def test_every_card_fits_80_columns_and_begins_with_what_it_is_for(name):
    if name in presets():
        having = replace(GROUND, interventions=presets()[name])
    else:
        having = next(each for value in (1.0, 0.5) if (each := moved(GROUND, name, value)) != GROUND)
    change = only_difference({"mechanical": GROUND, "organic": having})
    assert change is not None
    sheet = planted(change, {LAST: -12.3456, AFTER: 0.0123, WHOLE: 0.02})
    assert sheet.own == effects()[name].outcomes
    for lang in ("en", "fr"):
        lines = screen_lines(sheet, lang, 80)
        assert max(map(len, lines)) <= 80
        assert len(lines) == 1 + len(sheet.own) + len(sheet.headline)
        assert len({line[:24] for line in lines}) == len(lines)


def test_few_years_say_numbers_and_no_word():
    sheet = planted(only(IT), SHIFTS[REMAINS])
    few = replace(sheet, years=FEWEST - 1, found={
        window: {name: replace(each, n=FEWEST - 1) for name, each in found.items()}
        for window, found in sheet.found.items()
    })  # fmt: skip
    assert all("±" not in cell and row[-1] == "–" for row in table_of(few, "en") for cell in row)
    assert not any("as meant" in each for each in sentences(few, "en"))


def test_plain_values_hold_the_card_and_can_be_written_as_json():
    change = only(IT)
    values = sheet_values(planted(change, {AFTER: math.nan, LAST: 0.2}))
    assert json.loads(json.dumps(values)) == values
    assert values["name"] == "it"
    assert values["windows"][DURING] == {"first_day": 50, "last_day": 69}
    assert values["outcomes"]["trust"]["promised"] is None  # of a change that is no preset nothing is promised
    assert values["outcomes"]["trust"][AFTER]["low"] is None
    assert {"decision_lead", "fit"} <= {*values["outcomes"]}
    assert {*values["hours_a_person"]} == {DURING, AFTER}
