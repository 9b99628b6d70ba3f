"""Where decisions flow: each issue once, by the way it went, to whoever decided; on planted lives, and on one year."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.experiment.compare import live_through, plan_comparison
from sim.experiment.compose import without_and_with
from sim.experiment.flow import DECIDERS, ORIGINS, SHARES, WAYS, Flow, Maps, add_life, flow_values, flows_of
from sim.record import EVENT, HAPPENED
from sim.report.figures.flow_map import draw_flows, publish_flows
from sim.report.publish import publish

HEAD, BOSS, ONE, TWO = range(4)
ROLES, TEAMS = np.array([0, 1, 2, 2]), np.array([0, 0, 0, 1])
"""A head, a manager, and two people of the base in two teams."""


def life(*steps, born=0.0):
    """Make the log of an issue: (person, action, other) an hour each."""
    rows = np.zeros(len(steps), EVENT)
    for k, (person, action, other) in enumerate(steps):
        rows[k]["person"], rows[k]["other"], rows[k]["action"] = person, other, HAPPENED.index(action)
        rows[k]["hour"] = born + 8.0 * k
    return rows


@pytest.mark.parametrize(
    ("steps", "route", "elsewhere"),
    [
        ([(ONE, "decide", -1), (ONE, "held", ONE)], ("base", "stayed", "base"), 0),
        ([(ONE, "apply_plan", -1), (ONE, "failed", ONE)], ("base", "stayed", "plan"), 0),
        ([(ONE, "consult", BOSS), (ONE, "decide", -1), (ONE, "held", ONE)], ("base", "asked", "base"), 0),
        ([(ONE, "convene", TWO), (TWO, "met", ONE), (ONE, "held", ONE)], ("base", "asked", "base"), 0),
        ([(ONE, "share", TWO), (TWO, "decide", -1), (TWO, "held", ONE)], ("base", "across", "base"), 1),
        ([(ONE, "escalate", BOSS), (BOSS, "decide", -1), (BOSS, "held", ONE)], ("base", "up", "managers"), 0),
        ([(BOSS, "escalate", HEAD), (HEAD, "share", TWO), (TWO, "decide", -1), (TWO, "held", BOSS)],
         ("managers", "up", "base"), 1),
        ([(ONE, "decide", -1), (ONE, "failed", ONE), (ONE, "escalate", BOSS), (BOSS, "held", ONE)],
         ("base", "stayed", "base"), 0),
    ],
)  # fmt: skip
def test_an_issue_goes_by_one_way_to_whoever_gave_the_first_answer_in_effect(steps, route, elsewhere):
    flow = Flow((0, 10))
    first = next(k for k, each in enumerate(steps) if each[1] in ("held", "failed"))
    add_life(flow, life((steps[0][0], "arrived", -1), *steps), ROLES, TEAMS, 8.0)
    place = ORIGINS.index(route[0]), WAYS.index(route[1]), DECIDERS.index(route[2])
    assert flow.issues[place] == flow.total == 1
    assert flow.waited[place] == first + 1
    assert flow.elsewhere == elsewhere


def test_what_never_took_effect_is_no_decision_but_its_causes_are_counted():
    flow = Flow((0, 10))
    steps = [(ONE, "arrived", -1), (ONE, "visa_refused", BOSS), (BOSS, "lapsed", ONE), (ONE, "dropped", -1)]
    add_life(flow, life(*steps), ROLES, TEAMS, 8.0)
    assert flow.total == 0
    assert {name: n for name, n in flow.causes.items() if n} == {"visa_refused": 1, "lapsed": 1}


def planted():
    """Make a map with every route, in which one team lived nothing."""
    flow = Flow((20, 50), top2=[0.1, float("nan")], gini=[0.2, 0.3])
    flow.issues[:] = 1 + np.arange(flow.issues.size).reshape(flow.issues.shape)
    flow.waited[:] = 2.5 * flow.issues
    flow.lived = {"headquarters": np.zeros(6), "team 1": np.array([10.0, 4, 8, 9, 6, 3])}
    flow.causes["taken_back"] = 7
    return flow


def test_plain_values_add_up_and_say_nothing_of_what_was_not_lived():
    values = flow_values(Maps("organisation", "", {"year": planted()}, range(1, 3)))
    assert json.loads(json.dumps(values)) == values
    year = values["year"]
    assert sum(each["issues"] for each in year["routes"]) == year["issues"] == 48 * 49 // 2
    assert {each["days"] for each in year["routes"]} == {2.5}
    assert (year["top2"], year["gini"]) == (0.1, 0.25)
    assert year["lived"] == {
        "headquarters": dict.fromkeys(SHARES),
        "team 1": {"own": 0.4, "kept": 0.8, "held": 0.9, "heard": 0.5},
    }


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_picture_is_drawn_of_every_route_and_of_none(lang):
    figure = draw_flows({"before": Flow((20, 50)), "after": planted()}, "title", "caption", lang)
    upper = figure.axes[1]
    assert len(upper.patches) == len(ORIGINS) + len(WAYS) + len(DECIDERS) + 12 + 48  # nodes, bands of either half
    assert len(figure.axes[0].patches) >= len(ORIGINS)
    said = [each.get_text() for each in figure.axes[3].texts]
    assert said == ["40 %", "80 %", "90 %", "50 %"]


def test_the_map_of_a_year_has_what_was_lived_before_and_after_a_change_and_is_written_in_both_kinds(tmp_path):
    asked = without_and_with(["form=neutral", "days=70", "organisation.depth=1", "organisation.span=4"],
                             ["+interventions={fewer: {what: control, to: 0.1, day: 35}}"])  # fmt: skip
    study = plan_comparison(asked, 2)
    rows, seconds = live_through(study, quiet=True)
    publish(study, rows, seconds, tmp_path, "en")
    maps = flows_of(tmp_path, None, None)
    assert (maps.form, maps.change, [*maps.seeds]) == ("organic", "fewer", [1, 2])
    assert {name: flow.days for name, flow in maps.flows.items()} == {"before": (20, 35), "after": (36, 50)}
    born = [
        int(rows.days["born"][(rows.days["form"] == "organic") & (rows.days["day"] == day)].sum()) for day in range(70)
    ]
    for flow in maps.flows.values():
        came = sum(born[slice(*flow.days)])
        assert 0.9 * came < flow.total <= came
        assert flow.lived[next(iter(flow.lived))].shape == (6,)
    without = flows_of(tmp_path, "mechanical", 2)
    assert [*without.flows] == ["year"]
    assert publish_flows(tmp_path, maps, "fr").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "map.svg").read_text().count("<path") > 20
