"""Patterns of structure: how much of it serves whom, and who knows what is going on."""

from __future__ import annotations

import numpy as np

from sim.stats.estimate import wilson
from sim.validation.correlate import Floats, mean_with_interval, of_pair
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, clear_and_modest, not_measurable, signed
from sim.validation.population import ALL_TIES, AMOUNTS, SPARSE_TIES, Study

AMOUNT_OF_STRUCTURE_SOURCE = "asymmetric inverted U [davis2009]"


def amount_of_structure(study: Study) -> list[Pattern]:
    """Performance is an inverted U of structure, and too little structure hurts more than too much.

    Unit        organisations, each lived at five amounts of structure: all dials at 1 - amount, amounts 0 to 1.
                Performance is fit. The best amount in between is found on one half of the organisations and tested on
                the other.
    Asks        it is above none and above full, clearly; full is above none, clearly.
    Not here    their one kind of structure (rules of improvisation): here structure is all eleven dials at once.

    Source  Davis, Eisenhardt & Bingham (2009) [davis2009]
    """
    fit = np.array([[each["fit"] for each in study.structured(amount)] for amount in AMOUNTS])
    half = fit.shape[1] // 2
    best = 1 + int(fit[1:-1, :half].mean(axis=1).argmax())
    note = f"best in between on the first half: {AMOUNTS[best]:g}"
    return [
        _amount_of_structure_row("best less none", fit[best, half:] - fit[0, half:], note),
        _amount_of_structure_row("best less full", fit[best, half:] - fit[-1, half:], note),
        _amount_of_structure_row("full less none", fit[-1] - fit[0], ""),
    ]


def _amount_of_structure_row(case: str, differences: Floats, note: str) -> Pattern:
    mean, span = mean_with_interval(differences)
    return Pattern(
        "amount of structure",
        case,
        AMOUNT_OF_STRUCTURE_SOURCE,
        VALIDATES,
        "above 0",
        NAN,
        NO_SPAN,
        mean,
        span,
        len(differences),
        signed(span, 1),
        note,
    )


TURBULENT = 4.0
"""Shocks a quarter."""
MATTERS, REGION = 0.03, 0.05


def structure_in_turbulence(study: Study) -> list[Pattern]:
    """There is a region in which formal structure helps in turbulence.

    Unit        organisations with more than four shocks a quarter, each lived formal (all dials at 0) and organic (all
                at 1) in the same world.
    Asks        a share clearly above 0.05 of them fits better formal, by 0.03 or more.
    Not here    new ventures, founding teams, and size: the firms of the study are young and small.

    Source  Sine, Mitsuhashi & Kirsch (2006) [sine2006]
    """
    turbulent = np.array([each["world.shock_frequency"] > TURBULENT for each in study.population.points])
    formal, organic = (np.array([each["fit"] for each in study.structured(amount)]) for amount in (1.0, 0.0))
    helped = (formal - organic)[turbulent] >= MATTERS
    span = wilson(int(helped.sum()), len(helped))[1:]
    return [
        Pattern(
            "structure in turbulence",
            "share where formal fits better",
            "formalisation [sine2006]",
            VALIDATES,
            f"clearly above {REGION}",
            NAN,
            NO_SPAN,
            float(helped.mean()),
            span,
            len(helped),
            span[0] > REGION,
        )
    ]


def sparse_ties(study: Study) -> list[Pattern]:
    """Sparse ties beat everybody being tied to everybody.

    Unit        organisations, each lived with 2 and with 42 peer ties a person, in the same world.
    Asks        fit is higher with sparse ties, clearly.
    Not here    their measure, the time a project takes, and the cost of a tie: here listening to peers costs no hours
                (meetings do), so what makes a full network slow in theirs is not in the product.

    Source  Carroll & Burton (2000) [carroll2000]
    """
    sparse, whole = (np.array([each["fit"] for each in study.tied(ties)]) for ties in (SPARSE_TIES, ALL_TIES))
    mean, span = mean_with_interval(sparse - whole)
    return [
        Pattern(
            "sparse ties",
            "sparse less all-to-all: fit",
            "order [carroll2000]",
            VALIDATES,
            "above 0",
            NAN,
            NO_SPAN,
            mean,
            span,
            len(sparse),
            signed(span, 1),
        ),
        not_measurable(
            "sparse ties",
            "time that a project takes",
            "order [carroll2000]",
            "sparse is faster",
            NAN,
            len(sparse),
            "there are no projects, and listening to a peer costs no hours: what slows a full network is missing",
        ),
    ]


HIERARCHY_SOURCE = "rho [greer2018]"
SMALL = (-0.30, 0.0)


