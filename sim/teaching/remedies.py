"""What to do about each problem the check of a rule can find, and how each is said in French.

The check itself is the one that every run makes (`sim.engine.binding`); here its messages are recognised, not made.
"""

from __future__ import annotations

from typing import Final, NamedTuple

READS, SIGNATURE, NAMES, PURE, LUCK, ENDS, ANSWERS = ("reads", "signature", "names", "pure", "luck", "ends", "answers")


class Remedy(NamedTuple):
    """One kind of problem.

    Parameters
    ----------
    pattern : str
        Regular expression that the whole message matches.
    aspect : str
        What it is about: one of the names above.
    french : str
        The message in French; ``{0}`` and so on are the groups of the pattern.
    advice, conseil : str
        What to do about it, in English and in French; empty when the message says it.
    """

    pattern: str
    aspect: str
    french: str
    advice: str = ""
    conseil: str = ""


DRAW = (
    "a rule has one draw of luck, the argument `luck`, from 0 to 1: write `if luck < 0.3:`. Luck of its own would "
    "make two organisations meet different days"
)
TIRAGE = (
    "une règle a un seul tirage, l'argument `luck`, de 0 à 1 : écrivez `if luck < 0.3:`. Un hasard à elle ferait vivre "
    "des jours différents à deux organisations"
)
TABLES_ARE_GIVEN = (
    "a rule sees one person and one issue at a time, and reads their fields; it needs no table and no file"
)
PAS_DE_TABLE = "une règle voit une personne et un dossier à la fois et lit leurs champs ; ni tableau ni fichier"
END_WITH = "end the function with a `return` that stands outside every `if`"
FINIR_PAR = "terminez la fonction par un `return` hors de tout `if`"
READ_ONLY = "compute with variables of your own; what happens to people is the engine's affair, after the answer"
LECTURE = "calculez avec vos propres variables ; ce qui arrive aux gens, c'est le moteur qui le fait, après la réponse"
FIELDS = "`treillis rule fields` lists every field with its meaning"
CHAMPS = "`treillis rule fields --lang fr` donne la liste des champs"
GIVEN = "copy the line of `treillis rule new`: def decide(me, boss, issue, org, luck):"
DONNES = "recopiez la ligne de `treillis rule new` : def decide(me, boss, issue, org, luck):"
LOOK = "look at this line and the one above it: a bracket, a quote or a colon is missing, or the indentation is uneven"
REGARDEZ = (
    "regardez cette ligne et celle d'avant : il manque une parenthèse, un guillemet ou un deux-points, ou le retrait "
    "est inégal"
)
SAME_TYPES = "write a whole number on every path: an action such as DECIDE"
MEMES_TYPES = "donnez un nombre entier sur chaque chemin : une action comme DECIDE"

YAML_ADVICE = "the YAML beside the rule and the keyword-only arguments of `decide` must have the same names"
CONSEIL_YAML = "le YAML à côté de la règle et les arguments nommés de `decide` doivent porter les mêmes noms"

