"""Sobol indices of every dial on the four outcomes: alone (first order) and with all its interactions (total)."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from SALib.analyze import sobol

from sim.experiment.summary import by_point, read_twins

folder = Path(sys.argv[1]).resolve()
outcomes = ["decision_lead", "fit", "alignment", "exhaustion"]
design = pd.read_csv(folder / "design.csv")
factors = list(design.columns[2:])
names = [each.rpartition(".")[2] for each in factors]
problem = {"num_vars": len(factors), "names": names, "bounds": [[0, 1]] * len(factors)}
twins = read_twins(folder, outcomes)
figure, places = plt.subplots(1, len(outcomes), figsize=(15, 4.5), sharey=True, layout="constrained")
for axes, name in zip(places, outcomes, strict=True):
    values = by_point(twins, name).set_index("point")["difference"].reindex(design["point"]).to_numpy()
    found = sobol.analyze(problem, values, calc_second_order=False, seed=1)
    table = pd.DataFrame({"dial": names, "first": found["S1"], "first_half": found["S1_conf"],
                          "total": found["ST"], "total_half": found["ST_conf"]})  # fmt: skip
    print(f"\n{name} (sum of first-order indices {table['first'].sum():.2f})")
    print(table.sort_values("total", ascending=False).round(3).to_string(index=False))
    place = range(len(names))
    axes.errorbar(
        table["total"],
        place,
        xerr=table["total_half"],
        fmt="o",
        color=sns.color_palette("colorblind")[0],
        label="total",
    )
    axes.errorbar(
        table["first"],
        place,
        xerr=table["first_half"],
        fmt="s",
        color=sns.color_palette("colorblind")[1],
        label="first",
    )
    axes.set(title=name, yticks=list(place), yticklabels=names, xlabel="share of variance")
    axes.axvline(0, color="black", linewidth=0.8)
places[0].legend()
figure.supxlabel(
    f"{len(design)} rows, {len(set(twins.replicate))} worlds each; bars: 95 % intervals; results {folder.name}",
    fontsize=8,
)
figure.savefig(folder / "answer.png", dpi=120)
