"""Patterns of exhaustion: whom it strikes, what it goes with, and what it does."""

from __future__ import annotations

import numpy as np

from sim.record import BASE, HEAD, MANAGER
from sim.stats.estimate import wilson
from sim.validation.correlate import Floats, Ints, cross_lagged, mean_with_interval, of_pair, spearman, with_interval
from sim.validation.pattern import (
    CALIBRATES,
    NAN,
    NO_SPAN,
    VALIDATES,
    Pattern,
    Span,
    clear_and_modest,
    not_measurable,
    signed,
)
from sim.validation.population import LARGE, RELIABILITY, SMALL, Columns, Study

NAME = "exhaustion at neutral dials"
EXHAUSTION_AT_NEUTRAL_DIALS_RANKS = {"managers less base": (MANAGER, BASE), "head less managers": (HEAD, MANAGER)}
HELD = {"role ambiguity": CALIBRATES, "autonomy": VALIDATES}


def exhaustion_at_neutral_dials(study: Study) -> list[Pattern]:
    """At neutral dials exhaustion does not rise with rank, and goes with clarity and autonomy as the field finds.

    Unit        people of 24 organisations at neutral dials, asked twice in their second year. Rank: means of people by
                role. Correlations: who was there both times, as they answered the second time (a newcomer is unclear
                and rested), each measure less the mean of the organisation, corrected for reliability as the field's
                are.
    Asks        managers are not clearly more exhausted than the base, nor the head than managers; both correlations
                inside the table's interval. Autonomy is no target of calibration: it validates.
    Not here    lower and middle managers apart, power and self-efficacy as reasons: there are six managers, all of one
                level; and only managers were asked there, not the base.

    Source  Lee et al. (2013) [lee2013], table 3; Korman, Van Quaquebeke & Troester (2021) [korman2021]: of managers,
            those further up are less burned out (read in part; only the order is used)
    """
    people = study.neutral.people
    ranks = [_rank_row(case, people, *pair) for case, pair in EXHAUSTION_AT_NEUTRAL_DIALS_RANKS.items()]
    return [*ranks, *(_held_row(case, people, role) for case, role in HELD.items())]


def _rank_row(case: str, people: Columns, upper: int, lower: int) -> Pattern:
    there = np.unique(people["organisation"])
    differences = np.array([_mean_of(people, each, upper) - _mean_of(people, each, lower) for each in there])
    mean, span = mean_with_interval(differences)
    source, asks = "order [korman2021]", "not clearly above 0"
    agrees = not signed(span, 1)
    return Pattern(NAME, case, source, CALIBRATES, asks, NAN, NO_SPAN, mean, span, len(there), agrees)


def _mean_of(people: Columns, organisation: int, role: int) -> float:
    them = (people["organisation"] == organisation) & (people["role"] == role)
    return float(people["exhaustion_later"][them].mean())


def _held_row(case: str, people: Columns, role: str) -> Pattern:
    measure, empirical, reported = TABLE[case]
    stayed = people["left"] == 0
    home = people["organisation"][stayed]
    one, other = (within(people[f"{each}_later"][stayed], home) for each in (measure, "exhaustion"))
    r, span = of_pair(one, other, home)
    r, span = r / RELIABILITY, (span[0] / RELIABILITY, span[1] / RELIABILITY)
    agrees = reported[0] <= r <= reported[1]
    asks, n = "inside the interval", int(home.max()) + 1
    return Pattern(NAME, case, EXHAUSTION_CORRELATES_SOURCE, role, asks, empirical, reported, r, span, n, agrees)


def within(values: Floats, organisation: Ints) -> Floats:
    """Return values less the mean of their organisation.

    Examples
    --------
    >>> within(np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1])).tolist()
    [-1.0, 1.0, 0.0]
    """
    return values - (np.bincount(organisation, values) / np.bincount(organisation))[organisation]


