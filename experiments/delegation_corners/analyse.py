"""The sixteen corners: delegated less central in each of the eight cultures."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
for factor in ("point",):
    print(results_text(folder, ["decision_lead", "fit", "coordination", "alignment"], factor, "en"), end="\n\n")
print(write_page(folder))
