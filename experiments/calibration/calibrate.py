"""Choose constants of load and of wear, level by level, at neutral dials, and centre what says what is usual.

No form is run, and neither speed, fit nor agreement is computed: a value that made one form look better could not be
seen here. README.md says targets and rules. Goes on where it was stopped; writes ``points.csv``, every point that was
tried, as they come, and ``record.json``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear
from tqdm import tqdm

from sim.engine.binding import bind
from sim.experiment.identity import model_version
from sim.experiment.runner import available_cores, by_place, for_runs
from sim.experiment.space import LOG, RATE, Range, neutral, read_space, sample
from sim.metrics.people import of_people
from sim.parameters import Settings
from sim.record import ROLES
from sim.run import Run, set_scene
from sim.validation.correlate import correlations, interval_of, moments
from sim.validation.population import answers, lived
from sim.validation.steadiness import grown, half_width, lapsed, refused, slope

TARGETS = {
    **{"utilisation_head": (0.80, 0.92), "utilisation_managers": (0.75, 0.90), "utilisation_base": (0.70, 0.85)},
    **{"joint_share_head": (0.60, 0.75), "joint_share_managers": (0.40, 0.55), "joint_share_base": (0.05, 0.20)},
    **{"exhausted": (0.15, 0.22), "severe": (0.02, 0.06), "ambiguity_exhaustion": (0.12, 0.34)},
    "departures": (0.10, 0.20),
}
"""What lives at neutral dials should lie in, fixed before the first run; middles are aimed at."""
HOLDS = {
    "slope": (-0.1, 0.1),
    **{f"grown_{role}": (-np.inf, 3.0) for role in ROLES},
    **{"refused": (0.0, 0.02), "lapsed": (0.0, 0.05)},
    **{"rise_managers": (-np.inf, 0.0), "rise_head": (-np.inf, 0.0)},
}
"""What has to hold besides; a rise of exhaustion with level is the lower end of its interval."""
TRUST = {"trust_up": 0.03, "trust_peers": 0.03}
"""How far lived trust may lie from the culture's, once trust is centred."""
BESIDE = (
    *("autonomy_exhaustion", "exhaustion", "exhausted_head", "exhausted_middle", "exhausted_base", "engagement"),
    *(f"{what}_{role}" for what in ("overtime", "inbox", "load") for role in ROLES),
)
"""Told of the lives held out, and aimed at by nothing."""
RATES = Range(RATE, 0.3, 0.6, LOG, "a person and day", "ours", "its range before load took its place in the space")
FREE = (
    *("physics.head_hours", "physics.manager_hours", "physics.base_hours", "physics.strain_demand"),
    *("physics.outside_strain", "physics.strain_spread", "physics.recovery_spread", "physics.strain_unclear"),
    *("physics.overtime_strain", "physics.leave_rate"),
)
"""The constants that may move, beside the issue rate."""
EVENTS = {
    "physics.own_expected": ("lived_own", "lived"),
    "physics.kept_expected": ("lived_kept", "lived"),
    "physics.held_expected": ("lived_held", "lived"),
    "physics.heard_expected": ("lived_heard", "lived_others"),
}
"""Expected shares of lived events: which columns of a day they are shares of."""
TRUSTED, RESTED = "physics.trust_expected", "physics.usual_exhaustion"
CENTRED = (TRUSTED, *EVENTS, RESTED)
"""Constants that say what is usual: moved to what is lived, at last."""
DAYS, SINCE, WAVES = 750, 250, (500, 620)
NEAR, STAY = 0.002, 0.1
"""Where centring ends; what keeps constants where they are that no target moves."""
WIDTHS = {"wide": 1.0, "half": 0.5, "quarter": 0.25}

Floats = NDArray[np.float64]
Point = dict[str, float]
Columns = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """Points and lives of each stage; lives held out, and lives and rounds of centring."""

    stages: Mapping[str, tuple[int, range]]
    held_out: range
    centring: range
    rounds: int


