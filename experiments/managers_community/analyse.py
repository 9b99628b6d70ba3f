"""Linked managers less isolated ones, over minutes a week, built into what meets already or added to it."""

from sim.report.answer import Lines, answer

outcomes = ("isolation", "exhausted_middle", "decision_lead", "coordination", "practice_fit", "middle_commitment")
by = ("linked.culture.community_built_in",)
answer(outcomes, Lines("linked.culture.community_minutes", by), also=("practice_spread", "resistance", "fit"))
