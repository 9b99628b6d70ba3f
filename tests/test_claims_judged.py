"""Verdicts: a planted effect decides, what shows up where nothing should is withdrawn, from nothing comes nothing."""

import numpy as np
import pandas as pd
import pytest
from sweeping import needs

from sim.claims import plan as plans
from sim.claims.claim import CONSTRUCTION, EMERGENT
from sim.claims.judge import decide, judge
from sim.claims.plan import arms_on, rungs
from sim.claims.registry import ledger


def rows_of(claim, value, points=40, worlds=3):
    """Rows of every arm of a claim; `value(rung, arm, measure, index)` gives a column; an arm is lived once."""
    index = pd.MultiIndex.from_product([range(points), range(worlds)], names=["point", "replicate"])
    found = {}
    for rung in rungs(claim):
        for label, each in arms_on(claim, rung).items():
            if each.key not in found:
                columns = {name: value(rung, label, name, index) for name in claim.measures()}
                found[each.key] = pd.DataFrame(columns, index=index)
    return found


def planted(effect, also_on=()):
    """The whole effect in every plus arm, on the rung itself and those named."""

    def value(rung, label, name, index):
        there = label == "open" and (rung == plans.WHOLE or rung in also_on)
        return np.full(len(index), effect if there else 0.0)

    return value


@pytest.mark.parametrize(("effect", "verdict"), [(0.1, "supported"), (0.0, "contradicted"), (-0.1, "contradicted")])
def test_a_planted_effect_decides_an_emergent_claim(effect, verdict):
    claim = ledger()["C11"]
    assert decide(claim, rows_of(claim, planted(effect)))["verdict"] == verdict


SHOWN = [(plans.RANDOMLY, "withdrawn"), ("switched_off", "withdrawn"), (plans.PLACEBO, "supported")]


@pytest.mark.parametrize(("rung", "verdict"), SHOWN)
def test_a_claim_that_shows_up_where_nothing_should_is_withdrawn(rung, verdict):
    claim = ledger()["C11"]
    found = decide(claim, rows_of(claim, planted(0.1, also_on=(rung,))))
    assert found["verdict"] == verdict


def test_the_same_organisation_must_give_exactly_the_same():
    claim = ledger()["C11"]
    found = decide(claim, rows_of(claim, planted(1e-12, also_on=(plans.AGAIN,))))
    assert found["verdict"] == "withdrawn"
    assert next(each for each in found["ladder"] if each["rung"] == "N0")["most"] == 1e-12


def test_what_follows_by_construction_can_only_pass():
    claim = ledger()["C05"]
    assert claim.derivation == CONSTRUCTION
    rows = rows_of(claim, lambda rung, label, name, index: np.full(len(index), float(label == "lessons")))
    assert decide(claim, rows)["verdict"] == "passed"


def test_a_claim_that_holds_in_a_region_is_conditional_and_the_region_is_named():
    claim = ledger()["C11"]

    def value(rung, label, name, index):
        there = label == "open" and rung == plans.WHOLE
        return np.where(there & (index.get_level_values("point") < 20), 0.1, 0.0)

    points = pd.DataFrame({"world.interdependence": np.linspace(0.8, 0, 40), "culture.trust": np.tile([0.2, 0.8], 20)})
    found = judge(claim, rows_of(claim, value), points.rename_axis("point"))
    assert found["verdict"] == "conditional"
    assert found["regions"][0]["region"].startswith("world.interdependence >=")
    assert found["regions"][0]["share"] == 1.0
    assert found["parts"][0]["low"] < 0.05 < found["parts"][0]["high"]
    assert [each["off"] for each in found["knockouts"]] == ["none", "switched_off"]


def test_a_point_without_a_number_does_not_hold():
    claim = ledger()["C16"]
    found = decide(claim, rows_of(claim, lambda rung, label, name, index: np.full(len(index), np.nan)))
    assert (found["pi"], found["n"], found["verdict"]) == (0.0, 40, "contradicted")
    assert decide(claim, {})["verdict"] == "no_verdict"


def test_from_null_data_hardly_a_claim_comes_out_supported():
    draw, supported, tried = np.random.default_rng(11), 0, 0
    emergent = [each for each in ledger().values() if each.derivation == EMERGENT]
    for _ in range(8):
        for claim in emergent:
            noise = {}

            def value(rung, label, name, index, noise=noise):
                shared = noise.setdefault((rung, name), draw.normal(0.5, 0.2, len(index)))
                return shared + draw.normal(0, 0.1, len(index))

            rows = rows_of(claim, value, worlds=2)
            for rung in (plans.AGAIN, plans.INERT):  # the same organisation gives the same rows
                first, *others = {each.key: each for each in arms_on(claim, rung).values()}
                rows |= dict.fromkeys(others, rows[first])
            supported += decide(claim, rows)["verdict"] == "supported"
            tried += 1
    assert tried >= 190
    assert supported / tried <= 0.05 + 4 * (0.05 * 0.95 / tried) ** 0.5


@needs("jinja2", "analysis")
def test_the_crossing_is_set_side_by_side_with_its_knockouts_at_every_size():
    from sim.report.page.crossing import crossing

    def value(rung, label, name, index):
        slow = {"mechanical_calm": 1.0, "organic_calm": 3.0, "mechanical_turbulent": 6.0, "organic_turbulent": 5.0}
        return np.full(len(index), 4.0 if rung == "switched_off" else slow[label])

    points = pd.DataFrame({"world.drift": np.arange(40.0)}).rename_axis("point")
    found = [judge(ledger()[name], rows_of(ledger()[name], value), points) for name in ("L01", "L02", "L03")]
    (section,) = crossing({"claims": found, "hash": "abc"}, "en")
    sizes, knockouts = section.tables
    assert [row[0] for row in sizes.rows] == ["43", "156", "341"]
    assert all(row[1].startswith("+2.00") and row[2].startswith("−1.00") for row in sizes.rows)
    assert all(row[3].startswith("100 %") for row in sizes.rows)
    assert len(knockouts.rows) >= 3 * 6
    free = [row for row in knockouts.rows if row[1] == "hand-offs that cost nothing"]
    assert free
    assert all(row[3] == "0 %" for row in free)
    assert crossing({"claims": found[:1], "hash": "abc"}, "en") == []