FULL = Size(
    {
        "wide": (240, range(110_001, 110_009)),
        "half": (160, range(120_001, 120_013)),
        "quarter": (120, range(130_001, 130_025)),
    },
    range(140_001, 140_201),
    range(150_001, 150_061),
    8,
)
QUICK = Size(
    {"wide": (16, range(1, 3)), "half": (14, range(3, 5)), "quarter": (6, range(5, 7))}, range(7, 11), range(11, 13), 2
)
"""Of a trial of the machinery, in another folder; nothing of it is kept."""


class Lives(NamedTuple):
    """What some lives gave: a row of values each, and the moments their people's correlations are made of."""

    values: list[dict[str, float]]
    moments: Floats

    def mean(self, name: str) -> float:
        """Return a mean over lives, or a correlation over all of their people; for a rise, its interval's lower end."""
        if name in CORRELATED:
            return CORRELATED[name](correlations(self.moments.sum(axis=0)))
        each = self.each(name)
        return float(each.mean()) - (half_width(each) if name.startswith("rise_") else 0.0)

    def each(self, name: str) -> Floats:
        """Return a value of every life."""
        return np.array([one[name] for one in self.values])


CORRELATED = {"ambiguity_exhaustion": lambda r: float(r[0, 2]), "autonomy_exhaustion": lambda r: float(r[1, 2])}


def live_all(job: tuple[Point, Sequence[int]]) -> Lives:
    """Let one point live once a seed."""
    found = [live_one(neutral(job[0], seed, DAYS)) for seed in job[1]]
    return Lives([each[0] for each in found], np.array([each[1] for each in found]))


def live_one(settings: Settings) -> tuple[dict[str, float], Floats]:
    """Live once; return values, and the moments of clarity missing, autonomy and exhaustion of who stayed."""
    scene = set_scene(settings)
    tables, first, later = lived(settings, scene, WAVES)
    run = Run(settings, scene, bind(settings.rule, settings.rule_args), tables, {})
    days, roles = run.days[SINCE:], np.asarray(tables.roles)[len(ROLES) * SINCE :]
    told, people = of_people(roles=roles), float(roles["people"].sum())
    shares = {name: float(roles[name].sum()) / people for name in (*TRUST, "exhaustion", "engagement")}
    values = {
        **told,
        **shares,
        "exhausted": float(roles["alert"].sum()) / people,
        "departures": float(days["departures"].sum()) / (people / 250),
        "rise_managers": told["exhausted_middle"] - told["exhausted_base"],
        "rise_head": told["exhausted_head"] - told["exhausted_middle"],
        **{f"grown_{role}": grown(run, k) for k, role in enumerate(ROLES)},
        **{"slope": slope(run), "refused": refused(run), "lapsed": lapsed(run)},
        **{top: float(days[top].sum()) / max(1.0, float(days[bottom].sum())) for top, bottom in EVENTS.values()},
    }
    stayed = first["id"] == later["id"]
    asked = answers(settings, later[stayed])
    columns = [asked[name] - asked[name].mean() for name in ("ambiguity", "autonomy", "exhaustion")]
    return values, moments(np.column_stack(columns), np.zeros(int(stayed.sum()), np.int64))[0]


def spread(jobs: Sequence[tuple[Point, Sequence[int]]], workers: int, said: str) -> Iterator[tuple[int, Lives]]:
    """Do jobs in some processes and yield what comes when it comes, with a bar."""
    with tqdm(total=sum(len(seeds) for _, seeds in jobs), desc=said, unit="life", leave=False) as bar:
        for place, came in by_place(live_all, jobs, for_runs(0, len(jobs), workers)):
            bar.update(len(came.values))
            yield place, came


def live_many(point: Point, seeds: Sequence[int], workers: int, said: str) -> Lives:
    """Let one point live once a seed, in some processes."""
    jobs = [(point, seeds[k : k + 5]) for k in range(0, len(seeds), 5)]
    found = dict(spread(jobs, workers, said))
    parts = [found[place] for place in range(len(jobs))]
    return Lives([one for each in parts for one in each.values], np.concatenate([each.moments for each in parts]))


# --------------------------------------------------------------------------------------------------------- the search
def ranges() -> list[Range]:
    """Return the ranges that are searched."""
    known = {each.path: each for each in read_space()}
    return [RATES, *(known[path] for path in FREE)]


