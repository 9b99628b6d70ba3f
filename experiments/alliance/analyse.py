"""An alliance with one thing mended less the same as it is."""

from sim.report.answer import Cases, answer

mended = ("voice", "founders", "charter", "ready_share")
outcomes = ("minority", "engagement", "departures", "decision_lead", "fit", "procedures")
also = ("onset", "procedure_hours", "carried", "left_out", "open_issues")
answer(outcomes, Cases(tuple(f"mended.culture.{each}" for each in mended)), also)
