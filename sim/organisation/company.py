"""From settings to a company: generated as a pyramid, or read from files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.chart import Chart
from sim.errors import InputError
from sim.files.find import file_of, path_of
from sim.files.note import Note
from sim.organisation.chart import with_ties
from sim.organisation.peer_ties import draw_ties
from sim.organisation.people_csv import read_people
from sim.organisation.pyramid import pyramid
from sim.organisation.ties_csv import Ties, read_ties
from sim.settings import OrganisationSettings


@dataclass(frozen=True)
class Facts:
    """What is known about a company beside its chart.

    Parameters
    ----------
    ties : Ties or None
        The ties of a file as they were given; None if they were drawn.
    notes : tuple of Note
        What was unusual about the files.
    """

    ties: Ties | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Company:
    """A chart, and what is known about where it came from."""

    chart: Chart
    facts: Facts


def build_chart(settings: OrganisationSettings, seed: int) -> Chart:
    """Build the organisation of a run.

    Parameters
    ----------
    settings : OrganisationSettings
        A pyramid's span and depth, or files.
    seed : int
        For the peer ties, where they are drawn.

    Returns
    -------
    Chart
        Who reports to whom, in which team, and who turns to whom.

    Raises
    ------
    InputError
        For an impossible organisation, or a file that cannot be used.
    """
    return build_company(settings, seed).chart


def build_company(settings: OrganisationSettings, seed: int) -> Company:
    """Build an organisation, and keep what was found on the way, for `describe`.

    Ties that no file gives are drawn at random, in a company read from a file as in a pyramid.
    """
    if settings.people is None:
        if settings.ties is not None:
            raise InputError(f"organisation.ties: {settings.ties} needs organisation.people, the file of its people")
        chart, notes = pyramid(settings.span, settings.depth), ()
    else:
        people = read_people(_file(settings.people, "people"))
        chart, notes = people.chart, people.notes
    if settings.ties is None:
        drawn = draw_ties(chart, settings.peer_ties, settings.cross_team_share, seed)
        return Company(with_ties(chart, *drawn), Facts(notes=notes))
    ties = read_ties(_file(settings.ties, "ties"), chart.names)
    return Company(with_ties(chart, ties.source, ties.target), Facts(ties, notes + ties.notes))


def _file(text: str, setting: str) -> Path:
    where = f"organisation.{setting}"
    path = path_of(text, where)
    if path.exists() and not path.is_file():
        raise InputError(f"{where}: {path} is {_no_file(path, setting)}")
    return file_of(text, where)


def _no_file(path: Path, setting: str) -> str:
    likely = path / f"{setting}.csv"
    if not path.is_dir():
        return "no ordinary file"
    return "a folder; expected a file" + (f" (did you mean '{likely}'?)" if likely.is_file() else "")
