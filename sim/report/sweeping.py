"""Sweeps as text: size and time before, what came out after, what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.experiment.frames import UNMEASURED
from sim.experiment.plan import Plan, seconds_of_sweep
from sim.experiment.runner import ExecutorSettings
from sim.experiment.store import Listed, read_columns
from sim.experiment.summary import Twins, by_factor, by_point, failed_runs, headline, pairing, read_rows, read_twins
from sim.files.columns import aligned
from sim.locale import count, duration, number, words
from sim.metrics import BETTER
from sim.stats.verdict import AHEAD, SILENT, verdict

if TYPE_CHECKING:
    from sim.experiment.reproduce import Again
    from sim.experiment.sweep import Outcome, Stopped

MOST_LEVELS = 40
"""Rows of a table by factor."""
MOST_FAILED = 10
"""Failed runs that are named."""


def plan_text(plan: Plan, executor: ExecutorSettings, a_twin: float | None, lang: str) -> str:
    """Say how large an experiment is and how long it will take."""
    say, points, forms = words(lang), len(plan.points), len(plan.slots)
    kind = plan.design.kind.replace("_", " ")
    least = points * plan.replicates * forms
    size = {"points": count(points, lang), "twins": count(plan.replicates, lang), "forms": forms}
    runs = {"runs": count(least, lang), "most": count(plan.most_runs, lang)}
    key = "plan_until" if plan.until else "plan_size"
    lines = [f"{plan.name} ({kind}): " + say(key, **size, **runs, **_until(plan, lang))]
    lines += [f"  {each.path}: {_levels(each, lang)}" for each in plan.factors[:12]]
    if len(plan.factors) > 12:
        lines.append(f"  … (+{len(plan.factors) - 12})")
    workers = count(executor.cores_used, lang)
    where = say("where_address", address=executor.address) if executor.address else f"{executor.kind}, {workers}"
    if a_twin is None:
        return "\n".join([*lines, say("plan_no_time", where=where)])
    low, high = (seconds_of_sweep(plan, a_twin, runs, executor.cores_used) for runs in (least, plan.most_runs))
    took = duration(low, lang) if plan.until is None else f"{duration(low, lang)} – {duration(high, lang)}"
    return "\n".join([*lines, say("plan_time", time=took, where=where)])


def _until(plan: Plan, lang: str) -> dict[str, str]:
    if plan.until is None:
        return {}
    name = words(lang).get(plan.until.outcome, plan.until.outcome)
    return {"half": number(plan.until.half_width, lang, 3), "outcome": name, "cap": count(plan.until.most, lang)}


def _levels(factor: Any, lang: str) -> str:
    if not factor.levels:
        low, high = (f"{each:g}" for each in (factor.low, factor.high))
        return words(lang)("range", low=low, high=high) + (f" ({factor.steps})" if factor.steps else "")
    shown = [f"{each:g}" if isinstance(each, float) else str(each)[:40] for each in dict.fromkeys(factor.levels)]
    return ", ".join(shown[:12]) + (f", … ({len(shown)})" if len(shown) > 12 else "")


def stopped_text(stopped: Stopped, lang: str) -> str:
    """Say what is stored and how to go on."""
    stored, wanted = (count(each, lang) for each in (stopped.stored, stopped.wanted))
    return words(lang)("stopped", stored=stored, wanted=wanted, folder=stopped.folder)


def outcome_text(plan: Plan, outcome: Outcome, lang: str) -> str:
    """Say what came of a sweep: rows, time, failures, and who is ahead at how many points."""
    say = words(lang)
    numbers = {"runs": count(outcome.runs, lang), "folder": outcome.folder}
    if not outcome.lived:
        lines = [say("sweep_there", **numbers)]
    else:
        timed = {"time": duration(outcome.seconds, lang), "engine": duration(outcome.engine_seconds, lang)}
        lines = [say("sweep_done", **numbers, lived=count(outcome.lived, lang), **timed)]
    if outcome.replicates is not None:
        low, median, high = outcome.replicates
        spread = {"low": low, "median": f"{median:g}", "high": high}
        lines.append(
            say("until_done", **spread, open=outcome.open_points, points=len(plan.points), **_until(plan, lang))
        )
        saved = len(plan.points) * high * len(plan.slots)
        lines.append(say("until_cost", runs=numbers["runs"], fixed=count(saved, lang)))
    return "\n".join([*lines, "", results_text(outcome.folder, [], None, lang)])


def outcome_values(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return what came of a sweep as plain values."""
    return {
        "experiment": plan.name,
        "hash": plan.hash,
        "folder": str(outcome.folder),
        "points": len(plan.points),
        "runs": outcome.runs,
        "lived": outcome.lived,
        "failed": outcome.failed,
        "seconds": round(outcome.seconds, 3),
        "engine_seconds": round(outcome.engine_seconds, 3),
        "content_sha256": outcome.content,
    }


