"""The difference between the forms over shock frequency, a panel a level of clarity, a line a level of trust."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
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
clarities = sorted(twins.points["culture.clarity"].unique())
figure, places = plt.subplots(
    len(outcomes), len(clarities), figsize=(11, 12), sharex=True, sharey="row", layout="constrained"
)
for row, (name, title) in zip(places, outcomes.items(), strict=True):
    table = by_point(twins, name)
    for axes, clarity in zip(row, clarities, strict=True):
        chosen = table[table["culture.clarity"] == clarity]
        for colour, (trust, each) in zip(
            sns.color_palette("colorblind"), chosen.groupby("culture.trust"), strict=False
        ):
            x = each["world.shock_frequency"]
            axes.plot(x, each["difference"], color=colour, marker="o", label=f"trust {trust:g}")
            axes.fill_between(x, each["low"], each["high"], color=colour, alpha=0.15, linewidth=0)
        axes.axhline(0, color="black", linewidth=0.8)
        axes.set(title=f"clarity {clarity:g}", xlabel="shocks a quarter", ylabel=title)
    for factor in ("culture.clarity", "culture.trust", "world.shock_frequency"):
        means = table.groupby(factor)["difference"].mean().round(3).to_dict()
        print(f"{name}, organic less mechanical, by {factor}: {means}")
    clear = pd.Series(0, table.index).where(~(table["low"] > 0), 1).where(~(table["high"] < 0), -1)
    print(f"{name}: organic higher at {(clear > 0).sum()}, lower at {(clear < 0).sum()} of {len(table)} points")
places[0, 0].legend(fontsize=8)
n = int(by_point(twins, "fit")["n"].min())
figure.supxlabel(f"organic less mechanical; {n} twins a point, band: 95 % interval; results {folder.name}", fontsize=8)
figure.savefig(folder / "answer.png", dpi=110)
