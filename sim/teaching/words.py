"""Every sentence the helpers of a rule's author say, in both languages with the same keys and placeholders.

The check says in English what is wrong (`sim.engine.binding.source`), by a code; here stand its French and the advice.
"""

from __future__ import annotations

from typing import Final

from sim.errors import InputError, nearest

ENGLISH = {
    "fit_to_run": "{file}: fit to run",
    "one_problem": "{file}: 1 problem; the rule does not run before it is gone",
    "problems": "{file}: {n} problems; the rule does not run before they are gone",
    "line": "line {n}",
    "signature": "signature",
    "reads": "reads",
    "harmless": "harmless",
    "answers": "answers",
    "parameters": "parameters",
    "compiles": "compiles",
    "yes": "yes",
    "portable": "portable",
    "on_every_machine": "yes: the same numbers on every machine",
    "of_this_machine": "no: {names} rounds as this machine does; elsewhere the last digits may differ",
    "pure": "yes: writes nothing, has no luck of its own, always ends, answers on every path",
    "trial": "{answers} (in {n} trials)",
    "nothing": "nothing: it always answers the same",
    "slow": "no, so it runs as plain Python, about 100 times slower, with the same numbers: {why}",
    "at_nought": "but where every field is 0 it fails, line {what}",
    "next": "next: treillis rule explain {file}, then treillis rule compare hierarchical {file}",
    "situation": "situation",
    "member": "member",
    "lead": "team lead",
    "head": "head",
    "usual": "an ordinary local issue",
    "planned": "the plan covers it",
    "novel": "new: no plan can cover it",
    "small": "little is at stake",
    "big": "much is at stake",
    "wide": "it reaches one level further",
    "wider": "it reaches two levels further",
    "advised": "the same as one level, advice is in",
    "coupled": "it touches another team",
    "unclear": "nobody knows whose it is",
    "failed": "its first answer failed",
    "refused": "a visa was refused",
    "climbed": "it came up from below",
    "lain": "it has lain for six days",
    "loaded": "eight tasks wait behind it",
    "tired": "the person is exhausted",
    "distrust": "the person does not trust the line",
    "free": "authority has no bounds",
    "explains_own": "What `{rule}` answers there ({args}); after `>`, what the engine does instead.",
    "remarks": "Hardly meant:",
    "remark_outside": "`{0}` lies between 0 and 1; `{1}` does not, so the comparison always says the same",
    "remark_one_action": "`{0}` answers one action, not two: `{1}` picks one of them, the same each time",
    "remark_action_as_condition": "`{0}` alone is a number and says the same each time; compare something with it, or "
    "write the whole condition again",
    "remark_never_reached": "`{0}` is never reached: what comes before it always returns",
    "remark_never_answered": "`{0}` was never answered in {1} drawn situations",
    "remark_asks_again": "asks for advice again where it was asked for; the engine asks once an issue, then DECIDE: "
    "test `issue.consulted` first",
    "explains": "What `{rule}` answers ({args}). Each row differs in one thing from an ordinary local issue.",
    "no_args": "no parameters of its own",
    "engine": "The engine may turn an answer into the nearest possible one: an unclear issue is handed on before it is "
    "answered, the head has nobody to escalate to, and APPLY_PLAN without a plan is DECIDE.",
    "rule": "rule",
    "kind": "kind",
    "source": "source",
    "mechanical": "mechanical",
    "organic": "organic",
    "mixed": "mixed",
    "ours": "ours",
    "unsaid": "–",
    "list_ending": "A file in {folder} each; copy one, or begin with `treillis rule new NAME`.",
    "made": "made: {files}",
    "made_next": "edit {file}, then: treillis rule check {file}",
    "field": "field",
    "type": "kind",
    "meaning": "meaning",
    "int": "whole number",
    "float": "number",
    "bool": "yes or no",
    "me_is": "`me`, and `boss` above (oneself at the top)",
    "issue_is": "`issue`",
    "org_is": "`org`",
}
FRENCH = {
    "fit_to_run": "{file} : prête à tourner",
    "one_problem": "{file} : 1 problème ; la règle ne tourne pas avant qu'il ait disparu",
    "problems": "{file} : {n} problèmes ; la règle ne tourne pas avant qu'ils aient disparu",
    "line": "ligne {n}",
    "signature": "signature",
    "reads": "lit",
    "harmless": "inoffensive",
    "answers": "répond",
    "parameters": "paramètres",
    "compiles": "se compile",
    "yes": "oui",
    "portable": "portable",
    "on_every_machine": "oui : les mêmes nombres sur chaque machine",
    "of_this_machine": "non : {names} arrondit comme cette machine ; ailleurs, les derniers chiffres peuvent différer",
    "pure": "oui : n'écrit rien, n'a pas de hasard à elle, finit toujours, répond sur chaque chemin",
    "trial": "{answers} (en {n} essais)",
    "nothing": "rien : elle répond toujours la même chose",
    "slow": "non, elle tourne donc en Python simple, environ 100 fois plus lentement, avec les mêmes nombres : {why}",
    "at_nought": "mais là où tous les champs valent 0, elle échoue, ligne {what}",
    "next": "ensuite : treillis rule explain {file} --lang fr, puis treillis rule compare hierarchical {file} "
    "--lang fr",
    "situation": "situation",
    "member": "membre",
    "lead": "chef d'équipe",
    "head": "direction",
    "usual": "un dossier local ordinaire",
    "planned": "le plan le couvre",
    "novel": "nouveau : aucun plan ne peut le couvrir",
    "small": "l'enjeu est faible",
    "big": "l'enjeu est fort",
    "wide": "il porte un niveau plus loin",
    "wider": "il porte deux niveaux plus loin",
    "advised": "un niveau plus loin, les avis sont là",
    "coupled": "il touche une autre équipe",
    "unclear": "personne ne sait à qui il revient",
    "failed": "sa première réponse n'a pas tenu",
    "refused": "un visa a été refusé",
    "climbed": "il est remonté d'en bas",
    "lain": "il attend depuis six jours",
    "loaded": "huit tâches attendent derrière lui",
    "tired": "la personne est usée",
    "distrust": "la personne ne fait pas confiance à la ligne",
    "free": "l'autorité est sans limite",
    "explains_own": "Ce que `{rule}` répond là ({args}) ; après `>`, ce que le moteur fait à la place.",
    "remarks": "Sans doute pas voulu :",
    "remark_outside": "`{0}` est entre 0 et 1 ; `{1}` ne l'est pas, la comparaison dit donc toujours la même chose",
    "remark_one_action": "`{0}` répond une action, pas deux : `{1}` en choisit une, toujours la même",
    "remark_action_as_condition": "`{0}` seul est un nombre et dit toujours la même chose ; comparez-lui quelque "
    "chose, ou écrivez de nouveau toute la condition",
    "remark_never_reached": "`{0}` n'est jamais atteint : ce qui précède renvoie toujours",
    "remark_never_answered": "`{0}` n'a jamais été répondu en {1} situations tirées",
    "remark_asks_again": "redemande conseil là où il a été demandé ; le moteur demande une fois par dossier, puis "
    "DECIDE : testez d'abord `issue.consulted`",
    "explains": "Ce que répond `{rule}` ({args}). Chaque ligne diffère en un point d'un dossier local ordinaire.",
    "no_args": "sans paramètres",
    "engine": "Le moteur peut changer une réponse en la plus proche possible : un dossier dont on ne sait à qui il "
    "revient passe d'abord à quelqu'un d'autre, la direction n'a personne vers qui faire remonter, et APPLY_PLAN sans "
    "plan devient DECIDE.",
    "rule": "règle",
    "kind": "famille",
    "source": "source",
    "mechanical": "mécanique",
    "organic": "organique",
    "mixed": "mixte",
    "ours": "nous",
    "unsaid": "–",
    "list_ending": "Un fichier chacune dans {folder} ; copiez-en un, ou commencez par `treillis rule new NOM`.",
    "made": "créés : {files}",
    "made_next": "modifiez {file}, puis : treillis rule check {file} --lang fr",
    "field": "champ",
    "type": "nature",
    "meaning": "sens (en anglais, comme dans le code)",
    "int": "nombre entier",
    "float": "nombre",
    "bool": "oui ou non",
    "me_is": "`me`, et `boss` au-dessus (soi-même tout en haut)",
    "issue_is": "`issue`, le dossier",
    "org_is": "`org`, l'organisation",
}
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}

