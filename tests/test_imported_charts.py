"""People first: of a real company no name, no person and no small group ever leaves the reader."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.organisation.chart import chart_of
from sim.scenario.recipe import read_recipe
from sim.scenario.refused import RefusedError, in_both
from sim.web.arrays import unpacked
from sim.web.groups import SMALLEST, described, groups_of, means
from sim.web.imported import KEPT, MOST_BYTES, Charts, import_chart
from sim.web.replay import replayed
from sim.web.stream import as_text, run_lines

NAMES = ["Zoé Achard", "Ben Quixote", "Åsa Lindqvist", "Omar Wyndham", "Ines Xerxes", "Pia Vuković", "Kofi Jäger"]
TEAMS = ["Équipe d'Ines", "Kundenservice"]


def company(people=14):
    """Write a company whose every cell is a name that must not be seen again."""
    rows, line = ["id;manager;team", f"{NAMES[0]};;{TEAMS[0]}"], NAMES * 3
    for k in range(1, people):
        boss = NAMES[0] if k < 3 else named(1 + k % 2, line)
        rows.append(f"{named(k, line)};{boss};{TEAMS[k % 2]}")
    return "\n".join(rows)


def named(k, line):
    return line[k] if k < len(NAMES) else f"{line[k]} {k}"


def names_in(text):
    parts = {part for name in [*NAMES, *TEAMS] for part in re.split(r"[ ']", name) if len(part) > 3}
    found = text + json.dumps(text)
    return {part for part in parts if part in found or json.dumps(part)[1:-1] in found}


@pytest.fixture(scope="module")
def charts(warm_engine):
    return Charts()


@pytest.fixture(scope="module")
def imported(charts):
    return charts.add(company().encode())


@pytest.fixture(scope="module")
def lines(charts, imported):
    recipe = read_recipe(f"your-organisation~2~chart:{imported.token}")
    return [as_text(line) for line in run_lines(recipe, charts.find(recipe.chart), years=2)]


def test_no_name_is_in_anything_that_is_sent(imported, lines):
    assert names_in(company())
    assert not names_in(json.dumps(imported.as_dict(), ensure_ascii=False))
    assert not names_in("".join(lines))
    assert not set(imported.chart.names) & set(NAMES)
    assert imported.chart.names[:2] == ("p1", "p2")
    assert set(imported.chart.teams) == {"t1", "t2"}


def test_frames_of_a_real_company_have_columns_of_groups_and_nothing_else(imported, lines):
    found = [json.loads(line) for line in lines]
    groups = imported.as_dict()["groups"]
    structure = next(line for line in found if line["kind"] == "structure")
    assert structure == {"kind": "structure", "groups": groups}
    assert all(each["size"] >= SMALLEST for each in groups)
    assert sum(each["size"] for each in groups) == 14
    for frame in (line for line in found if line["kind"] == "frames"):
        assert set(frame) == {"kind", "slot", "first", "count", "waiting", "strain", "decided", "oldest"}
        assert set(frame["oldest"]) == {"age"}, "no seat: an age of the whole, not of a desk"
        for name in ("waiting", "strain", "decided"):
            assert len(unpacked(frame[name])) == frame["count"] * len(groups)
    assert all(line["list"] == [] for line in found if line["kind"] == "stories")
    begin = found[0]
    assert begin["imported"] is True
    tape = next(line for line in found if line["kind"] == "tape")
    assert {shock["where"] for shock in tape["shocks"]} <= {"all", *range(len(groups))}


def test_no_outcome_of_a_level_with_one_person_is_told(charts, imported, lines):
    result = next(json.loads(line) for line in lines if '"kind":"result"' in line)
    assert not [name for name in result["more"]["left"] if name.startswith("burnout_50_")]
    assert not [name for name in result["more"]["left"] if name.endswith(("_head", "_managers", "exhausted_middle"))]
    recipe = read_recipe(f"your-organisation~2~chart:{imported.token}")
    assert replayed(recipe, charts.find(imported.token))["left"] == result["left"]


def test_a_scenario_about_strain_shows_teams_of_the_fiction_too():
    found = [json.loads(as_text(line)) for line in run_lines(read_recipe("when-the-load-lasts"), years=1)]
    assert "groups" in next(line for line in found if line["kind"] == "structure")
    assert all("state" not in line for line in found if line["kind"] == "frames")


@st.composite
def companies(draw):
    size = draw(st.integers(SMALLEST, 60))
    manager = [-1, *(draw(st.integers(-1, k - 1)) for k in range(1, size))]
    teams = draw(st.integers(1, 12))
    team = [draw(st.integers(0, teams - 1)) for _ in range(size)]
    used = sorted(set(team))
    place = {each: nth for nth, each in enumerate(used)}
    return chart_of([str(k) for k in range(size)], [str(k) for k in used], manager, [place[each] for each in team])


@given(companies())
@settings(max_examples=150)
def test_no_group_has_fewer_than_five_people_whatever_the_company(chart):
    group = groups_of(chart)
    assert np.bincount(group).min() >= SMALLEST
    assert set(group) == set(range(group.max() + 1))
    for each in described(chart, group):
        assert each["parent"] != each["group"]
        assert each["size"] == np.count_nonzero(group == each["group"])
    assert np.allclose(means(np.ones((2, chart.size)), group), 1.0)


def test_a_company_of_four_is_refused_in_both_languages():
    with pytest.raises(RefusedError) as wrong:
        import_chart(b"id,manager,team\na,,x\nb,a,x\nc,a,x\nd,a,x\n")
    assert "at least 5" in str(wrong.value)
    assert "au moins 5" in wrong.value.fr


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("id,manager,team\nZoé Achard,,K\nPia,Ben Quixote,Kundenservice\n", "line 3, column 'manager'"),
        ("id,manager,team\nZoé Achard,,K\nBen Quixote,Zoé Achard;Pia,K\n", "line 3, column 'manager'"),
        ("id;name;N+1;team\n1;Pia;;K\n2;Pia;;K\n3;Ben;Pia;K\n", "line 4, column 'N+1'"),
        ("id,manager,team,fte\nZoé Achard,,K,Zoé\n", "line 2, column 'fte'"),
        ('[{"name": "Zoé Achard"}]', "line 1: no column 'manager'"),
        ('[{"name": "Zoé Achard"', "not JSON"),
        ("id,manager,team\n\n\nZoé Achard,,K\n\nZoé Achard,,K\n", "line 6, column 'id'"),
        ("Zoé Achard,Ben Quixote,Kundenservice\n", "line 1: no columns 'id', 'manager'"),
        ("id,manager,team\nZoé Achard,Ben Quixote,K\nBen Quixote,Zoé Achard,K\n", "column 'manager'"),
        ('id,manager,team\n"Zoé Achard,,K\n', "line"),
        ("id,manager,team\nZoé Achard\n", "line 2"),
    ],
)
def test_a_message_says_where_and_never_who(text, where):
    with pytest.raises(RefusedError) as wrong:
        import_chart(text.encode())
    said = in_both(wrong.value)
    assert where in said["en"]
    assert not names_in(said["en"] + said["fr"])
    assert "/tmp" not in said["en"] + said["fr"]
    assert said["en"].count("people.csv") == 1


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_no_bytes_do_anything_but_be_a_company_or_be_refused(data):
    with pytest.raises(InputError):
        import_chart(data)


def test_files_and_companies_that_are_too_large_are_refused():
    with pytest.raises(RefusedError, match="bytes, at most"):
        import_chart(b"x" * (MOST_BYTES + 1))
    rows = "\n".join(f"p{k},p0,t{k % 50}" for k in range(1, 2001))
    with pytest.raises(RefusedError, match="2001 people, at most 2000"):
        import_chart(f"id,manager,team\np0,,t0\n{rows}\n".encode())


def test_a_token_is_known_while_it_is_kept(imported, charts):
    assert charts.find(imported.token) is imported.chart
    assert charts.find("") is None
    with pytest.raises(RefusedError, match="not loaded"):
        charts.find("c000000")
    crowded = Charts()
    first = crowded.add(company().encode())
    for _ in range(KEPT):
        crowded.add(company().encode())
    with pytest.raises(RefusedError, match="not loaded"):
        crowded.find(first.token)