def results_text(folder: Path, outcomes: Sequence[str], by: str | None, lang: str) -> str:
    """Write what came out of a sweep: over all points, or by the levels of a factor."""
    twins, failed = read_twins(folder, outcomes or headline(folder)), failed_runs(folder)
    told = ["\n".join(failures(folder, failed, lang))] if failed else []
    lacks = read_rows(folder, [UNMEASURED])[UNMEASURED].to_pylist() if UNMEASURED in read_columns(folder) else []
    told += ["\n".join(unmeasured_text(lacks, lang))] if any(lacks) else []
    if by is not None:
        return "\n\n".join([*told, *(_by(twins, name, by, lang) for name in twins.values)])
    paired, lost = len(twins.forms) > 1, {each["point"] for each in failed}
    rows = [_overall(twins, name, lost, lang) for name in twins.values]
    say = words(lang)
    head = ["", *(_form(each, lang) for each in (twins.forms[0], twins.forms[-1])), say["difference"]]
    head += [say("points_for", form=_form(each, lang)) for each in (twins.forms[0], twins.forms[-1])]
    head = [*head, say["points_unclear"], ""] if paired else ["", say["mean"], say["smallest"], say["largest"], ""]
    notes = [say("points_note", points=count(len(twins.points), lang)), _gains(twins, lang)] if paired else []
    last = [say["calibrated"]] if {*BETTER} >= {*twins.values} else []
    return "\n\n".join([*told, "\n".join([*aligned([head, *rows]), "", *notes, *last])])


