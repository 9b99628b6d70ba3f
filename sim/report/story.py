"""The story of one issue in sentences, and what would have been otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.why import Ending, Otherwise, Relived, ending_of, failures, life_of
from sim.files.columns import aligned
from sim.locale import Texts, number, short_number, words
from sim.record import HAPPENED, REASONS
from sim.report.text import team_name
from sim.state import ACTIONS, NOBODY

MOST_TOLD = 14
"""Steps of an issue that are told, unless all are wanted."""
LONG = 0.5
"""Days between two steps from which on the wait is told."""


def person(year: Relived, row: int, lang: str) -> str:
    """Name somebody, and say whether they lead."""
    chart, say = year.scene.chart, words(lang)
    if row == NOBODY:
        return "–"
    name = chart.names[row]
    if chart.level[row] == 0:
        return say("why_head", name=name)
    leads = bool(np.any(np.asarray(chart.manager) == row))
    return say("why_lead", name=name) if leads else name


def facts(year: Relived, issue: int, lang: str) -> str:
    """Say what an issue is, as it stands in the trace."""
    say, row = words(lang), year.scene.trace.issues[issue]
    scope = int(row["scope"])
    far = say("why_facts_scope_1" if scope == 1 else "why_facts_scope", n=scope)
    told = [far if scope else say["why_facts_local"]]
    if row["other_team"] != NOBODY:
        told.append(say("why_facts_coupled", team=team_name(year.scene.chart.teams[row["other_team"]], lang)))
    if row["novel"]:
        told.append(say["why_facts_novel"])
    told.append(say("why_facts_stakes", stakes=number(float(row["stakes"]), lang, 1)))
    return ", ".join(told)


def sentences(year: Relived, life: NDArray[np.void], lang: str, whole: bool = False) -> list[str]:
    """Tell the life of an issue, a sentence a step, with the day before it; of a long one, how it begins and ends."""
    say, hours = words(lang), year.settings.physics.step_hours
    told, before = [], float(life["hour"][0]) if len(life) else 0.0
    for each in life:
        away = (float(each["hour"]) - before) / hours
        later = say("why_later", days=number(away, lang, 1)) if away >= LONG else ""
        before = float(each["hour"])
        day = say("why_day", day=int(before // hours))
        text = later + _step(year, each, say, lang)
        named = not later and say[f"why_{HAPPENED[each['action']]}"].startswith("{")
        told.append(f"{day:<9}{text if named else text[:1].upper() + text[1:]}")
    return told if whole or len(told) <= MOST_TOLD else _shortened(told, life, say)


def _shortened(told: list[str], life: NDArray[np.void], say: Texts) -> list[str]:
    first, last = MOST_TOLD // 2, len(told) - MOST_TOLD // 2
    between = [HAPPENED[each] for each in life["action"][first:last]]
    counts = {"up": between.count("escalate"), "down": between.count("share")}
    return [*told[:first], f"{'':<9}{say('why_more', n=len(between), **counts)}", *told[last:]]


def _step(year: Relived, event: Any, say: Texts, lang: str) -> str:
    who, other = (person(year, int(event[name]), lang) for name in ("person", "other"))
    reason = REASONS[event["reason"]]
    because = say(f"why_{reason}", who=who) if reason else ""
    patience = short_number(year.settings.physics.patience_days, lang)
    step = say[f"why_{HAPPENED[event['action']]}"]
    return step.format(who=who, other=other, because=because, patience=patience)


def ended(ending: Ending, lang: str) -> str:
    """Say how it ended."""
    say = words(lang)
    if not math.isfinite(ending.effect):
        return say["why_no_answer"]
    if not math.isfinite(ending.held):
        held = say["why_never_held"]
    elif ending.attempts == 0:
        held = say["why_held_at_once"]
    else:
        held = say("why_held_later", held=number(ending.held, lang, 1), n=ending.attempts)
    return say("why_ended", effect=number(ending.effect, lang, 1), held=held)


def otherwise_text(year: Relived, life: NDArray[np.void], now: Ending, each: Otherwise, lang: str) -> str:
    """Say what would have been, in one line: when, whether it held, how right it was, and what moved elsewhere."""
    say = words(lang)
    first = next((row for row in life if row["action"] < len(ACTIONS)), life[0])
    had = say(f"why_had_{ACTIONS[each.action].lower()}", who=person(year, int(first["person"]), lang))
    parts = [_when(now.effect, each.ending.effect, say, lang)]
    if math.isfinite(each.ending.effect):
        then = ended(each.ending, lang).rstrip(".")
        parts.append(then[:1].lower() + then[1:])
        if math.isfinite(now.error):
            errors = {"then": number(abs(each.ending.error), lang), "now": number(abs(now.error), lang)}
            parts.append(say("why_error", **errors))
    parts.append(say("why_elsewhere", n=each.others, days=number(each.delay, lang, 2, sign=True)))
    return f"  {had}{say.formats['colon']}{say.formats['semicolon'].join(parts)}."


def _when(now: float, then: float, say: Texts, lang: str) -> str:
    if not math.isfinite(then):
        return say["why_no_answer_then"]
    if not math.isfinite(now):
        return say["why_answer_then"]
    if abs(now - then) < 0.05:
        return say["why_same_time"]
    return say("why_sooner" if then < now else "why_slower", days=number(abs(now - then), lang, 1))


def story_text(year: Relived, issue: int, form: str, found: Sequence[Otherwise], lang: str, whole: bool = False) -> str:
    """Tell one issue: what it is, what happened, how it ended, what would have been."""
    say, life = words(lang), life_of(year, issue)
    now = ending_of(year, year.run, issue, failures(life))
    about = {"form": say.get(form, form), "rule": year.rule.name, "seed": year.settings.seed}
    title = say("why_title", issue=year.scene.trace.name_of(issue), facts=facts(year, issue, lang), **about)
    lines = [title, "", *sentences(year, life, lang, whole), "", ended(now, lang)]
    if found:
        lines += ["", say["why_otherwise"], *(otherwise_text(year, life, now, each, lang) for each in found)]
    return "\n".join([*lines, *_changed(year, say)])


def _changed(year: Relived, say: Texts) -> list[str]:
    return ["", say("why_other_model", changed=year.changed.text(say.lang))] if year.changed else []


def list_text(year: Relived, issues: Sequence[int], form: str, folder: Path, lang: str) -> str:
    """List issues worth a look."""
    say = words(lang)
    head = [say[f"why_{key}"] for key in ("number", "steps", "effect", "failed_times", "what")]
    rows = []
    for issue in issues:
        life = life_of(year, issue)
        effect = ending_of(year, year.run, issue, 0).effect
        after = number(effect, lang, 1) if math.isfinite(effect) else "–"
        rows.append(
            [year.scene.trace.name_of(issue), str(len(life)), after, str(failures(life)), facts(year, issue, lang)]
        )
    about = {"form": say.get(form, form), "rule": year.rule.name, "seed": year.settings.seed}
    title = say("why_list", folder=folder, **about)
    return "\n".join([title, "", *aligned([head, *rows]), *_changed(year, say)])


def story_values(year: Relived, issue: int, form: str, found: Sequence[Otherwise]) -> dict[str, Any]:
    """Return the same as plain values; what there is not is None."""
    life = life_of(year, issue)
    names = year.scene.chart.names
    events = [
        {
            "hour": float(each["hour"]),
            "person": names[each["person"]] if each["person"] != NOBODY else None,
            "other": names[each["other"]] if each["other"] != NOBODY else None,
            "action": HAPPENED[each["action"]],
            "reason": REASONS[each["reason"]] or None,
        }
        for each in life
    ]
    otherwise = [
        {"action": ACTIONS[each.action], **_plain(each.ending), "others": each.others, "others_days": each.delay}
        for each in found
    ]
    now = _plain(ending_of(year, year.run, issue, failures(life)))
    named = {"name": year.scene.trace.names[issue]} if year.scene.trace.names else {}
    return {
        "issue": issue,
        **named,
        "form": form,
        "seed": year.settings.seed,
        **now,
        "events": events,
        "otherwise": otherwise,
    }


def _plain(ending: Ending) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(ending).items()
    }
