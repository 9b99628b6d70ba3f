"""The dials as text: what each is, who gains what by turning it, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.compose import FORMS
from sim.experiment.dials import DIALS, DialRows, DialStudy, Effect, Findings, Verdict, at_ends
from sim.files.columns import aligned
from sim.metrics import HEADLINE
from sim.report.dial_words import OBSERVED
from sim.report.words import number, words
from sim.stats.verdict import SMALLEST

SCALE = {**dict.fromkeys(HEADLINE, 100), "decision_lead": 1}
"""Tables and figures show hundredths, and episodes in 100 person-years; files hold the units of `sim.metrics`."""
DIGITS = 2


def dials_text(study: DialStudy, rows: DialRows, found: Findings, lang: str) -> str:
    """Write what the dials do for a manager.

    Parameters
    ----------
    study : DialStudy
        What was run.
    rows : DialRows
        What it left behind.
    found : Findings
        What was estimated from it.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    str
        The dials, two tables with a line a dial, and a verdict on each.
    """
    say, many = words(lang), len(found.worlds)
    alone = {"n": many * study.alone, "each": study.alone}
    together = {"n": many * study.corners, "each": study.corners, "corners": 2 ** len(DIALS)}
    parts = [
        [_setting(study, rows, lang)],
        [say["dials_list"], *_list(rows, lang)],
        [say["dials_alone"].format(**alone), *_table(found.alone, [], lang)],
        [say["dials_shares"].format(**together), *_table(found.shares, found.wholes, lang)],
        [say["dials_legend"]],
        [say["dials_verdicts"], *_verdicts(found, lang)],
        _notes(found, lang),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def world_name(name: str, lang: str) -> str:
    """Return the name of a world in a language; a file of one's own keeps its own."""
    return words(lang).get(f"world_{name}", name)


def world_names(worlds: Sequence[str], lang: str) -> str:
    """Return the names of worlds, with commas."""
    return ", ".join(world_name(each, lang) for each in worlds)


def shown(value: float, outcome: str, lang: str, sign: bool = True) -> str:
    """Write a value of one of the headline outcomes in the unit of tables and figures."""
    return number(SCALE[outcome] * value, lang, DIGITS, sign=sign)


def _setting(study: DialStudy, rows: DialRows, lang: str) -> str:
    worlds = world_names(tuple(study.worlds), lang)
    return words(lang)["dials_setting"].format(
        dials=len(DIALS), people=rows.people, days=study.settings.days, worlds=worlds
    )


def _list(rows: DialRows, lang: str) -> list[str]:
    say, lines = words(lang), []
    width = max(len(say[f"dial_{dial}"]) for dial in DIALS)
    for dial in DIALS:
        at_0, at_1, _ = at_ends(rows, dial, OBSERVED[dial])
        lines.append(f"  {say[f'dial_{dial}']:<{width}}  0  {say[f'dial_{dial}_0']}")
        lines.append(f"  {'':<{width}}  1  {say[f'dial_{dial}_1']}")
        seen = {"what": say[f"dial_{dial}_seen"], "at_0": number(at_0, lang, 3), "at_1": number(at_1, lang, 3)}
        lines.append(f"  {'':<{width}}     {say['dials_seen'].format(**seen)}")
    return lines


def _table(found: Sequence[Effect], wholes: Sequence[Effect], lang: str) -> list[str]:
    say = words(lang)
    rows = [["", *(say[f"dials_{name}"] + "  " for name in HEADLINE), ""]]
    for dial in DIALS:
        rows.append([say[f"dial_{dial}"], *(_cell(each, lang) for each in found if each.dial == dial), ""])
    if wholes:
        rows.append([say["dials_whole"], *(_cell(each, lang) for each in wholes), ""])
    return aligned(rows)


def _cell(effect: Effect, lang: str) -> str:
    found, name, mark = effect.overall, effect.outcome, words(lang)[f"dials_mark_{effect.ahead}"]
    mean, low, high = (shown(each, name, lang) for each in (found.mean, found.low, found.high))
    return f"{mean} [{low} ; {high}] {mark}" if found.low == found.low else f"{mean} {mark}"


def _verdicts(found: Findings, lang: str) -> list[str]:
    say = words(lang)
    width = max(len(say[f"dial_{dial}"]) for dial in DIALS)
    return [f"  {say[f'dial_{each.dial}']:<{width}}  {_verdict(each, found, lang)}" for each in found.verdicts]


def _verdict(verdict: Verdict, found: Findings, lang: str) -> str:
    say, shares = words(lang), {each.outcome: each for each in found.shares if each.dial == verdict.dial}
    marks, gains = {form: say[f"dials_mark_{form}"] for form in FORMS}, []
    for form, won in verdict.gains.items():
        outcomes = ", ".join(_gain(shares[name], where, lang) for name, where in won)
        gains += [say["dials_gains"].format(form=marks[form], outcomes=outcomes)] if won else []
    worse = next(marks[form] for form in FORMS if form != verdict.better)
    return say[f"dials_{verdict.kind}"].format(worse=worse, gains=" ".join(gains))


def _gain(effect: Effect, worlds: tuple[str, ...], lang: str) -> str:
    say, name = words(lang), effect.outcome
    sizes = [
        say["dials_in"].format(size=_size(effect.by_world[each].mean, name, lang), world=world_name(each, lang))
        for each in worlds
    ]
    size = ", ".join(sizes) or _size(effect.overall.mean, name, lang)
    return say[f"dials_name_{name}"].format(size=size)


def _size(value: float, outcome: str, lang: str) -> str:
    return shown(abs(value), outcome, lang, sign=False)


def _notes(found: Findings, lang: str) -> list[str]:
    say, many = words(lang), len(found.worlds)
    cells = len(found.shares) * (many + (many > 1))
    pairs = [
        f"{say[f'dial_{dial}']} ({say[f'dials_name_{name}'].format(size='').strip()})"
        for dial, name in found.disagreements()
    ]
    differ = [say["dials_disagree"].format(pairs=", ".join(pairs))] if pairs else []
    single = [say["dials_one_year"]] if found.alone[0].overall.n < 2 else []
    least = {name: f"{SCALE[name] * SMALLEST[name]:g}" for name in HEADLINE}
    least = {name: each.replace(".", ",") if lang == "fr" else each for name, each in least.items()}
    caution = say["dials_caution"].format(cells=cells, **least)
    return [*differ, caution, *single, say["calibrated"]]
