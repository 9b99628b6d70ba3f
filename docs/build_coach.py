"""Make docs/coach/: a page for each scenario, an index, and the preparation sheet, from the scenarios and notes.yaml.

``python docs/build_coach.py`` writes them; a test says when they are out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from sim.scenario.load import all_scenarios, page_words, shipped_routes, shipped_scenarios
from sim.scenario.spec import Scenario, lettered
from sim.web.numbers import said

FOLDER = Path(__file__).parent / "coach"
STOP = """## Si quelqu'un va mal

Arrêtez la simulation (touche B : écran noir), faites une pause, et ne cherchez pas l'explication dans le modèle.
La personne peut sortir, accompagnée si elle le souhaite. L'épuisement et la détresse relèvent de la santé au travail :
médecine du travail, service de prévention, employeur ; en cas d'urgence, le 15 ou le 112. Le simulateur n'évalue
personne et ne dit rien de la santé de quiconque. On ne reprend que si la salle le veut."""
STEPS = (("S'interroger", 0.1), ("Parier (par écrit d'abord)", 0.15), ("Regarder", 0.3), ("Constater", 0.15))


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    notes = yaml.safe_load((FOLDER / "notes.yaml").read_text(encoding="utf-8"))
    made = {f"{each.place:02d}-{each.id}.md": page(each, notes[each.id]) for each in shipped_scenarios()}
    return {**made, "index.md": index(), "preparation.md": preparation()}


def page(scenario: Scenario, notes: dict[str, Any]) -> str:
    """Write the page of one scenario."""
    fr, en = scenario.fr, scenario.en
    parts = [
        f"# {scenario.place}. {fr.title}",
        f"*{en.title}: {en.story}*",
        f"> {fr.story}",
        f"Durée : {scenario.minutes} minutes. `treillis app {scenario.id}`",
        "## Déroulé\n\n" + "\n".join(timing(scenario)),
        f"## À demander\n\n- **{fr.question}**\n" + "\n".join(f"- {each}" for each in notes["ask"]),
        f"## À parier\n\n{scenario.predict.fr}\n\n" + "\n".join(f"- {each.fr}" for each in scenario.predict.answers),
        f"## À observer\n\n{fr.watch}\n\n{typical(scenario)}",
        f"## À essayer\n\n{fr.attempt}",
        "## Objections légitimes\n\n" + "\n".join(f"- *« {says} »* {answer}" for says, answer in notes["objections"]),
        f"## Attention\n\n{notes['beware']}\n\n{fr.caveat}",
        STOP,
        f"Affirmations de départ : {', '.join(scenario.claims) or 'aucune'}.",
        page_words("words")["notices"]["strain"]["fr"],
    ]
    return lettered("\n\n".join(parts) + "\n")


def timing(scenario: Scenario) -> Iterator[str]:
    """Share the minutes out over the steps."""
    left = scenario.minutes
    for name, share in STEPS:
        minutes = max(1, round(share * scenario.minutes))
        left -= minutes
        pauses = f" ; pauses aux jours {', '.join(map(str, scenario.pause))}" if name == "Regarder" else ""
        yield f"- {minutes} min : {name}{pauses.replace('first_shock', 'du premier choc')}"
    yield f"- {max(1, left // 2)} min : Essayer (trois jetons d'effort)"
    yield f"- {max(1, left - left // 2)} min : Discuter, et une décision écrite"


def typical(scenario: Scenario) -> str:
    """Say what the median of 200 years is, on either side."""
    found = scenario.typical
    words = {"lead": "délai (jours)", "fit": "solidité (sur 10)", "alert": "en zone d'alerte (personnes sur 43)"}
    told = [
        f"{name} {said(found[key][0], key, 'fr')} | {said(found[key][1], key, 'fr')}" for key, name in words.items()
    ]
    medians = f"Médianes de {found['of']} années, A | B : {' ; '.join(told)}."
    return f"{medians} Le tirage projeté est le plus proche de ces médianes."


def index() -> str:
    """Write the index: routes, and what each scenario promises and keeps."""
    titles = {each.id: (f"{each.place:02d}-{each.id}.md", each.fr.title) for each in shipped_scenarios()}
    lines = [
        "# Pour le coach",
        "*For the coach: a page for each scenario, in French; the page itself speaks both languages.*",
        "Avant : [le questionnaire de préparation](preparation.md). Pendant : `treillis app`, puis ? pour l'aide. Sans "
        "réseau : `treillis export permanent-turbulence -o demo.html`. Un modèle pour discuter : il n'évalue ni une "
        "personne ni une organisation.",
        "## Parcours",
        "\n".join(
            f"- **{each['fr']['title']}** ({each['minutes']} min) : "
            + ", ".join("[{1}]({0})".format(*titles[name]) for name in each["scenarios"])
            + f". {each['fr']['discovers']}"
            for each in shipped_routes()
        ),
        "## Scénarios",
        "\n".join(f"- [{each.place}. {each.fr.title}]({titles[each.id][0]})" for each in shipped_scenarios()),
        *kept_back(),
        "## Ce que les textes promettent\n\nChaque promesse est vérifiée sur 100 années par "
        "`python -m sim.scenario.nightly` ; un texte qui promet trop est réécrit, jamais le modèle.",
        "\n".join(promises()),
    ]
    return "\n\n".join(lines) + "\n"


def kept_back() -> Iterator[str]:
    """Say which scenarios are not shown, if any, and where the figures stand."""
    titles = [f"{each.place}. {each.fr.title}" for each in all_scenarios() if not each.shipped]
    if titles:
        yield (
            f"Pas montrés, car les années contredisent une promesse de leur texte : {' ; '.join(titles)}. Les chiffres "
            "sont dans leurs fichiers, sous `configs/scenario`."
        )


def promises() -> Iterator[str]:
    """Write the promises as a table."""
    sides = {"left": "A", "right": "B", "none": "égalité"}
    yield "| scénario | mesure | devant | années, au moins |\n|---|---|---|---|"
    for scenario in shipped_scenarios():
        for each in scenario.expect:
            span = f", jours {each.since} à {each.until or 'la fin'}" if each.since or each.until else ""
            variant = f" ({each.variant})" if each.variant else ""
            share = f"{100 * each.share:.0f} %" if each.share else "–"
            yield f"| {scenario.fr.title}{variant} | `{each.outcome}`{span} | {sides[each.better]} | {share} |"


def preparation() -> str:
    """Write the preparation sheet: ten questions, what each answer sets and assumes."""
    lines = [
        "# Questionnaire de préparation",
        "*Preparation questionnaire: ten questions; the page has it in English too.*",
    ]
    lines.append(
        "À remplir avec le commanditaire, une heure avant la séance. Chaque réponse fixe quelque chose du modèle ; ce "
        "qu'elle suppose est écrit en face et se lit à la salle. Recette : `your-organisation~1` suivi de "
        "`~clé:valeur` pour chaque réponse."
    )
    for nth, each in enumerate(page_words("preparation"), start=1):
        rows = [f"| {o['fr']} | {_sets(o['sets'])} | {o['assumes']['fr']} |" for o in each["options"]]
        head = "| réponse | dans la recette | ce que cela suppose |\n|---|---|---|\n"
        lines.append(f"## {nth}. {each['fr']}\n\n{head}" + "\n".join(rows))
    return "\n\n".join(lines) + "\n"


def _sets(values: dict[str, float]) -> str:
    return " ".join(f"`~{key}:{value:g}`" for key, value in values.items())


if __name__ == "__main__":
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:  # of a scenario that is not shipped
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
