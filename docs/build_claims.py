"""Write `docs/claims.md` from the predictions, and from the published verdicts where there are any.

Run ``python docs/build_claims.py`` after a change of either; a test holds the page to what this writes.
``python docs/build_claims.py RESULTS_FOLDER`` publishes the verdicts of a ledger first.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.claims.ceilings import ceilings
from sim.claims.registry import OUT_OF_REACH, REGISTRATION, Claim, Part, ledger, registration
from sim.experiment.compose import FORMS
from sim.experiment.identity import CLAIMS, MODEL, era_of, eras
from sim.locale import words
from sim.report.page.claims_page import SIZES, crossing_tables, maps_figure
from sim.report.page.parts import Table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "claims.md"
MAP = ROOT / "docs" / "assets" / "where_each_loses.png"
PUBLISHED = ROOT / "results" / "published" / "claims.json"
KEPT = ("id", "verdict", "pi", "low", "high", "negligible", "contrary", "agrees", "n", "worlds", "p_holm")
OUT = """## Not registered as effects

What these mechanisms can come to at most, in one organisation at neutral dials, is less than the smallest effect of
interest. That is what this model says of them: there they are negligible, even at their strongest. Nothing is
predicted, and nothing judged.
"""
WORDS = {
    "holds": "✔ holds",
    "passed": "✓ implementation check passed",
    "negligible": "≈ negligible",
    "contrary": "✖ contrary",
    "depends": "◐ depends",
    "withdrawn": "∅ withdrawn",
    "no_verdict": "? no verdict",
}
"""What each verdict is called, with a mark of its own; the table of verdicts has this order."""


def main() -> None:
    """Publish a ledger when one is named, and bring the page up to date."""
    if len(sys.argv) > 1:
        publish(Path(sys.argv[1]))
    PAGE.write_text(page(), encoding="utf-8")


def publish(folder: Path) -> None:
    """Keep the verdicts of a ledger: what the page shows of it, no more."""
    found = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    if found["explore"] is not None:
        raise SystemExit("an exploration confirms nothing and is not published")
    passport = json.loads((folder / "passport.json").read_text(encoding="utf-8"))
    claims = [{**{key: each[key] for key in KEPT}, "ladder": _shown(each), **_effect(each)} for each in found["claims"]]
    about = {key: found[key] for key in ("size", "hash", "years", "left", "worlds", "failed")}
    kept = {
        **about,
        "model": _model_of(passport["product"]["model"]),
        "registration": passport["registration"]["commit"],
        "claims": claims,
    }
    compete = {key: found["compete"][key] for key in ("two", "shares", "in_load", "hybrid", "maps")}
    maps_figure(compete["maps"], "en").savefig(MAP, dpi=100, metadata={"Software": None})
    PUBLISHED.write_text(json.dumps({**kept, "compete": compete}, indent=1) + "\n", encoding="utf-8")


def _model_of(ledger_digest: str) -> str:
    """Return the digest that names the model which a ledger was lived by: their eras have the same name."""
    era = era_of(ledger_digest, CLAIMS)
    if era is None:
        raise SystemExit(f"the ledger's digest {ledger_digest} is in no era of models.yaml: prove its code first")
    return next(each.digests[0] for each in eras() if (each.of, each.name) == (MODEL, era.name))


def _shown(each: dict[str, Any]) -> list[str]:
    return [rung["rung"] for rung in each["ladder"] if rung["shows"]]


def _effect(each: dict[str, Any]) -> dict[str, Any]:
    first = each["parts"][0]
    parts = [{key: part[key] for key in ("effect", "low", "high")} for part in each["parts"]]
    effect = {"effect": first["effect"], "effect_low": first["low"], "effect_high": first["high"]}
    return {**effect, "parts": parts, "knockouts": each["knockouts"]} if each["id"] in SIZES else effect


def page() -> str:
    """Return the page."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8")) if PUBLISHED.is_file() else None
    verdicts = {each["id"]: each for each in published["claims"]} if published else {}
    entries = [_entry(each, verdicts.get(each.id)) for each in ledger().values()]
    parts = [_head(_summary(published)), _results(published), *entries]
    parts += [OUT, *(_entry(each, None).replace("## ", "### ", 1) for each in ledger(OUT_OF_REACH).values())]
    return "\n".join(part for part in parts if part)


