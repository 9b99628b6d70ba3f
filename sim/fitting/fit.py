"""Fit a twin to a log: two rounds of lives through the one store, draws, what they cannot tell, what-ifs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.chart import Chart
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.identity import file_digest
from sim.experiment.plan import Plan, plan_of
from sim.experiment.runner import Bar, ExecutorSettings
from sim.experiment.slots import with_defaults
from sim.experiment.space import Range, read_space
from sim.experiment.store import readable_json, results_folder, write_whole
from sim.experiment.summary import read_rows
from sim.experiment.sweep import Told, live_plan
from sim.files.find import file_of
from sim.fitting.log import Log, read_log
from sim.fitting.posterior import Floats, Machine
from sim.fitting.recorded import Recording, drift, statistics, weeks
from sim.fitting.twin import TWIN
from sim.metrics import HEADLINE
from sim.organisation import build_chart
from sim.parameters import DialSettings, OrganisationSettings

RULE: Final = "mixed"
WARMUP: Final = 20
RUNS, SHOWN = 2000, 100
"""Lives of the first round (half as many in the local one), and of draws that are lived again to be looked at."""
FEWEST, MOST = 200, 100_000
"""Lives of the first round that may be asked for."""
TOLD: Final = 0.5
"""Widest 95 % interval, as a share of the range, of a setting that the log tells."""
UNSAID: Final = ("culture.trust",)
"""Settings that are never given as an estimate of the people behind a log, however well they seem told."""
JUDGED: Final = tuple(name for name in HEADLINE if name != "burnout_50")
"""Outcomes of a what-if: none that says how people are."""
RARE: Final = 0.05
"""Share of known answers as far away below which a log is flagged."""
WIDER: Final = 0.04
"""By which the box of the first round is widened on each side, as a share of the ranges."""
LUCKS: Final = 6
"""Years that each draw of a what-if lives through."""
WHAT_IF_DRAWS: Final = 40
RATE: Final = "world.issue_rate"
RATES: Final = (0.25, 0.8)
"""Range of arrivals (our guess for the 43 of the baseline); a log well outside it has one around its own."""
FITTED: Final = (
    *("world.interdependence", "world.scope", "world.novelty"),
    *("world.shock_frequency", "world.shock_size", "world.burst"),
    *("culture.clarity", "culture.trust", "culture.control"),
    *("physics.handoff_hours", "physics.work_hours", "physics.base_hours", "physics.judgement_noise"),
)
"""Settings of the registered space that are fitted, or at least drawn: what is fixed lends certainty to the others."""
LOST: Final = {"outside": 0.5, "batches": 0.5, "missing": 0.6, "empty": 0.2, "renamed": 0.6}
"""Up to which share each fault of recording is drawn where nobody vouches for the log (ours)."""
NEEDS_MOVES, NEEDS_REOPENED = ("missing",), ("renamed",)
PRODUCTS: Final = {
    "control_distrust": ("culture.control", "culture.trust"),
    "shocks": ("world.shock_size", "world.shock_frequency"),
}
"""What a log tells only jointly: control x (1 - trust), size x frequency."""


@dataclass(frozen=True)
class Question:
    """A log, a company, and how a twin is to be fitted.

    Parameters
    ----------
    log : Log
        As it was read.
    chart : Chart
        Of the file of people.
    organisation : dict
        The settings that name its files.
    fixed : mapping of str to float
        Settings that the user knows.
    vouched : bool
        Whether the log is whole: nothing is drawn about how it was kept.
    runs : int
        Lives of the first round.
    """

    log: Log
    chart: Chart
    organisation: Mapping[str, Any]
    fixed: Mapping[str, float] = field(default_factory=dict[str, float])
    vouched: bool = False
    runs: int = RUNS

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """What is drawn, and from which ranges."""
        known = {each.path: each for each in read_space()}
        found = [_rate_range(self.log, self.chart), *(known[path] for path in FITTED)]
        found += [Range(f"dials.{each.name}", 0, 1, "linear", "0 to 1", "ours", "") for each in fields(DialSettings)]
        if not self.vouched:
            names = [name for name in LOST if self._can_lose(name)]
            found += [Range(f"recording.{name}", 0, LOST[name], "linear", "share", "ours", "") for name in names]
        return tuple(each for each in found if each.path not in self.fixed)

    def _can_lose(self, name: str) -> bool:
        shape = self.log.shape
        return not (name in NEEDS_MOVES and not shape.moves) and not (name in NEEDS_REOPENED and not shape.reopened)

    def config(self, name: str, vary: Mapping[str, Any], design: Mapping[str, Any]) -> dict[str, Any]:
        """Write a round of lives as an experiment."""
        shape = self.log.shape
        plain = {
            **{"experiment": name, "origin": str(Path.cwd()), "slots": [TWIN], "replicates": 1},
            **{"vary": vary, "design": design, "rule": RULE, "rule_args": with_defaults(RULE, {})},
            **{"days": shape.days + WARMUP, "warmup_days": WARMUP, "follow_days": WARMUP, "seed": 1},
            **{"dials": {each.name: 0.5 for each in fields(DialSettings)}},
            **{"organisation": dict(self.organisation), "world": {}, "culture": {}, "physics": {}, "recording": {}},
            "log": asdict(shape),
        }
        for path, value in self.fixed.items():
            group, _, setting = path.partition(".")
            plain[group][setting] = value
        return plain

    def round(self, name: str, low: Floats, high: Floats, runs: int, seed: int) -> Plan:
        """Plan lives all over a box of the ranges, given in shares of them; each life has a luck of its own."""
        vary: dict[str, Any] = {"luck": {"low": 1, "high": 2**40}}
        for each, below, above in zip(self.ranges, low, high, strict=True):
            vary[each.path] = {"low": float(each.at(below)), "high": float(each.at(above)), "log": each.scale == "log"}
        return plan_of(self.config(name, vary, {"kind": "latin_hypercube", "points": runs, "seed": seed}))

    def again(self, values: Mapping[str, Floats]) -> Plan:
        """Plan some draws to be lived again, each with a luck that no other has had."""
        rows = [
            {"luck": 2**41 + k, **{path: float(each[k]) for path, each in values.items()}}
            for k in range(len(next(iter(values.values()))))
        ]
        return plan_of(self.config("again", {}, {"kind": "cases", "rows": rows}))


def _rate_range(log: Log, chart: Chart) -> Range:
    low, high = RATES
    rate = log.recorded.size / (log.shape.days * chart.size)
    if not low * 1.15 < rate < high / 1.25:
        low, high = rate * 0.7, rate * 2.24
    return Range(RATE, low, high, "log", "a person and day", "ours", "")


def shares_of(ranges: Sequence[Range], values: Mapping[str, Any]) -> Floats:
    """Return where values lie in their ranges, 0 to 1; shape (n, p)."""
    found = []
    for each in ranges:
        value, low, high = np.asarray(values[each.path], float), each.low, each.high
        if each.scale == "log":
            value, low, high = np.log(value), math.log(low), math.log(high)
        found.append((value - low) / (high - low))
    return np.array(found).T


def values_of(ranges: Sequence[Range], shares: Floats) -> dict[str, Floats]:
    """Return the values at some shares of the ranges."""
    return {each.path: np.array([float(each.at(u)) for u in shares[:, k]]) for k, each in enumerate(ranges)}


@dataclass(frozen=True)
class Estimated:
    """What a fit says of one setting, or of two together: quantiles of the draws, and how wide they are."""

    path: str
    low: float
    quarter: float
    median: float
    upper: float
    high: float
    width: float
    """Of the 95 % interval, as a share of the range."""
    shares: tuple[float, ...] = ()
    """The five quantiles as shares of the range."""

    @property
    def told(self) -> bool:
        """Whether the log tells it, and it may be said of people."""
        return self.width <= TOLD and self.path not in UNSAID


@dataclass(frozen=True)
class Check:
    """A predictive check: how rare the log is among known answers, and the loudest statistics, in deviations."""

    rare: float
    loud: tuple[tuple[str, float], ...]

    @property
    def flagged(self) -> bool:
        """Whether the model does not do what the log shows."""
        return self.rare < RARE


@dataclass(frozen=True)
class Fit:
    """A twin: draws of the settings under which the model does what a log shows.

    Parameters
    ----------
    question : Question
        The log, the company, what was known.
    draws : dict of str to ndarray of float, shape (k,)
        Values of each setting, draw by draw: what is correlated stays so.
    shares : ndarray of float, shape (k, p)
        The same as shares of the ranges.
    misfit, drifted : Check
        All statistics against the refitted model; the later part of the log against the earlier one.
    seen, band : dict of str to ndarray
        Statistics and weeks of the log, and of draws lived again.
    folder : pathlib.Path
        Of its files.
    """

    question: Question
    draws: dict[str, Floats]
    shares: Floats
    misfit: Check
    drifted: Check
    seen: Mapping[str, float]
    band: Mapping[str, Floats]
    folder: Path

    @cached_property
    def estimates(self) -> tuple[Estimated, ...]:
        """Every setting that was drawn, the best told first."""
        found = [_estimated(each.path, self.draws[each.path], self.shares[:, k])
                 for k, each in enumerate(self.question.ranges)]  # fmt: skip
        return tuple(sorted(found, key=lambda each: (not each.told, each.width)))

    @cached_property
    def products(self) -> tuple[Estimated, ...]:
        """What can only be told of two settings together."""
        luck, ranges = np.random.default_rng(1), {each.path: each for each in self.question.ranges}
        found = []
        for name, (one, other) in PRODUCTS.items():
            if not {one, other} <= {*ranges}:
                continue
            prior = values_of([ranges[one], ranges[other]], luck.random((4000, 2)))
            before, after = (_product(name, each[one], each[other]) for each in (prior, self.draws))
            low, high = np.quantile(before, [0.0, 1.0])
            found.append(_estimated(name, after, (after - low) / (high - low)))
        return tuple(found)


def _product(name: str, one: Floats, other: Floats) -> Floats:
    return one * (1 - other) if name == "control_distrust" else one * other


def _estimated(path: str, values: Floats, shares: Floats) -> Estimated:
    at = (0.025, 0.25, 0.5, 0.75, 0.975)
    places = np.quantile(shares, at)
    low, quarter, median, upper, high = map(float, np.quantile(values, at))
    width = float(places[-1] - places[0])
    return Estimated(path, low, quarter, median, upper, high, width, tuple(places.tolist()))


def question_of(
    log: str, people: str, ties: str | None = None, fixed: Mapping[str, float] | None = None,
    vouched: bool = False, runs: int = RUNS,
) -> Question:  # fmt: skip
    """Read a log and a company; raises `InputError` for what cannot be used."""
    organisation: dict[str, Any] = {"people": str(file_of(people, "PEOPLE").absolute())}
    organisation |= {"ties": str(file_of(ties, "ties").absolute())} if ties else {}
    chart = build_chart(OrganisationSettings(**organisation), 1)
    if not FEWEST <= runs <= MOST:
        edge = FEWEST if runs < FEWEST else MOST
        raise InputError("whole_from_to", "--runs", low=FEWEST, high=MOST, got=runs, edge=edge)
    found = Question(read_log(log, chart), chart, organisation, _known(fixed or {}), vouched, runs)
    if not found.ranges:
        raise InputError("fit_nothing_left", "treillis fit")
    return found


def _known(fixed: Mapping[str, float]) -> dict[str, float]:
    """Check settings that the user knows: any that is drawn may be given."""
    dials = [f"dials.{each.name}" for each in fields(DialSettings)]
    names = [RATE, *FITTED, *dials, *(f"recording.{name}" for name in LOST)]
    for path, value in fixed.items():
        if path not in names:
            raise InputError("fit_not_drawn", path, (path, names), name=path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError("a_number", path, got=value)
        if path.startswith("recording."):
            replace(Recording(), **{path.partition(".")[2]: value})
    return dict(fixed)


def folder_of(question: Question, log: str) -> Path:
    """Name the folder of a fit by what makes its numbers: the first round, and the log."""
    low = np.zeros(len(question.ranges))
    first = question.round("fit", low, low + 1, question.runs, 1)
    return Path("results") / "fit" / f"{first.hash}-{file_digest(file_of(log, 'LOG'))[:8]}"


def fit_twin(question: Question, folder: Path, where: ExecutorSettings, quiet: bool = False) -> Fit:
    """Live both rounds, or what is not kept of them yet, and draw."""
    shape, ranges = question.log.shape, question.ranges
    seen = statistics(question.log.recorded, shape, question.chart)
    live = _lived_in(where, quiet)
    with results_folder(folder):
        whole = np.zeros(len(ranges)), np.ones(len(ranges))
        first = live(question.round("first", *whole, question.runs, 1), folder / "first")
        low, high = box_of(*machine_of(first, ranges, seen), seen)
        local = live(question.round("local", low, high, max(FEWEST, question.runs // 2), 2), folder / "local")
        inside = _inside(first, ranges, low, high)
        rows = {name: np.concatenate([first[name][inside], local[name]]) for name in first}
        machine, names = machine_of(rows, ranges, seen, (low, high))
        shares, misfit = posterior(machine, names, seen, (low, high))
        draws = values_of(ranges, shares)
        every = max(1, len(shares) // SHOWN)
        band = live(question.again({path: each[::every] for path, each in draws.items()}), folder / "again")
        changed = drift(question.log.recorded, shape)
        shown = {**seen, **changed, **weeks(question.log.recorded, shape)}
        return Fit(question, draws, shares, misfit, drift_check(changed, band), shown, band, folder)


def _lived_in(where: ExecutorSettings, quiet: bool) -> Callable[[Plan, Path], dict[str, Floats]]:
    """Return what lives a plan where it was asked for, and reads its rows."""

    def live(plan: Plan, folder: Path) -> dict[str, Floats]:
        compile_aloud()
        with closing(Bar(quiet=quiet)) as bar:
            came = live_plan(plan, folder, where, Told(bar.say, bar.begins, bar.came))
        if came.failed == came.runs:
            raise InputError("fit_all_failed", folder)
        rows = read_rows(folder).to_pandas().sort_values("point")
        rows = rows[rows["failed"].isna()]
        kept = {name: rows[name].to_numpy(float) for name in rows if rows[name].dtype.kind in "fi"}
        return {**kept, "form": rows["form"].to_numpy(str)}

    return live


def machine_of(
    rows: Mapping[str, Floats],
    ranges: Sequence[Range],
    seen: Mapping[str, float],
    box: tuple[Floats, Floats] | None = None,
) -> tuple[Machine, list[str]]:
    """Sum up lives: their settings as shares of the ranges, or of a box in them, and the statistics that a log has."""
    low, high = box or (np.zeros(len(ranges)), np.ones(len(ranges)))
    names = [name for name in seen if name in rows]
    settings = (shares_of(ranges, rows) - low) / (high - low)
    return Machine.of(np.clip(settings, 0, 1), np.array([rows[name] for name in names]).T), names


def box_of(machine: Machine, names: Sequence[str], seen: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Return the box of the first round's draws, a little wider, in shares of the ranges."""
    drawn = machine.draws(machine.sum_up(np.array([seen[name] for name in names])))
    low, high = np.quantile(drawn, [0.001, 0.999], axis=0)
    return np.clip(low - WIDER, 0, 1), np.clip(high + WIDER, 0, 1)