def hierarchy(study: Study) -> list[Pattern]:
    """Hierarchy harms teams a little, and helps where it is unclear what to do.

    Unit        teams, pooled over organisations; hierarchy is authority by level: 1 - the dial `initiative`. Task
                ambiguity is the third of organisations whose culture has the least clarity.
    Asks        all: between -.30 and 0; ambiguous: positive, clearly.
    Not here    conflict as the mediator; instability and skills as moderators; viability (-.11).

    Source  Greer, de Jong, Schouten & Dannals (2018) [greer2018]: rho = -.08 over 54 studies; task ambiguity enhanced
            the positive effects of hierarchy (that it becomes positive is read into it)
    """
    points, teams = study.population.points, study.population.teams
    level = np.array([1 - each["dials.initiative"] for each in points])
    clarity = np.array([each["culture.clarity"] for each in points])
    known = np.isfinite(teams["performance"])
    home, performance = teams["organisation"][known], teams["performance"][known]
    r, span = of_pair(level[home], performance, home)
    unclear = clarity[home] <= np.quantile(clarity, 1 / 3)
    renumbered = np.unique(home[unclear], return_inverse=True)[1]
    there, there_span = of_pair(level[home][unclear], performance[unclear], renumbered)
    return [
        Pattern(
            "hierarchy",
            "all teams",
            HIERARCHY_SOURCE,
            VALIDATES,
            f"{SMALL[0]} to {SMALL[1]}",
            -0.08,
            NO_SPAN,
            r,
            span,
            len(points),
            SMALL[0] <= r <= SMALL[1],
        ),
        Pattern(
            "hierarchy",
            "under task ambiguity",
            HIERARCHY_SOURCE,
            VALIDATES,
            "sign +",
            NAN,
            NO_SPAN,
            there,
            there_span,
            int(renumbered.max()) + 1,
            signed(there_span, 1),
        ),
    ]


INFORMED_HIERARCHY_SOURCE = "order [rhodes2024]"
MANY = 0.05
"""Share that is more than some by chance: as for the other regions that are asked for."""


def informed_hierarchy(study: Study) -> list[Pattern]:
    """Hearing about the whole from above helps where members may judge it, even where places change one by one.

    Unit        organisations, each lived with direction and beliefs from the centre (dials `constitution` and `lattice`
                0) and among members (1), in worlds whose shocks strike all at once or one team at a time. Members may
                judge: the dial `initiative` is 1; may not: 0.
    Asks        who may judge fits better with a centre: all at once on average, one at a time in many organisations;
                who may not fits worse with it, one at a time.
    Not here    their workers and managers, who only learn and tell; memory; environments in between.

    Source  Rhodes, Crabtree & Freeman (2024) [rhodes2024], from its abstract: to be read before the first run
    """
    together, judged, obeyed = (_differences(study, *each) for each in ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0)))
    ahead = int((judged > 0).sum())
    share = wilson(ahead, len(judged))[1:]
    return [
        _informed_hierarchy_row(
            "all at once, members judge", "above 0", *mean_with_interval(together), len(together), 1
        ),
        _informed_hierarchy_row(
            "one at a time, members judge: share ahead",
            f"clearly above {MANY}",
            ahead / len(judged),
            share,
            len(judged),
        ),
        _informed_hierarchy_row(
            "one at a time, members may not judge", "below 0", *mean_with_interval(obeyed), len(obeyed), -1
        ),
    ]


def _differences(study: Study, at_once: float, judge: float) -> Floats:
    centre, members = (np.array([each["fit"] for each in study.informed(by, at_once, judge)]) for by in (0.0, 1.0))
    return centre - members


def _informed_hierarchy_row(
    case: str, asks: str, obtained: float, span: tuple[float, float], n: int, sign: int = 0
) -> Pattern:
    agrees = signed(span, sign) if sign else span[0] > MANY
    return Pattern(
        "informed hierarchy", case, INFORMED_HIERARCHY_SOURCE, VALIDATES, asks, NAN, NO_SPAN, obtained, span, n, agrees
    )


def shared_leadership(study: Study) -> list[Pattern]:
    """Teams whose leadership is shared are more effective.

    Unit        teams, pooled over organisations; shared is 1 - Gini of who decides in the team.
    Asks        positive, clearly, and modest.
    Not here    what is shared: traditional leadership relates less (.18) than new-genre leadership (.34).

    Source  Wang, Waldman & Zhang (2014) [wang2014]: rho = .34 over 42 samples
    """
    r, span = study.between_teams("evenness", "performance")
    agrees = clear_and_modest(r, span, 1)
    return [
        Pattern(
            "shared leadership",
            "evenness and performance",
            "rho [wang2014]",
            VALIDATES,
            "sign +, modest",
            0.34,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            agrees,
        ),
        not_measurable(
            "shared leadership",
            "traditional less than new-genre",
            "rho [wang2014]",
            ".18 below .34",
            NAN,
            len(study.population.points),
            "the product knows who decides, not in what style somebody leads",
        ),
    ]


def trust_and_performance(study: Study) -> list[Pattern]:
    """Teams that trust each other perform better.

    Unit        teams, pooled over organisations; trust as asked, performance as counted over the year.
    Asks        positive, clearly, and modest.
    Not here    trust in the leader apart from trust among members; interdependence, authority and skill as moderators.

    Source  De Jong, Dirks & Gillespie (2016) [dejong2016]: rho = .30 over 112 studies
    """
    r, span = study.between_teams("trust", "performance")
    agrees = clear_and_modest(r, span, 1)
    return [
        Pattern(
            "trust and performance",
            "of teams",
            "rho [dejong2016]",
            VALIDATES,
            "sign +, modest",
            0.30,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            agrees,
        )
    ]


CHECKS = (
    amount_of_structure,
    structure_in_turbulence,
    sparse_ties,
    hierarchy,
    informed_hierarchy,
    shared_leadership,
    trust_and_performance,
)
