"""Keys of an experiment that are nearly one of its own."""

from __future__ import annotations

import hashlib
import json
import re
import statistics
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

import sim.experiment.design as designs
from sim.checked import Checked, build, number
from sim.engine.binding import BoundRule, bind
from sim.errors import Count, InputError
from sim.experiment.design import DesignSettings, Factor, Point, case_factors, chosen_design, factors_of
from sim.experiment.expand import PUBLISHED, Base, Expansion, PublishedBase, published_base
from sim.experiment.frames import read_own
from sim.experiment.identity import point_digest, run_id
from sim.experiment.lives import Task, measured_issues, scene_key, seeds_from
from sim.experiment.slots import FORMS
from sim.experiment.store import schema_of
from sim.metrics import OUTCOMES
from sim.parameters import Settings
from sim.run import set_scene, simulate


def no_misspelt(keys: Collection[str], own: Collection[str]) -> None:
    """Refuse a key that is nearly one of an experiment's own; the settings say which others they do not know."""
    for key in sorted(set(keys) - set(Settings.__dataclass_fields__)):
        if get_close_matches(key, own, n=1):
            raise InputError("unknown_key", key, (key, own))


OWN_KEYS = (
    "experiment",
    "origin",
    "vary",
    "design",
    "replicates",
    "until_ci",
    "slots",
    "keep_days",
    "executor",
    "follows",
    "outcomes",
    "part",
)
"""What an experiment says besides settings."""
LOG = "log"
"""Key of a fit to a log: its lives are those of `sim.fitting`, a floor above, so that nothing here imports them."""
ASK = 200_000
"""Runs above which a sweep wants a --yes."""
MOST = 20_000_000
"""Runs a sweep may have."""


@dataclass(frozen=True)
class Until(Checked):
    """Replicate until the 95 % interval of an outcome's paired difference is narrow enough, at each point."""

    outcome: str = "decision_lead"
    half_width: float = number(0.02, 0, 1e9, "of the outcome", "half of the interval, at most", strength="theory")
    at_least: int = number(10, 2, 1_000_000, "twins a point", "before it is looked at", strength="theory")
    most: int = number(1000, 2, 1_000_000, "twins a point", "after which it is given up", strength="theory")

    def __post_init__(self) -> None:
        super().__post_init__()
        names = [each.name for each in OUTCOMES]
        if self.outcome not in names:
            raise InputError("no_outcome_named", "outcome", (str(self.outcome), names), name=self.outcome)
        if self.most < self.at_least:
            raise InputError("most_below_least", "most", most=self.most, at_least=self.at_least)


@dataclass(frozen=True)
class Extent(Checked):
    """How often each point is lived through."""

    replicates: int = number(20, 1, 1_000_000, "twins a point", "worlds, the same for all points", strength="theory")


