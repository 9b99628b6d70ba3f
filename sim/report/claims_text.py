"""The ledger as text: a line a claim, who wins where, and how it was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.files.columns import aligned
from sim.locale import count, duration, number, words
from sim.metrics import HEADLINE

KINDS = ("mechanical", "organic", "hybrid", "undecided")
TWO = ("mechanical", "organic", "undecided")


def claims_text(ledger: Mapping[str, Any], folder: Path, lang: str) -> str:
    """Write a ledger."""
    say = words(lang)
    heads = [say[f"claims_head_{key}"] for key in ("claim", "verdict", "pi", "effect", "n", "seconds")]
    table = aligned([[*heads, ""], *(_row(each, lang) for each in ledger["claims"])])
    status = say["claims_explored" if ledger["explore"] is not None else "claims_confirmed"]
    notes = [status, say["claims_rule"], *([say["claims_quick"]] if ledger["size"]["name"] == "quick" else [])]
    wins = _wins(ledger, lang)
    said = [done_sentence(ledger, lang), counts_sentence(ledger, lang)]
    return "\n".join([*table, "", *said, "", *wins, *notes, say("claims_folder", folder=folder)])


def done_sentence(ledger: Mapping[str, Any], lang: str) -> str:
    """Say how much was lived, and how much is still to live where it was stopped."""
    say, size = words(lang), ledger["size"]
    said = say(
        "claims_done",
        claims=len(ledger["claims"]),
        years=count(ledger["years"], lang),
        points=size["points"],
        worlds=ledger["worlds"][1],
    )
    if not ledger["left"]:
        return f"{said}{say('claims_in', seconds=duration(ledger['seconds'], lang))}."
    least, most = ledger["worlds"]
    return f"{said}. {say('claims_so_far', left=count(ledger['left'], lang), least=least, most=most)}"


def counts_sentence(ledger: Mapping[str, Any], lang: str) -> str:
    """Say how many claims came to each verdict."""
    say, found = words(lang), Counter(each["verdict"] for each in ledger["claims"])
    counts = ", ".join(f"{say[f'verdict_{verdict}']} {n}" for verdict, n in found.most_common())
    return say("claims_counts", counts=counts)


def seeds_of(ledger: Mapping[str, Any], lang: str) -> str:
    """Say where the seeds of a ledger come from."""
    say, first = words(lang), ledger["explore"]
    return say["claims_seeds_registered"] if first is None else say("claims_seeds_open", first=first)


def _row(each: Mapping[str, Any], lang: str) -> list[str]:
    first = each["parts"][0]
    return [
        f"{each['id']} {each['words']['short'][lang]}",
        words(lang)[f"verdict_{each['verdict']}"],
        interval(each["pi"], each["low"], each["high"], lang, 2, False),
        interval(first["effect"], first["low"], first["high"], lang, 3),
        str(each["n"]),
        number(each["seconds"], lang, 1),
        "",
    ]


def interval(value: Any, low: Any, high: Any, lang: str, digits: int, sign: bool = True) -> str:
    """Write a number with its interval; ``–`` for what is not there."""
    parts = [number(float("nan") if each is None else each, lang, digits, sign) for each in (value, low, high)]
    return f"{parts[0]} [{parts[1]} ; {parts[2]}]"


def percent(value: Any, lang: str) -> str:
    """Write a share as per cent."""
    return "–" if value is None else f"{number(100 * value, lang, 0)} %"


def _wins(ledger: Mapping[str, Any], lang: str) -> list[str]:
    """Write who wins where: the two forms first, then with the best hybrid."""
    compete, say, found = ledger["compete"], words(lang), []
    for key, title, kinds in (("two", "claims_two", TWO), ("shares", "claims_wins", KINDS)):
        names = [say.get(f"page_{kind}") or say["claims_hybrid" if kind == "hybrid" else kind] for kind in kinds]
        rows: list[Sequence[str]] = [["", *names, ""]]
        for name in HEADLINE if compete.get(key) else ():
            mine = {each["form"]: each for each in compete[key] if each["outcome"] == name}
            rows.append([say[name], *(_share(mine[kind], lang) for kind in kinds), ""])
        found += [say[title], *aligned(rows), ""] if len(rows) > 1 else []
    return found


def _share(each: Mapping[str, Any], lang: str) -> str:
    return interval(100 * each["share"], 100 * each["low"], 100 * each["high"], lang, 0, False)