def failures(folder: Path, failed: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Say how many runs failed, and of the first ones which and why."""
    say, runs = words(lang), read_rows(folder, ["run_id"]).num_rows
    numbers = {"failed": count(len(failed), lang), "runs": count(runs, lang)}
    named = [
        say("failed_run", **{**each, "form": _form(each["form"], lang), "why": each["failed"]})
        for each in failed[:MOST_FAILED]
    ]
    return [say("sweep_failed", **numbers), *named, *(["  …"] if len(failed) > MOST_FAILED else [])]


def unmeasured_text(failed: Sequence[str | None], lang: str) -> list[str]:
    """Say in how many runs own outcomes failed, and of each reason once why."""
    told = Counter(each for each in failed if each is not None)
    say, runs = words(lang), count(len(failed), lang)
    return [
        say("outcome_failed", failed=count(n, lang), runs=runs, why=why) for why, n in told.most_common(MOST_FAILED)
    ]


def _form(name: str, lang: str) -> str:
    return words(lang).get(name, name)


def _outcome(name: str, lang: str) -> str:
    return words(lang).get(name, name)


def _overall(twins: Twins, name: str, lost: Collection[int], lang: str) -> list[str]:
    table = by_point(twins, name)
    if len(twins.forms) < 2:
        values = table["difference"].to_numpy(float)
        shown = (
            (np.nanmean(values), np.nanmin(values), np.nanmax(values)) if np.isfinite(values).any() else [np.nan] * 3
        )
        return [_outcome(name, lang), *(number(float(each), lang, 3) for each in shown), ""]
    first, last = twins.forms[0], twins.forms[-1]
    means = [number(_mean(table[f"mean_{form}"]), lang, 3) for form in (first, last)]
    ends = zip(table["point"], table["difference"], table["low"], table["high"], strict=True)
    found = [SILENT if point in lost else verdict(name, *each, better=twins.better[name]) for point, *each in ends]
    ahead = [each.better for each in found if each.word == AHEAD]
    counts = [ahead.count(-1), ahead.count(1), len(table) - len(ahead)] if twins.better[name] else ["–"] * 3
    difference = number(_mean(table["difference"]), lang, 3, sign=True)
    return [_outcome(name, lang), *means, difference, *map(str, counts), ""]


def _mean(values: Any) -> float:
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else float("nan")


def _gains(twins: Twins, lang: str) -> str:
    say, parts = words(lang), []
    for name in twins.values:
        gain = pairing(twins, name)
        said = number(gain, lang, 1) if gain == gain else say["no_gain"]
        parts.append(f"{_outcome(name, lang).split(' (')[0]} {said}")
    return say("gain", gains=", ".join(parts))


def _by(twins: Twins, name: str, by: str, lang: str) -> str:
    factors = list(twins.points.columns)
    names = factors if by == "point" else [*dict.fromkeys(by.split(","))]
    for each in names:
        if each not in factors:
            raise InputError("no_factor", "--by", (each, [*factors, "point"]), name=each)
    table = by_point(twins, name) if by == "point" else by_factor(twins, names, name)
    say = words(lang)
    paired = [say["difference"]] if len(twins.forms) > 1 else []
    forms = list(dict.fromkeys([*twins.forms[:1], *twins.forms[-1:]]))
    bare = names if len(names) == 1 else [each.rpartition(".")[2] for each in names]
    head = [" × ".join(bare), *(_form(each, lang) for each in forms), *paired, say["interval"], "n"]
    rows = [_row(each, names, forms, bool(paired), lang) for each in table.head(MOST_LEVELS).to_dict("records")]
    more = [f"… (+{len(table) - MOST_LEVELS})"] if len(table) > MOST_LEVELS else []
    return "\n".join([_outcome(name, lang), *aligned([head, *rows]), *more])


def _row(each: dict[Any, Any], names: list[str], forms: list[str], paired: bool, lang: str) -> list[str]:
    levels = " × ".join(f"{each[name]:g}" if isinstance(each[name], float) else str(each[name])[:40] for name in names)
    means = [number(each[f"mean_{form}"], lang, 3) for form in forms]
    difference = [number(each["difference"], lang, 3, sign=True)] if paired else []
    low, high = (number(each[end], lang, 3, sign=paired) for end in ("low", "high"))
    return [levels, *means, *difference, f"[{low} ; {high}]", str(int(each["n"]))]


def listing_text(found: Sequence[Listed], lang: str) -> str:
    """Write which sweeps there are, and how complete."""
    say = words(lang)
    head = [say["experiment"], say["points"], say["runs"], say["failed"], say["megabytes"], say["state"]]
    return "\n".join(aligned([head, *(_listed(each, lang) for each in found)]))


def _listed(each: Listed, lang: str) -> list[str]:
    size = number(each.megabytes, lang, 1)
    return [_named(each), count(each.points, lang), _stored(each, lang), _failed(each), size, _state(each, lang)]


def _named(each: Listed) -> str:
    return f"{each.name}  {each.folder}"


def _stored(each: Listed, lang: str) -> str:
    stored = count(min(each.stored, each.wanted), lang)
    return stored if each.complete else f"{stored} / {count(each.wanted, lang)}"


def _failed(each: Listed) -> str:
    return "–" if each.failed is None else str(each.failed)


def _state(each: Listed, lang: str) -> str:
    say = words(lang)
    state = say["complete"] if each.complete else say["open"]
    return f"{state}, {say('damaged', n=each.damaged)}" if each.damaged else state


def again_text(again: Again, lang: str) -> str:
    """Say how close a repetition came, and what was not the same the second time."""
    say = words(lang)
    numbers = {"runs": count(again.runs, lang), "stored": count(again.stored, lang), "folder": again.folder}
    if again.exact == again.runs:
        said = say("again_exact", **numbers)
    elif again.close:
        said = say("again_close", **numbers, exact=count(again.exact, lang), away=f"{again.away:.1e}")
    else:
        said = say("again_other", **numbers, exact=count(again.exact, lang), away=f"{again.away:.3g}")
    return "\n".join([said, *(f"  {each.text(lang)}" for each in again.differs)])
