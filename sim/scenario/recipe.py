"""A run is a recipe: scenario, seed, values and changes on the way, in one line that fits a web address.

``permanent-turbulence~17~world.novelty:0.4~@120:right.culture.clarity:0.85:15``; the grammar stands in docs/frames.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from sim.errors import nearest
from sim.scenario.keys import check_value, read_key
from sim.scenario.load import find_scenario, group_values, scenario_names
from sim.scenario.refused import RefusedError
from sim.scenario.spec import SLOTS, Scenario

LONGEST = 1_000
"""Characters of a recipe at most."""
MOST_PARTS = 60
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
TOKEN = re.compile(r"[0-9a-z]{4,32}")
ALLOWED = re.compile(r"[A-Za-z0-9_.:@~-]*")


@dataclass(frozen=True, order=True)
class Change:
    """A change on the way: what moves in which slot ('' for both), from which day, over how many (0: the lever's)."""

    day: int
    slot: str
    key: str
    to: float
    over: int = 0


@dataclass(frozen=True)
class Recipe:
    """What determines a run of the page.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    seed : int
        Of the world and all luck.
    variant : str
        Of the scenario's staged shocks, '' for none.
    forms : dict of str to str
        Another form for a slot.
    without : frozenset of str
        Changes of the scenario that do not happen.
    chart : str
        Token of an imported chart, '' for none.
    values : dict of (str, str) to float
        By slot ('' for both) and key, from the first day.
    changes : tuple of Change
        On the way, by day.
    """

    scenario: str
    seed: int
    variant: str = ""
    forms: dict[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    chart: str = ""
    values: dict[tuple[str, str], float] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def __str__(self) -> str:
        """Return the canonical form, by which a run is found."""
        parts = [self.scenario, str(self.seed)]
        parts += [f"variant:{self.variant}"] if self.variant else []
        parts += [f"{slot}.form:{self.forms[slot]}" for slot in SLOTS if slot in self.forms]
        parts += [f"without:{each}" for each in sorted(self.without)]
        parts += [f"chart:{self.chart}"] if self.chart else []
        parts += [f"{_path(*where)}:{written(value)}" for where, value in sorted(self.values.items())]
        parts += [_change(each) for each in sorted(self.changes)]
        return "~".join(parts)


def written(value: float) -> str:
    """Write a number without trailing zeros or exponent.

    Examples
    --------
    >>> written(0.850), written(3.0), written(-0.0)
    ('0.85', '3', '0')
    """
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _path(slot: str, key: str) -> str:
    return f"{slot}.{key}" if slot else key


def _change(each: Change) -> str:
    over = f":{each.over}" if each.over else ""
    return f"@{each.day}:{_path(each.slot, each.key)}:{written(each.to)}{over}"


def read_recipe(text: str) -> Recipe:
    """Read a recipe.

    Parameters
    ----------
    text : str
        As it stands in an address.

    Returns
    -------
    Recipe
        Every name known, every value in its range.

    Raises
    ------
    RefusedError
        Saying in both languages what is wrong, where, and the nearest valid thing.
    """
    if len(text) > LONGEST:
        raise RefusedError(
            f"recipe: {len(text)} characters, at most {LONGEST}",
            f"Recette trop longue : {len(text)} caractères, au plus {LONGEST}",
        )
    if not ALLOWED.fullmatch(text):
        raise RefusedError(
            "recipe: only letters, digits and . : @ ~ _ - belong in it",
            "Recette illisible : seuls lettres, chiffres et . : @ ~ _ - y ont leur place",
        )
    name, *rest = text.split("~")
    if name not in scenario_names():
        likely = get_close_matches(name[:40], scenario_names(), n=1)
        raise RefusedError(
            f"recipe: no scenario {name[:40]!r}{nearest(name[:40], scenario_names())}",
            f"Recette : pas de scénario « {name[:40]} »"
            + (f" (vouliez-vous dire « {likely[0]} » ?)" if likely else ""),
        )
    scenario, found = find_scenario(name), Recipe(name, find_scenario(name).seed)
    if rest and rest[0].isdigit():
        found, rest = replace(found, seed=_seed(rest[0])), rest[1:]
    if len(rest) > MOST_PARTS:
        raise RefusedError(
            f"recipe: {len(rest)} parts, at most {MOST_PARTS}", f"Recette : {len(rest)} parties, au plus 60"
        )
    for part in rest:
        found = _with_part(found, scenario, part)
    return found


def _seed(text: str) -> int:
    if len(text) > 15:
        raise RefusedError("recipe: the seed has at most 15 digits", "Recette : le tirage a au plus 15 chiffres")
    return int(text)


def _with_part(recipe: Recipe, scenario: Scenario, part: str) -> Recipe:
    if part.startswith("@"):
        return _with_change(recipe, scenario, part)
    key, colon, value = part.partition(":")
    if not colon:
        raise unreadable(part)
    if key == "variant":
        return replace(recipe, variant=_known(part, value, list(scenario.variants)))
    if key == "without":
        return replace(recipe, without=recipe.without | {_known(part, value, list(scenario.changes))})
    if key == "chart":
        return replace(recipe, chart=_token(part, value))
    if key in [f"{slot}.form" for slot in SLOTS]:
        group_values("form", value)
        return replace(recipe, forms={**recipe.forms, key.partition(".")[0]: value})
    slot, path = read_key(key)
    return replace(recipe, values={**recipe.values, (slot, path): check_value(path, _number(part, value))})


def _with_change(recipe: Recipe, scenario: Scenario, part: str) -> Recipe:
    day, key, to, *over = (*part[1:].split(":"), "", "")[: max(3, part.count(":") + 1)]
    if not (day.isdigit() and len(day) < 7 and key and to) or len(over) > 1:
        raise unreadable(part)
    if int(day) >= scenario.days:
        raise RefusedError(
            f"{part}: day {day} is after the last ({scenario.days - 1})",
            f"{part} : le jour {day} vient après le dernier ({scenario.days - 1})",
        )
    slot, path = read_key(key)
    change = Change(int(day), slot, path, check_value(path, _number(part, to)), _days(part, over))
    kept = [each for each in recipe.changes if (each.day, each.slot, each.key) != (change.day, slot, path)]
    return replace(recipe, changes=(*kept, change))


def _days(part: str, over: list[str]) -> int:
    if not over:
        return 0
    if not over[0].isdigit() or not 1 <= int(over[0][:7]) <= 1000:
        raise unreadable(part)
    return int(over[0])


def _number(part: str, text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise unreadable(part)
    return float(text)


def _token(part: str, text: str) -> str:
    if not TOKEN.fullmatch(text):
        raise unreadable(part)
    return text


def _known(part: str, name: str, names: list[str]) -> str:
    if name not in names:
        valid = ", ".join(sorted(names)) or "-"
        raise RefusedError(
            f"{part}: not in this scenario (valid: {valid})", f"{part} : inconnu ici (possible : {valid})"
        )
    return name


def unreadable(part: str) -> RefusedError:
    """Make the refusal of a part that is written wrong."""
    return RefusedError(
        f"{part[:60]}: expected key:value, or @day:key:value", f"{part[:60]} : attendu clé:valeur, ou @jour:clé:valeur"
    )
