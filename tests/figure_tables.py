"""Tables that figures are drawn from in tests: small, planted, with every look a figure can have."""

import numpy as np
import pandas as pd

FORMS = ("mechanical", "organic")


def days(forms=FORMS, twins=8, length=250):
    draw = np.random.default_rng(1)
    found = []
    for place, form in enumerate(forms):
        for replicate in range(twins):
            level = 0.9 - 0.1 * place + 0.05 * np.sin(np.arange(length) / 30) + draw.normal(0, 0.03, length)
            found.append(pd.DataFrame({"form": form, "replicate": replicate, "day": range(length), "alignment": level}))
    return pd.concat(found)


def estimates():
    rows = [("time to a decision (days)", 0.9, 0.4, 1.4, 30), ("fit of decisions (0 to 1)", -0.3, -0.7, 0.1, 30),
            ("alignment with the direction (0 to 1)", -0.6, -0.9, -0.3, 30)]  # fmt: skip
    return pd.DataFrame(rows, columns=["label", "estimate", "low", "high", "n"])


def regimes():
    rows = []
    for x in (0.0, 1.6, 3.2, 4.8, 6.4, 8.0):
        for y in (0.0, 1.0, 2.0, 3.0):
            away = 0.06 * x * y - 0.4
            rows.append({"world.shock_frequency": x, "world.shock_size": y, "difference": away})
    table = pd.DataFrame(rows)
    return table.assign(low=table["difference"] - 0.15, high=table["difference"] + 0.15)


def factors():
    rows = [
        ("culture.clarity", 0.7),
        ("culture.trust", -0.5),
        ("world.shock_frequency", 0.3),
        ("culture.empathy", 0.05),
    ]
    table = pd.DataFrame(rows, columns=["factor", "estimate"])
    return table.assign(low=table["estimate"] - 0.12, high=table["estimate"] + 0.12, n=400)


def indices():
    table = factors().assign(estimate=lambda each: each["estimate"].abs() / 2)
    table = table.assign(low=table["estimate"] - 0.05, high=table["estimate"] + 0.05)
    more = table.assign(estimate=table["estimate"] + 0.1, low=table["low"] + 0.1, high=table["high"] + 0.1)
    return pd.concat([table.assign(kind="first"), more.assign(kind="total")], ignore_index=True)


def shares():
    from sim.experiment.dials import DIALS

    draw = np.random.default_rng(3)
    values = draw.normal(0, 0.4, len(DIALS))
    table = pd.DataFrame({"dial": [*DIALS, "all"], "estimate": [*values, values.sum()]})
    return table.assign(low=table["estimate"] - 0.2, high=table["estimate"] + 0.2, n=12)


def paths():
    from sim.experiment.dials import DIALS

    found = []
    for order, dials, start in (("fig_as_listed", DIALS, -1.0), ("fig_reversed", DIALS[::-1], 0.2)):
        gain = [0.0, *(start * np.sin(np.arange(1, 12) / 3.6) + 0.06 * np.arange(1, 12))]
        found.append(pd.DataFrame({"order": order, "step": range(12), "dial": ["", *dials], "gain": gain}))
    return pd.concat(found)


def people():
    rows = [("p0", None)]
    rows += [(f"m{k}", "p0") for k in range(6)]
    rows += [(f"m{k}b{j}", f"m{k}") for k in range(6) for j in range(6)]
    strain = np.random.default_rng(2).beta(2, 5, len(rows))
    return pd.DataFrame(rows, columns=["id", "manager"]).assign(strain=strain)


def levels():
    rows = [(level, form, 0.1 + 0.1 * k - 0.05 * j) for k, level in enumerate(("top", "middle", "deepest"))
            for j, form in enumerate(FORMS)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["level", "form", "estimate"])
    return table.assign(low=table["estimate"] - 0.04, high=table["estimate"] + 0.05, n=30)


def leads():
    draw = np.random.default_rng(5)
    found = [
        pd.DataFrame({"form": form, "replicate": k, "lead": np.minimum(20, draw.exponential(2 + 2 * place, 200))})
        for place, form in enumerate(FORMS)
        for k in range(6)
    ]
    return pd.concat(found)


def claims():
    from sim.report.figures.forest import LOOKS

    rows = []
    for k in range(16):
        pi, verdict = (0.05 + 0.06 * k, [*LOOKS][k % len(LOOKS)])
        gone = verdict == "no_verdict"
        rows.append(
            (
                f"C{k + 1:02d}",
                "a claim in a few plain words",
                np.nan if gone else pi,
                pi - 0.05,
                pi + 0.05,
                verdict,
                400,
            )
        )
    return pd.DataFrame(rows, columns=["claim", "short", "pi", "low", "high", "verdict", "n"])


def knockouts():
    rows = [
        ("none", 0.9, 0.7, 1.1),
        ("blur", 0.85, 0.6, 1.1),
        ("handoff_hours", 0.1, -0.1, 0.3),
        ("silo", 0.6, 0.4, 0.8),
    ]
    return pd.DataFrame(rows, columns=["off", "estimate", "low", "high"]).assign(n=40)
