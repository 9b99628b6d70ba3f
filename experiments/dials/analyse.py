"""Sobol indices of every dial: alone (first order) and with all its interactions (total)."""

from sim.report.answer import Sobol, answer

answer(("decision_lead", "fit", "alignment", "exhaustion"), Sobol())
