"""Plain rows: what an interpreted run lives on has the bytes, the types and the places of the tables it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settings_of

from sim.engine.binding import bind
from sim.engine.run import plain_tables, with_room, write_back
from sim.run import begin, set_scene, simulate
from sim.state import ISSUE, ORG, PERSON, TASK


@pytest.fixture
def tables():
    """Tables some way into a life, so that little in them is zero."""
    short = {"days": 12, "warmup_days": 2, "follow_days": 4}
    return simulate(settings_of("mixed", **short, organisation={"span": 3, "depth": 2})).tables


@pytest.mark.parametrize(("name", "dtype"), [("people", PERSON), ("issues", ISSUE), ("org", ORG), ("tasks", TASK)])
def test_a_plain_row_packs_into_the_very_bytes_of_the_row(tables, name, dtype):
    rows, plain = getattr(tables, name), getattr(plain_tables(tables), name)
    made = np.frombuffer(b"".join(plain[k].packed() for k in range(len(rows))), dtype)
    assert made.tolist() == np.asarray(rows).tolist()
    assert len(plain[0].packed()) == dtype.itemsize


def test_plain_rows_hold_plain_numbers(tables):
    plain = plain_tables(tables)
    assert {type(value) for value in plain.people[1].values} == {int, float, bool}
    assert type(plain.direction[3]) is type(plain.context[3, 1]) is float
    assert len(plain.people) == len(tables.people)


def test_only_what_was_looked_at_is_made(tables):
    plain = plain_tables(tables)
    plain.people[2].exhaustion = 0.5
    assert list(plain.people) == [2]


def test_what_is_written_to_plain_rows_comes_back_and_the_rest_stays(tables):
    before = {name: np.array(np.asarray(each)) for name, each in tables._asdict().items()}
    plain = plain_tables(tables)
    plain.people[2].exhaustion = 0.625
    plain.streaks[1, 2] = 17
    plain.order[0] = 5
    plain.law_values[3] = 0.25
    write_back(tables, plain)
    assert tables.people[2].exhaustion == 0.625
    assert (tables.streaks[1, 2], tables.order[0], tables.law_values[3]) == (17, 5, 0.25)
    assert np.asarray(tables.people)[[0, 1, 3]].tolist() == before["people"][[0, 1, 3]].tolist()
    for name in ("issues", "tasks", "direction", "context", "reports", "plan_course"):
        assert np.asarray(getattr(tables, name)).tolist() == before[name].tolist()


def test_a_number_of_the_law_has_one_home(tables):
    plain = plain_tables(tables)
    place = plain.law.names.index("handoff_hours")
    plain.law_values[place] = 3.5
    assert plain.law[0].handoff_hours == 3.5
    plain.law[0].handoff_hours = 4.5
    assert plain.law_values[place] == 4.5


def test_room_is_made_in_tables_that_were_written_back():
    settings = settings_of("mixed", days=3, warmup_days=1, follow_days=1)
    scene, rule = set_scene(settings), bind("mixed", {})
    tables = with_room(begin(settings, scene, rule))
    write_back(tables, plain_tables(tables))
    assert tables.book[0].free_tasks == len(tables.tasks)
