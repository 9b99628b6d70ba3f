"""A tournament as text, as plain values, and as files: rows, a page, a passport."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.identity import model_version
from sim.experiment.store import described, parquet, readable_json, write_whole
from sim.experiment.tournament import NULL, Place, Played, Standing, Tournament, regimes_of, standings
from sim.files.columns import aligned
from sim.locale import number, words
from sim.report.text import html
from sim.stats.verdict import AHEAD, FEWEST, verdict

WIDTH, MARGIN = 170, 8
"""Of the bar of an interval on a page, and the room beside it, pixels."""
GOOD, BAD, UNSURE = "#0D8B7D", "#B45309", "#71717A"


def ranked(tournament: Tournament, played: Played) -> list[Standing]:
    """Rank the rules that lasted, best first; none where the null contestant is alone."""
    if {each.name for each in played.entrants} <= {NULL}:
        return []
    measure = tournament.measure
    return standings([each.name for each in played.entrants], played.values[measure.name], measure.name)


def measure_name(tournament: Tournament, lang: str) -> str:
    """Return what rules are ranked by, in words where there are any."""
    name = tournament.measure.name
    return words(lang).get(name, f"{name} ({tournament.measure.unit})")


def introduction(tournament: Tournament, lang: str) -> list[str]:
    """Return what was played and how it was measured, a paragraph each."""
    say, regimes = words(lang), tournament.regimes
    one = next(iter(regimes.values()))
    setting = say("t_setting", rules=len(tournament.entrants), years=len(tournament.seeds), regimes=len(regimes),
                                      runs=tournament.runs, days=one.days, people=people_in(tournament))  # fmt: skip
    way = say["t_lower" if tournament.measure.better < 0 else "t_higher"]
    few = [say("t_few", fewest=FEWEST)] if len(tournament.seeds) < FEWEST else []
    measured = say("t_measure", measure=measure_name(tournament, lang), way=way)
    return [setting, measured, *few, say("t_null", name=NULL), say["t_robust"]]


def people_in(tournament: Tournament) -> int:
    """Count the people of the organisation in which rules meet."""
    from sim.organisation import build_chart

    one = next(iter(tournament.regimes.values()))
    return build_chart(one.organisation, one.seed).size


def tournament_text(tournament: Tournament, played: Played, found: Sequence[Standing], lang: str) -> str:
    """Write a tournament: the ranking, regime by regime, and what was not ranked and why."""
    say = words(lang)
    lines = [*introduction(tournament, lang), ""]
    lines += (
        [*_overall(tournament, found, lang), "", *_by_regime(tournament, found, lang)] if found else [say["t_nobody"]]
    )
    if played.failed:
        lines += ["", say["t_failed"], *(f"  {name}: {why}" for name, why in sorted(played.failed.items()))]
    return "\n".join([*lines, "", say["calibrated"]])


def _overall(tournament: Tournament, found: Sequence[Standing], lang: str) -> list[str]:
    say = words(lang)
    head = [
        say[key] for key in ("t_rule", "t_beaten", "t_mean", "t_gap", "t_interval", "t_worst", "t_interval", "t_where")
    ]
    rows = []
    for each in found:
        place = each.overall
        ends = _ends(place, lang)
        figures = [number(place.mean, lang, 3), number(place.gap, lang, 3, sign=True), ends]
        behind = [number(each.regret, lang, 3), _regret_ends(each, lang)]
        rows.append([each.name, str(place.beaten_by), *figures, *behind, _worst(tournament, each, lang)])
    return aligned([head, *rows])


def _by_regime(tournament: Tournament, found: Sequence[Standing], lang: str) -> list[str]:
    say = words(lang)
    head = [say["t_rule"], *(say.get(f"regime_{name}", name) for name in tournament.regimes), ""]
    rows = [
        [each.name, *(f"{number(place.mean, lang)} ({place.beaten_by})" for place in each.regimes), ""]
        for each in found
    ]
    return [say["t_by_regime"], *aligned([head, *rows])]


def tournament_values(
    tournament: Tournament, played: Played, found: Sequence[Standing], folder: Path | None
) -> dict[str, Any]:
    """Return a tournament as plain values, the same for the same command."""
    regimes = list(tournament.regimes)
    return {
        "hash": tournament.hash,
        "folder": str(folder) if folder else None,
        "by": tournament.measure.name,
        "years": len(tournament.seeds),
        "regimes": regimes,
        "ranking": [
            {
                "rule": each.name,
                **asdict(each.overall),
                "beaten_by_rules": list(each.beaten_by),
                "at_worst_behind": each.regret,
                "at_worst_low": each.regret_low,
                "at_worst_high": each.regret_high,
                "in_regime": regimes[each.worst],
                "regimes": {name: asdict(place) for name, place in zip(regimes, each.regimes, strict=True)},
            }
            for each in found
        ],
        "failed": dict(sorted(played.failed.items())),
    }


def page(tournament: Tournament, played: Played, found: Sequence[Standing], lang: str) -> str:
    """Write a tournament as one HTML file: it can be sent, kept and shown offline."""
    say = words(lang)
    foot = [say["t_hidden" if tournament.hidden else "t_open"], say["calibrated"]]
    return html(
        "tournament",
        lang,
        introduction=introduction(tournament, lang),
        ranking=_ranking(tournament, found, lang),
        regimes=list(tournament.regimes),
        failed=sorted(played.failed.items()),
        ground=regimes_of(),
        foot=" ".join([*foot, say("t_fingerprint", hash=tournament.hash)]),
    )


def _ranking(tournament: Tournament, found: Sequence[Standing], lang: str) -> list[dict[str, Any]]:
    """Set out every rule that lasted: figures, the bar of its interval, a shaded cell a regime."""
    slow = {each.name: each.slow_reason for each in tournament.entrants if each.slow_reason}
    widest = max((abs(end) for each in found for end in (each.overall.low, each.overall.high)), default=0.0) or 1.0
    count, better = len(tournament.regimes), tournament.measure.better
    reach = [max((abs(each.regimes[k].gap) for each in found), default=0.0) or 1.0 for k in range(count)]
    rows = []
    for each in found:
        place = each.overall
        spots = {"low_at": place.low, "high_at": place.high, "mean_at": place.gap}
        cells = [
            {
                "shade": _shade(own.gap * better / reach[k]),
                "mean": number(own.mean, lang),
                "rank": own.beaten_by,
            }
            for k, own in enumerate(each.regimes)
        ]
        figures = {
            "rank": place.beaten_by,
            "mean": number(place.mean, lang, 3),
            "gap": number(place.gap, lang, 3, sign=True),
            "interval": _ends(place, lang),
            "regret": number(each.regret, lang, 3),
            "regret_ends": _regret_ends(each, lang),
            "where": _worst(tournament, each, lang),
        }
        bar = {key: round(WIDTH / 2 + value / widest * (WIDTH / 2 - MARGIN), 1) for key, value in spots.items()}
        named = {"name": each.name, "slow": slow.get(each.name, ""), "colour": _colour(place, tournament)}
        rows.append({**named, **figures, **bar, "regimes": cells})
    return rows


def _ends(place: Place, lang: str) -> str:
    return f"[{number(place.low, lang, 3, sign=True)} ; {number(place.high, lang, 3, sign=True)}]"


def _regret_ends(each: Standing, lang: str) -> str:
    return f"[{number(each.regret_low, lang, 3)} ; {number(each.regret_high, lang, 3)}]"


def _worst(tournament: Tournament, each: Standing, lang: str) -> str:
    """Name the regime in which a rule is furthest behind."""
    where, say = list(tournament.regimes)[each.worst], words(lang)
    return say.get(f"regime_{where}", where) if each.regret > 0 else say["t_never"]


def _colour(place: Place, tournament: Tournament) -> str:
    """Return one colour for a rule clearly ahead of the field, another for one clearly behind."""
    found = verdict(tournament.measure.name, place.gap, place.low, place.high, len(tournament.seeds))
    return (GOOD if found.better > 0 else BAD) if found.word == AHEAD else UNSURE


def _shade(share: float) -> str:
    """Return a light colour: the better the greener, the worse the more orange."""
    r, g, b = (13, 139, 125) if share > 0 else (217, 119, 6)
    return f"rgba({r},{g},{b},{min(abs(share), 1.0) * 0.35:.2f})"


def publish_tournament(
    tournament: Tournament, played: Played, found: Sequence[Standing], folder: Path, lang: str
) -> list[Path]:
    """Write a tournament's files."""
    rows = _rows(tournament, played)
    contents = {
        "tournament.html": page(tournament, played, found, lang).encode(),
        "tournament.parquet": parquet(rows),
        "columns.json": described({"tournament.parquet": rows}),
        "passport.json": readable_json(_passport(tournament, played)),
    }
    return [write_whole(folder / name, content) for name, content in contents.items()]


def _rows(tournament: Tournament, played: Played) -> dict[str, Any]:
    names = [each.name for each in played.entrants]
    regimes, years = list(tournament.regimes), len(tournament.seeds)
    keys = [(rule, regime, year) for rule in names for regime in regimes for year in range(1, years + 1)]
    head = {
        "rule": np.array([key[0] for key in keys], dtype=str),
        "regime": np.array([key[1] for key in keys], dtype=str),
        "year": np.array([key[2] for key in keys], dtype=np.int64),
    }
    return head | {name: values.reshape(-1) for name, values in played.values.items()}


def _passport(tournament: Tournament, played: Played) -> dict[str, Any]:
    rules = {each.name: {"sha256": each.source_hash, "args": dict(each.args)} for each in tournament.entrants}
    return {
        "product": {"name": "treillis", "model": model_version()},
        "hash": tournament.hash,
        "design": "tournament",
        "by": tournament.measure.name,
        "years": len(tournament.seeds),
        "rules": rules,
        "failed": dict(played.failed),
        "regimes": {name: asdict(each) | {"seed": None} for name, each in tournament.regimes.items()},
        "wall_seconds": round(played.seconds, 3),
    }
