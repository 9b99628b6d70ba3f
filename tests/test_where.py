"""Where each loses: planted losses show up in their corner of the map, on the figure, and on the page of the ledger."""

import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.claims.arms import contenders
from sim.claims.compete import KINDS, compete
from sim.errors import InputError
from sim.metrics import BETTER, HEADLINE
from sim.report.figures import style
from sim.report.figures.maps import draw_losing_map
from sim.stats.regions import cells_a_side, deciding_factors, losing_map
from sim.stats.verdict import SMALLEST

X, Y = "world.shock_frequency", "culture.clarity"


def space(n=400):
    draw = np.random.default_rng(3)
    values = draw.uniform(size=(n, 4))
    return pd.DataFrame(values, columns=[X, Y, "culture.trust", "physics.blur"]).rename_axis("point")


def planted(n=400):
    """The mechanical form loses where shocks are frequent and roles unclear, the organic one where they are not."""
    points = space(n)
    corner = (points[X] > 0.5) & (points[Y] < 0.5)
    ahead = points[Y] + 0.5 - points[X]
    return points.assign(mechanical=corner, organic=~corner, hybrid=False, ahead=ahead)


def test_the_factors_of_a_map_are_those_that_go_with_who_is_ahead():
    found = deciding_factors(planted(), [*space().columns], "ahead")
    assert set(found["factor"]) == {X, Y}
    signs = dict(zip(found["factor"], np.sign(found["rho"]), strict=True))
    assert signs == {X: -1, Y: 1}
    still = planted().assign(ahead=0.0)
    assert deciding_factors(still, [X, Y], "ahead")["rho"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("given", "says"), [({"factors": [X]}, "needs 2 factors"), ({"gap": "aheda"}, "did you mean 'ahead'")]
)
def test_a_map_that_cannot_be_drawn_says_why(given, says):
    with pytest.raises(InputError, match=says):
        deciding_factors(planted(), **{"factors": [X, Y], "gap": "ahead"} | given)
    with pytest.raises(InputError, match="1 points are too few"):
        deciding_factors(planted(1), [X, Y], "ahead")


def test_a_map_counts_who_loses_in_each_cell():
    table = planted()
    found = losing_map(table, KINDS, X, Y)
    assert len(found) == 3 * cells_a_side(400) ** 2
    assert (found.groupby("kind")["n"].sum() == 400).all()
    assert found["n"].min() >= 5
    cells = found.set_index(["kind", "column", "row"])["share"]
    assert cells["mechanical", 3, 0] == 1.0
    assert cells["mechanical", 0, 3] == 0.0
    assert cells["organic", 0, 3] == 1.0
    assert (cells["hybrid"] == 0).all()
    assert ((found["low"] <= found["share"] + 1e-12) & (found["share"] <= found["high"] + 1e-12)).all()


def test_a_factor_of_few_values_gives_fewer_slices():
    table = planted().assign(**{X: np.repeat([1.0, 2.0], 200)})
    found = losing_map(table, ["mechanical"], X, Y)
    assert found["column"].max() == 1
    assert found["n"].sum() == 400


@pytest.mark.parametrize(("lang", "said"), [("en", "clarity of roles"), ("fr", "clarté des rôles")])
def test_the_figure_is_full_where_a_form_loses_and_hatched_where_that_is_open(lang, said):
    cells = losing_map(planted(), ["mechanical"], X, Y)
    cells.loc[5, ["share", "low", "high"]] = (0.5, 0.3, 0.7)
    _, axes = style.canvas()
    assert draw_losing_map(cells, X, Y, axes, lang) is axes
    assert axes.get_ylabel().startswith(said)
    hatched = sum(1 for each in axes.patches if each.get_hatch())
    assert hatched == ((cells["low"] < 0.5) & (cells["high"] > 0.5)).sum() > 0
    fill = axes.collections[0].get_facecolor().reshape(4, 4, 4)
    assert to_hex(fill[0, 3]) == style.colour_of("mechanical").lower()
    assert to_hex(fill[3, 0]) == "#f8fafc"
    assert {"100 %", "0 %"} <= {each.get_text() for each in axes.texts}


def rows(n=120):
    """Contenders whose outcomes follow the planted corner."""
    table, found = planted(n), {}
    index = pd.MultiIndex.from_product([range(n), range(2)], names=["point", "replicate"])
    point = index.get_level_values("point")
    for (kind, _), each in contenders().items():
        loses = table[kind].to_numpy()[point]
        worse = {name: np.where(loses, -1.0, 0.0) * 3 * SMALLEST[name] for name in HEADLINE}
        columns = {name: BETTER[name] * worse[name] for name in HEADLINE}
        found[each.key] = pd.DataFrame({**columns, "utilisation": 0.7, "overload": 0.0}, index=index)
    return found, table.drop(columns=[*KINDS, "ahead"])


def test_the_ledger_maps_where_each_loses_and_its_page_draws_it():
    from sim.report.page.claims_page import competition

    found = json.loads(json.dumps(compete(*rows()), default=float))
    for name in HEADLINE:
        assert {each["factor"] for each in found["maps"][name]["factors"]} == {X, Y}
        lost = [each for each in found["maps"][name]["cells"] if each["kind"] == "hybrid"]
        assert max(each["share"] for each in lost) == 0.0
    for lang, title in (("en", "Where each loses"), ("fr", "Où chacune perd")):
        (section,) = competition({"compete": found, "hash": "abc", "explore": 5}, lang)
        assert [each.title for each in section.pictures] == [title]
        assert "n = 120" in section.pictures[0].caption
    assert competition({"compete": {}, "hash": "abc", "explore": 5}, "en") == []
