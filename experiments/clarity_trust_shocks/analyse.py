"""The difference between the forms over shocks, by clarity of roles and by trust."""

from sim.report.answer import Lines, answer

by = ("culture.clarity", "culture.trust")
answer(("decision_lead", "fit", "alignment"), Lines("world.shock_frequency", by), also=("burnout_50",))
