"""What remains of each intervention: one organisation with it less the same without."""

from sim.report.answer import Cases, answer

own = ("collisions", "direction_distance", "coordination", "autonomy", "trust")
also = ("fit", "clarity", "declared_gap", "mentoring_hours", "engagement", "exhaustion", "departures", "utilisation")
answer((*own, "decision_lead"), Cases(("with.interventions",)), also)
