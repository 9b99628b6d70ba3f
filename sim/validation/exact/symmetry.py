"""Symmetry: what must not matter, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.tables import Tables
from sim.experiment.compose import FORMS, compose_twin
from sim.experiment.lives import Rows, bind_all, run_slots
from sim.organisation import chart_of, with_ties
from sim.parameters import Intervention, Settings
from sim.parameters.intervention import FELT, paths
from sim.run import Run, Scene, set_scene
from sim.state import NOBODY
from sim.stats.row import Row
from sim.validation.limiting import EXACTLY, agreement, configuration, following, lived_until, run, staged
from sim.world.trace import sorted_issues

SOURCE = "identity"
OFFSET = 500_000
"""Of the seeds of this file."""
TWINS = 4
"""Seeds of each identity."""
EXCHANGED = ("mechanical=organic", "organic=mechanical")
ALONE = ("organisation.span=1", "organisation.depth=0", "physics.max_attempts=0")
"""One person; without rework, which comes back to oneself and is opened like anything that arrives."""
NO_LISTS = ("culture.circle_minutes=0", "physics.shared_sensing=0")
"""With circles off, the head sensing alone, and everybody listening to the manager alone, nothing is added up in the
order of a list."""
DIRECTION, CONTEXTS = 0.7, 0.4
"""G of the world that stands still, and by how much the L of one team exceeds that of the one before."""
HANDED = ("handoffs", "escalated", "shared", "consulted", "convened", "approvals", "instructions", "resets",
          "collisions", "handoff_hours", "advising_hours", "convening_hours", "approving_hours")  # fmt: skip
"""Daily counts and hours of whatever passes between people."""
CHANGED = 50
"""Day on which something is changed."""
CHANGES: dict[str, dict[str, Any]] = {
    "a dial, at once": {"what": "dials.initiative", "to": 0.5},
    "a dial, for a time": {"what": "dials.strategy", "to": 0.5, "over": 30, "until": 100},
    "culture, as lived": {"what": "culture.trust", "to": 0.9, "over": 20, "hours": 1.0, "who": "managers"},
    "culture, as said": {"what": "culture.clarity", "to": 0.9, "over": 5, "discourse": True},
    "commitment": {"what": "culture.commitment", "to": 0.7},
    "a constant": {"what": "physics.handoff_hours", "to": 4.0},
    "how alike places are": {"what": "world.context_similarity", "to": 0.9},
    "the head's transition": {"what": "culture.orchestration", "to": 0.9, "over": 100, "hours": 2.0, "who": "head"},
    "another rule": {"what": "rule", "to": "management_by_exception"},
    "more ties": {"what": "organisation.peer_ties", "to": 5, "until": 90},
    "a ritual": {"what": "ritual", "to": 0.3, "over": 40, "every": 2, "hours": 1.0},
}
"""Of every kind; none may be felt before its day."""

Ints = NDArray[np.int64]


def symmetry() -> list[Row]:
    """Null and symmetry: what must not matter does not, to the last bit.

    The same organisation in both slots differs by exactly 0; exchanging the forms between the slots exchanges labels
    only; both slots have the same operational and sensing hours; renumbering people (the luck that belongs to a person
    travels with them) changes only row numbers; where nothing moves a plan never ages; one person has nobody to hand
    anything to; until the morning on which something is changed nothing differs, and a change to the value there is, is
    none.

    Where the engine adds over a list of reports or ties in row order (averaging with `lattice` above 0, circles, what a
    top team sees), and where outcomes are averaged over the issues of the trace, renumbering changes the rounding:
    those rows have 1e-9, the others 0. Issues must come to seats: in a team's common inbox those of one day queue in
    row order.

    Source  identities
    """
    return [*null(), *exchanged(), *resources(), *renumbered(), *still(), *alone(), *before(), *placebo()]


def null() -> list[Row]:
    """Put the same organisation into both slots."""
    found = []
    for nth, form in enumerate(FORMS):
        other = FORMS[1 - nth]
        both = twins([f"{other}={form}"], nth)
        found.append(same("null", f"{form} in both slots", slot(both, FORMS[0]), slot(both, FORMS[1])))
    return found


def exchanged() -> list[Row]:
    """Exchange the forms between the slots, on the same seeds."""
    here, there = twins([], 2), twins(EXCHANGED, 2)
    return [
        same("labels", f"{form} in the other slot", slot(here, form), slot(there, other))
        for form, other in zip(FORMS, FORMS[::-1], strict=True)
    ]


def resources() -> list[Row]:
    """Compare the hours that both slots have by constitution."""
    both = twins([], 3)
    one, other = (slot(both, form) for form in FORMS)
    return [
        agreement("equal resources", f"{kind} hours", SOURCE, one[f"{kind}_hours"], other[f"{kind}_hours"])
        for kind in ("operational", "sensing")
    ]


def twins(overrides: list[str] | tuple[str, ...], case: int) -> Rows:
    """Let two slots live through the same seeds, as the product compares them."""
    slots = compose_twin(overrides)
    return run_slots(slots, bind_all(slots), range(OFFSET + 1_000 * case, OFFSET + 1_000 * case + TWINS))


def slot(both: Rows, form: str) -> dict[str, np.ndarray]:
    """Return all that one slot left behind: outcomes by seed, and every day."""
    runs = {name: np.array(values, np.float64) for name, values in both.runs.items() if name != "form"}
    mine = np.array(both.runs["form"]) == form
    days = {name: values[both.days["form"] == form] for name, values in both.days.items() if name != "form"}
    return {**{f"day: {name}": values for name, values in days.items()}, **{k: v[mine] for k, v in runs.items()}}


def same(check: str, case: str, one: Mapping[str, Any], other: Mapping[str, Any], tolerance: float = 0.0) -> Row:
    """Make a row of the largest difference between numbers of the same names; what is missing in both is equal."""
    largest, count = 0.0, 0
    for name, values in one.items():
        here, there = np.asarray(values, np.float64), np.asarray(other[name], np.float64)
        if here.shape != there.shape:  # one of the two has more rows: as far apart as can be
            here, there = np.zeros(1), np.full(1, np.inf)
        equal = (here == there) | (np.isnan(here) & np.isnan(there))
        apart = np.where(equal, 0.0, np.abs(np.where(equal, 0.0, here) - np.where(equal, 0.0, there)))
        largest, count = max(largest, float(np.nan_to_num(apart, nan=np.inf).max(initial=0.0))), count + here.size
    return Row(check, case, SOURCE, 0.0, largest, tolerance, count)


def renumbered() -> list[Row]:
    """Give people other row numbers, their own luck travelling with them."""
    found = []
    for nth, (form, settings) in enumerate(compose_twin([]).items()):
        pairs = [in_other_rows(settings, 10 * nth + k) for k in range(TWINS)]
        found.append(largest("renumbering", f"{form}: outcomes and days", pairs, everything, EXACTLY))
    unlisted = compose_twin(NO_LISTS)[FORMS[0]]
    pairs = [in_other_rows(unlisted, 20 + k) for k in range(TWINS)]
    return [*found, largest("renumbering", "nobody averages over a list: days", pairs, daily)]


def in_other_rows(settings: Settings, case: int) -> tuple[Run, Run]:
    """Live through the same year in rows as drawn, and in rows shuffled."""
    mine = replace(settings, seed=OFFSET + 10_000 + case)
    scene = set_scene(mine)
    who = np.random.default_rng(mine.seed).permutation(scene.chart.size)
    return run(mine, scene), run(mine, moved(scene, who), known_as(who))


def everything(lived: Run) -> dict[str, Any]:
    """Return the outcomes of a run and every column of its days."""
    return {**lived.outcomes, **daily(lived)}


def daily(lived: Run) -> dict[str, Any]:
    """Return every column of the days of a run."""
    return {f"day: {name}": lived.days[name] for name in lived.days.dtype.names or ()}


def largest(
    check: str,
    case: str,
    pairs: Sequence[tuple[Run, Run]],
    read: Callable[[Run], dict[str, Any]],
    tolerance: float = 0.0,
) -> Row:
    """Make one row of several pairs of runs, of the pair that differs most."""
    each = [same(check, case, read(one), read(other), tolerance) for one, other in pairs]
    worst = max(each, key=lambda row: row.obtained)
    return replace(worst, n=sum(row.n for row in each))


def moved(scene: Scene, who: Ints) -> Scene:
    """Return the same company and world with other row numbers: row j holds whoever was in row ``who[j]``."""
    place = np.argsort(who)
    issues = scene.trace.issues.copy()
    issues["origin"] = place[issues["origin"]]
    ordered, first = sorted_issues(issues, scene.trace.days)
    return Scene(reseated(scene.chart, who, place), replace(scene.trace, issues=ordered, first=first))


def reseated(chart: Chart, who: Ints, place: Ints) -> Chart:
    """Return the same company with people in other rows."""
    manager = np.where(chart.manager == NOBODY, NOBODY, place[chart.manager])[who]
    sources = np.repeat(np.arange(chart.size), np.diff(chart.ties_first))
    company = chart_of([chart.names[old] for old in who], chart.teams, manager, chart.team[who])
    return with_ties(company, place[sources], place[chart.ties])


def known_as(who: Ints) -> Callable[[Tables], None]:
    """Let everybody keep the identity they had."""

    def start(s: Tables) -> None:
        s.people.id[:] = who

    return start


def still() -> list[Row]:
    """Let people who know everything plan for a world that does not move."""
    settings = following(configuration("symmetry", seed=OFFSET + 9_000), "hierarchical")
    right = DIRECTION + CONTEXTS * np.arange(1 + settings.organisation.span)
    lived = run(settings, staged(settings, direction=DIRECTION, context=right - DIRECTION), knowing(right))
    plans = lived.tables.plan_course[: int(lived.tables.book[0].plan_version) + 1]
    errors = np.asarray(lived.tables.outcomes)["error"]
    fit = np.exp(-0.5 * errors[np.isfinite(errors)] ** 2)
    case = f"{len(plans)} versions of the plan"
    return [
        agreement("plans never age", case, SOURCE, np.tile(right, (len(plans), 1)), plans),
        agreement("plans never age", "fit of answers", SOURCE, 1.0, fit),
        agreement("plans never age", "pivots", SOURCE, 0.0, [lived.days["pivots"].sum()]),
    ]


def knowing(right: np.ndarray) -> Callable[[Tables], None]:
    """Let everybody, and the first plan, start from what is right."""

    def start(s: Tables) -> None:
        s.people.g[:] = s.people.own[:] = s.plan_common[0] = DIRECTION
        s.people.l[:] = right[s.people.team] - DIRECTION
        s.plan_course[0] = right

    return start


def alone() -> list[Row]:
    """Let one person live through the baseline under either form."""
    found = []
    for nth, (form, settings) in enumerate(compose_twin(ALONE).items()):
        found.append(agreement("one person", f"{form}: nothing is handed on", SOURCE, 0.0, handed(settings, nth)))
    return found


def handed(settings: Settings, case: int) -> np.ndarray:
    """Return how much of each kind passed between people."""
    lived = run(replace(settings, seed=OFFSET + 1_000 * (6 + case)))
    return np.array([float(lived.days[each].sum()) for each in HANDED])


def before() -> list[Row]:
    """Change something on a day: until its morning every table is the same, to the last bit."""
    found = []
    for nth, (form, settings) in enumerate(compose_twin([]).items()):
        mine = replace(settings, seed=OFFSET + 11_000 + nth)
        scene = set_scene(mine)
        plain = bits(lived_until(mine, scene, CHANGED))
        each = [
            same("interventions", f"{form}: {name}", plain, bits(lived_until(changed(mine, name), scene, CHANGED)))
            for name in CHANGES
        ]
        worst = max(each, key=lambda row: row.obtained)
        case = f"{form}: {len(each)} kinds, until the morning of day {CHANGED}"
        found.append(replace(worst, case=case, n=sum(row.n for row in each)))
    return found


def changed(settings: Settings, name: str) -> Settings:
    """Return the same organisation, to be changed in one way."""
    return replace(settings, interventions={name: Intervention(**{"day": CHANGED, **CHANGES[name]})})


def placebo() -> list[Row]:
    """Change every number there is to the value that it has: a whole year is the same, to the last bit."""
    found = []
    for nth, (form, settings) in enumerate(compose_twin([]).items()):
        mine = replace(settings, seed=OFFSET + 12_000 + nth)
        scene, none = set_scene(mine), replace(mine, interventions=idle(mine))
        lives = [bits(lived_until(each, scene, mine.days)) for each in (mine, none)]
        case = f"{form}: {len(none.interventions)} changes to the value there is"
        found.append(same("interventions", case, lives[0], lives[1]))
    return found


def idle(settings: Settings) -> dict[str, Intervention]:
    """Return interventions that move every number to where it stands, and say what is felt already."""
    found = {}
    for nth, path in enumerate(paths()):
        group, name = path.split(".")
        value = getattr(getattr(settings, group), name)
        found[path] = Intervention(path, value, day=CHANGED + nth % 150, over=1 + nth % 40, discourse=path in FELT)
    return found


def bits(s: Tables) -> dict[str, NDArray[np.uint8]]:
    """Return the bytes of every column of every table: of rows in use, without changes and whether any goes on."""
    book, found = s.book[0], {}
    used = {"changes": 0, "free_issues": book.free_issues, "free_tasks": book.free_tasks}
    used |= {f"plan_{name}": book.plan_version + 1 for name in ("common", "course", "pivot")}
    for name, rows in s._asdict().items():
        filled = np.asarray(rows)[: used.get(name, len(rows))]
        for column in (each for each in filled.dtype.names or ("",) if each != "changing"):
            values = np.ascontiguousarray(filled[column] if column else filled)
            found[f"{name} {column}"] = values.reshape(-1).view(np.uint8)
    return found


CHECKS = (symmetry,)
