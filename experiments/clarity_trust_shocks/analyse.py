"""The difference between the forms over shock frequency, clarity and trust."""

import sys
from pathlib import Path

from sim.report.page.build import write_page
from sim.report.sweeping import results_text

folder = Path(sys.argv[1]).resolve()
for factor in ("culture.clarity", "culture.trust", "world.shock_frequency"):
    print(results_text(folder, ["decision_lead", "fit", "alignment", "burnout_50"], factor, "en"), end="\n\n")
print(write_page(folder))