def place(each: Range, value: float) -> float:
    """Return where in a range a value lies: 0 at its lower end, 1 at its upper one."""
    at = np.log if each.scale == LOG else float
    return float((at(value) - at(each.low)) / (at(each.high) - at(each.low)))


def start() -> Floats:
    """Return where in their ranges the constants stand before the search."""
    settings = neutral({})
    values = [getattr(getattr(settings, each.path.partition(".")[0]), each.path.partition(".")[2]) for each in ranges()]
    return np.array([np.clip(place(each, value), 0, 1) for each, value in zip(ranges(), values, strict=True)])


def box(middle: Floats, width: float) -> list[Range]:
    """Return a part of every range around its place in the middle, kept within the range."""
    found = []
    for each, at in zip(ranges(), middle, strict=True):
        low = min(max(float(at) - width / 2, 0.0), 1.0 - width)
        found.append(replace(each, low=each.at(low), high=each.at(low + width)))
    return found


def away(row: Mapping[str, float]) -> Floats:
    """Return how far each target is from its middle, in half-widths."""
    return np.array([(row[name] - (low + high) / 2) / ((high - low) / 2) for name, (low, high) in TARGETS.items()])


def judged(row: Mapping[str, float]) -> dict[str, float]:
    """Return the distance of a point, and whether it meets all targets and all that has to hold."""
    far = away(row)
    holds = all(low <= row[name] <= high for name, (low, high) in HOLDS.items())
    return {"distance": float(np.sqrt((far**2).mean())), "met": float(holds and bool((np.abs(far) <= 1).all()))}


def aim(rows: Sequence[Columns], around: Floats) -> Floats:
    """Return the places at which targets, fitted as linear in the places of constants, come nearest their middles."""
    at = np.array([[place(each, row[each.path]) for each in ranges()] for row in rows])
    far = np.array([away(row) for row in rows])
    weight = np.sqrt(1.0 / (1.0 + np.array([row["distance"] for row in rows]) ** 2))[:, None]
    fitted = np.linalg.lstsq(np.column_stack([np.ones(len(at)), at]) * weight, far * weight, rcond=None)[0]
    many = at.shape[1]
    stay = np.sqrt(STAY) * np.eye(many)
    system = np.vstack([fitted[1:].T, stay]), np.concatenate([-fitted[0], stay @ around])
    return lsq_linear(*system, bounds=(at.min(axis=0), at.max(axis=0))).x


def nearest(rows: Sequence[Columns]) -> Columns:
    """Return the nearest point that meets everything, the nearest of all where none does."""
    return min(rows, key=lambda row: (-row["met"], row["distance"]))


def search(size: Size, book: Book, workers: int) -> list[Columns]:
    """Live all points of all stages; return those of the last."""
    middle, rows = np.full(len(ranges()), 0.5), []
    for stage, (points, seeds) in size.stages.items():
        drawn = sample(points, seeds[0], box(middle, WIDTHS[stage]))
        left = [k for k in range(points) if (stage, k) not in book.rows]
        for k, came in spread([({**drawn[k]}, seeds) for k in left], workers, stage):
            means = {name: came.mean(name) for name in (*TARGETS, *HOLDS)}
            book.add(stage, left[k], drawn[left[k]], means)
        rows = [book.rows[stage, k] for k in range(points)]
        print(f"{stage}: {points} points, {len(seeds)} lives each, {sum(row['met'] == 1 for row in rows)} meet all")
        middle = aim(rows, start())
    return rows


