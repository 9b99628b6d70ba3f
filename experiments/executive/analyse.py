"""The head as an executive less as an expert, over the share of leading given to steering, by support."""

from sim.report.answer import Lines, answer

outcomes = ("orchestration", "middle_autonomy", "engagement_managers", "decision_lead", "fit", "exhausted_middle")
by = ("executive.culture.support",)
answer(outcomes, Lines("executive.interventions.steering.to", by), also=("mentoring_hours", "exhausted_head"))
