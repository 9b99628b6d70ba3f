"""Flat against tall: each form at four shapes of about as many people."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from sim.experiment.summary import by_point, read_twins

COLOUR = {"mechanical": "#1E3A8A", "organic": "#0D8B7D"}
LINE = {"mechanical": "-", "organic": (0, (5, 2))}
folder = Path(sys.argv[1]).resolve()
outcomes = ["decision_lead", "alignment", "backlog", "burnout_50_top"]
twins = read_twins(folder, outcomes)
figure, places = plt.subplots(1, len(outcomes), figsize=(15, 3.8), layout="constrained")
for axes, name in zip(places, outcomes, strict=True):
    table = by_point(twins, name).sort_values("organisation.depth")
    print(f"\n{name}\n{table.round(3).to_string(index=False)}")
    for form in twins.forms:
        axes.plot(
            table["organisation.depth"],
            table[f"mean_{form}"],
            marker="o",
            color=COLOUR[form],
            linestyle=LINE[form],
            label=form,
        )
    axes.set(title=name, xlabel="levels below the top", xticks=table["organisation.depth"])
    axes.set_ylim(0, None)
places[0].legend()
figure.supxlabel(
    f"mean over {int(by_point(twins, 'alignment')['n'].min())} worlds, 40 to 63 people; results {folder.name}",
    fontsize=8,
)
figure.savefig(folder / "answer.png", dpi=120)
