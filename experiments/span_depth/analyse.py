"""Flat against tall: each form at four shapes of about as many people."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
for factor in ("point",):
    print(results_text(folder, ["decision_lead", "alignment", "backlog", "burnout_50_top"], factor, "en"), end="\n\n")
print(write_page(folder))
