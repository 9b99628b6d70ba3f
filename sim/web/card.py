"""What the debrief card says of one run: the turning day, what contradicts the received idea, what to beware of."""

from __future__ import annotations

from typing import Any

from sim.scenario.pair import Pair
from sim.scenario.years import measure
from sim.web.lines import NAMES, Turn


def card(pair: Pair, counted: dict[str, Any], turn: Turn | None, typical: bool) -> dict[str, Any]:
    """Return the line ``card`` of docs/frames.md."""
    scenario = pair.scenario
    about = measure(scenario.show)
    turned = {
        "fr": f"Le tournant ({about['fr']['short']}) : jour {turn.day}, {NAMES[turn.better]} passe devant."
        if turn is not None
        else "Pas de tournant : l'écart est là dès le début, ou il n'y en a pas.",
        "en": f"The turning point ({about['en']['short']}): day {turn.day}, {NAMES[turn.better]} goes ahead."
        if turn is not None
        else "No turning point: the gap is there at once, or there is none.",
    }
    seed = pair.recipe.seed
    return {
        **{
            "kind": "card",
            "turning_day": turn.day if turn else None,
            "turned": turned,
            "contradicts": contradiction(pair, counted),
        },
        "seed_line": {
            "fr": "Une année ordinaire (choisie parmi 200)" if typical else f"Une autre année (n° {seed})",
            "en": "An ordinary year (chosen among 200)" if typical else f"Another year (no. {seed})",
        },
        "caveat": {"fr": scenario.fr.caveat, "en": scenario.en.caveat},
    }


def contradiction(pair: Pair, counted: dict[str, Any]) -> dict[str, str]:
    """Hold the received idea against the 20 years; it may stand."""
    idea = pair.scenario.received
    dots = counted["outcomes"].get(idea.outcome, counted["outcomes"]["lead"])
    agree, years = dots[idea.better], counted["seeds"]
    if 2 * agree > years:
        return {"fr": "Rien : l'idée reçue tient ici.", "en": "Nothing: the received idea holds here."}
    against = years - agree
    most = max(("left", "right", "none"), key=lambda each: dots[each])
    name = {"none": ("à peu près pareil", "about the same")}.get(most, (NAMES.get(most, ""),) * 2)
    return {
        "fr": f"« {idea.fr} » Ici, {against} années sur {years} disent autre chose (le plus souvent : {name[0]}).",
        "en": f'"{idea.en}" Here {against} years of {years} say otherwise (most often: {name[1]}).',
    }