def posterior(
    machine: Machine, names: Sequence[str], seen: Mapping[str, float], box: tuple[Floats, Floats]
) -> tuple[Floats, Check]:
    """Return draws as shares of the ranges, and whether the model does what the log shows."""
    at = np.array([seen[name] for name in names])
    said = machine.sum_up(at)
    rare, off = machine.misfit(at, said)
    loud = sorted(zip(names, off.tolist(), strict=True), key=lambda each: -abs(each[1]))
    low, high = box
    return low + machine.draws(said) * (high - low), Check(rare, tuple(loud[:3]))


def _inside(rows: Mapping[str, Floats], ranges: Sequence[Range], low: Floats, high: Floats) -> Any:
    shares = shares_of(ranges, rows)
    return ((shares >= low) & (shares <= high)).all(1)


def drift_check(changed: Mapping[str, float], band: Mapping[str, Floats]) -> Check:
    """Say how rare such a change in the later part of a log is among the refitted model's own logs."""
    names = [*changed]
    values, mine = np.array([band[name] for name in names]).T, np.array([changed[name] for name in names])
    spread = values.std(0) + 1e-9
    away = (values - values.mean(0)) / spread
    shape = np.linalg.inv(0.8 * np.cov(away.T) + 0.2 * np.eye(len(names)))
    off = (mine - values.mean(0)) / spread
    sizes = np.einsum("ij,jk,ik->i", away, shape, away)
    loud = sorted(zip(names, off.tolist(), strict=True), key=lambda each: -abs(each[1]))
    return Check(float((np.sum(sizes >= off @ shape @ off) + 1) / (len(sizes) + 1)), tuple(loud[:3]))