EXHAUSTION_CORRELATES_SOURCE = "table 3 [lee2013]"
TABLE: dict[str, tuple[str, float, Span]] = {
    "workload": ("workload", 0.66, (0.28, 0.79)),
    "constraining structures": ("constraint", 0.45, (0.08, 0.82)),
    "autonomy": ("autonomy", -0.36, (-0.60, -0.01)),
    "insufficient input": ("input", 0.36, (0.15, 0.56)),
    "role ambiguity": ("ambiguity", 0.24, (0.12, 0.34)),
    "support": ("support", -0.18, (-0.21, -0.09)),
}
"""The measure here, the correlation and the interval there."""
REVERSED = ("input",)
"""Measured as how much there is, reported as how little."""
EXHAUSTION_CORRELATES_RANKS = 0.7


def exhaustion_correlates(study: Study) -> list[Pattern]:
    """What goes with emotional exhaustion: the one table that calibrates.

    Unit        people, pooled over organisations; correlations corrected for the stated reliability of both measures,
                as the table's are for theirs.
    Asks        each sign, clearly, and none beyond 0.8; the order of the six (Spearman 0.7 or more); workload largest.
    Not here    the other correlates of the table; physicians are not a population of organisations.

    Source  Lee et al. (2013) [lee2013], table 3: corrected correlations and their 95 % intervals
    """
    people, n = study.population.people, len(study.population.points)
    found, here = [], []
    for case, (measure, empirical, reported) in TABLE.items():
        values = -people[measure] if measure in REVERSED else people[measure]
        r, span = of_pair(values, people["exhaustion"], people["organisation"])
        r, span = r / RELIABILITY, (span[0] / RELIABILITY, span[1] / RELIABILITY)
        agrees = clear_and_modest(r, span, 1 if empirical > 0 else -1)
        asks = f"sign {'+' if empirical > 0 else '-'}, modest"
        here.append(r)
        found.append(
            Pattern(
                "exhaustion",
                case,
                EXHAUSTION_CORRELATES_SOURCE,
                CALIBRATES,
                asks,
                empirical,
                reported,
                r,
                span,
                n,
                agrees,
            )
        )
    return [*found, *_whole(np.array(here), n)]


def _whole(here: Floats, n: int) -> list[Pattern]:
    there = np.array([each[1] for each in TABLE.values()])
    ranks = spearman(there, here)
    largest = list(TABLE)[int(np.nanargmax(np.abs(here)))]
    return [
        Pattern(
            "exhaustion",
            "order of the six",
            EXHAUSTION_CORRELATES_SOURCE,
            CALIBRATES,
            f"Spearman {EXHAUSTION_CORRELATES_RANKS} or more",
            1.0,
            NO_SPAN,
            ranks,
            NO_SPAN,
            n,
            ranks >= EXHAUSTION_CORRELATES_RANKS,
        ),
        Pattern(
            "exhaustion",
            "largest of the six",
            EXHAUSTION_CORRELATES_SOURCE,
            CALIBRATES,
            "workload",
            NAN,
            NO_SPAN,
            float(np.nanmax(np.abs(here))),
            NO_SPAN,
            n,
            largest == "workload",
            f"here: {largest}",
        ),
    ]


def exhaustion_and_turnover(study: Study) -> list[Pattern]:
    """The exhausted leave.

    Unit        people, pooled over organisations: exhaustion on day 150 and whether the seat has somebody else on day
                210.
    Asks        positive, clearly, and modest.
    Not here    cynicism and inefficacy: the reported R is of all three dimensions of burnout together, and of turnover
                over longer times; two months of leaving are rare, which alone makes a correlation small.

    Source  Swider & Zimmerman (2010) [swider2010]: R = .33
    """
    people = study.population.people
    r, span = of_pair(people["exhaustion"], people["left"], people["organisation"])
    note = f"{people['left'].mean():.1%} left in between"
    return [
        Pattern(
            "exhaustion and turnover",
            "E, then leaving",
            "R of three dimensions [swider2010]",
            VALIDATES,
            "sign +, modest",
            0.33,
            NO_SPAN,
            r,
            span,
            len(study.population.points),
            clear_and_modest(r, span, 1),
            note,
        ),
        not_measurable(
            "exhaustion and turnover",
            "cynicism and inefficacy",
            "R of three dimensions [swider2010]",
            "sign +",
            NAN,
            len(study.population.points),
            "burnout has one dimension in the product, exhaustion",
        ),
    ]


