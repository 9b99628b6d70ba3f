"""From a recipe to two organisations in one world: the settings of both slots, and the scene they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.chart import Chart
from sim.checked import build
from sim.errors import InputError
from sim.experiment.compose import with_defaults
from sim.organisation import build_chart
from sim.parameters import Settings, WorldSettings
from sim.run import Scene
from sim.scenario.load import find_scenario, group_values, page_words
from sim.scenario.recipe import Change, Recipe
from sim.scenario.refused import RefusedError
from sim.scenario.spec import SLOTS, Planned, Scenario
from sim.world import Trace
from sim.world.draw import draw_changing

SHIPPED = "pyramid_43"
BY_INITIATIVE = {"mechanical": "mixed", "organic": "mixed"}
"""Forms at an end of the dial `initiative`: there this rule is their own; moving the dial leads to the other's."""


@dataclass(frozen=True)
class Pair:
    """Two organisations of a recipe, ready to live through one world."""

    recipe: Recipe
    scenario: Scenario
    slots: dict[str, Settings]
    scene: Scene
    forms: dict[str, str]
    imported: bool = False


def pair_of(recipe: Recipe, chart: Chart | None = None) -> Pair:
    """Make the two organisations of a recipe."""
    scenario = find_scenario(recipe.scenario)
    forms = {slot: recipe.forms.get(slot, scenario.slot(slot).form) for slot in SLOTS}
    worlds = _worlds(recipe, scenario)
    slots = {slot: _settings(recipe, scenario, slot, worlds[0][1]) for slot in SLOTS}
    structure = chart or build_chart(slots["left"].organisation, recipe.seed)
    scene = Scene(structure, _trace(worlds, structure, scenario.days, recipe.seed))
    return Pair(recipe, scenario, slots, scene, forms, chart is not None)


def starting_values(recipe: Recipe, slot: str) -> dict[str, float]:
    """Return every lever's value of one slot on the first day, by its key."""
    scenario = find_scenario(recipe.scenario)
    made = _settings(recipe, scenario, slot, _worlds(recipe, scenario)[0][1])
    keys = [each["key"] for each in page_words("levers")]
    return {key: float(getattr(getattr(made, key.partition(".")[0]), key.partition(".")[2])) for key in keys}


def _trace(worlds: list[tuple[int, WorldSettings]], chart: Chart, days: int, seed: int) -> Trace:
    return draw_changing(worlds, chart, days, seed)


def _worlds(recipe: Recipe, scenario: Scenario) -> list[tuple[int, WorldSettings]]:
    """Return the world from the first day on, and after each change of it."""
    staged = scenario.variants[recipe.variant].staged if recipe.variant else scenario.staged
    plain = {**group_values("world", "baseline"), **scenario.world, **_chosen(recipe, "", "world")}
    found = [(0, replace(build(WorldSettings, plain, "world"), staged=staged))]
    for each in sorted(recipe.changes):
        if each.key.startswith("world."):
            changed = replace(found[-1][1], **{each.key.partition(".")[2]: each.to})
            if found[-1][0] == each.day:
                found.pop()
            found.append((each.day, changed))
    return found


def _settings(recipe: Recipe, scenario: Scenario, slot: str, world: WorldSettings) -> Settings:
    own, name = scenario.slot(slot), recipe.forms.get(slot, scenario.slot(slot).form)
    form = group_values("form", name)
    replaced = slot in recipe.forms
    dials = {**form["dials"], **({} if replaced else {**scenario.dials, **own.dials})}
    culture = {**group_values("culture", "baseline"), **form.get("culture", {}), **scenario.culture, **own.culture}
    rule: str = (own.rule if not replaced else "") or BY_INITIATIVE.get(name) or form["rule"]
    plain: dict[str, Any] = {
        "rule": rule,
        "rule_args": with_defaults(rule, form["rule_args"]),
        "seed": recipe.seed,
        "days": scenario.days,
        "organisation": group_values("organisation", SHIPPED),
        "dials": {**dials, **_chosen(recipe, "", "dials"), **_chosen(recipe, slot, "dials")},
        "culture": {**culture, **_chosen(recipe, "", "culture"), **_chosen(recipe, slot, "culture")},
        "physics": {**group_values("physics", "baseline"), **scenario.physics},
        "interventions": _interventions(recipe, scenario, slot),
    }
    try:
        return replace(build(Settings, plain, f"{scenario.id}.{slot}"), world=world)
    except InputError as wrong:
        raise _conflict(wrong) from None


def _conflict(wrong: InputError) -> InputError:
    if isinstance(wrong, RefusedError) or "is done" not in str(wrong):
        return wrong
    return RefusedError(
        f"two changes move the same thing at the same time: {wrong}",
        "Deux changements bougent la même chose en même temps : attendez la fin du premier, ou retirez-le (without:…)",
    )


def _chosen(recipe: Recipe, slot: str, group: str) -> dict[str, float]:
    """Return what a recipe sets from the first day, of one group, for one slot or for both ('')."""
    return {
        key.partition(".")[2]: value
        for (whose, key), value in recipe.values.items()
        if whose == slot and key.partition(".")[0] == group
    }


def _interventions(recipe: Recipe, scenario: Scenario, slot: str) -> dict[str, dict[str, Any]]:
    found = {
        name: _planned(each)
        for name, each in scenario.changes.items()
        if each.who in (slot, "both") and name not in recipe.without
    }
    moves = [each for each in sorted(recipe.changes) if each.slot in ("", slot) and not each.key.startswith("world.")]
    return {**found, **{f"move {nth}": moved(each) for nth, each in enumerate(moves, start=1)}}


def _planned(each: Planned) -> dict[str, Any]:
    return {
        **{"what": each.what, "to": each.to, "day": each.day, "over": each.over},
        **{"hours": each.hours, "every": each.every, "who": each.pays},
    }


def moved(each: Change) -> dict[str, Any]:
    """Write a change of the recipe as an intervention: it takes the time and the hours of its lever."""
    lever = lever_of(each.key)
    return {
        **{"what": each.key, "to": each.to, "day": each.day, "over": each.over or int(lever.get("over", 1))},
        **{"hours": lever.get("hours", 0), "every": lever.get("every", 5), "who": lever.get("pays", "everybody")},
    }


def lever_of(key: str) -> Mapping[str, Any]:
    """Return the lever that moves a key, nothing for what has none."""
    return next((each for each in page_words("levers") if each["key"] == key), {})
