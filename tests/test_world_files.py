"""Worlds from files: traces saved and loaded, issues of one's own; what cannot be used is refused in one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import settings_of

from sim.errors import InputError
from sim.organisation.generated import pyramid
from sim.parameters import StagedShock, WorldSettings
from sim.run import set_scene, simulate
from sim.state import NOBODY
from sim.world import draw_trace, load_trace, read_issues, save_trace

CHART = pyramid(span=4, depth=2)
DAYS = 60
TABLES = ("direction", "context", "common_noise", "issues", "first", "shocks")
WORLD = WorldSettings(staged=(StagedShock(day=40, where="team 3"),))
TRACE = draw_trace(WORLD, CHART, DAYS, 1)


def same(one, other):
    """Say whether two traces agree in every bit of every column."""
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in TABLES)


@pytest.fixture
def path(tmp_path):
    """Save a trace."""
    file = tmp_path / "world.npz"
    save_trace(TRACE, file)
    return file


# ------------------------------------------------------------------------------------------------- saved and loaded
def test_a_saved_trace_comes_back_to_the_last_bit(path):
    loaded = load_trace(str(path), DAYS, CHART.size, len(CHART.teams))
    assert same(TRACE, loaded)
    assert [getattr(loaded, name).dtype for name in TABLES] == [getattr(TRACE, name).dtype for name in TABLES]
    assert [each.name for each in path.parent.iterdir()] == ["world.npz"]


def test_a_run_lives_through_the_trace_it_is_given_whatever_its_seed_and_world(tmp_path):
    settings = settings_of(organisation={"span": 2, "depth": 2, "peer_ties": 0})
    drawn = set_scene(settings).trace
    save_trace(drawn, tmp_path / "world.npz")
    world = replace(settings.world, trace=str(tmp_path / "world.npz"))
    assert same(set_scene(replace(settings, world=world, seed=99)).trace, drawn)
    assert np.array_equal(simulate(replace(settings, world=world)).days, simulate(settings).days)


def test_the_beginning_of_a_longer_trace_will_do(path):
    assert same(load_trace(str(path), 30, CHART.size, len(CHART.teams)), TRACE)


WHOLE_FILES = {
    "truncated": lambda path, whole: path.write_bytes(whole[: len(whole) // 2]),
    "a bit turned": lambda path, whole: path.write_bytes(whole[:2000] + bytes([whole[2000] ^ 255]) + whole[2001:]),
    "empty": lambda path, whole: path.write_bytes(b""),
    "text": lambda path, whole: path.write_text("day,origin\n1,2\n"),
    "a zip of nothing": lambda path, whole: path.write_bytes(b"PK\x05\x06" + 18 * b"\0"),
}
PARTS = {
    "other arrays": lambda parts: {"one": np.zeros(3)},
    "another format": lambda parts: {**parts, "format": 99},
    "an odd format": lambda parts: {**parts, "format": [1, 1]},
    "noise of few days": lambda parts: {**parts, "common_noise": np.zeros(3)},
    "a part of another kind": lambda parts: {**parts, "direction": np.zeros(DAYS, "f4")},
    "contexts of other days": lambda parts: {**parts, "context": np.zeros((DAYS - 1, 5))},
    "not a number": lambda parts: {**parts, "direction": np.full(DAYS, np.nan)},
    "offsets that lead nowhere": lambda parts: {**parts, "first": parts["first"] + 9},
    "days out of order": lambda parts: {**parts, "issues": parts["issues"][::-1]},
}


def check_refused(path):
    with pytest.raises(InputError) as refused:
        load_trace(str(path), DAYS, CHART.size, len(CHART.teams))
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("kind", WHOLE_FILES)
def test_a_file_that_is_no_trace_is_refused_in_one_line(path, kind):
    WHOLE_FILES[kind](path, path.read_bytes())
    check_refused(path)


def test_a_single_array_is_no_trace(path):
    np.save(path.with_suffix(".npy"), np.zeros(3))
    path.with_suffix(".npy").replace(path)
    check_refused(path)


@pytest.mark.parametrize("kind", PARTS)
def test_a_trace_with_an_unsound_part_is_refused_in_one_line(path, kind):
    with np.load(path) as parts:
        spoilt = PARTS[kind](dict(parts))
    np.savez(path, **spoilt)
    check_refused(path)


@pytest.mark.parametrize(
    ("days", "people", "teams", "message"),
    [
        (DAYS + 1, CHART.size, 5, r"lasts 60 days, the run needs 61"),
        (DAYS, CHART.size, 6, r"drawn for 5 teams, this organisation has 6"),
        (DAYS, 10, 5, r"drawn for at least \d+ people, here are 10"),
    ],
)
def test_a_trace_of_another_organisation_is_refused(path, days, people, teams, message):
    with pytest.raises(InputError, match=message):
        load_trace(str(path), days, people, teams)


def test_a_missing_trace_is_named_with_the_nearest_file(path):
    with pytest.raises(InputError, match=r"world\.trace: no such file.*did you mean 'world\.npz'"):
        load_trace(str(path.with_name("word.npz")), DAYS, CHART.size, 5)


def test_a_trace_that_cannot_be_saved_leaves_nothing_behind(tmp_path):
    (tmp_path / "taken.npz").mkdir()
    with pytest.raises(InputError, match=r"taken\.npz"):
        save_trace(TRACE, tmp_path / "taken.npz")
    assert [each.name for each in tmp_path.iterdir()] == ["taken.npz"]


# ------------------------------------------------------------------------------------------------- a user's own issues
@pytest.fixture
def csv(tmp_path):
    """Write a file of issues and read it."""

    def read(text, encoding="utf-8"):
        (tmp_path / "issues.csv").write_bytes(text.encode(encoding))
        return read_issues(str(tmp_path / "issues.csv"), TRACE, WORLD, CHART, 1)

    return read


def test_issues_of_a_file_replace_the_drawn_ones_and_nothing_else(csv):
    trace = csv("day,origin\n7,p03\n2,p21\n7,p01\n")
    assert trace.issues.day.tolist() == [2, 7, 7]
    assert trace.issues.origin.tolist() == [20, 0, 2]
    assert np.diff(trace.first)[[2, 7]].tolist() == [1, 2]
    for name in ("direction", "context", "common_noise", "shocks"):
        assert getattr(trace, name) is getattr(TRACE, name)


def test_what_a_file_says_stands_and_what_it_leaves_empty_is_drawn(csv):
    header = "day,origin,scope,other_team,stakes\n"
    given = csv(header + "5,p10,2,team 1,0.25\n").issues[0]
    assert (given.scope, given.other_team, given.stakes) == (2, CHART.teams.index("team 1"), 0.25)
    empty, drawn = csv(header + "5,p10,,,\n").issues[0], csv("day,origin\n5,p10\n").issues[0]
    assert (empty.scope, empty.stakes, empty.coupling) == (drawn.scope, drawn.stakes, drawn.coupling)
    assert empty.other_team == NOBODY  # an empty cell says that no other team is concerned


def test_an_issue_of_a_file_has_the_luck_of_the_issue_it_replaces(csv):
    first = TRACE.issues[0]
    found = csv(f"day,origin\n{first.day},{CHART.names[first.origin]}\n").issues[0]
    assert found.tolist() == first.tolist()


def test_an_issue_that_comes_to_a_team_finds_one_of_its_people(csv):
    rows = "".join(f"{day},team 3\n" for day in range(DAYS) for _ in range(4))
    origins = csv("day,team\n" + rows).issues.origin
    assert {*origins.tolist()} == {*np.flatnonzero(CHART.team == CHART.teams.index("team 3")).tolist()}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_spreadsheets_save_it(csv, separator, encoding):
    text = "Day ,ORIGIN,note\r\n 3,p02,déjà vu\r\n\r\n".replace(",", separator)
    assert csv(text, encoding).issues[["day", "origin"]].tolist() == [(3, 1)]


def test_a_file_without_issues_is_a_year_in_which_nothing_comes_in(csv):
    trace = csv("day,origin\n")
    assert len(trace.issues) == 0
    assert trace.first.tolist() == [0] * (DAYS + 1)


def test_many_issues_of_one_person_and_day_have_a_luck_each(csv):
    issues = csv("day,origin\n" + 5000 * "3,p02\n").issues
    assert len(np.unique(issues.stakes)) > 4990


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day,origin\n60,p01\n", r"line 2, column 'day': expected a day from 0 to 59, got '60'"),
        ("day,origin\n1,p01\n-1,p01\n", r"line 3, column 'day'"),
        ("day,origin\n1.5,p01\n", r"line 2, column 'day'.*'1\.5'"),
        ("day,origin\n,p01\n", r"line 2, column 'day'"),
        ("day,origin\nnan,p01\n1,p01\nx,p01\n", r"line 2, column 'day'.*\(and 1 more\)"),
        ("day,origin\n1,p99\n", r"line 2, column 'origin'.*'p99'.*did you mean 'p\d\d'"),
        ("day,team\n1,team 33\n", r"line 2, column 'team'.*did you mean 'team 3'"),
        ("day,origin,other_team\n1,p01,teem 2\n", r"line 2, column 'other_team'.*did you mean 'team 2'"),
        ("day,origin,other_team\n1,p01,headquarters\n", r"line 2, column 'other_team': .*own team"),
        ("day,origin,scope\n1,p01,3\n", r"line 2, column 'scope'.*from 0 to 2, got '3'"),
        ("day,origin,scope\n1,p01,x\n", r"line 2, column 'scope'"),
        ("day,origin,stakes\n1,p01,1.01\n", r"line 2, column 'stakes'.*from 0 to 1"),
        ("day,origin,stakes\n1,p01,inf\n", r"line 2, column 'stakes'"),
        ("day,scope\n1,1\n", r"line 1: no column 'origin' \(a person\) nor 'team'"),
        ("when,origin\n1,p01\n", r"line 1: no column 'day'"),
        ("day,origin\n1\n", r"line 2, column 'origin': the row has 1 cell"),
        ('day,origin\n1,"p01\n', r"line 2: .*not closed"),
        ("", r"line 1"),
    ],
)
def test_a_wrong_cell_is_named_with_file_line_column_and_what_was_expected(csv, text, message):
    with pytest.raises(InputError, match=message) as refused:
        csv(text)
    assert "\n" not in str(refused.value)
    assert "issues.csv" in str(refused.value)


def test_a_missing_file_of_issues_is_named(tmp_path):
    with pytest.raises(InputError, match=r"world\.issues: no such file"):
        read_issues(str(tmp_path / "issues.csv"), TRACE, WORLD, CHART, 1)


def test_a_run_answers_the_issues_of_a_file(tmp_path):
    (tmp_path / "issues.csv").write_text("day,origin\n1,p2\n3,p1\n3,p1\n".replace("p", "p0"))
    run = simulate(settings_of(world={"issues": str(tmp_path / "issues.csv")}))
    assert run.days["born"].tolist()[:5] == [0, 1, 0, 2, 0]
    assert run.days["born"].sum() == 3
