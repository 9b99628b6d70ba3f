"""Regime maps: over frequency and size of shocks, who is ahead and by how much; hatched where that is not clear."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from sim.experiment.summary import by_point, read_twins

folder = Path(sys.argv[1]).resolve()
outcomes = {
    "decision_lead": "time to a decision, days",
    "fit": "fit",
    "alignment": "alignment",
    "burnout_50": "burnout",
}
twins = read_twins(folder, list(outcomes))
figure, places = plt.subplots(1, 4, figsize=(17, 4.2), layout="constrained")
for axes, (name, title) in zip(places, outcomes.items(), strict=True):
    table = by_point(twins, name)
    shape = {"index": "world.shock_size", "columns": "world.shock_frequency"}
    away, low, high = (table.pivot(values=each, **shape) for each in ("difference", "low", "high"))
    sns.heatmap(away, ax=axes, center=0, cmap="vlag", annot=True, fmt=".2f", annot_kws={"size": 7})
    unclear = ~((low > 0) | (high < 0)).to_numpy()
    for row, column in np.argwhere(unclear):
        axes.add_patch(plt.Rectangle((column, row), 1, 1, fill=False, hatch="///", edgecolor="#777777", linewidth=0))
    axes.set(title=title, xlabel="shocks a quarter", ylabel="size of a shock")
    axes.invert_yaxis()
    print(f"{name}: organic lower at {(high < 0).sum().sum()}, higher at {(low > 0).sum().sum()}, "
          f"unclear at {unclear.sum()} of {away.size} points")  # fmt: skip
    corners = {"calm": (0, 0), "often, small": (1, -1), "rare, large": (-1, 1), "often, large": (-1, -1)}
    print("   " + "; ".join(f"{key} {away.iloc[place]:+.2f}" for key, place in corners.items()))
n = int(by_point(twins, "fit")["n"].min())
figure.supxlabel(
    f"organic less mechanical; {n} twins a point; hatched: 95 % interval includes 0; results {folder.name}", fontsize=8
)
figure.savefig(folder / "answer.png", dpi=120)
