"""Charts of real companies: names are gone before anything else is done, and nothing is kept but the structure."""

from __future__ import annotations

import csv
import io
import re
import secrets
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.chart import Chart
from sim.errors import InputError
from sim.files.csv_file import Sheet, read_sheet
from sim.organisation.chart import with_ties
from sim.organisation.company import COLUMNS, read_people
from sim.organisation.generated import draw_ties
from sim.scenario.load import group_values
from sim.scenario.pair import SHIPPED
from sim.scenario.refused import RefusedError
from sim.web.groups import described, groups_of

MOST_BYTES = 1_000_000
MOST_PEOPLE = 2_000
"""People of a chart that can be lived through while a room waits."""
KEPT = 20
FILE = "people.csv"
SAFE = ("id", "manager", "team")


@dataclass(frozen=True)
class Imported:
    """A company without names: its structure, its groups, and how many notes its file gave rise to."""

    token: str
    chart: Chart
    notes: tuple[dict[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what the page may know of it."""
        groups = described(self.chart, groups_of(self.chart))
        return {"chart": self.token, "people": self.chart.size, "groups": groups, "notes": list(self.notes)}


class Charts:
    """The charts of this server, by token; the oldest go first, all go with the server."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Imported] = OrderedDict()

    def add(self, data: bytes) -> Imported:
        """Read a file's bytes, forget all names, and keep the structure under a new token."""
        made = import_chart(data)
        self._kept[made.token] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def find(self, token: str) -> Chart | None:
        """Return the chart of a token, None where a recipe names none; refuse a token that is not known."""
        if not token:
            return None
        if token not in self._kept:
            raise RefusedError(
                f"chart:{token}: this chart is not loaded on this machine (any more); load the file again",
                f"chart:{token} : cet organigramme n'est pas (ou plus) chargé sur cette machine ; rechargez le fichier",
            )
        return self._kept[token].chart


def import_chart(data: bytes) -> Imported:
    """Read people.csv from bytes."""
    if len(data) > MOST_BYTES:
        raise RefusedError(
            f"{FILE}: {len(data)} bytes, at most {MOST_BYTES}", f"{FILE} : {len(data)} octets, au plus {MOST_BYTES}"
        )
    try:
        chart, notes = _read_without_names(data)
    except RefusedError:
        raise
    except InputError as wrong:
        raise _without_cells(str(wrong)) from None
    if chart.size > MOST_PEOPLE:
        raise RefusedError(
            f"{FILE}: {chart.size} people, at most {MOST_PEOPLE} here (treillis compare takes more)",
            f"{FILE} : {chart.size} personnes, au plus {MOST_PEOPLE} ici (treillis compare en prend davantage)",
        )
    groups_of(chart)
    usual = group_values("organisation", SHIPPED)
    ties = draw_ties(chart, int(usual["peer_ties"]), float(usual["cross_team_share"]), 1)
    return Imported(f"c{secrets.token_hex(8)}", with_ties(chart, *ties), notes)


def _read_without_names(data: bytes) -> tuple[Chart, tuple[dict[str, str], ...]]:
    sheet = read_sheet(Path(FILE), COLUMNS, data=data)  # names never touch the disk
    with tempfile.TemporaryDirectory(prefix="treillis-") as folder:
        path = Path(folder) / FILE
        path.write_text(_pseudonyms(sheet), encoding="utf-8")
        people = read_people(path)
    count = len(sheet.notes) + len(people.notes)
    note = {"fr": f"{count} remarque(s) : treillis org check les donne.", "en": f"{count} note(s): treillis org check."}
    return people.chart, (note,) if count else ()


def _pseudonyms(sheet: Sheet) -> str:
    """Write the columns again with numbers for names, each row on the line on which it stood."""
    people = {name: f"p{nth}" for nth, name in enumerate(dict.fromkeys(sheet.columns["id"]), start=1) if name}
    strangers = dict.fromkeys(each for each in sheet.columns["manager"] if each and each not in people)
    people |= {name: f"x{nth}" for nth, name in enumerate(strangers, start=1)}
    teams = {name: f"t{nth}" for nth, name in enumerate(dict.fromkeys(sheet.columns["team"]), start=1) if name}
    text, line = io.StringIO(newline=""), 1
    writer = csv.writer(text, lineterminator="\n")
    for at, row in zip([1, *sheet.lines], [COLUMNS, *_rows(sheet, people, teams)], strict=True):
        text.write("\n" * max(0, at - line))
        writer.writerow(row)
        line = max(at, line) + 1
    return text.getvalue()


def _rows(sheet: Sheet, people: dict[str, str], teams: dict[str, str]) -> list[tuple[str, ...]]:
    columns = sheet.columns
    cells = zip(columns["id"], columns["manager"], columns["team"], strict=True)
    return [(people.get(me, ""), people.get(boss, ""), teams.get(team, "")) for me, boss, team in cells]


def _without_cells(message: str) -> RefusedError:
    """Keep where a file is wrong, and leave out what stands there: it may be a name."""
    said = re.sub(r"^.*?people\.csv", FILE, message.splitlines()[0])
    said = re.sub(r"\(did you mean.*?\)|\(valid:.*?\)|; found .*", "", said)
    said = re.sub(r"'([^']*)'", lambda cell: cell[0] if cell[1] in SAFE else "'…'", said)
    found = re.search(r"line (\d+)(?:, column '(\w+)')?", said)
    where = ""
    if found:
        where = f", ligne {found[1]}" + (f", colonne « {found[2]} »" if found[2] else "")
    return RefusedError(said.strip(), f"{FILE}{where} : le fichier ne peut pas être lu ({said.strip()})")


def load_people(path: Path, charts: Charts) -> Imported:
    """Read a company's file for the page; raises `InputError` where it is missing, too large or wrong."""
    if not path.is_file():
        raise InputError("no_such_file", "--people", path=path)
    if path.stat().st_size > MOST_BYTES:
        raise InputError("more_than_bytes", "--people", path=path, most_bytes=MOST_BYTES)
    return charts.add(path.read_bytes())