class Book:
    """The points that were tried, kept as they come; those of another model or by other rules are begun anew."""

    def __init__(self, path: Path, size: Size) -> None:
        rules = hashlib.sha256(repr((ranges(), TARGETS, HOLDS, size, DAYS, SINCE, WAVES, STAY)).encode()).hexdigest()
        self.path, self.model, self.rows = path, f"{model_version()}-{rules[:6]}", {}
        names = [each.path for each in ranges()]
        self.names = ["stage", "number", *names, *TARGETS, *HOLDS, "distance", "met", "model"]
        for row in csv.DictReader(path.read_text("utf-8").splitlines()) if path.is_file() else ():
            if list(row) == self.names and row["model"] == self.model:
                values = {name: float(value) for name, value in row.items() if name not in ("stage", "model")}
                self.rows[row["stage"], int(values["number"])] = values
        told = f"goes on after {len(self.rows)} points" if self.rows else "begins"
        print(f"{path}: {told}, model {self.model}")
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, self.names, lineterminator="\n")
            out.writeheader()
            out.writerows(
                {**row, "stage": key[0], "number": key[1], "model": self.model} for key, row in self.rows.items()
            )

    def add(self, stage: str, number: int, point: Mapping[str, float], means: Mapping[str, float]) -> None:
        """Keep a point, in six digits: what is read again is what was written."""
        row = {name: rounded(value, 6) for name, value in {**point, **means}.items()}
        row = {"number": float(number), **row, **{name: rounded(each, 6) for name, each in judged(row).items()}}
        self.rows[stage, number] = row
        with self.path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, self.names, lineterminator="\n").writerow(self._written((stage, number), row))

    def _written(self, key: tuple[str, int], row: Mapping[str, float]) -> Columns:
        return {**row, "stage": key[0], "number": key[1], "model": self.model}


# --------------------------------------------------------------------------------------- after it: centred, confirmed
def centre(frozen: Point, size: Size, workers: int) -> tuple[Point, list[Point]]:
    """Move what says what is usual to what is lived, until it stays; return it, and every round."""
    settings, rounds = neutral({}), []
    now = {path: rounded(getattr(settings.physics, path.partition(".")[2]), 3) for path in CENTRED}
    for _ in range(size.rounds):
        found = live_many({**frozen, **now}, size.centring, workers, "centring")
        trust = np.mean([found.mean(name) for name in TRUST]) - settings.culture.trust
        then = {path: found.mean(top) for path, (top, _) in EVENTS.items()}
        then |= {TRUSTED: now[TRUSTED] + float(trust), RESTED: found.mean("exhaustion")}
        before, now = now, {path: round(then[path], 3) for path in CENTRED}
        rounds.append(now)
        if max(abs(now[path] - before[path]) for path in CENTRED) <= NEAR + 1e-9:
            break
    return now, rounds


def confirm(point: Point, size: Size, workers: int) -> dict[str, dict[str, Any]]:
    """Return mean, 95 % interval and verdict of everything that is asked, over the lives held out."""
    lives, trust = live_many(point, size.held_out, workers, "held out"), neutral({}).culture.trust
    asked = {**TARGETS, **HOLDS, **{name: (trust - by, trust + by) for name, by in TRUST.items()}}
    found: dict[str, dict[str, Any]] = {}
    for name in (*asked, *BESIDE):
        mean, (low, high) = with_interval(lives, name)
        about: dict[str, Any] = {"mean": rounded(mean, 4), "low": rounded(low, 4), "high": rounded(high, 4)}
        if name in TARGETS:
            about["met"] = bool(asked[name][0] <= low and high <= asked[name][1])
        elif name in asked:
            about["met"] = bool(asked[name][0] <= lives.mean(name) <= asked[name][1])
        found[name] = about
    return found


def with_interval(lives: Lives, name: str) -> tuple[float, tuple[float, float]]:
    """Return a mean over lives with its 95 % interval, or a correlation with that over resampled lives."""
    if name in CORRELATED:
        return interval_of(lives.moments, CORRELATED[name])
    mean, half = float(lives.each(name).mean()), half_width(lives.each(name))
    return mean, (mean - half, mean + half)


def rounded(value: float, digits: int) -> float:
    """Round to significant digits.

    Examples
    --------
    >>> rounded(0.0008449, 2)
    0.00084
    """
    return float(f"{value:.{digits}g}")


