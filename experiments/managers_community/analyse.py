"""Linked managers less isolated ones, over minutes a week, built into what meets already or added to it."""

from sim.report.answer import Lines, answer

outcomes = ("isolation", "exhausted_middle", "decision_lead", "coordination", "practice_fit", "engagement_managers")
by = ("linked.culture.community_built_in",)
answer(
    outcomes, Lines("linked.culture.community_minutes", by), also=("practice_spread", "autonomy", "engagement", "fit")
)
