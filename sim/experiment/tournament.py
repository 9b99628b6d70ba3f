"""A tournament of rules: every rule of a folder lives the same hidden years, in each of several regimes.

A rule that cannot be used, or fails on the way, is reported with its reason; the others go on without it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from tqdm import tqdm

from sim.engine.binding import BoundRule, bind
from sim.engine.binding.source import shipped_rules
from sim.engine.compiled import compile_aloud
from sim.errors import InputError, nearest
from sim.experiment.compose import compose_run
from sim.experiment.identity import determining, model_version
from sim.experiment.side_by_side import in_processes
from sim.experiment.slots import configs_folder, with_defaults
from sim.experiment.twins import fixed_chart, seeds_from
from sim.metrics import OUTCOMES, Outcome
from sim.settings import Settings
from sim.simulate import set_scene, simulate

GROUND = "form=even"
"""Where rules meet: every dial half-way, authority by level (`configs/form/even.yaml`)."""
MEASURES: dict[str, Outcome] = {each.name: each for each in OUTCOMES if each.better}
"""What a tournament can be about."""
FEWEST_YEARS = 2

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
    """Find the rules of a folder and compose the regimes.

    Parameters
    ----------
    folder : Path
        Every file in it that ends in ``.py`` is a rule, but for tests and names that begin with an underscore.
    overrides : sequence of str
        Settings of every regime, as in ``organisation=pyramid_156``.
    seeds : int
        Years in each regime, at least 2.
    by : str
        The outcome rules are ranked by.
    secret : str
        A word that says which years; whoever does not know it cannot rehearse them.
    shipped : bool
        The rules that come with the laboratory take part too.

    Returns
    -------
    Tournament
        Ready to be lived.

    Raises
    ------
    InputError
        For a folder without rules, too few years, an unknown outcome or setting.
    """
    if by not in MEASURES:
        raise InputError(f"--by: no outcome {by!r} of which more or less is better{nearest(by, MEASURES)}")
    if seeds < FEWEST_YEARS:
        raise InputError(f"--seeds: {seeds} years give no interval (nearest valid: {FEWEST_YEARS})")
    for word in overrides:
        if word.partition("=")[0].lstrip("+") in ("rule", "form", "seed", "rule_args") or word.startswith("rule_args."):
            raise InputError(f"{word}: in a tournament each rule brings its own, and the years are hidden")
    regimes = {name: compose_run([GROUND, *own, *overrides]) for name, own in regimes_of().items()}
    entrants, refused = _entrants({**(shipped_rules() if shipped else {}), **rules_in(folder)})
    return Tournament(entrants, refused, regimes, seeds_from(first_seed(secret), seeds), MEASURES[by], bool(secret))


def regimes_of() -> dict[str, list[str]]:
    """Read the regimes: what each changes of the even ground."""
    return yaml.safe_load((configs_folder() / "tournament.yaml").read_text(encoding="utf-8"))


def rules_in(folder: Path) -> dict[str, Path]:
    """Find the rule files of a folder.

    Parameters
    ----------
    folder : Path
        Where to look, not below it.

    Returns
    -------
    dict of str to Path
        By the name of the file without its ending.

    Raises
    ------
    InputError
        When there is no such folder, or no rule in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the one with the rule files")
    wanted = (
        each for each in sorted(folder.glob("*.py")) if each.is_file() and not each.name.startswith(("_", "test_"))
    )
    found = {each.stem: each for each in wanted if each.name != "conftest.py"}
    if not found:
        raise InputError(f"{folder}: no rules in it; a rule is a file ending in .py (treillis rule new NAME makes one)")
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
    """Let every rule live through every year of every regime.

    Parameters
    ----------
    tournament : Tournament
        What to play.
    quiet : bool
        Show no progress.
    workers : int, optional
        Processes; as many as there are processors when absent. The numbers do not depend on it.

    Returns
    -------
    Played
        Values of the rules that lasted, reasons of the others.
    """
    started = time.perf_counter()
    compile_aloud()
    matches = [
        Match(replace(settings, seed=seed), tournament.entrants)
        for settings in tournament.regimes.values()
        for seed in tournament.seeds
    ]
    with tqdm(total=tournament.runs, disable=quiet or not sys.stderr.isatty(), unit="run", leave=False) as bar:
        found = in_processes(live_match, matches, [len(tournament.entrants)] * len(matches), bar.update, workers)
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
        raise InputError(f"{path}: was changed while the tournament was on")
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