def finish(folder: Path, frozen: Point, about: Mapping[str, Any], size: Size, workers: int) -> dict[str, Any]:
    """Centre, confirm, write the record down, and print it as tables for README.md."""
    centred, rounds = centre(frozen, size, workers)
    held_out = confirm({**frozen, **centred}, size, workers)
    finite = {name: [end if np.isfinite(end) else None for end in ends] for name, ends in HOLDS.items()}
    record = {
        "model": model_version(), "days": DAYS, "since": SINCE, "targets": TARGETS, "holds": finite, "trust": TRUST,
        "searched": {each.path: [each.low, each.high] for each in ranges()}, **about,
        "frozen": frozen, "centred": centred, "centring": rounds,
        "seeds": {name: [seeds[0], seeds[-1]] for name, (_, seeds) in size.stages.items()},
        "centring_seeds": [size.centring[0], size.centring[-1]],
        "held_out_seeds": [size.held_out[0], size.held_out[-1]], "held_out": held_out,
        "missed": [name for name, each in held_out.items() if not each.get("met", True)],
    }  # fmt: skip
    (folder / "record.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(table(record))
    return record


def table(record: Mapping[str, Any]) -> str:
    """Return a record as Markdown: constants, and what lives held out gave beside what was asked."""
    values = {**record["frozen"], **record["centred"]}
    asked = {**record["targets"], **record["holds"]}
    lines = ["| constant | value |", "| --- | --- |", *(f"| `{path}` | {value:g} |" for path, value in values.items())]
    lines += ["", "| | asked | mean | 95 % interval | |", "| --- | --- | --- | --- | --- |"]
    for name, each in record["held_out"].items():
        ends = " to ".join("" if end is None else f"{end:g}" for end in asked.get(name, ()))
        word = {True: "met", False: "**missed**"}.get(each.get("met"), "")
        lines.append(f"| {name} | {ends} | {each['mean']:g} | {each['low']:g} to {each['high']:g} | {word} |")
    return "\n".join(lines)


def estimate(size: Size, workers: int) -> float:
    """Return the minutes that all of it takes, by a few lives (the first compiles the engine)."""
    live_all(({}, [1]))
    began = time.perf_counter()
    live_all(({}, [1, 2, 3, 4]))
    lives = sum(points * len(seeds) for points, seeds in size.stages.values())
    lives += len(size.held_out) + size.rounds * len(size.centring)
    return lives * (time.perf_counter() - began) / 4 / workers / 60


def main(folder: Path, quick: bool = False, rate: float | None = None, workers: int = 0) -> dict[str, Any]:
    """Search, freeze, centre and confirm; or, with a rate, centre and confirm what is frozen at that issue rate."""
    size, workers = QUICK if quick else FULL, workers or available_cores()
    folder.mkdir(parents=True, exist_ok=True)
    if rate is not None:
        before = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        about = {"boxed": before["boxed"], "rate_by_steady": [before["frozen"][RATE], rate]}
        return finish(folder, {**before["frozen"], RATE: rate}, about, size, workers)
    print(f"about {estimate(size, workers):.0f} minutes on {workers} cores, if nothing else runs there")
    last = search(size, Book(folder / "points.csv", size), workers)
    best = nearest(last)
    frozen = {each.path: rounded(best[each.path], 2) for each in ranges()}
    boxed = {each.path: [min(row[each.path] for row in last), max(row[each.path] for row in last)] for each in ranges()}
    return finish(folder, frozen, {"boxed": boxed, "meet": sum(row["met"] == 1 for row in last)}, size, workers)


def read_words() -> argparse.Namespace:
    """Read the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", nargs="?", type=Path, help="where it writes (default: beside this file)")
    words.add_argument("--quick", action="store_true", help="a few points, to try the machinery; needs a folder")
    words.add_argument("--rate", type=float, help="centre and confirm what is frozen, at this issue rate")
    words.add_argument("--workers", type=int, default=0, help="processes (default: one a core)")
    given = words.parse_args()
    if given.quick and given.folder is None:
        words.error("--quick needs a folder: what it finds is no calibration")
    return given


if __name__ == "__main__":
    asked = read_words()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # what is said is seen in a file, too
    missed = main(asked.folder or Path(__file__).parent, asked.quick, asked.rate, asked.workers)["missed"]
    sys.exit(f"missed by lives held out: {', '.join(missed)}" if missed else 0)