def _summary(published: dict[str, Any] | None) -> str:
    """Say in five lines whose verdicts these are, how sure, and what they come to; before any, that there are none."""
    if published is None:
        return "No verdict on this page yet: no run of the ledger is published."
    size, claims, (least, most) = published["size"], published["claims"], published["worlds"]
    ids = {word: [each["id"] for each in claims if each["verdict"] == word] for word in WORDS}
    named = {word: f"{len(mine)} ({', '.join(mine)})" if mine else "none" for word, mine in ids.items()}
    two = {(each["outcome"], each["form"]): f"{100 * each['share']:.0f} %" for each in published["compete"]["two"]}
    ahead = [f"{_called(name)} {two[name, FORMS[0]]}, {two[name, FORMS[1]]}" for name in published["compete"]["hybrid"]]
    worlds = f"{least} to {most}" if least < most else f"{most}"
    about = f"{published['years']:,} organisation-years, {size['points']} points, {worlds} worlds a point"
    lines = [
        f"**Model**: all verdicts are of `calibrated-2`, by the {size['name']} run: {about}.",
        f"**Holds**: {named['holds']}, of {len(claims)}. Passed as a check of the implementation: {named['passed']}.",
        f"**Does not hold**: negligible {named['negligible']}; contrary {named['contrary']}.",
        f"**Open**: depends {len(ids['depends'])}; no verdict {named['no_verdict']}; withdrawn {named['withdrawn']}. "
        "Few points and worlds blur the share: much that depends may be decided by a full run.",
        f"**The forms**, neither overloaded: at which share of points the mechanical, and the organic one, is ahead: "
        f"{'; '.join(ahead)}.",
    ]
    return "\n".join(f"- {line}" for line in lines)


def _head(summary: str) -> str:
    return f"""# The ledger of claims

{summary}

What the sources (C01 to C37) and the literature (Lit01 to Lit10) say, as it was predicted before any run that confirms.
The predictions are the files of `sim/claims/predictions_2`{_registered()}. They belong to the model that was calibrated
and frozen as `calibrated-2`; [the first ledger](claims_first.md) belongs to another. Made by `docs/build_claims.py`;
`treillis claims --quick` judges all of them in some minutes, `--full` in hours.

A claim *holds* at a point of the registered space when every part goes the way predicted by more than its smallest
effect of interest. It is *contrary* there when one goes the other way by as much, and *negligible* between the two. Its
verdict is *holds* when the share of points where it holds has a 95 % interval above 0.8. When that is below 0.2, it is
the more frequent of the other two words. Else it *depends*. Points where an organisation is overloaded are set apart.
What follows by *construction* can at most pass as a check of the implementation. An *emergent* claim that also shows
up with the mechanism switched off, or under random actions, is *withdrawn*. One that holds no more often than there
depends, at best. What was *seen* before is not confirmed by anything here. Fewer than 16 points give *no verdict*.
"""


def _registered() -> str:
    """Say which commit holds the predictions; before there is one, that they are open."""
    if not REGISTRATION.is_file():
        return " (not registered yet)"
    return f", registered in the commit `{registration().commit[:12]}`, from which all seeds derive"


def _results(published: dict[str, Any] | None) -> str:
    if published is None:
        return ""
    size = published["size"]
    order = {verdict: place for place, verdict in enumerate(WORDS)}
    claims = sorted(published["claims"], key=lambda each: (order[each["verdict"]], -each["pi"]))
    names = (
        "claim",
        "verdict",
        "holds at [95 %]",
        "negligible, contrary",
        "effect on its first outcome [95 %]",
        "points",
    )
    table = "\n".join([f"| {' | '.join(names)} |", f"{'|---' * len(names)}|", *map(_row, claims)])
    said = (
        f"{published['years']:,} organisation-years, {size['points']} points, up to {size['replicates']} worlds each. "
        "Every constant is drawn from its range. A bar has ten parts."
    )
    made = f"Model `{published['model']}`, results `{published['hash']}`."
    counts = ", ".join(
        f"{WORDS[verdict]} {n}" for verdict, n in Counter(each["verdict"] for each in published["claims"]).most_common()
    )
    first = f"{said}{_left(published)}\n\n{counts}."
    parts = [f"## Verdicts of the {size['name']} run", first, table, made, _wins(published["compete"])]
    return "\n\n".join([*parts, _where(published["compete"]), _crossing(published)])


def _left(published: dict[str, Any]) -> str:
    if not published["left"]:
        return ""
    (least, most), left = published["worlds"], published["left"]
    return f" Judged before its end (`--so-far`): {least} to {most} worlds a point; {left:,} years were still to live."


def _where(compete: dict[str, Any]) -> str:
    pairs = {name: [f"`{each['factor']}`" for each in found["factors"]] for name, found in compete["maps"].items()}
    said = "; ".join(f"{name}: {' and '.join(pair)}" for name, pair in pairs.items())
    return f"""Where each loses, by the smallest effect of interest: at how many points of each cell; hatched where more
or less than half is open. Each row is drawn over the two numbers of the space that go most with who is ahead of the two
forms ({said}), chosen on these very points.

![Where each form and the best hybrid lose](assets/where_each_loses.png)"""


