"""A session: the recipes a coach has put on keys 1 to 9, from a small YAML file or as given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import InputError, known_language
from sim.files.headers import table
from sim.scenario.load import read_yaml, shipped_scenarios
from sim.scenario.recipe import LONGEST, Recipe, read_recipe
from sim.scenario.refused import RefusedError
from sim.web.imported import MOST_BYTES, Imported

KEYS = 9
KNOWN = ("title", "lang", "playlist")


@dataclass(frozen=True)
class Session:
    """What is on the keys, in which language, and which chart is loaded."""

    playlist: tuple[Recipe, ...]
    lang: str = "fr"
    title: str = ""
    imported: Imported | None = None

    def as_dict(self, offline: bool) -> dict[str, Any]:
        """Return what ``GET /api/session`` answers."""
        return {
            **{"version": 1, "offline": offline, "lang": self.lang, "title": self.title},
            "playlist": [{"key": key, "recipe": str(each)} for key, each in enumerate(self.playlist, start=1)],
            "chart": self.imported.as_dict() if self.imported else None,
            "headers": None if offline else table(),
            "limits": {"chart_bytes": MOST_BYTES, "recipe_chars": LONGEST},
        }


def session_of(recipes: Sequence[str], lang: str = "fr", imported: Imported | None = None) -> Session:
    """Make a session of recipes (a scenario's name is one); the first nine scenarios where none is given.

    Raises `InputError` for a recipe that cannot be read, one of a scenario that is not shipped, or more than nine.
    """
    known_language(lang)
    if len(recipes) > KEYS:
        raise InputError("keys_of_a_session", keys=KEYS, n=len(recipes))
    chosen = [_shipped(read_recipe(each)) for each in recipes] or [
        Recipe(each.id, each.seed) for each in shipped_scenarios()[:KEYS]
    ]
    if imported is not None and not recipes:
        own = read_recipe(f"your-organisation~chart:{imported.token}")
        chosen = [own, *chosen[: KEYS - 1]]
    return Session(tuple(chosen), lang, imported=imported)


def _shipped(recipe: Recipe) -> Recipe:
    """Return a recipe whose scenario the page knows; raises `InputError` for any other."""
    there = [each.id for each in shipped_scenarios()]
    if recipe.scenario not in there:
        raise RefusedError(
            f"recipe: {recipe.scenario} is not shown, since the years contradict its text; shown: {', '.join(there)}",
            f"Recette : {recipe.scenario} n'est pas montré, car les années contredisent son texte ; sont montrés : "
            f"{', '.join(there)}",
        )
    return recipe


def read_session(path: Path) -> Session:
    """Read a session from a YAML file: ``playlist`` (recipes), and optionally ``lang`` and ``title``."""
    if not path.is_file():
        raise InputError("no_such_file", "--session", path=path)
    plain = read_yaml(path)
    if not isinstance(plain, dict):
        raise InputError("expected_keys", path, names=", ".join(KNOWN))
    for key in plain:
        if key not in KNOWN:
            raise InputError("not_one", path, (str(key), KNOWN), got=key)
    recipes = plain.get("playlist")
    if not isinstance(recipes, list) or not recipes or not all(isinstance(each, str) for each in recipes):
        raise InputError("list_of_recipes", f"{path}: playlist")
    made = session_of(recipes, str(plain.get("lang", "fr")))
    return Session(made.playlist, made.lang, str(plain.get("title", ""))[:120])
