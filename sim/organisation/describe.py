"""What was found in a company: figures for a program, and short lines for a manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.files.csv_file import Note
from sim.locale import words
from sim.organisation.chart import along_the_line, distinct
from sim.organisation.company import Facts, Ties
from sim.state import NOBODY

ASKED = 5
"""How many of those whom everybody asks are named."""
LISTED = 8
"""How many teams, people at the top or kinds of tie a line of text lists."""

LEFT_OUT = ("shared", "outside_dropped", "outsiders", "self_ties", "repeated_ties")
"""Notes on rows that are not in the simulation, beside those of people who are gone."""

Rows = NDArray[np.int64]


class Wording:
    """How a language writes what was found in a company."""

    def __init__(self, lang: str) -> None:
        self.say, self.formats, self.lang = words(lang), words(lang).formats, lang

    def __call__(self, key: str, **values: Any) -> str:
        """Give one text."""
        return self.say(f"org_{key}", **values)

    def note(self, note: Note) -> str:
        """Say what was unusual about a file."""
        detail = self.say.get(f"org_{note.detail}", note.detail)  # a separator has a name in each language
        return self(note.what, file=self.name(note.file), count=self.number(note.count), detail=detail)

    def many(self, key: str, n: int) -> str:
        """Write a number of things."""
        return self.say(f"org_{key}", n=n, count=self.number(n))

    def number(self, value: float) -> str:
        """Write a number, with at most one decimal."""
        text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        return text.translate({ord(","): self.formats["thousands"], ord("."): self.formats["decimal"]})

    def share(self, value: float) -> str:
        """Write a share as a percentage; one that is small but not zero is not written 0."""
        small = 0 < value < 0.01
        return f"{'<' if small else ''}{1 if small else 100 * value:.0f}{self.formats['percent']}"

    def name(self, text: str) -> str:
        """Write a name as it is, between quotes if it would read badly: what cannot be printed is shown by its code."""
        if not text.isprintable():
            text = text.encode("unicode_escape").decode("ascii")
        before, after = self.formats["quotes"]
        awkward = any(each in text for each in ",;:()")
        return f"{before}{text}{after}" if awkward else text

    def counted(self, count: int, some: Sequence[str]) -> str:
        """Write a count and what was counted, the rest as an ellipsis."""
        return f"{self.number(count)}{self.formats['colon']}{self.listed(count, some)}"

    def listed(self, count: int, some: Sequence[str]) -> str:
        """Write some of the things counted, the rest as an ellipsis."""
        return ", ".join([*some, "…"] if count > len(some) else some)


@dataclass(frozen=True)
class TiesFound:
    """Directed ties, in all or of one kind.

    Parameters
    ----------
    count : int
        Distinct ties to somebody else, those along the reporting line included.
    returned : float
        Reciprocity: share of them that go both ways, 0 to 1; 0 if there are none.
    density : float
        Share of all possible ties, 0 to 1.
    """

    count: int
    returned: float
    density: float


@dataclass(frozen=True)
class Description:
    """What was found.

    Parameters
    ----------
    people : int
        Number of people.
    top : tuple of str
        Those without a manager.
    levels : tuple of int
        People on each level, from the top.
    managers : int
        People with reports.
    span : tuple of float
        Smallest, median and largest number of direct reports of a manager; zeros without managers.
    teams : dict of str to int
        People in each team.
    drawn : bool
        Whether ties were drawn at random, nobody having given any.
    ties : TiesFound
        All kinds together, a pair counted once.
    kinds : dict of str to TiesFound
        Each kind alone, if the file has kinds.
    along_the_line : int
        Ties to one's own manager or report, which the chart leaves out because the line counts already.
    asked : tuple of (str, int)
        Those to whom most people turn, and how many do; nobody when ties were drawn.
    notes : tuple of Note
        What was unusual about the files.
    """

    people: int
    top: tuple[str, ...]
    levels: tuple[int, ...]
    managers: int
    span: tuple[float, float, float]
    teams: dict[str, int]
    drawn: bool
    ties: TiesFound
    kinds: dict[str, TiesFound]
    along_the_line: int
    asked: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        return asdict(self)

    def as_text(self, lang: str = "en") -> str:
        """Give short aligned lines, in English (``en``) or French (``fr``).

        Examples
        --------
        >>> from sim.organisation.generated import pyramid
        >>> print(describe(pyramid(span=2, depth=1)).as_text())
        people                3
        at the top            1: p01
        levels                2
        people on each level  1, 2
        managers              1
        reports per manager   2 to 2, median 2
        teams                 1: team 1 (3)
        ties                  0
        """
        say = Wording(lang)
        rows = [*self._structure(say), *self._ties(say), *_note_rows(self.notes, say)]
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label:<{width}}  {value}".rstrip() for label, value in rows)

    def sentences(self, lang: str = "en") -> str:
        """Say in five sentences what will be simulated: people, line, teams, ties, and what is left out."""
        say, sizes = Wording(lang), sorted(self.teams.values())
        top = ", ".join(say.name(each) for each in self.top[:ASKED]) + (", …" if len(self.top) > ASKED else "")
        levels = say.many("n_levels", len(self.levels))
        low, median, high = (say.number(each) for each in self.span)
        leaders = say.many("n_leaders", self.managers)
        line = say("say_line", leaders=leaders, low=low, high=high, median=median)
        line = line if self.span[0] < self.span[2] else say("say_line_even", leaders=leaders, each=high)
        line = line if self.managers else say("say_flat")
        how = ("say_ties_drawn" if self.drawn else "say_ties") if self.ties.count else "say_no_ties"
        out = sum(each.count for each in self.notes if each.what.startswith("gone_") or each.what in LEFT_OUT)
        ends = {"low": say.number(sizes[0]), "high": say.number(sizes[-1])}
        ties = say.many("n_ties", self.ties.count)
        return " ".join(
            (
                say("say_people", people=say.many("n_people", self.people), levels=levels, top=top),
                line,
                say("say_teams", teams=say.many("n_teams", len(sizes)), **ends),
                say(how, ties=ties),
                say("say_out", count=say.number(out)) if out else say("say_whole"),
            )
        )

    def _structure(self, say: Wording) -> list[tuple[str, str]]:
        low, median, high = self.span
        teams = sorted(self.teams.items(), key=lambda each: -each[1])
        rows = [
            (say("people"), say.number(self.people)),
            (say("top"), say.counted(len(self.top), [say.name(each) for each in self.top[:LISTED]])),
            (say("levels"), say.number(len(self.levels))),
            (say("per_level"), say.listed(len(self.levels), [say.number(each) for each in self.levels[:LISTED]])),
        ]
        if self.managers:
            spans = say("spans", low=say.number(low), median=say.number(median), high=say.number(high))
            rows += [(say("managers"), say.number(self.managers)), (say("span"), spans)]
        listed = [f"{say.name(name)} ({say.number(size)})" for name, size in teams[:LISTED]]
        return [*rows, (say("teams"), say.counted(len(teams), listed))]

    def _ties(self, say: Wording) -> list[tuple[str, str]]:
        if self.drawn and self.ties.count:
            return [(say("ties"), say("drawn", count=say.number(self.ties.count)))]
        rows = [(say("ties"), _ties_text(self.ties, say))]
        for name, found in list(self.kinds.items())[:LISTED]:
            rows.append((f"  {say.name(name) if name else say('unnamed')}", _ties_text(found, say)))
        if self.along_the_line:
            rows.append((say("line"), say("line_left_out", count=say.number(self.along_the_line))))
        if self.asked:
            asked = [f"{say.name(name)} ({say.number(count)})" for name, count in self.asked]
            rows.append((say("asked"), ", ".join(asked)))
        return rows


def describe(chart: Chart, facts: Facts | None = None) -> Description:
    """Say what was found in a company.

    Parameters
    ----------
    chart : Chart
        The company.
    facts : Facts, optional
        What its files said beside the chart; without it, the ties of the chart are described.

    Returns
    -------
    Description
        Figures, with `as_dict` and `as_text`.
    """
    given = facts.ties if facts else None
    source, target = (given.source, given.target) if given else _ties_of(chart)
    source, target = distinct(source, target, chart.size)
    drawn = facts is not None and given is None
    return Description(
        people=chart.size,
        top=tuple(chart.names[row] for row in np.flatnonzero(chart.manager == NOBODY)),
        levels=tuple(np.bincount(chart.level).tolist()),
        managers=int(np.count_nonzero(chart.height)),
        span=_span(chart),
        teams=dict(zip(chart.teams, np.bincount(chart.team, minlength=len(chart.teams)).tolist(), strict=True)),
        drawn=drawn,
        ties=_found(source, target, chart.size),
        kinds=_by_kind(given, chart.size) if given else {},
        along_the_line=int(np.count_nonzero(along_the_line(chart, source, target))),
        asked=() if drawn else _asked(chart, target),
        notes=facts.notes if facts else (),
    )


def _ties_of(chart: Chart) -> tuple[Rows, Rows]:
    return np.repeat(np.arange(chart.size), np.diff(chart.ties_first)), chart.ties


def _span(chart: Chart) -> tuple[float, float, float]:
    reports = np.diff(chart.reports_first)
    spans = reports[reports > 0]
    if not len(spans):
        return 0.0, 0.0, 0.0
    return float(spans.min()), float(np.median(spans)), float(spans.max())


def _found(source: Rows, target: Rows, size: int) -> TiesFound:
    """Count ties that are distinct already."""
    if not len(source):
        return TiesFound(0, 0.0, 0.0)
    returned = np.isin(target * size + source, source * size + target)
    return TiesFound(len(source), float(returned.sum()) / len(returned), len(source) / (size * (size - 1)))


def _by_kind(ties: Ties, size: int) -> dict[str, TiesFound]:
    of_kind = {name: ties.kind == number for number, name in enumerate(ties.kinds)}
    return {name: _found(ties.source[mine], ties.target[mine], size) for name, mine in of_kind.items()}


def _asked(chart: Chart, target: Rows) -> tuple[tuple[str, int], ...]:
    times = np.bincount(target, minlength=chart.size)
    most = np.argsort(-times, kind="stable")[:ASKED]
    return tuple((chart.names[row], int(times[row])) for row in most if times[row])


def _ties_text(found: TiesFound, say: Wording) -> str:
    count = say.number(found.count)
    if not found.count:
        return count
    return say("ties_found", count=count, returned=say.share(found.returned), density=say.share(found.density))


def _note_rows(notes: tuple[Note, ...], say: Wording) -> list[tuple[str, str]]:
    texts = [say.note(each) for each in notes]
    return [("" if number else say("notes"), text) for number, text in enumerate(texts)]
