"""Rank rules by how many others beat them in the same years; being good everywhere counts by itself."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from sim.engine.binding import BoundRule, bind
from sim.engine.binding.source import shipped_rules
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.compose import compose_run
from sim.experiment.identity import determining, model_version
from sim.experiment.lives import fixed_chart, seeds_from
from sim.experiment.runner import Bar, in_order
from sim.experiment.slots import configs_folder, with_defaults
from sim.metrics import BETTER, OUTCOMES, Outcome
from sim.parameters import Settings
from sim.run import set_scene, simulate
from sim.stats.estimate import LEVEL, RESAMPLES, SEED, Estimate, estimate, holm, p_of_mean
from sim.stats.verdict import AHEAD, verdict

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """Where a rule stands among others, in one regime or over all.

    Parameters
    ----------
    beaten_by : int
        How many of the others are ahead of it (`beaten`).
    mean : float
        Of the outcome, in its unit.
    gap : float
        Mean distance to the field (the mean of all rules in the same year), in the outcome's unit.
    low, high : float
        95 % interval of the gap, over years.
    """

    beaten_by: int
    mean: float
    gap: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """How a rule did.

    Parameters
    ----------
    name : str
        The rule.
    overall : Place
        Over all regimes, each counting the same.
    regimes : tuple of Place
        In each regime.
    beaten_by : tuple of str
        Those that are ahead of it, over all regimes.
    regret : float
        The robustness score: how far it is, at worst, behind the best rule of a regime; 0 is never behind. In the
        outcome's unit.
    regret_low, regret_high : float
        Its 95 % interval: percentiles over bootstrap samples of years.
    worst : int
        The regime where that is.
    """

    name: str
    overall: Place
    regimes: tuple[Place, ...]
    beaten_by: tuple[str, ...]
    regret: float
    regret_low: float
    regret_high: float
    worst: int


def standings(names: Sequence[str], values: Floats, outcome: str) -> list[Standing]:
    """Rank rules by one outcome.

    A gap is taken to the mean of all rules in the same year of the same regime: what made a year hard for everybody
    drops out. Robustness is the largest regret over regimes, after the minimax regret of [savage1951].

    Examples
    --------
    >>> years = np.array([[[1.0] * 10, [4.0] * 10], [[2.0] * 10, [3.5] * 10]])
    >>> found = standings(["a", "b"], years, "decision_lead")
    >>> [(each.name, each.overall.beaten_by, each.regret, each.worst) for each in found]
    [('a', 0, 0.5, 1), ('b', 1, 1.0, 0)]
    """
    better = BETTER[outcome]
    gaps, means = values - values.mean(axis=0), values.mean(axis=2)
    beats = beaten(values.mean(axis=1), outcome)
    overall = places(gaps.mean(axis=1), means.mean(axis=1), beats)
    regimes = [places(gaps[:, g], means[:, g], beaten(values[:, g], outcome)) for g in range(values.shape[1])]
    behind = _behind(means, better)
    drawn = np.random.default_rng(SEED).multinomial(
        values.shape[2], np.full(values.shape[2], 1 / values.shape[2]), RESAMPLES
    )
    ends = np.percentile(_behind(values @ drawn.T / values.shape[2], better).max(axis=1), (2.5, 97.5), axis=1)
    found = [
        Standing(
            name,
            overall[k],
            tuple(each[k] for each in regimes),
            tuple(other for other, ahead in zip(names, beats[:, k], strict=True) if ahead),
            float(behind[k].max()),
            float(ends[0, k]),
            float(ends[1, k]),
            int(behind[k].argmax()),
        )
        for k, name in enumerate(names)
    ]
    return sorted(found, key=lambda each: (each.overall.beaten_by, -better * each.overall.mean, each.name))


def _behind(means: Floats, better: int) -> Floats:
    """Return how far each rule, the first axis, is behind the best."""
    return np.abs(means - (means.min(axis=0) if better < 0 else means.max(axis=0)))


def places(gaps: Floats, means: Floats, beats: NDArray[np.bool_]) -> list[Place]:
    """Say where rules stand, from their gaps to the field and who beats whom."""
    known = [estimate(each) for each in gaps]
    return [
        Place(int(by), float(mean), gap.mean, gap.low, gap.high)
        for by, mean, gap in zip(beats.sum(axis=0), means, known, strict=True)
    ]


def beaten(values: Floats, outcome: str) -> NDArray[np.bool_]:
    """Say who beats whom: in the years that both lived, ahead by the one verdict, and by p, two-sided, after Holm.

    Parameters
    ----------
    values : ndarray of float, shape (rules, years)
        The outcome of each rule in each year.
    outcome : str
        Its name.

    Returns
    -------
    ndarray of bool, shape (rules, rules)
        Whether the rule of the row is ahead of that of the column; the family is all pairs.

    Examples
    --------
    >>> by_luck = np.linspace(-0.1, 0.1, 10)
    >>> beaten(np.array([by_luck, by_luck + 0.2, by_luck + 9.0]), "decision_lead").sum(axis=0)
    array([0, 0, 2])
    """
    pairs = list(combinations(range(len(values)), 2))
    apart = [values[j] - values[i] for i, j in pairs]
    chances = holm([min(1.0, 2 * min(p_of_mean(each), p_of_mean(each, -1))) for each in apart])
    beats = np.zeros((len(values), len(values)), np.bool_)
    for (i, j), years, p in zip(pairs, apart, chances, strict=True):
        known = estimate(years) if p <= 1 - LEVEL else Estimate(0.0, 0.0, 0.0, 0)
        word, winner = verdict(outcome, known.mean, known.low, known.high, known.n)
        if word == AHEAD:
            beats[(i, j) if winner < 0 else (j, i)] = True
    return beats


GROUND = "form=even"
"""Where rules meet: every dial half-way, authority by level (`configs/form/even.yaml`)."""
MEASURES: dict[str, Outcome] = {each.name: each for each in OUTCOMES if each.better}
"""What a tournament can be about."""
FEWEST_YEARS = 2
NULL = "only_decide"
"""The rule that takes part in every tournament: what another adds is what it adds to this."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Entrant:
    """A rule that can be run: its name, its file, a hash of the file, its own parameters, why it is slow if it is."""

    name: str
    path: str
    source_hash: str
    args: Mapping[str, float]
    slow_reason: str | None


