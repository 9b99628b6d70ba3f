"""What remains of each intervention: one organisation with it less the same without."""

from sim.report.answer import Cases, answer

own = ("collisions", "alignment", "autonomy", "trust")
also = ("coordination", "clarity", "declared_gap", "mentoring_hours", "exhaustion", "departures", "utilisation")
answer((*own, "decision_lead", "fit"), Cases(("with.interventions",)), also)
