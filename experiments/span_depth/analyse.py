"""Each form at four shapes of about as many people."""

from sim.report.answer import FORM, Lines, answer

answer(("decision_lead", "alignment", "backlog", "burnout_50_top"), Lines("organisation.depth", (FORM,)))
