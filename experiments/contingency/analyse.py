"""Regime maps: over frequency and size of shocks, who is ahead and by how much; hatched where that is not clear."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
for factor in ("world.shock_frequency", "world.shock_size"):
    print(results_text(folder, ["decision_lead", "fit", "alignment", "burnout_50"], factor, "en"), end="\n\n")
print(write_page(folder))
