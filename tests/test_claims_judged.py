"""Verdicts: a planted effect decides, what shows up where nothing should is withdrawn, from nothing comes nothing."""

import numpy as np
import pandas as pd
import pytest
from fixture_claims import CLAIMS

from sim.claims import plan as plans
from sim.claims.judge import decide, judge
from sim.claims.measures import OVERLOADED
from sim.claims.plan import arms_on, rungs
from sim.claims.registry import CONSTRUCTION
from sim.stats.verdict import FEWEST_POINTS


def rows_of(claim, value, points=40, worlds=3):
    """Rows of every arm of a claim; `value(rung, arm, measure, index)` gives a column; an arm is lived once."""
    index = pd.MultiIndex.from_product([range(points), range(worlds)], names=["point", "replicate"])
    found = {}
    for rung in rungs(claim):
        for label, each in arms_on(claim, rung).items():
            if each.key not in found:
                columns = {name: value(rung, label, name, index) for name in claim.measures()} | {OVERLOADED: 0.0}
                found[each.key] = pd.DataFrame(columns, index=index)
    return found


def planted(effect, also_on=()):
    """The whole effect in every plus arm, on the rung itself and those named."""

    def value(rung, label, name, index):
        there = label == "open" and (rung == plans.WHOLE or rung in also_on)
        return np.full(len(index), effect if there else 0.0)

    return value


@pytest.mark.parametrize(("effect", "verdict"), [(0.1, "holds"), (0.0, "negligible"), (-0.1, "contrary")])
def test_a_planted_effect_decides_an_emergent_claim(effect, verdict):
    claim = CLAIMS["C11"]
    assert decide(claim, rows_of(claim, planted(effect)))["verdict"] == verdict


SHOWN = [(plans.RANDOMLY, "withdrawn"), ("switched_off", "withdrawn"), (plans.PLACEBO, "holds")]


@pytest.mark.parametrize(("rung", "verdict"), SHOWN)
def test_a_claim_that_shows_up_where_nothing_should_is_withdrawn(rung, verdict):
    claim = CLAIMS["C11"]
    found = decide(claim, rows_of(claim, planted(0.1, also_on=(rung,))))
    assert found["verdict"] == verdict


def test_the_same_organisation_must_give_exactly_the_same():
    claim = CLAIMS["C11"]
    found = decide(claim, rows_of(claim, planted(1e-12, also_on=(plans.AGAIN,))))
    assert found["verdict"] == "withdrawn"
    assert next(each for each in found["ladder"] if each["rung"] == "N0")["most"] == 1e-12


def test_what_follows_by_construction_can_only_pass():
    claim = CLAIMS["C05"]
    assert claim.derivation == CONSTRUCTION
    rows = rows_of(claim, lambda rung, label, name, index: np.full(len(index), float(label == "lessons")))
    assert decide(claim, rows)["verdict"] == "passed"


def test_a_claim_that_holds_in_a_region_depends_and_the_region_is_named():
    claim = CLAIMS["C11"]

    def value(rung, label, name, index):
        there = label == "open" and rung == plans.WHOLE
        return np.where(there & (index.get_level_values("point") < 20), 0.1, 0.0)

    points = pd.DataFrame({"world.interdependence": np.linspace(0.8, 0, 40), "culture.trust": np.tile([0.2, 0.8], 20)})
    found = judge(claim, rows_of(claim, value), points.rename_axis("point"))
    assert found["verdict"] == "depends"
    assert found["regions"][0]["region"].startswith("world.interdependence >=")
    assert found["regions"][0]["share"] == 1.0
    assert found["parts"][0]["low"] < 0.05 < found["parts"][0]["high"]
    assert [each["off"] for each in found["knockouts"]] == ["none", "switched_off"]


def test_a_point_without_a_number_does_not_hold_nor_does_it_contradict():
    claim = CLAIMS["C11"]

    def known_at(points):
        return lambda rung, label, name, index: np.where(index.get_level_values("point") < points, 0.0, np.nan)

    found = decide(claim, rows_of(claim, known_at(40)))
    assert (found["pi"], found["n"], found["known"], found["verdict"]) == (0.0, 40, 40, "negligible")
    found = decide(claim, rows_of(claim, known_at(30)))
    assert (found["pi"], found["n"], found["known"], found["verdict"]) == (0.0, 40, 30, "depends")
    assert decide(claim, rows_of(claim, known_at(15)))["verdict"] == "no_verdict"
    assert decide(claim, {})["verdict"] == "no_verdict"


