"""A fit in words and as a page: first whether the model does what the log shows, then what the log tells, and not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.experiment.identity import model_version
from sim.fitting.fit import LUCKS, Check, Estimated, Fit, Question, WhatIf
from sim.fitting.log import Log
from sim.locale import count, number, words
from sim.report.figures.fit import draw_again, draw_ladder, draw_ridges, draw_weeks
from sim.report.page.parts import Page, Picture, Section, Table, picture, render
from sim.report.text import name_of

USUALLY = {
    "A": (),
    "B": ("dials.initiative", "world.scope", "culture.clarity"),
    "C": ("dials.initiative", "world.scope", "culture.clarity", "dials.decision_process", "world.interdependence"),
}
"""What logs of each kind tell besides arrivals (docs/how_to/fit.md, measured)."""


FAINT = ("world.issue_rate", "culture.clarity", "dials.decision_process")
"""What they tell no more where nobody vouches for them."""


def _percent(share: float, lang: str) -> str:
    return "–" if share != share else f"{100 * share:.0f}{words(lang).formats['percent']}"


def log_sentence(log: Log, people: int, lang: str) -> str:
    """Say what a log holds."""
    say = words(lang)
    names = [name for name in ("times", *(["hours"] if log.shape.hours else []), *log.facts["kept"])]
    kept = ", ".join(say[f"fit_kept_{name}"] for name in names)
    return say("fit_log", tickets=count(log.facts["tickets"], lang), days=log.shape.days, people=people, kept=kept)


def check_text(question: Question, lang: str) -> str:
    """Say what a log can tell, before anything runs."""
    say, log, facts = words(lang), question.log, question.log.facts
    named = ("open", "slow", "week_end", "evening", "at_once", "unmoved", "known")
    shares = {name: _percent(facts[name], lang) for name in named}
    lines = [log_sentence(log, facts["people"], lang), say("fit_check_known", known=shares["known"])]
    lines.append(say("fit_check_times", first=facts["first_day"], open=shares["open"], slow=shares["slow"]))
    lines.append(
        say("fit_check_habits", **{name: shares[name] for name in ("week_end", "evening", "at_once", "unmoved")})
    )
    lines += [say["fit_check_days_only"]] if not log.shape.hours else []
    lines += [say["fit_check_closed_only"]] if log.shape.closed_only else []
    lines += [say("fit_check_desks", n=facts["dispatchers"])] if facts["dispatchers"] else []
    lines += [say("fit_check_weekends", n=count(facts["weekends"], lang))] if facts["weekends"] else []
    usual = ["world.issue_rate", *USUALLY[log.tier]]
    if not question.vouched:
        usual = [path for path in usual if path not in FAINT]
    usual += ["physics.handoff_hours"] if log.shape.moves and log.shape.hours else []
    lines.append(say("fit_check_can", names=", ".join(name_of(path, lang) for path in usual)))
    lines += [
        _recording(question, lang),
        say["fit_ask"],
        say("fit_check_runs", n=count(question.runs * 3 // 2 + 100, lang)),
    ]
    return "\n".join([say["fit_check_head"], "", *lines])


def _recording(question: Question, lang: str) -> str:
    return words(lang)["fit_recording_kept" if question.vouched else "fit_recording_drawn"]


def _loud(check: Check, lang: str) -> str:
    say = words(lang)
    return ", ".join(say[f"fit_stat_{name.removeprefix('drift_')}"] for name, _ in check.loud)


def sentences(fit: Fit, lang: str) -> list[str]:
    """Say what was found: the two checks first."""
    say, facts = words(lang), fit.question.log.facts
    found = [log_sentence(fit.question.log, facts["people"], lang)]
    if fit.misfit.flagged:
        found.append(say("fit_misfit", loud=_loud(fit.misfit, lang)))
    else:
        found += [say("fit_ok", rare=_percent(fit.misfit.rare, lang)), say["fit_blind"]]
    found.append(say("fit_drift", loud=_loud(fit.drifted, lang)) if fit.drifted.flagged else say["fit_steady"])
    told = [each for each in fit.estimates if each.told and not fit.misfit.flagged]
    joint = [each for each in fit.products if each.told and not fit.misfit.flagged]
    rest = [each for each in fit.estimates if not each.told]
    found.append(say("fit_told", names=_with_intervals(told, lang)) if told else say["fit_tells_nothing"])
    if joint:
        found.append(say("fit_told_jointly", names=_with_intervals(joint, lang)))
    if rest:
        found.append(say("fit_not_told", names=", ".join(name_of(each.path, lang) for each in rest)))
    return [*found, _recording(fit.question, lang), say["fit_caution"], say["fit_ask"]]


def _with_intervals(rows: Sequence[Estimated], lang: str) -> str:
    return ", ".join(f"{_name(each, lang)} {_interval(each, lang)}" for each in rows)


def _name(each: Estimated, lang: str) -> str:
    return name_of(each.path if "." in each.path else f"fit_product_{each.path}", lang)


def _interval(each: Estimated, lang: str) -> str:
    return f"[{number(each.low, lang)} ; {number(each.high, lang)}]"


def fit_page(fit: Fit, lang: str, changes: str = "", what_ifs: Sequence[WhatIf] = ()) -> str:
    """Write the page of a fit."""
    say = words(lang)
    ridges = draw_ridges(fit, lang)
    drawn: list[tuple[str, Any, dict[str, Any]]] = [("ladder", draw_ladder(fit, lang), {})]
    drawn.append(("again", draw_again(fit, lang), {"n": len(next(iter(fit.band.values())))}))
    drawn += [("ridges", ridges, {})] if ridges is not None else []
    drawn.append(("weeks", draw_weeks(fit, lang), {}))
    sections = [_section(key, picture(figure, "", say(f"fit_{key}_says", **values)), fit, lang)
                for key, figure, values in drawn]  # fmt: skip
    if what_ifs:
        title = say("fit_what_if_title", changes=changes)
        sections.insert(0, Section(title, [_what_if_says(fit, lang)], [], [Table("", *_what_if_rows(what_ifs, lang))]))
    passport = [(say["page_hash"], fit.folder.name), (say["page_model"], f"treillis {model_version()}")]
    return render(Page(say["fit_title"], sentences(fit, lang), sections, passport), lang)


def _section(key: str, drawn: Picture, fit: Fit, lang: str) -> Section:
    tables = [_table(fit, lang)] if key == "ladder" else []
    return Section(words(lang)[f"fit_{key}"], (), [drawn], tables)


def _table(fit: Fit, lang: str) -> Table:
    say, ranges = words(lang), {each.path: each for each in fit.question.ranges}
    rows = []
    for each in (*fit.estimates, *fit.products):
        shown = each.told and not fit.misfit.flagged
        mine = ranges.get(each.path)
        whole = f"{number(mine.low, lang)} – {number(mine.high, lang)}" if mine else ""
        rows.append([_name(each, lang), _interval(each, lang) if shown else "–", number(each.width, lang), whole])
    header = [say[f"fit_head_{name}"] for name in ("setting", "interval", "width", "range")]
    return Table(say["fit_table"], header, rows, say["fit_table_note"])


def _what_if_says(fit: Fit, lang: str) -> str:
    from sim.fitting.fit import WHAT_IF_DRAWS

    every = max(1, len(fit.shares) // WHAT_IF_DRAWS)
    return words(lang)("fit_what_if_says", draws=len(range(0, len(fit.shares), every)), years=LUCKS)


def _what_if_rows(rows: Sequence[WhatIf], lang: str) -> tuple[list[str], list[list[str]]]:
    say = words(lang)
    names = (
        "fit_head_as_is",
        "fit_head_changed",
        "difference",
        "fit_head_interval",
        "fit_head_year",
        "fit_head_unknown",
    )
    body = [
        [
            *(say[each.outcome], number(each.before, lang), number(each.after, lang)),
            *(number(each.difference, lang, sign=True), _ends(each.low, each.high, lang)),
            *(_ends(each.year_low, each.year_high, lang), _percent(each.unknown, lang)),
        ]
        for each in rows
    ]
    return ["", *(say[name] for name in names)], body


def _ends(low: float, high: float, lang: str) -> str:
    return f"[{number(low, lang, sign=True)} ; {number(high, lang, sign=True)}]"


def what_if_text(fit: Fit, changes: str, rows: Sequence[WhatIf], lang: str) -> str:
    """Write what a change would do as a table of text."""
    from sim.files.columns import aligned

    head, body = _what_if_rows(rows, lang)
    says = [words(lang)("fit_what_if_title", changes=changes), _what_if_says(fit, lang)]
    return "\n".join([*says, *aligned([head, *body])])
