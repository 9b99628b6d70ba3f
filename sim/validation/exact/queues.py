"""Queues: how long issues wait, stay and are present, with people of one pace and in chains of command."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import yaml
from scipy.special import gammainc

from sim.chart import Chart
from sim.engine.binding.source import shipped_rules
from sim.experiment.compose import FORMS, compose_plain, configs_folder, run_settings
from sim.organisation.chart import chart_of
from sim.parameters import PhysicsSettings, Settings
from sim.run import Run, Scene, set_scene
from sim.state import NOBODY
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.limiting import configuration, merged, run
from sim.world.trace import sorted_issues


def sojourns(lived: Run) -> np.ndarray:
    """Return how long each issue stayed, from birth to effect."""
    born, step = np.asarray(lived.tables.arrivals)["day"], lived.settings.physics.step_hours
    effect = np.minimum(np.asarray(lived.tables.outcomes)["effect_hour"] / step, lived.settings.days)
    return (effect - born)[measured(lived)]


def measured(lived: Run) -> np.ndarray:
    """Say of each issue whether it was born after the warm-up and `follow_days` before the end."""
    born = np.asarray(lived.tables.arrivals)["day"]
    return (born >= lived.settings.warmup_days) & (born < lived.settings.days - lived.settings.follow_days)


def mean_wait(lived: Run) -> float:
    """Return the mean stay before work begins, in steps, where one person works on each issue."""
    physics = lived.settings.physics
    return float(sojourns(lived).mean()) - physics.work_hours / physics.step_hours


def chains(count: int, length: int) -> Chart:
    """Build chains of command side by side, strangers to each other: independent samples in one run."""
    seat = np.arange(count * length)
    manager = np.where(seat % length == 0, NOBODY, seat - 1)
    return chart_of([str(each) for each in seat], ["all"], manager, np.zeros(len(seat), np.int64))


def from_below(settings: Settings, chart: Chart) -> Scene:
    """Set a scene in which issues come to the base only: those drawn for anybody else are left out."""
    scene = set_scene(settings, chart)
    drawn = np.asarray(scene.trace.issues)
    issues, first = sorted_issues(drawn[chart.height[drawn["origin"]] == 0], settings.days)
    return replace(scene, trace=replace(scene.trace, issues=issues, first=first))


SINGLE_SERVER_SOURCE = "Pollaczek-Khinchine for unit service [kleinrock1975]"


def single_server_waiting(load: float) -> float:
    """Return the mean wait before work begins, in steps."""
    return load / (2 * (1 - load))


def single_server() -> list[Row]:
    """A single server: one person, work of exactly one step, a Poisson batch each step.

    Source  Poisson batches, unit service: E Wq = rho / (2 (1 - rho)) steps [kleinrock1975]
    """
    found = []
    for nth, load in enumerate((0.5, 0.8, 0.9)):
        waits = [mean_wait(run(configuration("single_server", seed=1_000 * nth + k, world={"issue_rate": load})))
                 for k in range(SEEDS)]  # fmt: skip
        found.append(
            statistical("single server", f"rho {load}", SINGLE_SERVER_SOURCE, single_server_waiting(load), waits)
        )
    return found


ONE_INBOX_CHECK, ONE_INBOX_SOURCE = "common inbox", "Spitzer's identity for Poisson batches [spitzer1956]"
ONE_INBOX_LOADS = (0.5, 0.8, 0.9)
"""rho."""
ONE_INBOX_OFFSET = 1_000_000
"""Of the seeds of this file."""
NEGLIGIBLE = 1e-12
"""Terms of the sum below this are left out; they fall faster than exponentially falling ones."""


def excess(mean: float, k: int) -> float:
    """Return E[(N - k)+] of a Poisson variable, k at least 1: mean P(N >= k) - k P(N >= k + 1)."""
    return float(mean * gammainc(k, mean) - k * gammainc(k + 1, mean))


def one_inbox_waiting(load: float, servers: int) -> float:
    """Return the mean wait before work begins, in steps."""
    rate = load * servers
    left, n, term = 0.0, 0, 1.0
    while term > NEGLIGIBLE:
        n += 1
        term = excess(n * rate, n * servers) / n
        left += term
    return left / rate


def one_inbox() -> list[Row]:
    """Several servers, one inbox: a team of c people, one issue a person a step, a Poisson batch each step.

    What still waits at the end of a step is Q' = max(0, Q + A - c), A Poisson with mean lambda = rho c; by Spitzer's
    identity its mean is Lq = sum over n of (1/n) E[(Pois(n lambda) - n c)+], and Wq = Lq / lambda by Little's law.

    Source  Spitzer (1956) [spitzer1956]; Little (1961) [little1961]
    """
    found = []
    for nth, load in enumerate(ONE_INBOX_LOADS):
        lives = [one_inbox_lived(load, seed=ONE_INBOX_OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        servers = configuration("one_inbox").organisation.span + 1
        found.append(
            statistical(
                ONE_INBOX_CHECK, f"c {servers}, rho {load}", ONE_INBOX_SOURCE, one_inbox_waiting(load, servers), lives
            )
        )
    return found


def one_inbox_lived(load: float, seed: int) -> float:
    """Return the mean wait of one run."""
    return mean_wait(run(configuration("one_inbox", seed=seed, world={"issue_rate": load})))


ANY_WORK_LAW_CHECK = "any work law"
ANY_WORK_LAW_SOURCE, BOUND = (
    "Lindley's recursion squared [lindley1952]",
    "excess over Pollaczek-Khinchine [kleinrock1975]",
)
LAWS, ANY_WORK_LAW_LOADS = ("lognormal", "exponential"), (0.5, 0.8)
"""Of the work, and rho."""
ANY_WORK_LAW_OFFSET = 2_000_000
"""Of the seeds of this file."""


def second_moment(physics: PhysicsSettings) -> float:
    """Return E[w^2] / E[w]^2 of the law of work."""
    return {"constant": 1.0, "lognormal": math.exp(physics.work_spread**2), "exponential": 2.0}[physics.work_law]


def one_by_one(load: float, physics: PhysicsSettings) -> float:
    """Return the mean wait of issues that come one by one (Pollaczek-Khinchine), in steps."""
    return load * second_moment(physics) * physics.work_hours / physics.step_hours / (2 * (1 - load))


def any_work_law() -> list[Row]:
    """Any law of work: one person, a Poisson batch each step, work w of any length, which may outlast a step.

    The work left over at the beginning of a step follows Lindley's recursion V' = V + B - Delta + I, I the hours of the
    step that nobody asked for, and V' I = 0. Squaring it gives E V; an issue also waits for those before it in its
    batch, rho Delta / 2 on average. Together
        E Wq = lambda E[w^2] / (2 (1 - rho)) + Delta / 2 - E[I^2] / (2 E[I]).
    The first term is Pollaczek's and Khinchine's, for arrivals one by one. As 0 <= I <= Delta and E[I] = (1 - rho)
    Delta, the rest lies between 0 and rho Delta / 2.

    Source  Lindley (1952) [lindley1952]; Pollaczek-Khinchine [kleinrock1975]
    """
    found = []
    for nth, (law, load) in enumerate((law, load) for law in LAWS for load in ANY_WORK_LAW_LOADS):
        lives = [any_work_law_lived(law, load, ANY_WORK_LAW_OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        singly = one_by_one(load, lives[0].settings.physics)
        waits = [mean_wait(each) for each in lives]
        with_idle = [wait + idle_term(each) for wait, each in zip(waits, lives, strict=True)]
        case = f"{law}, rho {load}"
        found.append(
            statistical(
                ANY_WORK_LAW_CHECK, f"{case}: Wq + E[I^2] / 2 E[I]", ANY_WORK_LAW_SOURCE, singly + 0.5, with_idle
            )
        )
        excess = float(np.mean(waits)) - singly
        found.append(Row(ANY_WORK_LAW_CHECK, f"{case}: excess", BOUND, load / 4, excess, load / 4, SEEDS))
    return found


def any_work_law_lived(law: str, load: float, seed: int) -> Run:
    """Let one person live with a law of work."""
    hours = configuration("any_work_law").physics
    world = {"issue_rate": load * hours.step_hours / hours.work_hours}
    return run(configuration("any_work_law", seed=seed, world=world, physics={"work_law": law}))


def idle_term(lived: Run) -> float:
    """Return E[I^2] / (2 E[I]) of a run, in steps."""
    idle = lived.days["idle_hours"][lived.settings.warmup_days :] / lived.settings.physics.step_hours
    return float((idle**2).mean() / (2 * idle.mean()))


APPROVAL_CHAIN_CHECK, APPROVAL_CHAIN_SOURCE = "approval chain", "tandem queues with constant work [friedman1965]"
CASES = ((3, 0.5), (3, 0.8), (5, 0.8))
"""Approvals in the chain, and rho."""
COPIES = 10
"""Chains in one run."""
APPROVAL_CHAIN_OFFSET = 3_000_000
"""Of the seeds of this file."""


def staying(approvals: int, load: float) -> float:
    """Return the mean number of steps from birth to effect."""
    return approvals + load / (2 * (1 - load))


def approval_chain() -> list[Row]:
    """A chain of n approvals: one visa a step at each superior, and what is handed on is usable in the next step.

    Only the first approver is ever a bottleneck: the others get at most one visa a step. So an issue takes n steps, and
    waits as for a single server: n + rho / (2 (1 - rho)) steps from the step of its birth to that of its effect.

    Source  reduction of tandem queues with constant work (Friedman 1965) [friedman1965]
    """
    found = []
    for nth, (approvals, load) in enumerate(CASES):
        stays = [stay(approvals, load, APPROVAL_CHAIN_OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        case = f"n {approvals}, rho {load}"
        found.append(statistical(APPROVAL_CHAIN_CHECK, case, APPROVAL_CHAIN_SOURCE, staying(approvals, load), stays))
    return found


def stay(approvals: int, load: float, seed: int) -> float:
    """Return the mean number of whole steps from birth to effect in one run."""
    settings = configuration(
        "approval_chain",
        seed=seed,
        organisation={"depth": approvals},
        world={"issue_rate": load},
        physics={"approval_levels": approvals},
    )
    lived = run(settings, from_below(settings, chains(COPIES, settings.organisation.depth + 1)))
    return float(np.floor(sojourns(lived)).mean())


LITTLES_LAW_CHECK, LITTLES_LAW_SOURCE = "Little's law", "sample paths of any queue [little1961]"
SEEDS_A_FORM = 5
"""Years lived under each rule with the dials of either form."""
LITTLES_LAW_OFFSET = 5_000_000
"""Of the seeds of this file."""
EXACTLY = 1e-9
"""Issue-days; both sides are whole numbers."""


def littles_law() -> list[Row]:
    """Little's law as an identity of every run: issues present, summed over days, are days stayed, summed over issues.

    sum over t of N_t Delta = sum over i of (min(t_done, T) - t_born), whatever the rule, the dials and the luck: N_t is
    the engine's own count at the end of a day, the right side comes from the hours in the table of outcomes. Time
    counts in whole steps, as the engine closes issues: one that takes effect during a step is closed, held or dropped,
    at its end. It fails as soon as an issue is lost, closed twice, or closed on another day than its hour says.

    Source  Little (1961), over a finite time [little1961]
    """
    found = []
    for nth, rule in enumerate(shipped_rules()):
        pairs = [
            both_sides(littles_law_lived(rule, form, LITTLES_LAW_OFFSET + 1_000 * (2 * nth + slot) + k))
            for slot, form in enumerate(FORMS)
            for k in range(SEEDS_A_FORM)
        ]
        stayed, present = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
        found.append(
            Row(LITTLES_LAW_CHECK, f"{rule}: issue-days", LITTLES_LAW_SOURCE, stayed, present, EXACTLY, len(pairs))
        )
    return found


def littles_law_lived(rule: str, form: str, seed: int) -> Run:
    """Let the baseline organisation live by a rule and the dials of a form."""
    path = configs_folder() / "validation" / "littles_law.yaml"
    own: dict[str, Any] = {**yaml.safe_load(path.read_text(encoding="utf-8")), "seed": seed, "rule": rule}
    return run(run_settings(merged({**compose_plain("run", [f"form={form}"]), "rule_args": {}}, own)))


def both_sides(lived: Run) -> tuple[float, float]:
    """Return days stayed, summed over issues, and issues present, summed over days."""
    outcomes, days = np.asarray(lived.tables.outcomes), lived.settings.days
    born = np.asarray(lived.tables.arrivals)["day"][: len(outcomes)]
    hour = np.minimum(outcomes["success_hour"], outcomes["drop_hour"])
    closed = np.ceil(hour / lived.settings.physics.step_hours) - 1
    return float((np.minimum(closed, days) - born).sum()), float(lived.days["open"].sum())


CHECKS = (single_server, one_inbox, any_work_law, approval_chain, littles_law)
