"""Delegated less central in each of the eight cultures."""

from sim.report.answer import Cases, answer

culture = ("culture.clarity", "culture.trust", "culture.circle_minutes")
answer(("decision_lead", "fit", "coordination", "alignment"), Cases(culture))
