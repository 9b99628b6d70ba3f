"""Charts of real companies: names are gone before anything else is done, and nothing is kept but the structure."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.errors import Chain, InputError, Said
from sim.organisation.chart import with_ties
from sim.organisation.generated import draw_ties
from sim.organisation.people import read_people
from sim.scenario.load import group_values
from sim.scenario.pair import SHIPPED
from sim.scenario.refused import RefusedError
from sim.web.groups import described, groups_of

MOST_BYTES = 1_000_000
MOST_PEOPLE = 2_000
"""People of a chart that can be lived through while a room waits."""
KEPT = 20
FILE = "people.csv"
SAFE = ("columns", "format", "kind", "lines", "package", "role", "why")
"""Values of messages that hold nothing of a file; a column is safe where it has been understood."""
HINTS = ("near_quoted", "near_some", "found_headers", "say_columns")


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
        raise _without_cells(wrong) from None
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
    people = read_people(Path(FILE), data)  # names never touch the disk
    chart, dotted = people.chart, people.dotted
    names = tuple(f"p{nth}" for nth in range(1, chart.size + 1))
    teams = tuple(f"t{nth}" for nth in range(1, len(chart.teams) + 1))
    nameless = replace(chart, names=names, teams=teams, called={})
    ties = np.array(dotted, np.int64).reshape(-1, 2).T
    count = len(people.notes)
    note = {"fr": f"{count} remarque(s) : treillis org check les donne.", "en": f"{count} note(s): treillis org check."}
    return with_ties(nameless, *ties), (note,) if count else ()


def _without_cells(wrong: InputError) -> RefusedError:
    """Keep where a file is wrong, and leave out what stands there: it may be a name."""
    said = wrong.said[0]
    if not isinstance(said, Said):
        return RefusedError(f"{FILE}: cannot be read", f"{FILE} : ne peut pas être lu")
    blank = _blank(said)
    return RefusedError(blank.text("en"), blank.text("fr"))


def _blank(said: Said) -> Said:
    """Put dots for every text of a file that a message repeats; a name that would be valid is left out."""
    values: dict[str, Any] = {}
    for name, value in said.values.items():
        if isinstance(value, Said):
            value = Said.of("nothing") if value.code in HINTS else _blank(value)
        elif isinstance(value, Chain) or (isinstance(value, str) and not _is_safe(said, name)):
            value = "…"
        values[name] = value
    where = _blank(said.where) if isinstance(said.where, Said) else said.where
    return Said(said.code, where, None, values)


def _is_safe(said: Said, name: str) -> bool:
    return name in SAFE or (name == "column" and said.code == "place_column")


def load_people(path: Path, charts: Charts) -> Imported:
    """Read a company's file for the page; raises `InputError` where it is missing, too large or wrong."""
    if not path.is_file():
        raise InputError("no_such_file", "--people", path=path)
    if path.stat().st_size > MOST_BYTES:
        raise InputError("more_than_bytes", "--people", path=path, most_bytes=MOST_BYTES)
    return charts.add(path.read_bytes())
