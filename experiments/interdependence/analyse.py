"""Each form as more issues touch another team, with few and with many new issues."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
for factor in ("world.interdependence", "world.novelty"):
    print(results_text(folder, ["coordination", "decision_lead", "fit", "meeting_share"], factor, "en"), end="\n\n")
print(write_page(folder))
