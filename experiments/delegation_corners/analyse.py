"""The sixteen corners: delegated less central in each of the eight cultures, and the worst corner of all."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import seaborn as sns

from sim.experiment.summary import by_point, read_twins

folder = Path(sys.argv[1]).resolve()
outcomes = ["decision_lead", "fit", "coordination", "alignment"]
factors = ["culture.clarity", "culture.trust", "culture.circle_minutes"]
twins = read_twins(folder, outcomes)
figure, places = plt.subplots(1, len(outcomes), figsize=(15, 4), sharey=True, layout="constrained")
for axes, name in zip(places, outcomes, strict=True):
    table = by_point(twins, name)
    label = [f"clarity {c:g}, trust {t:g}, {'circles' if m else 'none'}" for c, t, m in table[factors].to_numpy()]
    print(f"\n{name}\n{table.round(3).to_string(index=False)}")
    half = (table["high"] - table["low"]) / 2
    axes.errorbar(table["difference"], range(len(table)), xerr=half, fmt="o", color=sns.color_palette("colorblind")[0])
    axes.set(title=name, yticks=range(len(table)), yticklabels=label, xlabel="delegated less central")
    axes.axvline(0, color="black", linewidth=0.8)
figure.supxlabel(
    f"{int(by_point(twins, 'fit')['n'].min())} twins a point; bars: 95 % intervals; results {folder.name}", fontsize=8
)
figure.savefig(folder / "answer.png", dpi=120)
