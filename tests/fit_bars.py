"""Known answers for fits: logs made by treillis with hidden settings, and the bars that a fit must hold on them.

`python tests/nightly/fits.py` runs the whole and prints the tables of docs/how_to/fit.md; `tests/test_fit.py` a sample.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.experiment.plan import plan_of
from sim.experiment.runner import executor_settings
from sim.experiment.summary import read_rows
from sim.experiment.sweep import Told, live_plan
from sim.fitting.fit import RARE, Question, box_of, machine_of, posterior, shares_of
from sim.fitting.log import Log
from sim.fitting.posterior import Machine
from sim.fitting.recorded import Recorded, Shape, statistics
from sim.fitting.twin import columns_of, lived
from sim.organisation import build_chart
from sim.parameters import OrganisationSettings

SERIAL = executor_settings({"kind": "serial"})
NOBODY = Told(lambda said: None, lambda *counts: None, lambda count: None)


def question(shape: Shape, vouched: bool = True, runs: int = 2000, **fixed: float) -> Question:
    """Ask about a log of some shape of the pyramid of 43; its tickets are as many as in the middle of the ranges."""
    chart = build_chart(OrganisationSettings(), 1)
    size = int(0.45 * shape.days * chart.size)
    nobody = np.zeros(size, np.int64)
    blank = Recorded(nobody, np.zeros(size), nobody, nobody, np.zeros(size, bool), {})
    return Question(Log(blank, shape, {}, ()), chart, {}, fixed, vouched, runs)


def live(plan, folder, where=SERIAL):
    """Live a plan in a folder, or what it lacks of it; return its columns."""
    live_plan(plan, folder, where, NOBODY)
    rows = read_rows(folder).to_pandas().sort_values("point")
    rows = rows[rows["failed"].isna()]
    return {name: rows[name].to_numpy(float) for name in rows if rows[name].dtype.kind in "fi"}


@dataclass
class Known:
    """Lives to learn from, and lives whose settings are the hidden truth."""

    question: Question
    names: list[str]
    machine: Machine
    truths: np.ndarray
    logs: np.ndarray

    @classmethod
    def of(cls, asked: Question, many: int, folder, where=SERIAL) -> Known:
        whole = np.zeros(len(asked.ranges)), np.ones(len(asked.ranges))
        learnt = live(asked.round("first", *whole, asked.runs, 1), folder / "first", where)
        hidden = live(asked.round("hidden", *whole, many, 77), folder / "hidden", where)
        machine, names = machine_of(learnt, asked.ranges, dict.fromkeys(statistics_of(asked.log.shape), 0.0))
        logs = np.array([hidden[name] for name in names]).T
        return cls(asked, names, machine, shares_of(asked.ranges, hidden), logs)

    def paths(self) -> list[str]:
        return [each.path for each in self.question.ranges]

    def draws(self, logs=None):
        return [self.machine.draws(self.machine.sum_up(each)) for each in (self.logs if logs is None else logs)]

    def flagged(self, logs) -> float:
        """Return the share of logs of which the model is said not to do what they show."""
        rare = [self.machine.misfit(each, self.machine.sum_up(each))[0] for each in logs]
        return float(np.mean(np.array(rare) < RARE))


def statistics_of(shape: Shape) -> list[str]:
    return [name for name in columns_of(shape) if not name.startswith(("week_0", "week_1", "week_2", "drift_"))]


def calibration(known: Known) -> dict:
    """CALIBRATION: how often 95 % intervals hold the truth, overall and at least, and how even ranks are."""
    drawn, truths = known.draws(), known.truths
    low, high = (np.array([np.quantile(each, share, axis=0) for each in drawn]) for share in (0.025, 0.975))
    held = (truths >= low) & (truths <= high)
    ranks = np.sort([(each < truth).mean(0) for each, truth in zip(drawn, truths, strict=True)], axis=0)
    n = len(truths)
    steps = np.arange(n + 1)[:, None] / n
    uneven = np.maximum((steps[1:] - ranks).max(0), (ranks - steps[:-1]).max(0))
    least = int(held.mean(0).argmin())
    return {
        "logs": n,
        "overall": float(held.mean()),
        "least": float(held.mean(0).min()),
        "least_of": known.paths()[least],
        "ks": float(uneven.max()),
        "widths": dict(zip(known.paths(), np.median(high - low, axis=0).tolist(), strict=True)),
    }


def local_widths(known: Known, many: int, folder, where=SERIAL, runs: int = 1000) -> dict:
    """TOLD: median widths of 95 % intervals after a local round, as shares of ranges, and how many hold the truth."""
    widths, held = [], []
    asked = known.question
    whole = np.zeros(len(asked.ranges)), np.ones(len(asked.ranges))
    first = live(asked.round("first", *whole, asked.runs, 1), folder / "first", where)
    for k in range(many):
        seen = dict(zip(known.names, known.logs[k].tolist(), strict=True))
        low, high = box_of(known.machine, known.names, seen)
        local = live(asked.round("local", low, high, runs, 2), folder / f"local-{k}", where)
        shares = shares_of(asked.ranges, first)
        inside = ((shares >= low) & (shares <= high)).all(1)
        rows = {name: np.concatenate([first[name][inside], local[name]]) for name in first}
        drawn, _ = posterior(*machine_of(rows, asked.ranges, seen, (low, high)), seen, (low, high))
        ends = np.quantile(drawn, [0.025, 0.975], axis=0)
        widths.append(ends[1] - ends[0])
        held.append((known.truths[k] >= ends[0]) & (known.truths[k] <= ends[1]))
    widths = np.median(widths, axis=0).tolist()
    return {"logs": many, "held": float(np.mean(held)), "widths": dict(zip(known.paths(), widths, strict=True))}


def misfit(known: Known, many: int, folder, changes: dict, where=SERIAL, name: str = "other") -> float:
    """MISFIT: the share of logs that are flagged when another organisation made them than any that is fitted."""
    asked, whole = known.question, (np.zeros(len(known.question.ranges)), np.ones(len(known.question.ranges)))
    config = {**asked.round(name, *whole, many, 78).config}
    for path, value in changes.items():
        group, _, setting = path.partition(".")
        config["vary"] = {key: each for key, each in config["vary"].items() if key != path}
        config[group] = {**config[group], setting: value} if setting else value
    rows = live(plan_of(config), folder / f"other-{name}", where)
    return known.flagged(np.array([rows[each] for each in known.names]).T)


# --------------------------------------------------------------------------------------------------------- as files
WORDS = {"reopened": "reopened", "approvals": "approval asked", "refused": "approval refused", "comments": "comment",
         "links": "linked"}  # fmt: skip


def hidden(shape: Shape, seed: int = 5, **given: float):
    """Live once with hidden settings, middling where they are not given; return the log, and its chart."""
    asked = question(shape)
    middle = {each.path: each.at(0.5) for each in asked.ranges}
    plan = asked.again({path: np.array([value]) for path, value in {**middle, **given}.items()})
    run, log = lived(replace(plan.expansion.settings(plan.points[0])["twin"], luck=seed))
    return log, run.scene.chart


def write_people(path, chart, name=str):
    """Write a chart as a file of people; `name` says what each is called."""
    rows = [
        f"{name(each)},{name(chart.names[above]) if above >= 0 else ''},{chart.teams[team]}"
        for each, above, team in zip(chart.names, chart.manager, chart.team, strict=True)
    ]
    path.write_text("\n".join(["id,manager,team", *rows]) + "\n", "utf-8")
    return path


def stamp(time: float) -> str:
    day = np.busday_offset(np.datetime64("2031-01-06"), int(time))
    seconds = round((9 + time % 1 * 8) * 3600)
    return f"{day} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def events_of(log: Recorded, chart, name=str) -> list[tuple]:
    """List what happened: ticket, time, activity, from, to."""

    def seat(row):
        return name(chart.names[row]) if row >= 0 else ""

    rows = [(k, float(log.opened[k]), "opened", seat(log.origin[k]), "") for k in range(log.size)]
    for kind, word in WORDS.items():
        for k in np.repeat(np.arange(log.size), log.counts[kind].astype(int)):
            rows.append((k, min(float(log.closed[k]), log.opened[k] + 0.3), word, seat(log.origin[k]), ""))
    for k in np.flatnonzero(np.isfinite(log.closed)):
        rows.append((k, float(log.closed[k]), "cancelled" if log.cancelled[k] else "closed", seat(log.closer[k]), ""))
    moves = zip(log.ticket, log.when, log.source, log.target, strict=True)
    rows += [(k, float(at), "assigned", seat(one), seat(other)) for k, at, one, other in moves]
    order = {"opened": 0, "reopened": 1}
    return sorted(rows, key=lambda row: (row[1], order.get(row[2], 2)))


def write_log(path, log: Recorded, chart, name=str):
    """Write a log with a row an event."""
    rows = [f"T-{k},{stamp(at)},{what},{one},{other}" for k, at, what, one, other in events_of(log, chart, name)]
    path.write_text("\n".join(["ticket,timestamp,activity,from,to", *rows]) + "\n", "utf-8")
    return path


# ---------------------------------------------------------------------------------------------- faults of recording
def dispatched(log: Recorded, chart) -> Recorded:
    """Put a dispatcher in front of each team: the last of its people, who hands all on within the hour."""
    desk = np.array([np.flatnonzero(chart.team == k)[-1] for k in range(len(chart.teams))])[chart.team[log.origin]]
    mine = np.flatnonzero(desk != log.origin)
    ticket = np.concatenate([mine, log.ticket])
    after = np.maximum(log.when, log.opened[log.ticket] + 0.11)
    when = np.concatenate([log.opened[mine] + 0.1, after])
    source, target = np.concatenate([desk[mine], log.source]), np.concatenate([log.origin[mine], log.target])
    order = np.lexsort((when, ticket))
    moves = {"ticket": ticket[order], "when": when[order], "source": source[order], "target": target[order]}
    return replace(log, origin=desk, **moves)


def in_calendar_days(log: Recorded, chart) -> Recorded:
    """Count weekends as days on which nothing happens."""

    def stretched(time):
        return np.where(np.isfinite(time), np.floor(time / 5) * 7 + np.minimum(time, 1e9) % 5, np.inf)

    opened = stretched(log.opened.astype(float)).astype(np.int64)
    return replace(log, opened=opened, closed=stretched(log.closed), when=stretched(log.when))


def reopenings_unlogged(log: Recorded, chart) -> Recorded:
    return replace(log, counts={**log.counts, "reopened": np.zeros(log.size)})


def only_closed(log: Recorded, chart) -> Recorded:
    return log.only(np.isfinite(log.closed))


def recording(known: Known, many: int, fault, days: int | None = None) -> float:
    """RECORDING: the share of logs with a fault of recording that are flagged where it is not modelled."""
    shape, chart = known.question.log.shape, known.question.chart
    whole = np.zeros(len(known.question.ranges)), np.ones(len(known.question.ranges))
    plan = known.question.round("faulty", *whole, many, 79)
    logs = []
    for point in plan.points:
        settings: Any = plan.expansion.settings(point)["twin"]
        if days is not None:
            settings = replace(settings, days=days + settings.warmup_days, log=replace(settings.log, days=days))
        log = fault(lived(settings)[1], chart)
        found = statistics(log.only(log.opened < shape.days), shape, chart)
        logs.append([found[name] for name in known.names])
    return known.flagged(np.array(logs))