REMEDIES: Final = (
    Remedy(
        r"rule_args\.(.+): rule '.+' has no such parameter(?:; it has none)?",
        SIGNATURE,
        "la règle n'a pas de paramètre `{0}`",
        YAML_ADVICE,
        CONSEIL_YAML,
    ),
    Remedy(r"(.+): not YAML: (.+)", READS, "{0} : n'est pas du YAML : {1}"),
    Remedy(
        r"(.+): expected one `name: number` a line, the rule's own parameters",
        READS,
        "{0} : un `nom: nombre` par ligne, les paramètres de la règle",
    ),
    Remedy(r"cannot be read: (.+)", READS, "ne peut être lu : {0}"),
    Remedy(r"is (.+) bytes long; a rule has at most (.+)", READS, "fait {0} octets ; une règle en a au plus {1}"),
    Remedy(r"is not text in UTF-8", READS, "n'est pas du texte en UTF-8", "save it as UTF-8", "enregistrez en UTF-8"),
    Remedy(r"is not Python: (.+)", READS, "n'est pas du Python : {0}", LOOK, REGARDEZ),
    Remedy(r"is nested too deeply", READS, "est imbriqué trop profondément"),
    Remedy(r"and (\d+) more", READS, "et {0} autres"),
    Remedy(r"defines no function `(.+)`", SIGNATURE, "ne définit pas de fonction `{0}`", GIVEN, DONNES),
    Remedy(
        r"a rule is (.+), without decorator; this one is (.+)",
        SIGNATURE,
        "une règle s'écrit {0}, sans décorateur ; celle-ci est {1}",
        GIVEN,
        DONNES,
    ),
    Remedy(r"has (\d+) parameters; at most (\d+)", SIGNATURE, "a {0} paramètres ; au plus {1}"),
    Remedy(
        r"parameter `(.+)` needs a default that is a number, as in (.+)",
        SIGNATURE,
        "le paramètre `{0}` a besoin d'une valeur par défaut, un nombre, comme dans {1}",
    ),
    Remedy(
        r"`(.+)` takes plain arguments only, without `\*` or decorator",
        SIGNATURE,
        "`{0}` prend des arguments simples, sans `*` ni décorateur",
    ),
    Remedy(r"the defaults of `(.+)` are not numbers", SIGNATURE, "les valeurs par défaut de `{0}` sont des nombres"),
    Remedy(r"`(.+)` takes \((.*)\), not (.+)", SIGNATURE, "`{0}` prend ({1}), pas {2}"),
    Remedy(
        r"a rule file holds imports, constants and plain functions, nothing else",
        NAMES,
        "un fichier de règle contient des imports, des constantes et des fonctions simples, rien d'autre",
    ),
    Remedy(r"`(.+)` is defined twice", NAMES, "`{0}` est défini deux fois"),
    Remedy(
        r"`(.+)` means something else already; choose another name",
        NAMES,
        "`{0}` a déjà un autre sens ; choisissez un autre nom",
    ),
    Remedy(r"imports (?:from )?`((?:random|secrets|numpy\.random).*)`; .+", LUCK, "importe `{0}`", DRAW, TIRAGE),
    Remedy(
        r"imports (?:from )?`((?:pandas|numpy|polars|csv).*)`; .+",
        NAMES,
        "importe `{0}` ; une règle n'importe que de `sim.state` et de `math`",
        TABLES_ARE_GIVEN,
        PAS_DE_TABLE,
    ),
    Remedy(
        r"imports (?:from )?`(.+)`; a rule imports from .+",
        NAMES,
        "importe `{0}` ; une règle n'importe que de `sim.state` (`from sim.state import DECIDE`) et de `math`",
    ),
    Remedy(r"`(.+)` has no `\*` for a rule; import each name", NAMES, "`{0}` : importez chaque nom, sans `*`"),
    Remedy(r"`(.+)` has no (?:function )?`(.+)` for a rule", NAMES, "`{0}` n'offre pas `{1}` à une règle"),
    Remedy(
        r"`(.+)` is not a number; constants of a rule are numbers",
        NAMES,
        "`{0}` n'est pas un nombre ; les constantes d'une règle sont des nombres",
    ),
    Remedy(
        r"`(.+)` is a row, not a number; read one of its fields, as in `(.+)`",
        NAMES,
        "`{0}` est une ligne, pas un nombre ; lisez l'un de ses champs, comme `{1}`",
        FIELDS,
        CHAMPS,
    ),
    Remedy(
        r"`(.+)` is a module; call one of its functions", NAMES, "`{0}` est un module ; appelez l'une de ses fonctions"
    ),
    Remedy(r"`(.+)` is a function; call it", NAMES, "`{0}` est une fonction ; appelez-la"),
    Remedy(
        r"there is no `(.+)` here; write `(.+)` at the top of the file",
        NAMES,
        "il n'y a pas de `{0}` ici ; écrivez `{1}` en tête du fichier",
    ),
    Remedy(r"there is no `(.+)` here", NAMES, "il n'y a pas de `{0}` ici"),
    Remedy(r"`(.+)` has no field `(.+)`", NAMES, "`{0}` n'a pas de champ `{1}`", FIELDS, CHAMPS),
    Remedy(r"`(.+)` is a number and has no fields", NAMES, "`{0}` est un nombre et n'a pas de champs"),
    Remedy(
        r"`(.+)` can be `(.+)` here, which has no field `(.+)`",
        NAMES,
        "`{0}` peut être `{1}` ici, qui n'a pas de champ `{2}`",
        FIELDS,
        CHAMPS,
    ),
    Remedy(r"`(.+)` has too few or too many numbers for `(.+)`", NAMES, "`{0}` : trop ou trop peu de nombres"),
    Remedy(r"calls `((?:random|np\.random|numpy\.random|secrets)\..*)`; .+", LUCK, "appelle `{0}`", DRAW, TIRAGE),
    Remedy(r"calls `(.+)`; a rule calls (.+) only", NAMES, "appelle `{0}` ; une règle n'appelle que {1}"),
    Remedy(
        r"`in` looks into a tuple, as in `(.+)`, not into (.+)",
        NAMES,
        "`in` cherche dans un tuple, comme `{0}`, pas dans {1}",
    ),
    Remedy(
        r"writes to `(.+)`; a rule reads and answers, it changes nothing",
        PURE,
        "écrit dans `{0}` ; une règle lit et répond, elle ne change rien",
        READ_ONLY,
        LECTURE,
    ),
    Remedy(
        r"`(.+)` is given to the rule and stays what it is; use another name",
        PURE,
        "`{0}` est donné à la règle et reste ce qu'il est ; prenez un autre nom",
    ),
    Remedy(
        r"`(.+)` cannot be assigned in a rule; one variable at a time",
        PURE,
        "`{0}` ne peut être affecté dans une règle ; une variable à la fois",
    ),
    Remedy(r"`(.+)` does nothing; did you mean `return`\?", ANSWERS, "`{0}` ne fait rien ; pensiez-vous à `return` ?"),
    Remedy(r"`(.+)` gives no value", ANSWERS, "`{0}` ne donne pas de valeur"),
    Remedy(
        r"`(.+)` is not a range of constant whole numbers",
        ENDS,
        "`{0}` n'est pas un intervalle de nombres entiers constants",
    ),
    Remedy(
        r"loops over `(.+)`; only over `range\(\.\.\.\)` of a constant",
        ENDS,
        "boucle sur `{0}` ; seulement sur `range(...)` d'une constante",
    ),
    Remedy(
        r"`else` of a loop is not available in a rule", ENDS, "`else` après une boucle n'est pas permis dans une règle"
    ),
    Remedy(
        r"`(.+)` calls itself, directly or through others; it might never end",
        ENDS,
        "`{0}` s'appelle lui-même, directement ou par d'autres ; cela pourrait ne jamais finir",
    ),
    Remedy(
        r"`(.+)` may take (.+) steps a call; at most (.+)", ENDS, "`{0}` peut prendre {1} pas par appel ; au plus {2}"
    ),
    Remedy(
        r"returns nothing; every branch returns a value",
        ANSWERS,
        "ne renvoie rien ; chaque branche renvoie une valeur",
        "write which action: `return DECIDE`",
        "écrivez quelle action : `return DECIDE`",
    ),
    Remedy(
        r"returns text; actions are numbers: (.+), without quotes",
        ANSWERS,
        "renvoie du texte ; les actions sont des nombres : {0}, sans guillemets",
        "write `return ESCALATE`, not `return 'ESCALATE'`",
        "écrivez `return ESCALATE`, et non `return 'ESCALATE'`",
    ),
    Remedy(
        r"`(.+)` can end here without an answer; every branch returns a value",
        ANSWERS,
        "`{0}` peut finir ici sans réponse ; chaque branche renvoie une valeur",
        END_WITH,
        FINIR_PAR,
    ),
    Remedy(
        r"`(.+)` may have no value here; give it one on every path before",
        ANSWERS,
        "`{0}` peut ne pas avoir de valeur ici ; donnez-lui-en une sur chaque chemin qui précède",
    ),
    Remedy(
        r"answers `(.+)`, which can be true or false; an action is a whole number",
        ANSWERS,
        "répond `{0}`, qui peut être vrai ou faux ; une action est un nombre entier",
        SAME_TYPES,
        MEMES_TYPES,
    ),
    Remedy(
        r"answers `(.+)`, which can have decimals; an action is a whole number",
        ANSWERS,
        "répond `{0}`, qui peut avoir des décimales ; une action est un nombre entier",
        SAME_TYPES,
        MEMES_TYPES,
    ),
    Remedy(
        r"`decide` can answer (.+); an action is a whole number",
        ANSWERS,
        "`decide` peut répondre autre chose qu'un nombre entier ({0})",
        SAME_TYPES,
        MEMES_TYPES,
    ),
    Remedy(
        r"raise an error with a fixed text only, as in `(.+)`",
        ANSWERS,
        "levez une erreur avec un texte fixe seulement, comme dans `{0}`",
    ),
    Remedy(
        r"`(.+)` is not a number; a rule calculates with numbers only",
        PURE,
        "`{0}` n'est pas un nombre ; une règle ne calcule qu'avec des nombres",
    ),
    Remedy(r"`(.+)` is too large a whole number", PURE, "`{0}` est un nombre entier trop grand"),
    Remedy(
        r"(?:`decide` )?returned (.+), which is no action; actions are (.+), for (.+)",
        ANSWERS,
        "`decide` a renvoyé {0}, qui n'est pas une action ; les actions sont {1}",
    ),
    Remedy(r"(\w+Error.*), for person .+", ANSWERS, "échoue : {0}", "guard it: `if me.ties > 0:` before dividing by it",
           "protégez-le : `if me.ties > 0:` avant de diviser par lui"),
)  # fmt: skip
"""Every message of the check; the first that matches counts."""