@dataclass(frozen=True)
class Tournament:
    """What is about to be played.

    Parameters
    ----------
    entrants : tuple of Entrant
        The rules that can be run.
    refused : dict of str to str
        The others, and why.
    regimes : dict of str to Settings
        The worlds and cultures, by name.
    seeds : range
        The hidden years, the same in every regime.
    measure : Outcome
        What rules are ranked by.
    hidden : bool
        Which years they are depends on a word that was given.
    """

    entrants: tuple[Entrant, ...]
    refused: Mapping[str, str]
    regimes: Mapping[str, Settings]
    seeds: range
    measure: Outcome
    hidden: bool = False

    @property
    def runs(self) -> int:
        """Organisations that live."""
        return len(self.entrants) * len(self.regimes) * len(self.seeds)

    @property
    def hash(self) -> str:
        """Name of what determines the numbers."""
        rules = sorted([each.source_hash, sorted(each.args.items())] for each in self.entrants)
        worlds = {name: {**determining(each), "rule_args": {}} for name, each in self.regimes.items()}
        parts = [rules, worlds, self.seeds[0], len(self.seeds), self.measure.name, model_version()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where its files go when nothing else is said."""
        return Path("results") / "tournament" / self.hash


@dataclass(frozen=True)
class Played:
    """What came of it.

    Parameters
    ----------
    entrants : tuple of Entrant
        The rules that lived every year of every regime, in order.
    values : dict of str to ndarray of float, shape (entrants, regimes, years)
        Each outcome.
    failed : dict of str to str
        The rules that cannot be used or did not last, and why.
    seconds : float
        What it took.
    """

    entrants: tuple[Entrant, ...]
    values: Mapping[str, Floats]
    failed: Mapping[str, str]
    seconds: float


@dataclass(frozen=True)
class Match:
    """One year of one regime, lived by every rule."""

    settings: Settings
    entrants: tuple[Entrant, ...]


def plan_tournament(
    folder: Path, overrides: Sequence[str], seeds: int, by: str, secret: str, shipped: bool = False
) -> Tournament:
    """Find the rules of a folder and compose the regimes."""
    if by not in MEASURES:
        raise InputError("no_outcome_better", "--by", (by, MEASURES), by=by)
    if seeds < FEWEST_YEARS:
        raise InputError("too_few_years", "--seeds", seeds=seeds, fewest_years=FEWEST_YEARS)
    for word in overrides:
        if word.partition("=")[0].lstrip("+") in ("rule", "form", "seed", "rule_args") or word.startswith("rule_args."):
            raise InputError("rules_bring_their_own", word)
    regimes = {name: compose_run([GROUND, *own, *overrides]) for name, own in regimes_of().items()}
    own = rules_in(folder)
    others = {name: path for name, path in shipped_rules().items() if name not in own and (shipped or name == NULL)}
    entrants, refused = _entrants({**own, **others})
    return Tournament(entrants, refused, regimes, seeds_from(first_seed(secret), seeds), MEASURES[by], bool(secret))


def regimes_of() -> dict[str, list[str]]:
    """Read the regimes: what each changes of the even ground."""
    return yaml.safe_load((configs_folder() / "tournament.yaml").read_text(encoding="utf-8"))


def rules_in(folder: Path) -> dict[str, Path]:
    """Find the rule files of a folder."""
    if not folder.is_dir():
        raise InputError("no_folder_of_rules", folder)
    wanted = (
        each for each in sorted(folder.glob("*.py")) if each.is_file() and not each.name.startswith(("_", "test_"))
    )
    found = {each.stem: each for each in wanted if each.name != "conftest.py"}
    if not found:
        raise InputError("no_rules_in_it", folder)
    return found


def _entrants(files: Mapping[str, Path]) -> tuple[tuple[Entrant, ...], dict[str, str]]:
    entrants, refused = [], {}
    for name, path in files.items():
        try:
            rule = bind(str(path), with_defaults(str(path), {}))
            entrants.append(Entrant(name, str(path.resolve()), rule.source_hash, rule.args, rule.slow_reason))
        except InputError as wrong:
            refused[name] = str(wrong).splitlines()[0].replace(str(path), path.name)
    return tuple(entrants), refused


def first_seed(secret: str) -> int:
    """Turn a word into the first of the hidden years, far from those a comparison lives through."""
    return 1_000_000 + int(hashlib.sha256(secret.encode()).hexdigest()[:10], 16)


def play(tournament: Tournament, quiet: bool = False, workers: int | None = None) -> Played:
    """Let every rule live through every year of every regime."""
    started = time.perf_counter()
    compile_aloud()
    matches = [
        Match(replace(settings, seed=seed), tournament.entrants)
        for settings in tournament.regimes.values()
        for seed in tournament.seeds
    ]
    with Bar(tournament.runs, quiet) as bar:
        found = in_order(live_match, matches, [len(tournament.entrants)] * len(matches), bar.came, workers)
    return _gathered(tournament, found, time.perf_counter() - started)


def live_match(match: Match) -> list[dict[str, float] | str]:
    """Let every rule live through one year; return its outcomes, or why it failed."""
    scene = set_scene(match.settings, fixed_chart(match.settings))
    found: list[dict[str, float] | str] = []
    for each in match.entrants:
        try:
            rule = _bound(each.path, each.source_hash, tuple(each.args.items()))
            settings = replace(match.settings, rule=each.path, rule_args=dict(each.args))
            found.append(simulate(settings, scene, rule).outcomes)
        except InputError as wrong:
            found.append(str(wrong).splitlines()[0].replace(each.path, Path(each.path).name))
    return found


@lru_cache(maxsize=256)
def _bound(path: str, source_hash: str, args: tuple[tuple[str, float], ...]) -> BoundRule:
    """Bind a rule once in each process; the hash is that of the file when the tournament was planned."""
    rule = bind(path, dict(args))
    if rule.source_hash != source_hash:
        raise InputError("changed_meanwhile", path)
    return rule


def _gathered(tournament: Tournament, found: Sequence[Sequence[dict[str, float] | str]], seconds: float) -> Played:
    shape = len(tournament.regimes), len(tournament.seeds)
    failed, kept, values = dict(tournament.refused), [], []
    for k, each in enumerate(tournament.entrants):
        mine = [match[k] for match in found]
        reason = next((one for one in mine if isinstance(one, str)), "")
        if reason:
            failed[each.name] = reason
        else:
            kept.append(each)
            values.append([one for one in mine if not isinstance(one, str)])
    names = [each.name for each in OUTCOMES]
    lived = {name: np.array([[one[name] for one in mine] for mine in values]).reshape(-1, *shape) for name in names}
    return Played(tuple(kept), lived, failed, seconds)
