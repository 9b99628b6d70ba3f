"""What came out, in sentences: who is ahead on each outcome, where that turns, and how surely."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.experiment.summary import by_factor, by_point, read_twins
from sim.experiment.verdict import SMALLEST
from sim.metrics import BETTER, HEADLINE
from sim.report.figures.style import name_of
from sim.report.page.sources import SWEEP, Source
from sim.report.words import ends, number, words


def summary(source: Source, rows: pd.DataFrame, table: pd.DataFrame | None, lang: str) -> list[str]:
    """Write the summary of a sweep or a comparison.

    Parameters
    ----------
    source : Source
        What it is of.
    rows : pandas.DataFrame
        A row a run.
    table : pandas.DataFrame or None
        Of `sim.experiment.analysis.effects.effects`; None with one organisation.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    list of str
        What was done; a sentence an outcome; what to beware of.
    """
    say = words(lang)
    worlds, points = rows["replicate"].nunique(), rows["point"].nunique()
    forms = say["page_and"].join(_the(each, lang) for each in source.forms)
    done = say["page_done_sweep" if source.kind == SWEEP else "page_done_comparison"]
    said = [done.format(forms=forms, points=points, worlds=worlds, runs=len(rows))]
    if table is None:
        return [*said, say["page_one_form"], say["calibrated"]]
    by_name = table.set_index("outcome")
    said += [_outcome(name, by_name.loc[name], source, lang) for name in HEADLINE]
    if source.kind == SWEEP and source.factors and worlds > 1:
        said.append(say["page_by_chance"].format(by_chance=number(0.05 * points, lang, 1), points=points))
    return [*said, say["calibrated"]]


def _outcome(name: str, each: pd.Series, source: Source, lang: str) -> str:
    say = words(lang)
    if each["low"] != each["low"]:
        return say["page_ahead_unknown"].format(outcome=say[f"page_name_{name}"], n=int(each["n"]))
    clear = each["low"] > 0 or each["high"] < 0
    large = abs(each["difference"]) > SMALLEST[name]
    better = source.forms[-1] if each["difference"] * BETTER[name] > 0 else source.forms[0]
    key = "page_ahead" if clear and large else "page_ahead_little" if clear else "page_ahead_none"
    numbers = {
        "by": number(abs(each["difference"]), lang, 2),
        **dict(zip(("low", "high"), ends(each["low"], each["high"], lang), strict=True)),
        "n": int(each["n"]),
    }
    said = say[key].format(outcome=say[f"page_name_{name}"], form=_the(better, lang), **numbers)
    if source.kind != SWEEP or not source.factors:
        return said
    return f"{said} {_where(name, source, lang)}"


def _the(form: str, lang: str) -> str:
    """Name an organisation within a sentence."""
    return words(lang).get(f"page_the_{form}") or name_of(form, lang)


def _where(name: str, source: Source, lang: str) -> str:
    """Say at how many points each is ahead, and along which factor that turns most."""
    say, twins = words(lang), read_twins(source.folder, [name])
    table = by_point(twins, name)
    ahead = ((table["low"] > 0).astype(int) - (table["high"] < 0).astype(int)) * BETTER[name]
    counts: dict[str, Any] = {"points": len(table), "last": int((ahead > 0).sum()), "first": int((ahead < 0).sum())}
    counts["none"] = counts["points"] - counts["first"] - counts["last"]
    forms = {"form_last": _the(source.forms[-1], lang), "form_first": _the(source.forms[0], lang)}
    said = say["page_at_points"].format(**counts, **forms)
    found = [_turn(each, twins, name) for each in source.factors if twins.points[each].nunique() <= 12]
    spans = [each for each in found if each is not None and each[0] > 0]  # what never differs turns with nothing
    if not spans:
        return said
    _, factor, low, high = max(spans, key=lambda each: each[0])
    numbers = {
        "factor": name_of(factor, lang),
        "from_level": _level(low[factor], lang),
        "to_level": _level(high[factor], lang),
        "from_value": number(low["difference"], lang, 2, sign=True),
        "to_value": number(high["difference"], lang, 2, sign=True),
    }
    return f"{said} {say['page_turns'].format(**numbers)}"


def _turn(factor: str, twins: Any, name: str) -> tuple[float, str, pd.Series, pd.Series] | None:
    table = by_factor(twins, factor, name).sort_values(factor)
    if len(table) < 2:
        return None
    first, last = table.iloc[0], table.iloc[-1]
    return abs(last["difference"] - first["difference"]), factor, first, last


def _level(value: object, lang: str) -> str:
    return number(value, lang, 2).rstrip("0").rstrip(".,") if isinstance(value, float) else str(value)
