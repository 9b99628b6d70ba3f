"""Who decided, where the oldest issue lies, and one issue followed: what the log says, and whole sentences."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.scenario.load import find_scenario
from sim.scenario.recipe import Recipe, read_recipe
from sim.scenario.spec import SLOTS
from sim.state import NOBODY
from sim.web.desks import NOBODY_THERE, desk_of, seat_name, unit_names
from sim.web.shown import show

NAME = "nobody-knows"


@pytest.fixture(scope="module")
def shown(warm_engine):
    return show(Recipe(NAME, find_scenario(NAME).seed))


def test_whoever_decides_is_counted_on_the_day(shown):
    for slot in SLOTS:
        days = shown.lives[slot].run.days
        assert np.array_equal(shown.decided[slot].sum(axis=1), days["planned"] + days["decided"])
    top = {slot: shown.decided[slot][:, 0].sum() / shown.decided[slot].sum() for slot in SLOTS}
    assert top["left"] > 2 * top["right"], "the pyramid's top decides more than the circles' top"


def test_the_oldest_issue_is_the_oldest_that_has_no_answer(shown):
    for slot in SLOTS:
        age, seat = shown.oldest[slot]
        run = shown.lives[slot].run
        born = np.asarray(run.tables.arrivals)["day"][: len(run.tables.outcomes)]
        gone = np.minimum(run.tables.outcomes.effect_hour, run.tables.outcomes.drop_hour)
        for day in (40, 125, 249):
            here = born[(born <= day) & (gone > 8 * (day + 1))]
            assert age[day] == (day - here.min() if len(here) else 0)
        assert set(np.unique(seat)) <= {*range(43), NOBODY_THERE}
        assert (seat != NOBODY_THERE).mean() > 0.9


def test_an_issue_is_followed_at_every_pause_on_both_sides_in_whole_sentences(shown):
    pauses = [each for each in shown.pair.scenario.pause if isinstance(each, int)]
    assert [each.day for each in shown.followed] == pauses
    for each in shown.followed:
        for slot, letter in zip(SLOTS, "AB", strict=True):
            assert each.path[slot]
            assert each.said[slot].fr.startswith(f"Dans {{{letter}}}, ")
            for text in (each.said[slot].fr, each.said[slot].en):
                assert re.fullmatch(r"[^.]+\. [^.]+\.", text), text


def test_a_desk_after_each_kind_of_event():
    def life(*rows):
        return np.array(list(rows), [("action", "i8"), ("person", "i8"), ("other", "i8")])

    arrived, decide, escalate, advised = 7, 1, 2, 8
    assert desk_of(life((arrived, 9, NOBODY))) == 9
    assert desk_of(life((arrived, 9, NOBODY), (escalate, 9, 2))) == 2
    assert desk_of(life((arrived, 9, NOBODY), (advised, 3, 9))) == 9
    assert desk_of(life((escalate, 9, 2), (decide, 2, NOBODY))) == 2


def test_seats_are_named_by_function(shown):
    chart = shown.pair.scene.chart
    assert seat_name(chart, 0).fr == "la direction"
    assert seat_name(chart, 1).en.startswith("the head of ")
    assert seat_name(chart, 42).fr.startswith("une personne ")
    assert len(unit_names(chart)) == len(chart.teams)


def test_a_real_company_has_no_issue_to_follow(warm_engine):
    assert show(read_recipe("when-the-load-lasts~1")).followed == []
