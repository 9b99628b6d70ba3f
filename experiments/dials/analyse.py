"""Sobol indices of every dial on the four outcomes: alone (first order) and with all its interactions (total)."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
print(results_text(folder, ["decision_lead", "fit", "alignment", "exhaustion"], None, "en"), end="\n\n")
print(write_page(folder))