def _crossing(published: dict[str, Any]) -> str:
    """Set the sizes of the contingency crossing side by side, with what is left of it when a mechanism is off."""
    tables = crossing_tables(published, "en")
    return "\n\n".join(["### The contingency crossing, as found", *(_as_markdown(each) for each in tables)]) + "\n"


def _as_markdown(table: Table) -> str:
    rows = [f"| {' | '.join(row)} |" for row in (table.header, ["---"] * len(table.header), *table.rows)]
    return "\n".join([f"{table.title}:", "", *rows, *(["", table.note] if table.note else [])])


def _row(each: dict[str, Any]) -> str:
    """Return a verdict as a row: what is claimed first, its id in small."""
    short = ledger()[each["id"]].words["short"]["en"]
    full = round(10 * each["pi"])
    share = f"{'▰' * full}{'▱' * (10 - full)} {each['pi']:.2f} [{each['low']:.2f}; {each['high']:.2f}]"
    ends = [each[key] for key in ("effect", "effect_low", "effect_high")]
    effect = "{:+.3f} [{:+.3f}; {:+.3f}]".format(*ends) if None not in ends else "none"
    shown = f" ({', '.join(each['ladder'])})" if each["verdict"] == "withdrawn" else ""
    claim = f"{short[:1].upper()}{short[1:]} <small>{each['id']}</small>"
    others = f"{each['negligible']:.2f}, {each['contrary']:.2f}"
    return f"| {claim} | {WORDS[each['verdict']]}{shown} | {share} | {others} | {effect} | {each['n']} |"


def _called(outcome: str) -> str:
    return words("en")[outcome].partition(" (")[0]


def _wins(compete: dict[str, Any]) -> str:
    title = "Share of the space in which each wins by the smallest effect of interest, in % [95 %]:"
    calm = "The same, only at points where neither pure form is overloaded:"
    two = "The two forms alone, where neither is overloaded: share of the space in which each is ahead, in % [95 %]:"
    tables = [two, _shares(compete["two"], compete["hybrid"], ("mechanical", "organic", "undecided"))]
    tables += [title, _shares(compete["shares"], compete["hybrid"])]
    if compete["in_load"]:
        tables += [calm, _shares(compete["in_load"], compete["hybrid"])]
    return "\n\n".join(tables)


def _shares(
    found: list[dict[str, Any]],
    hybrids: dict[str, str],
    kinds: Sequence[str] = ("mechanical", "organic", "hybrid", "undecided"),
) -> str:
    names = [each.replace("hybrid", "best hybrid") for each in kinds]
    rows = [f"| outcome | {' | '.join(names)} | points |", "|---" * (len(kinds) + 2) + "|"]
    for name, hybrid in hybrids.items():
        mine = {each["form"]: each for each in found if each["outcome"] == name}
        cells = [
            f"{100 * mine[k]['share']:.0f} [{100 * mine[k]['low']:.0f}; {100 * mine[k]['high']:.0f}]"
            f"{' ' + hybrid.replace('_', ' ') if k == 'hybrid' else ''}"
            for k in kinds
        ]
        rows.append(f"| {_called(name)} | {' | '.join(cells)} | {mine['undecided']['n']} |")
    return "\n".join(rows)


def _entry(claim: Claim, verdict: dict[str, Any] | None) -> str:
    said = {key: each["en"] for key, each in claim.words.items()}
    source = f"[{claim.source}]" if claim.source[1:2].islower() else claim.source
    lines = [
        f"## {claim.id} {said['short']}\n",
        f"{said['statement']} Source {source}; {claim.derivation}.\n",
        f"- Predicted: {said['prediction']}",
        f"- Not expected to hold: {said['not_where']}",
        *(f"- Contrast: {_contrast(each)}" for each in claim.parts),
    ]
    if claim.id in ceilings():
        most = ceilings()[claim.id]
        lines.append(
            f"- Ceiling at neutral dials: {most.effect:+.3g} [{most.low:+.3g}; {most.high:+.3g}] of `{most.measure}`"
        )
    if claim.off:
        lines.append(f"- Mechanism switched off: {_settings(claim.off)}")
    if claim.break_even:
        lines.append(f"- Turns on: {', '.join(f'`{each}`' for each in claim.break_even)}")
    if verdict is not None:
        lines.append(f"- Verdict: {WORDS[verdict['verdict']]}")
    return "\n".join(lines) + "\n"


def _contrast(part: Part) -> str:
    said = " ".join(f"{weight:+g} `{arm}` {measure}" for (arm, measure), weight in part.terms.items())
    return f"{said} {'>' if part.sign > 0 else '<'} {part.sign * part.smallest:g}"


def _settings(given: Any) -> str:
    return ", ".join(f"`{key}` {value:g}" for key, value in given.items())


if __name__ == "__main__":
    main()
