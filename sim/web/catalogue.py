"""The catalogue: every scenario with its texts, levers and pauses, and the words the page always says."""

from __future__ import annotations

from typing import Any

from sim.scenario.load import page_words, shipped_routes, shipped_scenarios
from sim.scenario.pair import pair_of, starting_values
from sim.scenario.recipe import Recipe, read_recipe
from sim.scenario.spec import SLOTS, Bet, Both, Scenario
from sim.scenario.years import measures
from sim.web.shown import pauses_of

DRAWN_AS = {"mechanical": "mechanical", "public_administration": "mechanical", "matrix_firm": "mechanical"}
"""Which forms are drawn as a pyramid; all others as circles."""
FORM_NAMES = {
    "mechanical": Both("Pilotée d'en haut", "Run from the top"),
    "organic": Both("Pilotée sur place", "Run on the spot"),
}
LEVER = ("id", "key", "group", "low", "high", "step", "marks", "over", "tokens", "fr", "en")


def catalogue() -> dict[str, Any]:
    """Return the catalogue of docs/frames.md."""
    words = page_words("words")
    return {
        "version": 1,
        "routes": shipped_routes(),
        "levers": [
            {**{key: each[key] for key in LEVER}, "of": "world" if each["key"].startswith("world.") else "slot"}
            for each in page_words("levers")
        ],
        "outcomes": [_outcome(each) for each in measures()],
        "notices": words["notices"],
        "card": words["card"],
        "preparation": page_words("preparation"),
        "scenarios": [described(each) for each in shipped_scenarios()],
    }


def _outcome(each: dict[str, Any]) -> dict[str, Any]:
    both = {key: {lang: each[lang][key] for lang in ("fr", "en")} for key in ("label", "unit", "short")}
    return {**{key: each[key] for key in ("id", "better", "smallest", "scale", "digits")}, **both}


def described(scenario: Scenario) -> dict[str, Any]:
    """Return what the page knows of one scenario."""
    recipe = Recipe(scenario.id, scenario.seed)
    values = {slot: starting_values(recipe, slot) for slot in SLOTS}
    world = {key: value for key, value in values["left"].items() if key.startswith("world.")}
    own = {slot: {key: each for key, each in values[slot].items() if key not in world} for slot in SLOTS}
    return {
        **{"id": scenario.id, "number": scenario.place, "minutes": scenario.minutes, "days": scenario.days},
        **{"people": _people(recipe), "routes": _routes(scenario), "claims": list(scenario.claims)},
        **{"sources": scenario.sources, "slots": slots(scenario), "values": {**own, "world": world}},
        "staged": [{"day": e.day, "where": e.where, "size": e.size, "burst": e.burst} for e in scenario.staged],
        **{"variants": list(scenario.variants), "changes": _changes(scenario), "ghost": scenario.ghost},
        **{"pause": pauses_of(scenario, pair_of(recipe).scene.trace), "show": scenario.show, "charts": scenario.charts},
        **{"strain": scenario.strain, "individuals": scenario.individuals, "seed": scenario.seed},
        **{"fr": scenario.texts("fr"), "en": scenario.texts("en"), "tries": _tries(scenario)},
        "received": {"fr": scenario.received.fr, "en": scenario.received.en},
        "predict": bet(scenario.predict),
    }


def bet(predict: Bet) -> dict[str, Any]:
    """Return the bet in words; which answer is right the twenty years say (`headline`)."""
    return {"fr": predict.fr, "en": predict.en, "answers": [{"fr": a.fr, "en": a.en} for a in predict.answers]}


def slots(scenario: Scenario) -> dict[str, Any]:
    """Return form, line and label of both slots; two of one form are told apart by a dashed line."""
    forms = {slot: DRAWN_AS.get(scenario.slot(slot).form, "organic") for slot in SLOTS}
    alike = forms["left"] == forms["right"]
    labels = {slot: scenario.slot(slot).label or FORM_NAMES[forms[slot]] for slot in SLOTS}
    return {
        slot: {
            "form": forms[slot],
            "dashed": slot == "right" if alike else forms[slot] == "organic",
            "label": labels[slot].as_dict(),
        }
        for slot in SLOTS
    }


def _people(recipe: Recipe) -> int:
    return pair_of(recipe).scene.chart.size


def _routes(scenario: Scenario) -> list[str]:
    return [each["id"] for each in page_words("routes") if scenario.id in each["scenarios"]]


def _changes(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {
            **{"id": name, "day": each.day, "who": each.who, "key": each.what, "to": each.to, "over": each.over},
            "label": each.label.as_dict() if each.label else None,
            "cost": each.cost.as_dict() if each.cost else None,
        }
        for name, each in scenario.changes.items()
    ]


def _tries(scenario: Scenario) -> list[dict[str, Any]]:
    base = f"{scenario.id}~{scenario.seed}"
    return [
        {"label": {"fr": each.fr, "en": each.en}, "recipe": str(read_recipe("~".join([base, *each.parts])))}
        for each in scenario.tries
    ]
