"""Each form as more issues touch another team, with few and with many new issues."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from sim.experiment.summary import by_point, read_twins

COLOUR = {"mechanical": "#1E3A8A", "organic": "#0D8B7D"}
LINE = {"mechanical": "-", "organic": (0, (5, 2))}
folder = Path(sys.argv[1]).resolve()
outcomes = ["coordination", "decision_lead", "fit", "meeting_share"]
twins = read_twins(folder, outcomes)
novelties = sorted(twins.points["world.novelty"].unique())
figure, places = plt.subplots(
    len(novelties), len(outcomes), figsize=(15, 6.5), sharex=True, sharey="col", layout="constrained"
)
for column, name in enumerate(outcomes):
    table = by_point(twins, name)
    print(f"\n{name}\n{table.round(3).to_string(index=False)}")
    for row, novelty in enumerate(novelties):
        axes, chosen = places[row, column], table[table["world.novelty"] == novelty]
        for form in twins.forms:
            axes.plot(
                chosen["world.interdependence"],
                chosen[f"mean_{form}"],
                marker="o",
                color=COLOUR[form],
                linestyle=LINE[form],
                label=form,
            )
        axes.set(title=f"{name}, novelty {novelty:g}", xlabel="share of issues that touch another team")
places[0, 0].legend()
n = by_point(twins, "coordination")["n"]
figure.supxlabel(f"{n.min()} to {n.max()} worlds a point; results {folder.name}", fontsize=8)
figure.savefig(folder / "answer.png", dpi=120)
