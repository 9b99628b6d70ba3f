"""Decisions: approvals one after another, votes, contested rights, and what is best to do given what others do."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import comb
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.tables import Tables
from sim.parameters import Settings
from sim.run import Run
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.limiting import agreement, configuration, following, given, run, staged

APPROVALS_SOURCE = "hierarchy of approvals [sah1986]"
VISAS_SOURCE = "identity of this model's visas (ours)"
CONTROL, LENIENT = 0.8, 100.0
"""Chance of a visa where there is no trust, and a tolerance that lets everything pass."""
PASSING = {"good": 0.8, "bad": 0.3}
"""Chance that one approver lets a proposal pass."""
CHAINS = (1, 2, 3)
"""Approvers above whoever proposes."""
APPROVALS_DAYS, A_DAY = 25, 80
"""Days on which proposals come, and how many on each."""
APPROVALS_OFFSET = 200_000
"""Of the seeds of this file."""
CERTAIN = 1e12
"""Skill of whoever proposes, so that the error is what it is set to."""


def passing(error: float, tolerance: float, sigma: float) -> float:
    """Return f(e): the chance that one approver lets a proposal pass."""
    phi = NormalDist().cdf
    return phi((tolerance - error) / sigma) - phi((-tolerance - error) / sigma)


def approvals_tolerance_for(chance: float, sigma: float) -> float:
    """Return the tolerance at which a proposal without error passes with a given chance."""
    return sigma * NormalDist().inv_cdf((1 + chance) / 2)


def error_for(chance: float, tolerance: float, sigma: float) -> float:
    """Return the error, 0 or more, with which a proposal passes with a given chance, by bisection."""
    low, high = 0.0, tolerance + 10 * sigma
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if passing(middle, tolerance, sigma) > chance else (low, middle)
    return low


def looks(chance: float, chain: int) -> float:
    """Return how many approvers look at a proposal on average."""
    return (1 - chance**chain) / (1 - chance)


def approvals() -> list[Row]:
    """Approvals: a chain of visas stops bad proposals, and good ones too.

    A proposal that is wrong by e passes one approver with f(e) = Phi((tau - e) / sigma) - Phi((-tau - e) / sigma), tau
    the tolerance and sigma the noise of judgement; n approvers in a chain, judging independently, with f^n; they look
    at it (1 - f^n) / (1 - f) times on average. With f = 0.8 for good and 0.3 for bad proposals, three levels omit 1 -
    0.8^3 = 0.488 of the good ones and commit 0.3^3 = 0.027 of the bad ones.

    Whether a visa is needed at all is a question of the trust t of the manager who would give it, in those around: it
    is asked for with chance control x (1 - t), whatever the one who proposes thinks of the line.

    Source  Sah & Stiglitz (1986), hierarchies [sah1986]
    """
    found = []
    for nth, (kind, chance) in enumerate(PASSING.items()):
        for chain in CHAINS:
            lives = proposed(chance, chain, case=10 * nth + chain)
            refused = [share(each, "rejections") for each in lives]
            case = f"{kind} proposals, f {chance}, {chain} in a chain"
            if kind == "good":
                found.append(statistical("approvals", f"{case}: omitted", APPROVALS_SOURCE, 1 - chance**chain, refused))
            else:
                passed = [1 - each for each in refused]
                found.append(statistical("approvals", f"{case}: committed", APPROVALS_SOURCE, chance**chain, passed))
            if chain > 1:
                looked = [share(each, "approvals") for each in lives]
                found.append(statistical("approvals", f"{case}: looks", APPROVALS_SOURCE, looks(chance, chain), looked))
    return [*found, *trusted()]


def trusted() -> list[Row]:
    """Let pairs who differ in trust propose and give visas, and count what is asked for beyond c (1 - t).

    In the second row with the sign of the difference in trust: there the trust of who proposes would show.
    """
    settings = configuration(
        "approvals",
        organisation={"depth": 1},
        culture={"control": CONTROL, "trust": 0.5},
        physics={"approval_tolerance": LENIENT, "charge_decider": 1.0, "trust_spread": 1.0},
    )
    seeds = [APPROVALS_OFFSET + 50_000 + k for k in range(SEEDS)]
    lives = [approvals_lived(replace(settings, seed=seed), lambda _: None) for seed in seeds]
    trust = np.array([each.tables.people.trust_peers for each in lives])
    beyond = np.array([share(each, "approvals") for each in lives]) - CONTROL * (1 - trust[:, 0])
    signed = beyond * np.sign(trust[:, 0] - trust[:, 1])
    case = "visas asked for by the trust of who gives them: beyond"
    return [
        statistical("approvals", f"{case}, all pairs", VISAS_SOURCE, 0.0, list(beyond)),
        statistical("approvals", f"{case}, by who trusts more", VISAS_SOURCE, 0.0, list(signed)),
    ]


def share(lived: Run, column: str) -> float:
    """Return a count of the days, a proposal; all proposals have been dealt with."""
    if lived.days["answered"].sum() != APPROVALS_DAYS * A_DAY:
        raise ValueError("approvals: proposals are still on their way; the configuration must leave more days")
    return float(lived.days[column].sum()) / (APPROVALS_DAYS * A_DAY)


def proposed(chance: float, chain: int, case: int) -> list[Run]:
    """Let a chain deal with proposals whose error lets them pass one approver with a given chance."""
    sigma = configuration("approvals").physics.judgement_noise
    tolerance = approvals_tolerance_for(PASSING["good"], sigma)
    settings = configuration(
        "approvals",
        organisation={"depth": chain},
        physics={"approval_levels": chain, "approval_tolerance": tolerance},
    )
    start = wrong_by(error_for(chance, tolerance, sigma))
    return [approvals_lived(replace(settings, seed=APPROVALS_OFFSET + 1_000 * case + k), start) for k in range(SEEDS)]


def approvals_lived(settings: Settings, start: Callable[[Tables], None]) -> Run:
    """Let proposals come to the base of the chain."""
    days = np.repeat(np.arange(APPROVALS_DAYS), A_DAY)
    return run(settings, staged(settings, issues=given(days, origin=settings.organisation.depth)), start)


def wrong_by(error: float) -> Callable[[Tables], None]:
    """Let the base of the chain believe what is wrong by so much, and judge without noise."""

    def start(s: Tables) -> None:
        s.people.g[-1] = error
        s.people.skill[-1] = CERTAIN

    return start


COMMITTEE, JURY = "polyarchy, hierarchy, committee [sah1986]", "jury theorem [condorcet1785]"
VOTES_OFFSET = 300_000
"""Of the seeds of this file."""


def tail(chance: float, needed: int, people: int) -> float:
    """Return the chance of at least so many yes: P(Bin(n, f) >= k)."""
    return sum(comb(people, yes) * chance**yes * (1 - chance) ** (people - yes) for yes in range(needed, people + 1))


def votes_tolerance_for(chance: float, sigma: float) -> float:
    """Return the tolerance at which what is right gets a yes with a given chance: 2 Phi(tau / sigma) - 1 = f."""
    return sigma * NormalDist().inv_cdf((1 + chance) / 2)


def votes() -> list[Row]:
    """Votes: how many must agree decides which errors a group makes.

    Each of n people independently says yes with chance f. Any one of n is enough (a polyarchy, P): 1 - (1 - f)^n; all
    are needed (a hierarchy, H): f^n; k of n: the tail of a binomial. Duality: H(f) + P(1 - f) = 1. Condorcet's jury: a
    majority of 11 who are each right with 0.6 is right with 0.753498.

    Source  Sah & Stiglitz (1986) [sah1986]; Condorcet (1785) [condorcet1785]
    """
    anyone, everyone = passed(0, 0.3, 0.0, 5), passed(1, 0.7, 1.0, 5)
    both = [one + all_ for one, all_ in zip(anyone, everyone, strict=True)]
    return [
        statistical("votes", "any of 5, f 0.3", COMMITTEE, 1 - (1 - 0.3) ** 5, anyone),
        statistical("votes", "all of 5, f 0.7", COMMITTEE, 0.7**5, everyone),
        statistical("votes", "duality: all of 5 at f 0.7, and any at 0.3", COMMITTEE, 1.0, both),
        statistical("votes", "3 of 5, f 0.3", COMMITTEE, tail(0.3, 3, 5), passed(2, 0.3, 3 / 5, 5)),
        statistical("votes", "7 of 9, f 0.8", COMMITTEE, tail(0.8, 7, 9), passed(3, 0.8, 7 / 9, 9)),
        statistical("votes", "majority of 11, p 0.6", JURY, tail(0.6, 6, 11), passed(4, 0.6, 0.5, 11)),
    ]


def passed(case: int, chance: float, quorum: float, people: int) -> list[float]:
    """Return, for each seed, the share of questions that passed."""
    sigma = configuration("votes").physics.judgement_noise
    settings = configuration(
        "votes",
        organisation={"span": people - 1},
        culture={"quorum": quorum},
        physics={"vote_tolerance": votes_tolerance_for(chance, sigma)},
    )
    lives = [run(replace(settings, seed=VOTES_OFFSET + 1_000 * case + k)).days for k in range(SEEDS)]
    return [float(each["passed"].sum() / each["questions"].sum()) for each in lives]


CHECK, CONTEST_SOURCE = "contest", "threshold of a logistic infection"
CASES: dict[str, dict[str, Any]] = {
    "above the threshold": {},
    "far above it": {"contest_spread": 0.01},
    "below it by voice": {"voice": 0.9, "contest_share": 0.01},
    "below it by a charter": {"charter": 0.6, "contest_share": 0.01},
    "below it by shared means": {"founders": 0.3, "contest_share": 0.01},
}
CONTEST_OFFSET = 10_000_000
"""Of the seeds of this file."""


def contest() -> list[Row]:
    """Contest: a minority that recruits has a threshold, as an infection has, and comes to a share of its own.

    A question comes at the rate q m (1 - k), q = 10 contest_rate outrun founders, k what people carry of a charter; it
    wins spread (1 - voice) (1 - k) (cap - m) / cap, and days take relaxation (m - m0). With R0 = q spread (1 - voice)
    (1 - k)^2 / relaxation the minority settles, for small steps, where
        R0 m (1 - m / cap) = m - m0,
    which as m0 goes to 0 is cap (1 - 1 / R0) above R0 = 1, and 0 below.

    Source  theory of this model: the threshold of a logistic infection (ours)
    """
    found = []
    for says, culture in CASES.items():
        settings = configuration("contest", culture=culture)
        lives = [contest_lived(replace(settings, seed=CONTEST_OFFSET + k)) for k in range(SEEDS)]
        found.append(statistical(CHECK, f"{says}: minority", CONTEST_SOURCE, settled(settings), lives))
    return found


def contest_lived(settings: Settings) -> float:
    """Return the mean minority of a life that begins where it should stay: how long one waits is luck."""

    def begun(s: Tables) -> None:
        s.book[0].recruited = settled(settings) - settings.culture.contest_share

    return run(settings, start=begun).outcomes["minority"]


def threshold(settings: Settings) -> float:
    """Return R0: how many each who contests wins over, while few do."""
    culture, physics, dials = settings.culture, settings.physics, settings.dials
    outrun = max(0.0, (dials.initiative + dials.openness) / 2 - dials.constitution)
    rate = 10 * physics.contest_rate * outrun * culture.founders
    return rate * culture.contest_spread * (1 - culture.voice) * (1 - culture.charter) ** 2 / physics.relaxation


def settled(settings: Settings) -> float:
    """Return the minority where as many are won over as return."""
    ratio, cap, first = threshold(settings), settings.culture.contest_cap, settings.culture.contest_share
    bend, slope = ratio / cap, 1 - ratio
    return (math.sqrt(slope * slope + 4 * bend * first) - slope) / (2 * bend)


BEST_RESPONSE_SOURCE = "quadratic team decision [marschak1972]"
DIRECTION = 0.3
"""G, course."""
CONTEXT = np.array([0.0, 0.5, -0.7])
"""L of the headquarters and of the two teams, course."""
COURSE = -1.1
"""Course of the second team, in force and planned; not what is right for it."""
OWN, OTHER = 1, 2
"""The team whose issues they are, and the one they touch."""
ORIGIN = 3
"""Seat at the base of the first team."""
BEST_RESPONSE_DAYS, COUPLINGS = np.array([20, 25, 30]), np.array([0.5, 1.0, 1.5])
"""When an issue comes, and how much agreeing weighs in it."""

Floats, Ints = NDArray[np.float64], NDArray[np.int64]
RIGHT, BESIDE = DIRECTION + CONTEXT[OWN], DIRECTION + CONTEXT[OTHER]
"""What is right for either team."""


@dataclass(frozen=True)
class Way:
    """One way in which somebody who knows everything decides: under which rule, on which issues, with which plan."""

    says: str
    rule: str
    knows: float = 0.0
    strategy: float = 1.0
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


ALONE = (
    Way("decided as advised", "consult_first", COURSE),
    Way("decided against the plan's course", "management_by_exception", COURSE, 0.0, {"novel": True}),
    Way("decided against the own direction", "management_by_exception", DIRECTION),
    Way("planned answer", "management_by_exception", COURSE, 0.0),
)
"""One team's course; `knows` is what is believed of the other's."""
TOGETHER = (
    Way("convened", "distributed"),
    Way("decided above both", "management_by_exception", issue={"scope": 2}),
)
"""One act for both."""


def best(right: float, coupling: Floats, other: float) -> Floats:
    """Return the best response."""
    return (right + coupling * other) / (1 + coupling)


def least(right: float, coupling: Floats, other: float) -> Floats:
    """Return the loss of the best response."""
    return coupling * (right - other) ** 2 / (1 + coupling)


def optimum(own: float, coupling: Floats, other: float) -> Floats:
    """Return the own course when one act fixes both."""
    return ((1 + 2 * coupling) * own + 2 * coupling * other) / (1 + 4 * coupling)


def shared_least(own: float, coupling: Floats, other: float) -> Floats:
    """Return the loss of that act."""
    return coupling * (own - other) ** 2 / (1 + 4 * coupling)


def best_response() -> list[Row]:
    """Best response and pair optimum: what two teams lose when one, or both, choose their course.

    Somebody who knows what is right for the own team, b_1, and the other team's course x' decides (b_1 + delta x') / (1
    + delta), the least of (a - b_1)^2 + delta (a - x')^2, and loses delta (b_1 - x')^2 / (1 + delta). One act that
    fixes both courses takes a_1 = ((1 + 2 delta) theta_1 + 2 delta theta_2) / (1 + 4 delta), the least of the mean
    squared error + delta (a_1 - a_2)^2, and loses delta (theta_1 - theta_2)^2 / (1 + 4 delta).

    Source  team decisions with quadratic loss [marschak1972]
    """
    return [row for way in ALONE for row in alone(way)] + [row for way in TOGETHER for row in together(way)]


def alone(way: Way) -> list[Row]:
    """Compare answers, and what they lose against the course that was believed."""
    answers, gaps = answered(way)
    believed = gaps + COURSE - way.knows  # gaps are to the course in force
    loss = (answers - RIGHT) ** 2 + COUPLINGS * believed**2
    return [
        agreement(
            "best response", f"{way.says}: answer", BEST_RESPONSE_SOURCE, best(RIGHT, COUPLINGS, way.knows), answers
        ),
        agreement("best response", f"{way.says}: loss", BEST_RESPONSE_SOURCE, least(RIGHT, COUPLINGS, way.knows), loss),
    ]


def together(way: Way) -> list[Row]:
    """Compare both courses, and what they lose."""
    answers, gaps = answered(way)
    others = answers - gaps
    loss = ((answers - RIGHT) ** 2 + (others - BESIDE) ** 2) / 2 + COUPLINGS * gaps**2
    return [
        agreement(
            "pair optimum", f"{way.says}: own course", BEST_RESPONSE_SOURCE, optimum(RIGHT, COUPLINGS, BESIDE), answers
        ),
        agreement(
            "pair optimum", f"{way.says}: other course", BEST_RESPONSE_SOURCE, optimum(BESIDE, COUPLINGS, RIGHT), others
        ),
        agreement(
            "pair optimum", f"{way.says}: loss", BEST_RESPONSE_SOURCE, shared_least(RIGHT, COUPLINGS, BESIDE), loss
        ),
    ]


def answered(way: Way, **overrides: Any) -> tuple[Floats, Floats]:
    """Return the engine's answers, and their gaps to the other team's course in force."""
    outcomes = np.asarray(best_response_lived(way, **overrides).tables.outcomes)
    return RIGHT + outcomes["error"], outcomes["gap"]


def best_response_lived(
    way: Way, born: Ints = BEST_RESPONSE_DAYS, coupling: ArrayLike = COUPLINGS, **overrides: Any
) -> Run:
    """Let the issues come and be answered in one way."""
    settings = following(configuration("best_response", dials={"strategy": way.strategy}, **overrides), way.rule)
    issues = given(born, ORIGIN, other_team=OTHER, coupling=coupling, **way.issue)
    scene = staged(settings, issues=issues, direction=DIRECTION, context=CONTEXT)
    return run(settings, scene, knowing())


def knowing() -> Callable[[Tables], None]:
    """Let everybody start knowing what is right, and the second team with its course in force and in the plan."""

    def start(s: Tables) -> None:
        s.people.g[:] = DIRECTION
        s.people.l[:] = CONTEXT[s.people.team]
        s.teams.course[OTHER] = COURSE
        s.plan_common[0] = DIRECTION
        s.plan_course[0] = DIRECTION + CONTEXT
        s.plan_course[0, OTHER] = COURSE

    return start


CHECKS = (approvals, votes, contest, best_response)
