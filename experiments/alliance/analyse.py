"""An alliance with one thing mended less the same as it is."""

from sim.report.answer import Cases, answer

mended = ("culture.voice", "culture.founders", "dials.constitution", "culture.ready_share")
outcomes = ("procedures", "commitment", "departures", "decision_lead", "fit", "procedure_hours")
answer(outcomes, Cases(tuple(f"mended.{each}" for each in mended)), also=("left_out", "open_issues"))