READS, SIGNATURE, NAMES, PURE, LUCK, ENDS, ANSWERS = ASPECTS = (
    *("reads", "signature", "names", "pure", "luck", "ends", "answers"),
)
"""What a problem is about."""
FRENCH_OF: Final[dict[str, dict[str, str]]] = {
    READS: {
        "unreadable": "ne peut être lu : {0}",
        "too_long": "fait {0} octets ; une règle en a au plus {1}",
        "not_utf8": "n'est pas du texte en UTF-8",
        "not_python": "n'est pas du Python : {0}",
        "too_deep": "est imbriqué trop profondément",
        "more": "et {0} autres",
        "not_yaml": "n'est pas du YAML : {0}",
        "parameters": "un `nom: nombre` par ligne, les paramètres de la règle",
        "large_parameter": "un nombre est trop grand",
    },
    SIGNATURE: {
        "no_parameter": "la règle n'a pas de paramètre `{1}`{near}",
        "no_parameters": "la règle n'a pas de paramètre `{1}` ; elle n'en a aucun",
        "not_a_number": "{0} n'est pas un nombre ; il en faut un, comme dans {2}=1.0",
        "no_decide": "ne définit pas de fonction `{0}`",
        "signature": "une règle s'écrit {0}, sans décorateur ; celle-ci est {1}",
        "most_parameters": "a {0} paramètres ; au plus {1}",
        "default": "le paramètre `{0}` a besoin d'une valeur par défaut, un nombre, comme dans {0}=1.0",
        "plain_arguments": "`{0}` prend des arguments simples, sans `*` ni décorateur",
        "defaults": "les valeurs par défaut de `{0}` sont des nombres",
        "arguments": "`{0}` prend ({1}), pas {2}",
    },
    NAMES: {
        "top_level": "un fichier de règle contient des imports, des constantes et des fonctions simples, rien d'autre",
        "twice": "`{0}` est défini deux fois",
        "taken": "`{0}` a déjà un autre sens ; choisissez un autre nom",
        "imports": "importe `{0}` ; une règle n'importe que de `sim.state` et de `math`",
        "imports_from": "importe de `{0}` ; une règle n'importe que de `sim.state` et de `math`",
        "star": "`{0}` : importez chaque nom, sans `*`",
        "not_offered": "`{0}` n'offre pas `{1}` à une règle{near}",
        "no_function": "`{0}` n'offre pas la fonction `{1}` à une règle{near}",
        "constant": "`{0}` n'est pas un nombre ; les constantes d'une règle sont des nombres",
        "row": "`{0}` est une ligne, pas un nombre ; lisez l'un de ses champs, comme `{0}.id`",
        "module": "`{0}` est un module ; appelez l'une de ses fonctions",
        "function": "`{0}` est une fonction ; appelez-la",
        "import_it": "il n'y a pas de `{0}` ici ; écrivez `from sim.state import {0}` en tête du fichier",
        "unknown": "il n'y a pas de `{0}` ici{near}",
        "no_field": "`{0}` n'a pas de champ `{1}`{near}",
        "no_fields": "`{0}` est un nombre et n'a pas de champs",
        "field_of_row": "`{0}` peut être `{1}` ici, qui n'a pas de champ `{2}`{near}",
        "how_many": "`{0}` : trop ou trop peu de nombres pour `{1}`",
        "calls": "appelle `{0}` ; une règle n'appelle que {1}",
        "members": "`in` cherche dans un tuple, comme `issue.scope in (0, 1)`, pas dans `{0}`",
        "a class": "une règle n'a pas de classes",
        "is": "comparez avec `==` ou `!=`",
        "lambda": "définissez des fonctions simples au premier niveau du fichier",
        "import": "importez en tête du fichier",
        "subscript": "lisez un champ par son nom, comme `me.waiting`",
        "tuple": "un tuple ne vient qu'après `in`, comme dans `issue.scope in (0, 1)`",
        "bits": "écrivez `and`, `or` et `not`",
        "match": "écrivez `if` et `elif`",
        "power": "écrivez `x * x`, ou `math.exp(y * math.log(x))`",
        "star argument": "écrivez chaque argument",
        "anything": "",
    },
    PURE: {
        "writes": "écrit dans `{0}` ; une règle lit et répond, elle ne change rien",
        "given": "`{0}` est donné à la règle et reste ce qu'il est ; prenez un autre nom",
        "target": "`{0}` ne peut être affecté dans une règle ; une variable à la fois",
        "numbers_only": "`{0}` n'est pas un nombre ; une règle ne calcule qu'avec des nombres",
        "too_large": "`{0}` est un nombre entier trop grand",
        "a table": "une règle ne calcule qu'avec des nombres",
        "memory": "une règle n'a pas de mémoire et ne change rien",
        "text": "une règle ne fabrique pas de texte",
        "with": "une règle n'ouvre rien et n'attend rien",
        "walrus": "affectez sur une ligne à part",
    },
    ENDS: {
        "digits": "`{0}` : on arrondit à un nombre constant de décimales, un entier de -{1} à {1}",
        "range": "`{0}` n'est pas un intervalle de nombres entiers constants",
        "loop": "boucle sur `{0}` ; seulement sur `range(...)` d'une constante",
        "loop_else": "`else` après une boucle n'est pas permis dans une règle",
        "calls_itself": "`{0}` s'appelle lui-même, directement ou par d'autres ; cela pourrait ne jamais finir",
        "steps": "`decide` peut prendre {0} pas par appel ; au plus {1}",
        "while": "cela pourrait ne jamais finir ; écrivez une boucle `for` sur `range(...)` d'une constante",
        "generator": "écrivez une boucle `for` sur `range(...)` d'une constante",
    },
    ANSWERS: {
        "does_nothing": "`{0}` ne fait rien ; pensiez-vous à `return` ?",
        "gives_none": "`{0}` ne donne pas de valeur",
        "returns_nothing": "ne renvoie rien ; chaque branche renvoie une valeur",
        "returns_text": "renvoie du texte ; les actions sont des nombres : {0}, sans guillemets",
        "no_answer": "`{0}` peut finir ici sans réponse ; chaque branche renvoie une valeur",
        "no_value": "`{0}` peut ne pas avoir de valeur ici ; donnez-lui-en une sur chaque chemin qui précède",
        "truth": "répond `{0}`, qui peut être vrai ou faux ; une action est un nombre entier",
        "decimals": "répond `{0}`, qui peut avoir des décimales ; une action est un nombre entier",
        "kind": "`decide` peut répondre autre chose qu'un nombre entier ({0})",
        "raises": 'levez une erreur avec un texte fixe seulement, comme dans `raise ValueError("no manager")`',
        "fails": "échoue : {0}",
        "no_action": "`decide` a renvoyé {0}, qui n'est pas une action ; les actions sont {3}",
        "fails_apart": "`decide` a échoué, et répond {0} ensuite : un nombre entier est peut-être trop grand",
        "try": "une erreur serait cachée ; l'exécution la signale avec sa ligne",
        "assert": "levez une erreur sous une condition",
        "yield": "écrivez `return`",
    },
}
"""Every code of the check by what it is about, in French; of what is not available, what to write instead."""
ASPECT_OF: Final = {code: aspect for aspect, codes in FRENCH_OF.items() for code in codes}