# ----------------------------------------------------------------------------------------------------------- what-ifs
@dataclass(frozen=True)
class WhatIf:
    """One outcome with and without a change: the difference, what is luck in it and what is not knowing.

    Parameters
    ----------
    outcome : str
        Its name.
    before, after : float
        Means over draws and years.
    difference : float
        Mean difference.
    low, high : float
        Ends of the 95 % interval of the mean difference over draws: not knowing the settings.
    year_low, year_high : float
        Ends of that of one year: luck as well.
    unknown : float
        Share of the variance of a year's difference that comes from not knowing the settings.
    """

    outcome: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    year_low: float
    year_high: float
    unknown: float


AS_IS, CHANGED = "as_is", "what_if"


def what_if(fit: Fit, changes: Mapping[str, Any], where: ExecutorSettings, quiet: bool = False) -> list[WhatIf]:
    """Let draws live through the same years as they are and changed: culture, dials or the rule.

    Parameters
    ----------
    fit : Fit
        Its draws stand for what is not known.
    changes : mapping
        ``{"culture.clarity": 0.8}``.
    where : ExecutorSettings
        Where lives are lived.
    quiet : bool
        Show no progress.

    Returns
    -------
    list of WhatIf
        One a headline outcome.
    """
    plan = plan_what_if(fit, changes)
    folder = fit.folder / f"what_if-{plan.hash}"
    rows = _lived_in(where, quiet)(plan, folder)
    many = len(plan.points) * LUCKS
    if len(rows["point"]) < 2 * many:
        raise InputError("fit_what_if_failed", folder, n=2 * many - len(rows["point"]))
    order = np.lexsort((rows["form"] == CHANGED, rows["replicate"], rows["point"]))
    return [_judged(name, rows[name][order].reshape(-1, LUCKS, 2)) for name in JUDGED]


