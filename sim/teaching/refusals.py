"""What is not available in a rule, by what the check says to write instead, and how that is said in French."""

from __future__ import annotations

from typing import Final

from sim.teaching.remedies import ANSWERS, ENDS, NAMES, PURE

REFUSED: Final = {
    "": (NAMES, "n'est pas permis dans une règle"),
    "a rule calculates with numbers only": (PURE, "une règle ne calcule qu'avec des nombres"),
    "a rule has no classes": (NAMES, "une règle n'a pas de classes"),
    "a rule has no memory and changes nothing": (PURE, "une règle n'a pas de mémoire et ne change rien"),
    "a rule makes no text": (PURE, "une règle ne fabrique pas de texte"),
    "a rule opens nothing and waits for nothing": (PURE, "une règle n'ouvre rien et n'attend rien"),
    "an exception would be hidden; the run reports it with its line": (
        ANSWERS,
        "une erreur serait cachée ; l'exécution la signale avec sa ligne",
    ),
    "assign on a line of its own": (PURE, "affectez sur une ligne à part"),
    "compare with `==` or `!=`": (NAMES, "comparez avec `==` ou `!=`"),
    "define plain functions at the top level": (NAMES, "définissez des fonctions simples au premier niveau du fichier"),
    "import at the top of the file": (NAMES, "importez en tête du fichier"),
    "it might never end; write a `for` loop over `range(...)` of a constant": (
        ENDS,
        "cela pourrait ne jamais finir ; écrivez une boucle `for` sur `range(...)` d'une constante",
    ),
    "raise an error under a condition": (ANSWERS, "levez une erreur sous une condition"),
    "read a field by its name, as in `me.waiting`": (NAMES, "lisez un champ par son nom, comme `me.waiting`"),
    "tuples stand only after `in`, as in `issue.scope in (0, 1)`": (
        NAMES,
        "un tuple ne vient qu'après `in`, comme dans `issue.scope in (0, 1)`",
    ),
    "write `and`, `or` and `not`": (NAMES, "écrivez `and`, `or` et `not`"),
    "write `if` and `elif`": (NAMES, "écrivez `if` et `elif`"),
    "write `return`": (ANSWERS, "écrivez `return`"),
    "write `x * x`, or `math.exp(y * math.log(x))`": (NAMES, "écrivez `x * x`, ou `math.exp(y * math.log(x))`"),
    "write a `for` loop over `range(...)` of a constant": (
        ENDS,
        "écrivez une boucle `for` sur `range(...)` d'une constante",
    ),
    "write each argument": (NAMES, "écrivez chaque argument"),
}
"""What is not available in a rule, by what the check says to write instead: its aspect, and the French for it."""

TEXT_ADVICE: Final = (
    "a run asks the rule thousands of times a year and shows nobody what it says; answer with an action. (The compiler "
    "would take it; the check does not.)"
)
CONSEIL_TEXTE: Final = (
    "une exécution interroge la règle des milliers de fois par an et ne montre à personne ce qu'elle dit ; répondez "
    "par une action. (Le compilateur l'accepterait ; le contrôle, non.)"
)

PYTHON: Final = (
    ("was never closed", "n'est jamais refermé"),
    ("invalid syntax", "syntaxe invalide"),
    ("expected ':'", "il manque un deux-points"),
    ("expected an indented block", "il manque un bloc en retrait"),
    ("unexpected indent", "retrait inattendu"),
    ("unindent does not match any outer indentation level", "ce retrait ne correspond à aucune ligne au-dessus"),
    ("inconsistent use of tabs and spaces in indentation", "tabulations et espaces mêlés dans le retrait"),
    ("unterminated string literal", "guillemet jamais refermé"),
    ("Perhaps you forgot a comma?", "une virgule oubliée, peut-être ?"),
    ("unmatched", "sans ouverture :"),
    ("functions of `math`", "les fonctions de `math`"),
)
"""What Python itself says most often, and the French for it."""
