"""Companies read from people.csv and ties.csv: what works."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import KRACKHARDT, REAL_COMPANY
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chart import Chart
from sim.organisation import build_chart, build_company
from sim.parameters import OrganisationSettings

HEADER = "id,manager,team\n"
TRIO = HEADER + "ann,,t\nbob,ann,t\ncy,ann,t\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Write the files given, as text or bytes, and read the company in them; without ties nobody turns to anybody."""
    monkeypatch.chdir(tmp_path)

    def written(name: str, content: str | bytes | None) -> str | None:
        if content is None:
            return None
        Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def from_files(people: str | bytes | None, ties: str | bytes | None = None) -> Chart:
        files = {"people": written("people.csv", people), "ties": written("ties.csv", ties)}
        return build_chart(OrganisationSettings(peer_ties=0, **files), 1)

    return from_files


def who_reports_to_whom(chart: Chart) -> dict[str, str]:
    return {name: chart.names[boss] if boss >= 0 else "" for name, boss in zip(chart.names, chart.manager, strict=True)}


def who_is_in_which_team(chart: Chart) -> dict[str, str]:
    return {name: chart.teams[team] for name, team in zip(chart.names, chart.team, strict=True)}


def who_turns_to_whom(chart: Chart) -> set[tuple[str, str]]:
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    return {(chart.names[a], chart.names[b]) for a, b in zip(sources, chart.ties, strict=True)}


def who_stands_where(chart: Chart) -> dict[str, tuple[int, int]]:
    return {name: (int(chart.level[row]), int(chart.height[row])) for row, name in enumerate(chart.names)}


def test_structure_is_read_from_id_manager_and_team(read):
    chart = read(HEADER + "ann,,board\nbob,ann,north\ncy,bob,north\ndee,bob,south\n")
    assert who_reports_to_whom(chart) == {"ann": "", "bob": "ann", "cy": "bob", "dee": "bob"}
    assert chart.teams == ("board", "north", "south")
    assert chart.level.tolist() == [0, 1, 2, 2]
    assert chart.height.tolist() == [2, 1, 0, 0]


def test_a_report_may_stand_before_the_manager(read):
    assert who_reports_to_whom(read(HEADER + "bob,ann,t\nann,,t\n")) == {"bob": "ann", "ann": ""}


def test_several_people_may_be_at_the_top(read):
    chart = read(HEADER + "ann,,a\nbob,,b\ncy,bob,b\n")
    assert chart.level.tolist() == [0, 0, 1]
    assert chart.height.tolist() == [0, 1, 0]


def test_one_person_is_a_company(read):
    chart = read(HEADER + "ann,,\n")
    assert chart.names == ("ann",)
    assert chart.teams == ("headquarters",)


def test_level_and_other_columns_are_ignored(read):
    chart = read("level,id,name,manager,team\n9,a,Ann,,t\nx,b,Bob,a,t\n")
    assert chart.level.tolist() == [0, 1]


def test_a_label_is_a_label_even_if_it_is_nought(read):
    assert read(HEADER + "7,,0\n1,7,4\n").teams == ("0", "4")


def test_a_leader_without_a_team_joins_the_headquarters(read):
    chart = read(HEADER + "ann,,\nbob,ann,\ncy,bob,t\n")
    assert who_is_in_which_team(chart) == {"ann": "headquarters", "bob": "headquarters", "cy": "t"}


@pytest.mark.parametrize(
    "people",
    [
        pytest.param("id;manager;team\nZoé;;été, hiver\nbo;Zoé;été, hiver\n", id="semicolons"),
        pytest.param("id\tmanager\tteam\nZoé\t\tété, hiver\nbo\tZoé\tété, hiver\n", id="tabs"),
        pytest.param('id,manager,team\nZoé,,"été, hiver"\nbo,Zoé,"été, hiver"\n', id="quotes"),
        pytest.param('"id", "manager", "team"\n"Zoé", "", "été, hiver"\nbo, Zoé, "été, hiver"\n', id="spaced quotes"),
        pytest.param("\ufeffid;manager;team\nZoé;;été, hiver\nbo;Zoé;été, hiver\n", id="byte order mark"),
        pytest.param("sep=;\r\nid;manager;team\r\nZoé;;été, hiver\r\nbo;Zoé;été, hiver\r\n", id="told separator"),
        pytest.param("id;manager;team\r\n\r\nZoé;;été, hiver\r\n;;\r\nbo;Zoé;été, hiver\r\n\r\n", id="blank lines"),
        pytest.param("id;manager;team\rZoé;;été, hiver\rbo;Zoé;été, hiver", id="old line ends"),
        pytest.param(" ID ;MANAGER; Te am\n Zoé ; ;été,  hiver\nbo;Zoé\u00a0; été, hiver \n", id="spaces and case"),
        pytest.param("id;manager;team;\nZoé;;été, hiver;;\nbo;Zoé;été, hiver;\n", id="trailing separators"),
        pytest.param("id;manager;team\nZoe\u0301;;été, hiver\nbo;Zoé;e\u0301té, hiver\n", id="two forms of an accent"),
        pytest.param("id;manager;team\nZoé;;été, hiver\nbo;Zoé;été, hiver\n".encode("cp1252"), id="Windows-1252"),
        pytest.param("id\tmanager\tteam\nZoé\t\tété, hiver\nbo\tZoé\tété, hiver\n".encode("utf-16"), id="UTF-16"),
    ],
)
def test_a_spreadsheets_way_of_saving_makes_no_difference(read, people):
    chart = read(people)
    assert who_reports_to_whom(chart) == {"Zoé": "", "bo": "Zoé"}
    assert chart.teams == ("été, hiver",)


