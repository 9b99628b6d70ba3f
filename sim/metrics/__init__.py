"""Outcomes of a run, computed from what it recorded.

Issues are judged on one cohort: those born from the end of the warm-up until H days before the end, each followed for
H days while arrivals go on. So nothing is censored and nobody's survival flatters a number.
"""

from sim.metrics.outcomes import BETTER, HEADLINE, OF_FEW, OUTCOMES, Outcome
from sim.metrics.whole import all_outcomes

__all__ = ("BETTER", "HEADLINE", "OF_FEW", "OUTCOMES", "Outcome", "all_outcomes")
