"""The difference between the forms as more issues touch another team, with few and with many new issues."""

from sim.report.answer import Lines, answer

outcomes = ("coordination", "decision_lead", "fit", "meeting_share")
answer(outcomes, Lines("world.interdependence", ("world.novelty",)))
