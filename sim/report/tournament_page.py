"""A tournament as one HTML file: nothing is loaded from anywhere, so it can be sent, kept and shown offline."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.experiment.tournament import Place, Played, Standing, Tournament, regimes_of
from sim.report.words import number, words
from sim.stats.verdict import AHEAD, verdict

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #18181b; background: #fff; }
body { max-width: 74rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { max-width: 46rem; } .scroll { overflow-x: auto; } svg { display: block; }
table { border-collapse: collapse; } th, td { padding: .35rem .6rem; text-align: right; white-space: nowrap; }
th { border-bottom: 2px solid #18181b; font-size: .85rem; } td { border-bottom: 1px solid #e4e4e7; }
th:first-child, td:first-child, .left { text-align: left; } td.rank { font-weight: 700; }
.middle { text-align: center; }
small, .quiet { color: #52525b; } code { font-size: .9em; } td.why { white-space: normal; text-align: left; }
@media print { body { margin: 0; } }
"""
WIDTH, HEIGHT, MARGIN = 170, 20, 8
GOOD, BAD = "#0D8B7D", "#B45309"


def page(
    tournament: Tournament, played: Played, found: Sequence[Standing], introduction: Sequence[str], lang: str
) -> str:
    """Write the page of a tournament.

    Parameters
    ----------
    tournament : Tournament
        What was played.
    played : Played
        What came of it.
    found : sequence of Standing
        The ranking, best first.
    introduction : sequence of str
        Paragraphs that say what was played.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    str
        A whole HTML document.
    """
    say = words(lang)
    parts = [f"<h1>{escape(say['t_title'])}</h1>", *(f"<p>{escape(each)}</p>" for each in introduction)]
    if found:
        parts += [_overall(tournament, found, lang), _by_regime(tournament, found, lang)]
    else:
        parts.append(f"<p><strong>{escape(say['t_nobody'])}</strong></p>")
    parts += [_failed(played, lang), _ground(lang), _foot(tournament, lang)]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head += f"<title>{escape(say['t_title'])}</title><style>{STYLE}</style>"
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}</head>\n<body>{body}</body></html>\n'


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    cells = "".join(f'<th scope="col">{each}</th>' for each in head)
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _overall(tournament: Tournament, found: Sequence[Standing], lang: str) -> str:
    say = words(lang)
    keys = ("t_rule", "t_beaten", "t_mean", "t_gap", "t_interval", "t_worst", "t_interval", "t_where")
    head = [escape(say[key]) for key in keys]
    head.insert(5, f'<div class="quiet middle">{escape(say["t_field"])}</div>')
    reach = max((abs(end) for each in found for end in (each.overall.low, each.overall.high)), default=0.0) or 1.0
    slow = {each.name: each.slow_reason for each in tournament.entrants if each.slow_reason}
    rows = [_row(each, tournament, reach, slow.get(each.name, ""), lang) for each in found]
    return f"<h2>{escape(say['t_overall'])}</h2>{_table(head, rows)}"


def _row(each: Standing, tournament: Tournament, reach: float, slow: str, lang: str) -> str:
    say, place, where = words(lang), each.overall, list(tournament.regimes)[each.worst]
    note = f"<br><small>{escape(say['t_slow'].format(why=slow))}</small>" if slow else ""
    behind = say.get(f"regime_{where}", where) if each.regret > 0 else say["t_never"]
    cells = [
        f"<td>{escape(each.name)}{note}</td>",
        f'<td class="rank">{place.beaten_by}</td>',
        f"<td>{number(place.mean, lang, 3)}</td>",
        f"<td>{number(place.gap, lang, 3, sign=True)}</td>",
        f"<td>{_ends(place, lang)}</td>",
        f"<td>{_bar(place, reach, tournament)}</td>",
        f"<td>{number(each.regret, lang, 3)}</td>",
        f"<td>[{number(each.regret_low, lang, 3)} ; {number(each.regret_high, lang, 3)}]</td>",
        f'<td class="left">{escape(behind)}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _ends(place: Place, lang: str) -> str:
    return f"[{number(place.low, lang, 3, sign=True)} ; {number(place.high, lang, 3, sign=True)}]"


def _bar(place: Place, reach: float, tournament: Tournament) -> str:
    """Draw an interval around its mean, nought in the middle; a better rule in one colour, a worse one in another."""

    def at(value: float) -> float:
        return round(WIDTH / 2 + value / reach * (WIDTH / 2 - MARGIN), 1)

    name, years = tournament.measure.name, len(tournament.seeds)
    found = verdict(name, place.gap, place.low, place.high, years)
    colour = (GOOD if found.better > 0 else BAD) if found.word == AHEAD else "#71717A"
    half, middle = WIDTH / 2, HEIGHT / 2
    line = f'y1="{middle}" y2="{middle}" stroke="{colour}" stroke-width="3"'
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{place.low:.3f} to {place.high:.3f}">'
        f'<line x1="{half}" y1="0" x2="{half}" y2="{HEIGHT}" stroke="#A1A1AA" stroke-dasharray="2 2"/>'
        f'<line x1="{at(place.low)}" x2="{at(place.high)}" {line}/>'
        f'<circle cx="{at(place.gap)}" cy="{middle}" r="4.5" fill="{colour}"/></svg>'
    )


def _by_regime(tournament: Tournament, found: Sequence[Standing], lang: str) -> str:
    say, better = words(lang), tournament.measure.better
    head = [escape(say["t_rule"]), *(escape(say.get(f"regime_{name}", name)) for name in tournament.regimes)]
    reach = [max(abs(each.regimes[g].gap) for each in found) or 1.0 for g in range(len(tournament.regimes))]
    rows = []
    for each in found:
        cells = [
            f'<td style="background:{_shade(place.gap * better / reach[g])}">{number(place.mean, lang)} '
            f"<small>({place.beaten_by})</small></td>"
            for g, place in enumerate(each.regimes)
        ]
        rows.append(f"<tr><td>{escape(each.name)}</td>{''.join(cells)}</tr>")
    return f"<h2>{escape(say['t_by_regime'])}</h2>{_table(head, rows)}"


def _shade(share: float) -> str:
    """Return a light colour: the better the greener, the worse the more orange."""
    r, g, b = (13, 139, 125) if share > 0 else (217, 119, 6)
    return f"rgba({r},{g},{b},{min(abs(share), 1.0) * 0.35:.2f})"


def _failed(played: Played, lang: str) -> str:
    if not played.failed:
        return ""
    say = words(lang)
    rows = [
        f'<tr><td>{escape(name)}</td><td class="why">{escape(why)}</td></tr>'
        for name, why in sorted(played.failed.items())
    ]
    table = _table([escape(say["t_rule"]), f'<span class="left">{escape(say["t_because"])}</span>'], rows)
    return f"<h2>{escape(say['t_failed'])}</h2>{table}"


def _ground(lang: str) -> str:
    say = words(lang)
    rows = []
    for name, own in regimes_of().items():
        changes = f"<code>{escape(', '.join(own))}</code>" if own else "–"
        rows.append(f'<tr><td>{escape(say.get(f"regime_{name}", name))}</td><td class="left">{changes}</td></tr>')
    return f'<p>{escape(say["t_ground"])}</p><div class="scroll"><table><tbody>{"".join(rows)}</tbody></table></div>'


def _foot(tournament: Tournament, lang: str) -> str:
    say = words(lang)
    years = say["t_hidden" if tournament.hidden else "t_open"]
    lines = [years, say["calibrated"], say["t_fingerprint"].format(hash=tournament.hash)]
    return f'<p class="quiet">{escape(" ".join(lines))}</p>'
