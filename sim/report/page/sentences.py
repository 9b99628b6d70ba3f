"""What came out, in sentences: who is ahead on each outcome, where that turns, and how surely."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from sim.experiment.summary import by_factor, read_twins
from sim.metrics import HEADLINE
from sim.report.figures.style import name_of
from sim.report.page.sources import SWEEP, Source
from sim.report.page.space_of import points_won
from sim.report.words import ends, number, words
from sim.stats.verdict import AHEAD, EQUAL, SLIGHTLY, SMALLEST, UNCLEAR, verdict

SENTENCES: Final = {
    AHEAD: "page_ahead",
    SLIGHTLY: "page_ahead_little",
    EQUAL: "page_ahead_equal",
    UNCLEAR: "page_ahead_none",
    "": "page_ahead_unknown",
}
"""What is said for each word of a verdict."""


def pairs_of(rows: pd.DataFrame, source: Source) -> int:
    """Count the pairs of runs, those of every point together."""
    return len(rows) // max(1, len(source.forms))


def summary(source: Source, rows: pd.DataFrame, table: pd.DataFrame | None, lang: str) -> list[str]:
    """Write the summary of a sweep or a comparison.

    Parameters
    ----------
    source : Source
        What it is of.
    rows : pandas.DataFrame
        A row a run.
    table : pandas.DataFrame or None
        Of `sim.stats.paired.effects`; None with one organisation.
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
    outcomes = [_outcome(name, by_name.loc[name], source, pairs_of(rows, source), lang) for name in HEADLINE]
    if source.kind == SWEEP and source.factors:
        won = points_won(rows, source.forms)
        told = zip(HEADLINE, outcomes, strict=True)
        known = by_name["low"].notna()
        outcomes = [f"{each} {_where(name, source, won, lang)}" if known[name] else each for name, each in told]
    said += outcomes
    return [*said, say["calibrated"]]


def _outcome(name: str, each: pd.Series, source: Source, pairs: int, lang: str) -> str:
    say, found = words(lang), verdict(name, each["difference"], each["low"], each["high"], pairs)
    better = _the(source.forms[-1] if found.better > 0 else source.forms[0], lang)
    numbers = {
        "by": number(abs(each["difference"]), lang, 2),
        **dict(zip(("low", "high"), ends(each["low"], each["high"], lang), strict=True)),
        "n": int(each["n"]),
        "least": number(SMALLEST[name], lang, 2),
    }
    return say[SENTENCES[found.word]].format(outcome=say[f"page_name_{name}"], form=better, **numbers)


def _the(form: str, lang: str) -> str:
    """Name an organisation within a sentence."""
    return words(lang).get(f"page_the_{form}") or name_of(form, lang)


def _where(name: str, source: Source, won: pd.DataFrame, lang: str) -> str:
    """Say at how many points each is better by enough to matter, and along which factor the difference turns most."""
    say, twins = words(lang), read_twins(source.folder, [name])
    mine = won[won["outcome"] == name].set_index("form")
    counts = (mine["share"] * mine["n"]).round().astype(int)
    said = say["page_at_points"].format(
        points=int(mine["n"].max()), last=counts[source.forms[-1]], first=counts[source.forms[0]],
        none=counts["undecided"], form_last=_the(source.forms[-1], lang), form_first=_the(source.forms[0], lang),
    )  # fmt: skip
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
