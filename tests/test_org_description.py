"""What `treillis org check` says about a company."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import KRACKHARDT, REAL_COMPANY

from sim.organisation import Description, build_company, describe
from sim.organisation.describe import Wording
from sim.parameters import OrganisationSettings

UNBROKEN = "\u00a0"
PEOPLE = "id;manager;team\nann;;\nbob;ann;north\ncy;ann;south\ndee;bob;north\ned;bob;north\nflo;bob;north\n"
TIES = (
    "source,target,kind\n"
    "dee,ed,advice\n"
    "ed,dee,advice\n"
    "dee,ed,friendship\n"  # the same pair in another kind: one tie in all
    "flo,ed,advice\n"
    "flo,ed,advice\n"  # again
    "bob,cy,friendship\n"
    "dee,bob,advice\n"  # along the line
    "cy,cy,advice\n"  # to oneself
)


@pytest.fixture
def found(tmp_path):
    def describe_files(people: str | bytes, ties: str | bytes | None = None) -> Description:
        chosen = {}
        for name, content in (("people", people), ("ties", ties)):
            if content is not None:
                chosen[name] = str(tmp_path / f"{name}.csv")
                Path(chosen[name]).write_bytes(content if isinstance(content, bytes) else content.encode())
        company = build_company(OrganisationSettings(**chosen), 1)
        return describe(company.chart, company.facts)

    return describe_files


def line_of(text: str, label: str) -> str:
    return next(line.removeprefix(label).strip() for line in text.splitlines() if line.startswith(label))


def test_people_levels_spans_and_teams_are_counted(found):
    company = found(PEOPLE, TIES)
    assert company.people == 6
    assert company.top == ("ann",)
    assert company.levels == (1, 2, 3)
    assert company.managers == 2
    assert company.span == (2.0, 2.5, 3.0)
    assert company.teams == {"headquarters": 1, "north": 4, "south": 1}


def test_a_pair_counts_once_in_all_and_once_in_each_kind(found):
    company = found(PEOPLE, TIES)
    assert company.ties.count == 5
    assert {kind: ties.count for kind, ties in company.kinds.items()} == {"advice": 4, "friendship": 2}


def test_reciprocity_is_the_share_of_ties_that_go_both_ways(found):
    company = found(PEOPLE, TIES)
    assert company.ties.returned == 2 / 5
    assert company.kinds["advice"].returned == 2 / 4
    assert company.kinds["friendship"].returned == 0
    assert company.ties.density == 5 / (6 * 5)


def test_ties_along_the_line_are_counted_apart(found):
    assert found(PEOPLE, TIES).along_the_line == 1


def test_those_whom_everybody_asks_come_first_and_nobody_else_is_named(found):
    assert found(PEOPLE, TIES).asked == (("ed", 2), ("bob", 1), ("cy", 1), ("dee", 1))


def test_at_most_five_are_named(found):
    people = "id,manager,team\n" + "".join(f"p{k},,t\n" for k in range(9))
    ties = "source,target\n" + "".join(f"p{k},p{(k + 1) % 9}\n" for k in range(9))
    assert len(found(people, ties).asked) == 5


def test_what_is_unusual_about_the_files_is_noted(found):
    notes = [(note.what, note.file, note.count) for note in found(PEOPLE, TIES).notes]
    assert notes == [
        ("separator", "people.csv", 0),
        ("no_team", "people.csv", 1),
        ("self_ties", "ties.csv", 1),
        ("repeated_ties", "ties.csv", 1),
    ]


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8", ""), ("utf-8-sig", "")]
)
def test_an_encoding_other_than_utf8_is_noted(found, encoding, name):
    company = found("id,manager,team\nZoé,,t\n".encode(encoding))
    assert [note.detail for note in company.notes if note.what == "encoding"] == ([name] if name else [])
    assert (f"read as {name}" in company.as_text()) is bool(name)


def test_drawn_ties_are_said_to_be_drawn_and_not_described():
    company = build_company(OrganisationSettings(), 1)
    drawn = describe(company.chart, company.facts)
    assert drawn.drawn
    assert drawn.asked == ()
    assert "drawn at random" in line_of(drawn.as_text(), "ties")
    assert "returned" not in drawn.as_text()


def test_a_chart_alone_is_described_by_its_ties():
    chart = build_company(OrganisationSettings(span=3, depth=1), 1).chart
    alone = describe(chart)
    assert not alone.drawn
    assert alone.ties.returned == 1
    assert alone.ties.count == len(chart.ties)


def test_english_lines_are_short_and_aligned(found):
    lines = found(PEOPLE, TIES).as_text().splitlines()
    assert lines == [
        "people                6",
        "at the top            1: ann",
        "levels                3",
        "people on each level  1, 2, 3",
        "managers              2",
        "reports per manager   2 to 3, median 2.5",
        "teams                 3: north (4), headquarters (1), south (1)",
        "ties                  5, 40% of them returned; 17% of all possible",
        "  advice              4, 50% of them returned; 13% of all possible",
        "  friendship          2, 0% of them returned; 7% of all possible",
        "along the line        1 to one's own manager or report; left out, as the line counts them already",
        "whom everybody asks   ed (2), bob (1), cy (1), dee (1)",
        "notes                 people.csv: columns separated by semicolons",
        "                      people.csv: without a team, put into headquarters: 1",
        "                      ties.csv: ties to oneself, left out: 1",
        "                      ties.csv: ties given more than once, counted once: 1",
    ]


def test_french_lines_say_the_same_with_french_typography(found):
    text = found(PEOPLE, TIES).as_text("fr")
    assert line_of(text, "personnes ") == "6"
    assert line_of(text, "au sommet") == f"1{UNBROKEN}: ann"
    assert line_of(text, "subordonnés directs par manager") == "de 2 à 3, médiane 2,5"
    assert line_of(text, "liens") == f"5, réciprocité 40{UNBROKEN}%, soit 17{UNBROKEN}% des liens possibles"
    assert line_of(text, "à qui tout le monde demande") == "ed (2), bob (1), cy (1), dee (1)"
    assert f"people.csv{UNBROKEN}: colonnes séparées par des points-virgules" in text
    for mark in (":", ";", "%"):
        assert f" {mark}" not in text


@pytest.mark.parametrize(
    ("lang", "number", "share", "name"),
    [("en", "12,345.5", "<1%", "'Roe, Jo'"), ("fr", "12\u202f345,5", "<1\u00a0%", "«\u00a0Roe, Jo\u00a0»")],
)
def test_numbers_shares_and_names_are_written_as_the_language_does(lang, number, share, name):
    say = Wording(lang)
    assert say.number(12345.5) == number
    assert say.share(0.004) == share
    assert say.name("Roe, Jo") == name


def test_a_name_cannot_send_codes_to_the_screen(found):
    text = found("id,manager,team\n\x1b[31mann,,t\n").as_text()
    assert "\x1b" not in text
    assert r"\x1b[31mann" in text


def test_long_lists_end_with_an_ellipsis(found):
    text = found("id,manager,team\n" + "".join(f"p{k},,t{k}\n" for k in range(30))).as_text()
    assert line_of(text, "at the top") == "30: p0, p1, p2, p3, p4, p5, p6, p7, …"
    assert line_of(text, "teams").endswith("t7 (1), …")


def test_the_description_is_plain_enough_for_json(found):
    plain = json.loads(json.dumps(found(PEOPLE, TIES).as_dict()))
    assert plain["people"] == 6
    assert plain["kinds"]["friendship"]["count"] == 2
    assert plain["asked"][0] == ["ed", 2]
    assert plain["notes"][1] == {"what": "no_team", "file": "people.csv", "count": 1, "detail": "headquarters"}


def test_a_person_alone_is_described(found):
    alone = found("id,manager,team\nann,,t\n", "source,target\n")
    assert alone.span == (0.0, 0.0, 0.0)
    assert line_of(alone.as_text(), "ties") == "0"
    assert "ties.csv: no ties, only a header" in alone.as_text()


@REAL_COMPANY
def test_a_real_company_is_described():
    files = OrganisationSettings(people=str(KRACKHARDT / "people.csv"), ties=str(KRACKHARDT / "ties.csv"))
    company = build_company(files, 1)
    real = describe(company.chart, company.facts)
    assert (real.people, len(real.top), real.levels, real.managers) == (21, 1, (1, 4, 16), 5)
    assert {kind: ties.count for kind, ties in real.kinds.items()} == {"advice": 190, "friendship": 102}
    assert real.ties.count - real.along_the_line == len(company.chart.ties)
    assert real.asked[0][0] == "2"
    assert [(each.what, each.count) for each in real.notes] == [("unread", 3)]