def test_ids_may_hold_spaces_quotes_separators_and_line_ends(read):
    chart = read(HEADER + '"Le Goff, ""Zoë""",,t\n"Jean\nLuc","Le Goff, ""Zoë""",t\n')
    assert who_reports_to_whom(chart) == {'Le Goff, "Zoë"': "", "Jean Luc": 'Le Goff, "Zoë"'}


def test_a_mark_of_utf8_before_other_bytes_is_no_part_of_the_header(read):
    assert read(b"\xef\xbb\xbfid,manager,team\nZo\xe9,,t\n").names == ("Zoé",)


def test_bytes_that_even_windows_does_not_know_are_read(read):
    assert read(b"id,manager,team\nZ\x81\xe9,,t\n").size == 1


def test_ties_are_directed_and_kinds_are_merged(read):
    people = HEADER + "ann,,t\nbob,ann,t\ncy,ann,t\ndee,ann,t\n"
    chart = read(people, "source,target,kind\nbob,cy,advice\nbob,cy,friendship\ncy,dee,advice\ndee,cy,\n")
    assert who_turns_to_whom(chart) == {("bob", "cy"), ("cy", "dee"), ("dee", "cy")}
    assert len(chart.ties) == 3


def test_ties_need_no_kind(read):
    assert who_turns_to_whom(read(TRIO, " Target;SOURCE\nbob;cy\n")) == {("cy", "bob")}


def test_ties_may_be_none(read):
    assert len(read(TRIO, "source,target\n").ties) == 0


def test_a_tie_along_the_reporting_line_is_not_counted_twice(read):
    chart = read(TRIO, "source,target\nbob,ann\nann,cy\ncy,bob\n")
    assert who_turns_to_whom(chart) == {("cy", "bob")}


def test_a_tie_to_oneself_is_left_out(read):
    assert who_turns_to_whom(read(TRIO, "source,target\nann,ann\nbob,cy\nbob,cy\n")) == {("bob", "cy")}


def test_ties_that_no_file_gives_are_drawn(read, tmp_path):
    read(HEADER + "ann,,t\n" + "".join(f"p{k},ann,team {k % 4}\n" for k in range(40)))
    chart = build_chart(OrganisationSettings(people=str(tmp_path / "people.csv"), peer_ties=2), 1)
    pairs = who_turns_to_whom(chart)
    assert len(pairs) == 80
    assert {(b, a) for a, b in pairs} == pairs
    assert "ann" not in {name for pair in pairs for name in pair}


@pytest.mark.parametrize("shape", ["chain", "star", "bush"])
def test_ten_thousand_people_are_read(read, shape):
    rng = np.random.default_rng(3)
    above = {
        "chain": [number - 1 for number in range(10_000)],
        "star": [0] * 10_000,
        "bush": [int(rng.integers(0, max(number, 1))) for number in range(10_000)],
    }[shape]
    rows = [f"p{number},{f'p{above[number]}' if number else ''},t{number % 70}" for number in range(10_000)]
    chart = read(HEADER + "\n".join(rng.permutation(rows)))
    number = {name: row for row, name in enumerate(chart.names)}
    boss = np.array([number[f"p{above[int(name[1:])]}"] if name != "p0" else -1 for name in chart.names])
    assert np.array_equal(chart.manager, boss)
    below = boss >= 0
    assert np.array_equal(chart.level[below], chart.level[boss[below]] + 1)
    if shape == "chain":
        assert chart.height[number["p0"]] == chart.level[number["p9999"]] == 9999


@REAL_COMPANY
def test_a_real_company_is_read():
    files = OrganisationSettings(people=str(KRACKHARDT / "people.csv"), ties=str(KRACKHARDT / "ties.csv"))
    chart = build_chart(files, 1)
    assert chart.size == 21
    assert np.bincount(chart.level).tolist() == [1, 4, 16]
    president = chart.names.index("7")
    assert chart.manager[president] == -1
    assert chart.teams[chart.team[president]] == "0"
    assert {chart.names[row] for row in np.flatnonzero(chart.level == 1)} == {"2", "14", "18", "21"}
    assert 0 < len(chart.ties) < 190 + 102


@settings(derandomize=True, max_examples=60)
@given(
    above=st.lists(st.integers(0, 99), max_size=30), ties=st.lists(st.tuples(*[st.integers(0, 99)] * 2)), data=st.data()
)
def test_the_order_of_the_lines_of_a_file_changes_nobodys_place(read, above, ties, data):
    people = ["é 0,,t\n", *(f"é {row + 1},é {boss % (row + 1)},{boss % 3}\n" for row, boss in enumerate(above))]
    turns = [f"é {a % len(people)},é {b % len(people)}\n" for a, b in ties]
    once = read(HEADER + "".join(people), "source,target\n" + "".join(turns))
    people, turns = data.draw(st.permutations(people)), data.draw(st.permutations(turns))
    again = read(HEADER + "".join(people), "source,target\n" + "".join(turns))
    for tells in (who_reports_to_whom, who_is_in_which_team, who_turns_to_whom, who_stands_where):
        assert tells(once) == tells(again)


def test_a_generated_company_knows_of_no_files():
    company = build_company(OrganisationSettings(), 1)
    assert company.facts.ties is None
    assert company.facts.notes == ()