@dataclass(frozen=True)
class Plan:
    """An experiment, ready to run.

    Parameters
    ----------
    config : dict
        What it was made from: enough to make it again.
    expansion : Expansion
        Base and factors.
    design : DesignSettings
        The design.
    points : list of tuple
        The factors' values at each point, none twice.
    rows : list of int
        The point of each row of the design.
    digests : list of str
        What determines the numbers at each point.
    order : list of int
        Points in the order in which they share worlds.
    rules : dict of str to BoundRule
        Every rule that is followed somewhere, by the name or path settings give.
    replicates : int
        Twins a point; the first look, with `until`.
    until : Until or None
        When to stop replicating.
    part : (int, int) or None
        Which of how many parts of its runs are wanted here; all where there is none.
    """

    config: dict[str, Any]
    expansion: Expansion
    design: DesignSettings
    points: list[Point]
    rows: list[int]
    digests: list[str]
    order: list[int]
    rules: dict[str, BoundRule]
    replicates: int
    until: Until | None
    part: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """The experiment's name."""
        return str(self.config["experiment"])

    @property
    def slots(self) -> tuple[str, ...]:
        """The organisations set side by side."""
        return self.expansion.base.slots

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What is varied."""
        return self.expansion.factors

    @property
    def first_seed(self) -> int:
        """The seed of replicate 0."""
        return self.expansion.base.first_seed

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of every rule that is followed, and the version of a published model."""
        own = {each.path: each.sha256 for each in self.expansion.base.own}
        return {**{name: rule.source_hash for name, rule in self.rules.items()}, **self.expansion.base.hashes, **own}

    @property
    def keep_days(self) -> bool:
        """Whether daily rows are kept, too."""
        return bool(self.config.get("keep_days", False))

    @property
    def most_runs(self) -> int:
        """Runs there will be, at most."""
        if self.part is not None:
            return sum(len(each.slots) for each in self.tasks(range(self.replicates)))
        return len(self.points) * (self.until.most if self.until else self.replicates) * len(self.slots)

    @cached_property
    def schema(self) -> pa.Schema:
        """Of its rows."""
        return schema_of(self.factors, self.expansion.base.outcomes, own=bool(self.expansion.base.own))

    @cached_property
    def hash(self) -> str:
        """What determines its rows."""
        until = None if self.until is None else vars(self.until)
        columns = [(field.name, str(field.type)) for field in self.schema]
        parts = [self.digests, self.rows, self.points, columns, self.first_seed, self.replicates, until]
        own = [[each.sha256 for each in self.expansion.base.own]] if self.expansion.base.own else []
        part = [list(self.part)] if self.part else []
        text = json.dumps([parts, self.slots, self.keep_days, *own, *part], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where its results go when nothing else is said."""
        return Path("results") / self.name / self.hash

    def run_id(self, task: Task, slot: str) -> str:
        """Name a run."""
        return run_id(self.digests[task.point], slot, task.seed)

    def tasks(self, replicates: range, points: Sequence[int] | None = None) -> Iterator[Task]:
        """Yield twins, replicate by replicate, points that share a world one after the other."""
        chosen = self.order if points is None else points
        which, many = self.part or (1, 1)
        for replicate in replicates:
            for place, point in enumerate(chosen, replicate * len(chosen)):
                if place % many == which - 1:
                    yield Task(point, replicate, self.first_seed + replicate, self.slots)


def plan_of(config: Mapping[str, Any], yes: bool = True) -> Plan:
    """Plan an experiment.

    Parameters
    ----------
    config : mapping
        Composed by `compose_sweep`, or kept in a results folder.
    yes : bool
        Accept a design beyond `ASK` runs.

    Returns
    -------
    Plan
        Every point made and checked once, every rule bound.

    Raises
    ------
    InputError
        For whatever could not run: a factor that does not exist, an empty list of levels, a rule that is none.
    """
    base = _base(config)
    design, until = chosen_design(config.get("design")), _until(config.get("until_ci"))
    replicates = until.at_least if until else _replicates(config)
    factors = _factors(config.get("vary"), design, base)
    size = designs.size_of(factors, design) * (until.most if until else replicates) * len(base.slots)
    _check_size(size, yes)
    _check_ends(base, factors)
    if not isinstance(base, PublishedBase):
        measured_issues(next(iter(base.settings.values())))
    plan, part = _expanded(config, Expansion(base, factors), design, replicates, until), part_of(config.get("part"))
    if part and until:
        raise InputError("part_with_until_ci", "part")
    return replace(plan, part=part)


def part_of(given: Any) -> tuple[int, int] | None:
    """Read which of how many parts, as in ``2/3``.

    Examples
    --------
    >>> part_of("2/3"), part_of(None)
    ((2, 3), None)
    """
    if given is None:
        return None
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", str(given))
    which, many = (int(each) for each in found.groups()) if found else (0, 0)
    if not 1 <= which <= many:
        raise InputError("one_of_some", "part", given=given)
    return which, many


def _base(config: Mapping[str, Any]) -> Base:
    slots = config.get("slots", FORMS)
    if not isinstance(slots, list | tuple) or not slots or not all(isinstance(each, str) for each in slots):
        raise InputError("names_of_organisations", "slots", slots=slots)
    if len({*slots}) < len(slots):
        raise InputError("one_twice", f"slots: {', '.join(slots)}")
    taken = [each for each in slots if each in Settings.__dataclass_fields__]
    if taken:
        raise InputError("name_is_a_setting", "slots", taken=taken[0])
    plain = {key: value for key, value in config.items() if key not in OWN_KEYS}
    no_misspelt(set(plain) - {*slots, PUBLISHED}, OWN_KEYS)
    if PUBLISHED in plain:
        return _known_seed(published_base(config, plain))
    if LOG in plain:
        return import_module("sim.fitting.twin").twin_base(config, plain)
    missing = [each for each in slots if each not in plain]
    if missing:
        raise InputError("nothing_says_what", "slots", missing=missing[0])
    origin = str(config.get("origin", "."))
    own = read_own(config.get("outcomes"), origin)
    return _known_seed(Base(plain, tuple(slots), origin, config.get("follows") or {}, own))


def _known_seed(base: Base) -> Base:
    seeds_from(base.first_seed, 1)
    return base


def _replicates(config: Mapping[str, Any]) -> int:
    given = config.get("replicates")
    said: dict[str, Any] = {} if given is None else {"replicates": given}
    return build(Extent, said).replicates


def _until(given: Any) -> Until | None:
    if given is None:
        return None
    said: Any = {"half_width": given} if isinstance(given, int | float) else given
    return build(Until, said, "until_ci")


def _factors(vary: Any, design: DesignSettings, base: Base) -> tuple[Factor, ...]:
    if design.kind != "cases":
        return factors_of(vary, base)
    if vary:
        raise InputError("cases_say_themselves", "vary")
    return case_factors(design, base, Path(base.origin))


def _check_size(size: int, yes: bool) -> None:
    if size > MOST:
        raise InputError("too_many_runs", "design", size=Count(size), most=Count(MOST))
    if size > ASK and not yes:
        raise InputError("yes_if_meant", "design", size=Count(size), ask=Count(ASK))


def _check_ends(base: Base, factors: Sequence[Factor]) -> None:
    """Set every range to its ends, alone, so that no drawn point can be the first to find it too wide."""
    for factor in factors:
        if not factor.levels:
            for end in factor.ends():
                Expansion(base, (factor,)).settings((end,))


def _expanded(
    config: Mapping[str, Any], expansion: Expansion, design: DesignSettings, replicates: int, until: Until | None
) -> Plan:
    number_of: dict[Point, int] = {}
    rows = [number_of.setdefault(each, len(number_of)) for each in designs.points_of(expansion.factors, design)]
    rules: dict[str, BoundRule] = {}
    digests, scenes = [], []
    for point in number_of:
        slots = _settings_of(expansion, point)
        hashes = expansion.base.hashes or {form: _rule(each, rules).source_hash for form, each in slots.items()}
        digests.append(point_digest(slots, hashes))
        scenes.append(hash(scene_key(next(iter(slots.values())))))
    first_with: dict[int, int] = {}
    worlds = [first_with.setdefault(each, k) for k, each in enumerate(scenes)]
    order = sorted(range(len(digests)), key=lambda k: (worlds[k], k))
    kept = {**config, "vary": config.get("vary") or {}}
    return Plan(kept, expansion, design, list(number_of), rows, digests, order, rules, replicates, until)


def _settings_of(expansion: Expansion, point: Point) -> dict[str, Settings]:
    try:
        return expansion.settings(point)
    except InputError as wrong:
        where = ", ".join(f"{each.path}={value}" for each, value in zip(expansion.factors, point, strict=True))
        if len(expansion.factors) < 2:
            raise
        raise InputError("at_the_point", why=wrong, point=where[:120]) from None


def _rule(settings: Settings, rules: dict[str, BoundRule]) -> BoundRule:
    """Bind a rule once, and check the parameters it is given here."""
    known = rules.get(settings.rule)
    if known is None:
        rules[settings.rule] = known = bind(settings.rule, settings.rule_args)
    elif {*settings.rule_args} - {*known.args}:
        bind(settings.rule, settings.rule_args)
    return known


PROBED = 3
"""Points that are tried."""
PERSON_DAYS = 200_000
"""A life that is tried is cut to about as many."""
START = 2.0
"""Seconds that processes need before they begin."""


def seconds_a_twin(plan: Plan) -> float | None:
    """Return what one twin takes, structure and trace included."""
    count = len(plan.points)
    chosen = sorted({round(k * (count - 1) / max(1, PROBED - 1)) for k in range(PROBED)})
    found = [_timed(plan.expansion.settings(plan.points[plan.order[k]]), plan) for k in chosen]
    known = [each for each in found if each is not None]
    return statistics.mean(known) if known else None


def _timed(slots: dict[str, Settings], plan: Plan) -> float | None:
    first = next(iter(slots.values()))
    base = plan.expansion.base
    try:
        if isinstance(base, PublishedBase):
            return _timed_published(base, first)
        scene = set_scene(replace(first, days=2, warmup_days=0, follow_days=1))
        days = min(first.days, max(20, PERSON_DAYS // scene.chart.size))
        short = {form: _cut(each, days) for form, each in slots.items()}
        _live(short, plan)  # the first time code is loaded, too
        started = time.perf_counter()
        _live(short, plan)
    except (InputError, ArithmeticError, RuntimeError, MemoryError):
        return None  # the run itself will say why
    return (time.perf_counter() - started) * first.days / days


def _timed_published(base: PublishedBase, settings: Any) -> float:
    base.live(settings, base.first_seed)  # the first time code is loaded, too
    started = time.perf_counter()
    base.live(settings, base.first_seed)
    return time.perf_counter() - started


def _cut(settings: Settings, days: int) -> Settings:
    return settings if days >= settings.days else replace(settings, days=days, warmup_days=0, follow_days=1)


def _live(slots: dict[str, Settings], plan: Plan) -> None:
    scene = set_scene(next(iter(slots.values())))
    for settings in slots.values():
        rule = plan.rules[settings.rule]
        simulate(settings, scene, rule if settings.rule_args == rule.args else None)


def seconds_of_sweep(plan: Plan, a_twin: float, runs: int, workers: int) -> float:
    """Return what a number of runs will take on some workers."""
    return a_twin * runs / len(plan.slots) / workers + (START if workers > 1 else 0.0)
