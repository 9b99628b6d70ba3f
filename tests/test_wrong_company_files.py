"""Files of a company that cannot be used: the one line that says what is wrong, where, and what would be right."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chart import Chart
from sim.errors import InputError
from sim.organisation import build_chart
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


WRONG_PEOPLE = {
    "empty file": ("", 1, "columns id", "id, manager, team"),
    "blank file": (" \n\n", 1, "id", "the file is empty"),
    "header only": ("\n" + HEADER, 2, "column 'id'", "only a header"),
    "missing column": ("id,foo,team\na,,t\n", 1, "column 'manager'", "found 'id', 'foo', 'team'"),
    "missing columns": ("foo,team\na,t\n", 1, "columns 'id', 'manager'", "--columns id='team'"),
    "misspelt column": ("id,maneger,team\na,,t\n", 1, "column 'manager'", "did you mean 'maneger'?"),
    "another separator": ("id#manager#team\na##t\n", 1, "columns 'id', 'manager'", "comma, semicolon, tab or |"),
    "no header": ("ann,,t\nbob,ann,t\n", 1, "columns 'id', 'manager'", "found 'ann', 't'"),
    "column twice": ("id,manager,team, Manager\na,,t,\n", 1, "column 'manager'", "2 columns"),
    "too few cells": (HEADER + "a,,t\n\nb,a\n", 4, "column 'team'", "2 cells, the header has 3"),
    "one cell": (HEADER + "a,,t\nb\n", 3, "column 'manager'", "1 cell, the header has 3"),
    "too many cells": (HEADER + "a,,t\nb,a,t,u\n", 3, "column 4", "4 cells, the header has 3"),
    "empty id": (HEADER + "a,,t\n ,a,t\n,a,t\n", 3, "column 'id'", "(and 1 more)"),
    "id twice": (
        HEADER + "a,,t\nb,a,t\n a ,b,t\nb,a,t\n",
        4,
        "column 'id'",
        "'a' is the id on line 2 already (and 1 more)",
    ),
    "unknown manager": (HEADER + "Zoé,,t\nb,zoé le,t\nc,x,t\n", 3, "column 'manager'", "did you mean 'Zoé'?"),
    "managers outside": (
        HEADER + "a,x,t\nb,x,t\nc,y,t\n",
        2,
        "column 'manager'",
        "'x' (2), 'y' (1); add a line for each",
    ),
    "one outside": (HEADER + "a,x,t\nb,x,t\n", 2, "column 'manager'", "likely the head of all of them"),
    "a name of two": (
        "id,name,manager,team\n1,Bo Li,,t\n2,Bo Li,1,t\n3,Cy,bo li,t\n",
        4,
        "column 'manager'",
        "two people (lines 2 / 3)",
    ),
    "shortened numbers": (HEADER + "3.91E+03,,t\n3.91E+03,,t\n", 2, "column 'id'", "a spreadsheet left"),
    "a shortened manager": (HEADER + "3912,,t\n3913,3.91E+03,t\n", 3, "column 'manager'", "a spreadsheet left"),
    "two holders": (HEADER + "a,,t\nb,a,t\nb,a,t\n", 4, "column 'id'", "one post with two holders?"),
    "nobody left": ("id,manager,team,status\na,,t,left\n", 2, "people.csv", "nobody is left"),
    "no number": ("id,manager,team,fte\na,,t,half\n", 2, "column 'fte'", "expected a number, got 'half'"),
    "unknown manager, alike": (HEADER + "alice,,t\nb,alcie,t\n", 3, "column 'manager'", "did you mean 'alice'?"),
    "unknown manager, unlike": (HEADER + "a,,t\nb,xxxxxxx,t\n", 3, "column 'manager'", "'xxxxxxx' (1); add a line"),
    "own manager": (HEADER + "a,,t\nb,b,t\n", 3, "column 'manager'", "'b' is their own manager"),
    "circle": (
        HEADER + "r,,t\n\nc,a,t\na,b,t\nb,c,t\n",
        4,
        "column 'manager'",
        "'c' (line 4) -> 'a' (line 5) -> 'b' (line 6) -> 'c';",
    ),
    "nobody at the top": (HEADER + "a,b,t\nb,a,t\nc,a,t\n", 2, "column 'manager'", "nobody is at the top"),
    "two circles": (HEADER + "r,,t\na,b,t\nb,a,t\nc,d,t\nd,c,t\n", 3, "column 'manager'", "(and 1 more)"),
    "long circle": (
        HEADER + "".join(f"p{k},p{(k + 1) % 5000},t\n" for k in range(5000)),
        2,
        "column 'manager'",
        "… (5,000 people) -> 'p0'",
    ),
    "JSON, broken": ('[{"id": "a"}\n', 2, "not JSON", "delimiter"),
    "XML": ("<?xml version='1.0'?><people/>", 1, "XML", "save it as CSV"),
    "JSON without people": ("[1, 2]", 1, "this is JSON", "no list of people"),
    "open quote": (HEADER + 'a,,t\nb,a,"t\nc,a,t\n', 3, "quotation mark", "not closed"),
    "text after a quote": (HEADER + 'a,,"t"x\n', 2, "quotation mark", 'twice ("")'),
    "endless cell": (HEADER + 'a,,"' + "t\n" * 100_000, 2, "quotation mark", "not closed"),
    "NUL byte": (HEADER + "a,,t\nb\0,a,t\n", 3, "NUL", "save it as CSV"),
    "UTF-16 without its mark": ("id,manager,team\n".encode("utf-16-le"), 1, "NUL", "save it as CSV"),
    "half a UTF-16 file": (b"\xff\xfei", 1, "UTF-16", "save it as CSV"),
    "spreadsheet": (b"PK\x03\x04\x14\x00", 1, "spreadsheet", "save it as CSV"),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1", 1, "spreadsheet", "save it as CSV"),
    "archive": (gzip.compress(TRIO.encode()), 1, "gzip", "save it as CSV"),
}

WRONG_TIES = {
    "empty file": ("", 1, "source", "source, target"),
    "missing column": ("foo,target\nbob,cy\n", 1, "column 'source'", "found 'foo', 'target'"),
    "outsiders only": (
        "source,target\nbo,x\nbo,cy\n",
        2,
        "column 'source'",
        "'bo' is nobody's id (did you mean 'bob'?)",
    ),
    "empty target": ("source;target\nbob;\n", 2, "column 'target'", "empty"),
    "too many cells": ("source,target\nbob,cy,advice\n", 2, "column 3", "3 cells, the header has 2"),
}


def refusal(read, *files) -> str:
    with pytest.raises(InputError) as refused:
        read(*files)
    message = str(refused.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize(("people", "line", "column", "says"), WRONG_PEOPLE.values(), ids=WRONG_PEOPLE)
def test_wrong_people_get_one_line_with_file_line_and_column(read, people, line, column, says):
    message = refusal(read, people)
    assert message.startswith(f"people.csv line {line}")
    assert column in message
    assert says in message


@pytest.mark.parametrize(("ties", "line", "column", "says"), WRONG_TIES.values(), ids=WRONG_TIES)
def test_wrong_ties_get_one_line_with_file_line_and_column(read, ties, line, column, says):
    message = refusal(read, TRIO, ties)
    assert message.startswith(f"ties.csv line {line}")
    assert column in message
    assert says in message


def test_a_message_repeats_only_the_beginning_of_a_long_id(read):
    assert "x" * 59 + "…'" in refusal(read, HEADER + f"a,,t\nb,{'x' * 90_000},t\n")


def test_ties_without_people_are_refused(read):
    message = refusal(read, None, "source,target\n")
    assert "ties.csv" in message
    assert "organisation.people" in message


def test_a_file_that_is_not_there_is_named_with_the_nearest(read):
    read(TRIO)
    with pytest.raises(
        InputError, match=r"organisation\.people: no such file: peple\.csv \(did you mean 'people\.csv'"
    ):
        build_chart(OrganisationSettings(people="peple.csv"), 1)


def test_a_folder_is_refused_and_the_file_in_it_named(read, tmp_path):
    read(TRIO)
    with pytest.raises(InputError, match=r"is a folder; expected a file \(did you mean '.*people\.csv'"):
        build_chart(OrganisationSettings(people=str(tmp_path)), 1)


@pytest.mark.parametrize("path", ["", "x" * 5000, "~nobody-of-this-name/people.csv", "people.csv/deeper"])
def test_a_path_that_cannot_be_is_refused(read, path):
    read(TRIO)
    with pytest.raises(InputError, match=r"^organisation\.people: "):
        build_chart(OrganisationSettings(people=path), 1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "people.csv")
    with pytest.raises(InputError, match="no ordinary file"):
        build_chart(OrganisationSettings(people=str(tmp_path / "people.csv")), 1)


def test_a_file_one_may_not_read_is_refused(read, monkeypatch):
    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert refusal(read, TRIO) == "people.csv: cannot be read: Permission denied"


@settings(derandomize=True, max_examples=300)
@given(people=st.binary(max_size=80) | st.text('abAé,;\t"\n\r \0', max_size=60).map(lambda rows: HEADER + rows))
def test_any_file_works_or_gets_one_line(read, people):
    message = ""
    try:
        assert read(people).size >= 1
    except InputError as wrong:
        message = str(wrong)
    assert not message or message.startswith("people.csv line ")
    assert "\n" not in message