@pytest.mark.parametrize("points", [15, 16])
def test_points_that_could_not_decide_whatever_came_out_give_no_verdict(points):
    claim = CLAIMS["C11"]
    verdicts = [decide(claim, rows_of(claim, planted(effect), points))["verdict"] for effect in (0.1, 0.0)]
    assert verdicts == (["no_verdict"] * 2 if points < FEWEST_POINTS else ["holds", "negligible"])


def test_a_claim_that_cannot_be_told_from_what_is_left_without_its_mechanism_does_not_hold():
    claim = CLAIMS["C11"]

    def value(rung, label, name, index):
        left = 36 if rung == "switched_off" else 40  # 36 of 40 are too few to hold there
        there = label == "open" and rung in (plans.WHOLE, "switched_off")
        return np.where(there & (index.get_level_values("point") < left), 0.1, 0.0)

    found = decide(claim, rows_of(claim, value))
    rung = next(each for each in found["ladder"] if each["rung"] == "N3")
    assert (rung["shows"], rung["apart"]) == (False, 1 / 16)
    assert (found["low"] > 0.8, found["verdict"]) == (True, "depends")


@pytest.mark.parametrize("rung", [plans.AGAIN, plans.INERT, plans.RANDOMLY, "switched_off"])
def test_a_rung_without_a_number_was_not_climbed(rung):
    claim = CLAIMS["C11"]
    rows = rows_of(claim, planted(0.1))
    for key in {each.key for each in arms_on(claim, rung).values()} - {
        each.key for each in arms_on(claim, plans.WHOLE).values()
    }:
        rows[key] = (rows[key] * np.nan).assign(**{OVERLOADED: 0.0})
    found = decide(claim, rows)
    named = {plans.AGAIN: "N0", plans.INERT: "N1", plans.RANDOMLY: "N2"}.get(rung, "N3")
    assert [each["rung"] for each in found["ladder"] if each["shows"] is None] == [named]
    assert found["verdict"] == "depends"


def test_a_knock_out_is_held_against_the_whole_effect_in_the_same_worlds():
    claim = CLAIMS["C11"]

    def value(rung, label, name, index):
        return np.where((label == "open") & (index.get_level_values("point") < 10), 0.1, 0.0)

    rows = rows_of(claim, value)
    few = {each.key for each in arms_on(claim, "switched_off").values()}
    rows = {
        key: table[table.index.get_level_values("point") < 20] if key in few else table for key, table in rows.items()
    }
    points = pd.DataFrame({"world.drift": np.linspace(0, 1, 40)}).rename_axis("point")
    whole, off = judge(claim, rows, points)["knockouts"]
    assert (whole["n"], off["n"]) == (20, 20)
    assert whole["estimate"] == off["estimate"] == pytest.approx(0.05)


def test_the_crossing_is_set_side_by_side_with_its_knockouts_at_every_size():
    from sim.report.page.claims_page import crossing

    def value(rung, label, name, index):
        slow = {"mechanical_calm": 1.0, "organic_calm": 3.0, "mechanical_turbulent": 6.0, "organic_turbulent": 5.0}
        return np.full(len(index), 4.0 if rung == "switched_off" else slow[label])

    points = pd.DataFrame({"world.drift": np.arange(40.0)}).rename_axis("point")
    found = [judge(CLAIMS[name], rows_of(CLAIMS[name], value), points) for name in ("Lit01", "Lit02", "Lit03")]
    (section,) = crossing({"claims": found, "hash": "abc", "explore": 5}, "en")
    sizes, knockouts = section.tables
    assert [row[0] for row in sizes.rows] == ["43", "156", "341"]
    assert all(row[1].startswith("+2.00") and row[2].startswith("−1.00") for row in sizes.rows)
    assert all(row[3].startswith("100 %") for row in sizes.rows)
    assert len(knockouts.rows) >= 3 + 5
    free = [row for row in knockouts.rows if row[1] == "hand-offs that cost nothing"]
    assert free
    assert all(row[3] == "0 %" for row in free)
    assert crossing({"claims": found[:1], "hash": "abc", "explore": 5}, "en") == []
