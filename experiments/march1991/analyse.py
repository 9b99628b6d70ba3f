"""March's figure again: knowledge at the end against the rate of socialisation, a line a rate of the code."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import seaborn as sns
from sim.validation.docking.march_closed_system import P1, REPORTED

from sim.experiment.summary import by_point, read_twins

folder = Path(sys.argv[1]).resolve()
table = by_point(read_twins(folder, ["knowledge"]), "knowledge").rename(columns=lambda name: name.split(".")[-1])
table["reported"] = [REPORTED[p2][P1.index(p1)] for p1, p2 in zip(table["p1"], table["p2"], strict=True)]
cells = table[["p1", "p2", "difference", "low", "high", "n", "reported"]].rename(columns={"difference": "knowledge"})
cells.sort_values(["p2", "p1"]).round(5).to_csv(folder / "march1991.csv", index=False)
print(cells.sort_values(["p2", "p1"]).round(3).to_string(index=False))
figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
for colour, style, (p2, line) in zip(
    sns.color_palette("colorblind"), ("-", "--", ":"), cells.groupby("p2"), strict=False
):
    axes.plot(line["p1"], line["knowledge"], style, color=colour)
    axes.fill_between(line["p1"], line["low"], line["high"], color=colour, alpha=0.25, linewidth=0)
    axes.plot(line["p1"], line["reported"], "o", color=colour, fillstyle="none", markersize=6)
    axes.annotate(
        f"p2 = {p2:g}",
        (0.1, line["knowledge"].iloc[0]),
        (-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color=colour,
    )
axes.set(xlabel="socialisation rate p1", ylabel="average equilibrium knowledge", xlim=(-0.04, 0.95), ylim=(0.65, 1))
axes.set_title("March (1991), closed system: effect of learning rates")
figure.supxlabel(
    f"{int(cells['n'].min())} runs a cell; bands: 95 % intervals; circles: a published recreation, 10,000 runs a cell",
    fontsize=8,
)
figure.savefig(folder / "answer.png", dpi=120)