BURNOUT_AND_STRESSORS_SOURCE = "48 longitudinal studies [guthier2020]"


def burnout_and_stressors(study: Study) -> list[Pattern]:
    """Burnout makes stressors more than stressors make burnout.

    Unit        people who stayed, asked twice, 60 working days apart: workload and exhaustion, each on the other's past
                beside its own.
    Asks        both positive; the effect of exhaustion on later workload exceeds the reverse, clearly.
    Not here    continuous time: the reported effects are for a year; job control and support as moderators.

    Source  Guthier, Dormann & Voelkle (2020) [guthier2020]: stressor-effect small, strain-effect larger
    """
    people, n = study.population.people, len(study.population.points)
    stayed = people["left"] == 0
    names = ("workload", "exhaustion", "workload_later", "exhaustion_later")
    columns = np.column_stack([people[name][stayed] for name in names])
    home = people["organisation"][stayed]
    found = []
    for case, asks, statistic in (
        ("stressor on later strain", "sign +", lambda r: cross_lagged(r)[0]),
        ("strain on later stressor", "sign +", lambda r: cross_lagged(r)[1]),
        ("strain-effect less stressor-effect", "above 0", lambda r: cross_lagged(r)[1] - cross_lagged(r)[0]),
    ):
        value, span = with_interval(columns, home, statistic)
        found.append(
            Pattern(
                "burnout and stressors",
                case,
                BURNOUT_AND_STRESSORS_SOURCE,
                VALIDATES,
                asks,
                NAN,
                NO_SPAN,
                value,
                span,
                n,
                signed(span, 1),
            )
        )
    return found


PILE_UP_SOURCE = "disaster dynamics [rudolph2002]"
TWICE, PILED, WORN, REGION = 2.0, 2.0, 0.02, 0.05


def pile_up(study: Study) -> list[Pattern]:
    """A pile-up of interruptions tips an organisation, and it does not come back by itself.

    Unit        organisations, each lived three times in one world: left alone, and with a small or a large burst of
                arrivals on day 60 (five days' arrivals more in all, or sixty), which is over within a month. What is
                looked at is the end of the year, more than half a year later.
    Asks        tipping: in a share clearly above 0.05 the large burst leaves 2 tasks a person more or more, and more
                than twice what the small one would in proportion; hysteresis: a share clearly above 0.05 is still more
                exhausted after the large one, by 0.02 or more.
    Not here    the Yerkes-Dodson curve of their model, and self-regulation; the two equilibria are not located.

    Source  Rudolph & Repenning (2002) [rudolph2002]
    """
    ends = {
        burst: {
            name: np.array([each[name] for each in study.burst(burst)]) for name in ("backlog_end", "exhaustion_end")
        }
        for burst in (0.0, SMALL, LARGE)
    }
    more = {burst: ends[burst]["backlog_end"] - ends[0.0]["backlog_end"] for burst in (SMALL, LARGE)}
    tipped = (more[LARGE] >= PILED) & (more[LARGE] > TWICE * LARGE / SMALL * more[SMALL])
    worn = ends[LARGE]["exhaustion_end"] - ends[0.0]["exhaustion_end"] >= WORN
    return [
        _share("tipping: out of proportion to the burst", tipped),
        _share("hysteresis: worn half a year later", worn),
    ]


def _share(case: str, hits: np.ndarray) -> Pattern:
    span = wilson(int(hits.sum()), len(hits))[1:]
    return Pattern(
        "pile-up",
        case,
        PILE_UP_SOURCE,
        VALIDATES,
        f"share clearly above {REGION}",
        NAN,
        NO_SPAN,
        float(hits.mean()),
        span,
        len(hits),
        span[0] > REGION,
    )


CHECKS = (exhaustion_at_neutral_dials, exhaustion_correlates, exhaustion_and_turnover, burnout_and_stressors, pile_up)