def plan_what_if(fit: Fit, changes: Mapping[str, Any]) -> Plan:
    """Plan draws as they are and changed, on the same years."""
    changed: dict[str, Any] = {"rule": RULE, "dials": {}, "culture": {}}
    for path, value in changes.items():
        group, _, name = path.partition(".")
        if group not in changed or (group != "rule") != bool(name):
            raise InputError("fit_what_if", "--what-if", path=path)
        if name:
            changed[group][name] = value
        else:
            changed[group] = value
    every = max(1, len(fit.shares) // WHAT_IF_DRAWS)
    rows = [_case({path: float(each[k]) for path, each in fit.draws.items()}, changed)
            for k in range(0, len(fit.shares), every)]  # fmt: skip
    fixed = {path: value for path, value in fit.question.fixed.items() if not path.startswith("recording.")}
    config: dict[str, Any] = {
        **{"experiment": "what_if", "origin": str(Path.cwd()), "slots": [AS_IS, CHANGED]},
        **{"replicates": LUCKS, "seed": 1},
        "organisation": dict(fit.question.organisation),
        AS_IS: {"rule": RULE, "dials": {}},
        CHANGED: changed,
    }
    for path, value in fixed.items():
        group, _, name = path.partition(".")
        if group == "dials":
            config[AS_IS][group][name] = value
            config[CHANGED][group].setdefault(name, value)
        else:
            config.setdefault(group, {})[name] = value
    return plan_of({**config, "design": {"kind": "cases", "rows": rows}})


def _case(draw: Mapping[str, float], changed: Mapping[str, Any]) -> dict[str, float]:
    """Write a draw as a case: dials are each organisation's own, and those that are changed stay changed."""
    found = {}
    for path, value in draw.items():
        group, _, name = path.partition(".")
        if group == "recording":
            continue
        if group == "dials":
            found[f"{AS_IS}.{path}"] = value
            if name not in changed["dials"]:
                found[f"{CHANGED}.{path}"] = value
        else:
            found[path] = value
    return found


def _judged(name: str, pairs: Floats) -> WhatIf:
    """Take apart luck and not knowing: draws by years, with an outcome before and after; shape (draws, years, 2)."""
    apart = pairs[..., 1] - pairs[..., 0]
    draws, years = apart.shape
    means = apart.mean(1)
    left = apart - means[:, None] - apart.mean(0) + apart.mean()
    noise = (left**2).sum() / max(1, (draws - 1) * (years - 1))
    unknown = max(0.0, float(means.var(ddof=1) - noise / years))
    luck = noise + max(0.0, float(apart.mean(0).var(ddof=1) - noise / draws))
    middle = float(apart.mean())
    shrink = math.sqrt(unknown / means.var(ddof=1)) if means.var() > 0 else 0.0
    low, high = middle + shrink * (np.quantile(means, [0.025, 0.975]) - middle)
    one_low, one_high = np.quantile(apart, [0.025, 0.975])
    before, after = pairs[..., 0].mean(), pairs[..., 1].mean()
    return WhatIf(name, float(before), float(after), middle, float(low), float(high), float(one_low), float(one_high),
                  unknown / (unknown + luck) if unknown + luck > 0 else 0.0)  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- files
def write_fit(fit: Fit, anyway: bool = False) -> list[Path]:
    """Write what was found: its values, and its draws unless the model does not do what the log shows."""
    found = [write_whole(fit.folder / "fit.json", readable_json(fit_values(fit)))]
    csv = fit.folder / "fitted.csv"
    if fit.misfit.flagged and not anyway:
        csv.unlink(missing_ok=True)
        return found
    rows = zip(*fit.draws.values(), strict=True)
    lines = [",".join(fit.draws), *(",".join(repr(float(each)) for each in row) for row in rows)]
    return [*found, write_whole(csv, ("\n".join(lines) + "\n").encode())]


def fit_values(fit: Fit) -> dict[str, Any]:
    """Return what was found as plain values; no name of anybody."""
    about = fit.question.log
    return {
        "log": {**about.facts, "tier": about.tier},
        "known": dict(fit.question.fixed),
        "vouched": fit.question.vouched,
        "runs": fit.question.runs,
        "misfit": {"flagged": fit.misfit.flagged, "rare": fit.misfit.rare, "loud": dict(fit.misfit.loud)},
        "drift": {"flagged": fit.drifted.flagged, "rare": fit.drifted.rare, "loud": dict(fit.drifted.loud)},
        "told": {each.path: _plain(each) for each in fit.estimates if each.told and not fit.misfit.flagged},
        "products": {each.path: _plain(each) for each in fit.products if each.told and not fit.misfit.flagged},
        "not_told": [each.path for each in fit.estimates if not each.told],
    }


def _plain(each: Estimated) -> dict[str, float]:
    return {"median": each.median, "low": each.low, "high": each.high, "width": round(each.width, 3)}
