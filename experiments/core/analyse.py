"""CORE and each of its four parts: one organisation with it less the same without."""

from sim.report.answer import Cases, answer

own = ("resets_per_handoff", "bottlenecks_per_escalation", "decision_lead", "fit", "exhaustion", "cx_loss")
answer(own, Cases(("with.interventions",)), also=("handoffs", "departures", "pivots", "utilisation"))