Both = tuple[str, str]
DRAW: Final = (
    "a rule has one draw of luck, the argument `luck`, from 0 to 1: write `if luck < 0.3:`. Luck of its own would "
    "make two organisations meet different days",
    "une règle a un seul tirage, l'argument `luck`, de 0 à 1 : écrivez `if luck < 0.3:`. Un hasard à elle ferait vivre "
    "des jours différents à deux organisations",
)
GIVEN_TABLES: Final = (
    "a rule sees one person and one issue at a time, and reads their fields; it needs no table and no file",
    "une règle voit une personne et un dossier à la fois et lit leurs champs ; ni tableau ni fichier",
)
FIELDS: Final = (
    "`treillis rule fields` lists every field with its meaning",
    "`treillis rule fields --lang fr` donne la liste des champs",
)
SIGNED: Final = (
    "copy the line of `treillis rule new`: def decide(me, boss, issue, org, luck):",
    "recopiez la ligne de `treillis rule new` : def decide(me, boss, issue, org, luck):",
)
YAML: Final = (
    "the YAML beside the rule and the keyword-only arguments of `decide` must have the same names",
    "le YAML à côté de la règle et les arguments nommés de `decide` doivent porter les mêmes noms",
)
WHOLE: Final = (
    "write a whole number on every path: an action such as DECIDE",
    "donnez un nombre entier sur chaque chemin : une action comme DECIDE",
)
ADVICE: Final[dict[str, Both]] = {
    "not_utf8": ("save it as UTF-8", "enregistrez en UTF-8"),
    "not_python": (
        "look at this line and the one above it: a bracket, a quote or a colon is missing, or the indentation is "
        "uneven",
        "regardez cette ligne et celle d'avant : il manque une parenthèse, un guillemet ou un deux-points, ou le "
        "retrait est inégal",
    ),
    **dict.fromkeys(("no_parameter", "no_parameters"), YAML),
    **dict.fromkeys(("no_decide", "signature"), SIGNED),
    **dict.fromkeys(("row", "no_field", "field_of_row"), FIELDS),
    "writes": (
        "compute with variables of your own; what happens to people is the engine's affair, after the answer",
        "calculez avec vos propres variables ; ce qui arrive aux gens, c'est le moteur qui le fait, après la réponse",
    ),
    "text": (
        "a run asks the rule thousands of times a year and shows nobody what it says; answer with an action. (The "
        "compiler would take it; the check does not.)",
        "une exécution interroge la règle des milliers de fois par an et ne montre à personne ce qu'elle dit ; "
        "répondez par une action. (Le compilateur l'accepterait ; le contrôle, non.)",
    ),
    "returns_nothing": ("write which action: `return DECIDE`", "écrivez quelle action : `return DECIDE`"),
    "returns_text": (
        "write `return ESCALATE`, not `return 'ESCALATE'`",
        "écrivez `return ESCALATE`, et non `return 'ESCALATE'`",
    ),
    "no_answer": (
        "end the function with a `return` that stands outside every `if`",
        "terminez la fonction par un `return` hors de tout `if`",
    ),
    **dict.fromkeys(("truth", "decimals", "kind"), WHOLE),
    "fails": (
        "guard it: `if me.ties > 0:` before dividing by it",
        "protégez-le : `if me.ties > 0:` avant de diviser par lui",
    ),
}
"""What to do about a problem, in English and in French, where the problem itself does not say it."""
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


def words(lang: str) -> dict[str, str]:
    """Return the sentences of a language, or say which there are."""
    if lang not in LANGUAGES:
        raise InputError(f"--lang: no language {lang!r}{nearest(lang, LANGUAGES)}")
    return LANGUAGES[lang]
