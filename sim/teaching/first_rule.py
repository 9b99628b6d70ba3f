"""A first rule, to be changed line by line; what the others say about themselves, and which fields a rule may read."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim import state
from sim.engine.binding.source import read_rule, shipped_rules
from sim.errors import InputError
from sim.experiment.store import write_whole
from sim.locale import words
from sim.teaching.situations import in_columns

RULE = {
    "en": '''"""{title}: decide what is one's own, pass on what is too wide, share when too much waits.

Kind    mixed
Source  ours
Departs nothing yet; say here what you changed, and why.
"""

# The actions: APPLY_PLAN, DECIDE, ESCALATE (to the manager), SHARE (with whoever has a shorter inbox), WAIT (until
# tomorrow), CONSULT (ask those concerned first), CONVENE (meet the other team). Import the ones you use.
from sim.state import APPLY_PLAN, DECIDE, ESCALATE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, patience: float = 5.0) -> int:
    """Choose what `me` does with `issue`.

    Uses `issue.plan_covers` and `issue.ambiguous` (yes or no), `issue.scope` and `me.authority` (levels), `me.waiting`
    (tasks behind the one in hand) and the parameter `patience` (tasks). What else there is: `treillis rule fields`.
    """
    # The plan answers it: take its answer. Cheap, and as good as the plan is fresh.
    if issue.plan_covers:
        return APPLY_PLAN
    # Nobody knows whose it is, or too much is waiting: somebody with a shorter inbox takes it.
    if issue.ambiguous or me.waiting >= patience:
        return SHARE
    # Its consequences reach further than this person may decide.
    if issue.scope > me.authority:
        return ESCALATE
    # Every path ends with an answer. `luck` (0 to 1) is the only chance there is: `if luck < 0.2: return ...`
    return DECIDE
''',
    "fr": '''"""{title} : décider ce qui est à soi, passer ce qui porte trop loin, partager quand il y a trop.

Kind    mixed
Source  ours
Departs rien encore ; dites ici ce que vous avez changé, et pourquoi.
"""

# Les actions : APPLY_PLAN (appliquer le plan), DECIDE, ESCALATE (faire remonter), SHARE (passer à qui attend moins),
# WAIT (demain), CONSULT (demander d'abord à ceux que cela touche), CONVENE (réunir l'autre équipe). Importez celles
# qui servent.
from sim.state import APPLY_PLAN, DECIDE, ESCALATE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, patience: float = 5.0) -> int:
    """Choisir ce que `me` fait du dossier `issue`.

    Lit `issue.plan_covers` et `issue.ambiguous` (oui ou non), `issue.scope` et `me.authority` (niveaux), `me.waiting`
    (tâches derrière celle en main) et le paramètre `patience` (tâches). Les autres champs : `treillis rule fields`.
    """
    # Le plan y répond : prendre sa réponse. Peu coûteux, et aussi bon que le plan est frais.
    if issue.plan_covers:
        return APPLY_PLAN
    # Personne ne sait à qui il revient, ou trop de choses attendent : quelqu'un de moins chargé le prend.
    if issue.ambiguous or me.waiting >= patience:
        return SHARE
    # Ses conséquences portent plus loin que ce que cette personne peut décider.
    if issue.scope > me.authority:
        return ESCALATE
    # Chaque chemin finit par une réponse. `luck` (0 à 1) est le seul hasard : `if luck < 0.2: return ...`
    return DECIDE
''',
}
PARAMETERS = {
    "en": """# Parameters of the rule `{name}`, the keyword-only arguments of {name}.py. Change them here, or for one
# run with organic.rule_args.patience=3. One `name: number` a line, with its unit.
patience: 5.0 # tasks waiting behind the one in hand, from which on an issue is shared
""",
    "fr": """# Paramètres de la règle `{name}`, les arguments nommés de {name}.py. À changer ici, ou pour une seule
# exécution par organic.rule_args.patience=3. Un `nom: nombre` par ligne, avec son unité.
patience: 5.0 # tâches derrière celle en main, à partir desquelles un dossier est partagé
""",
}
TEST = {
    "en": '''"""What my rule does in which situation, and why. Run it with: pytest test_{name}.py"""

from pathlib import Path

import pytest

from sim.teaching import LEAD, MEMBER, answer_of

RULE = str(Path(__file__).with_name("{name}.py"))
SITUATIONS = [
    # who, how the issue differs from an ordinary one, the action, why
    (MEMBER, {{}}, "DECIDE", "it is one's own"),
    (MEMBER, {{"plan_covers": True}}, "APPLY_PLAN", "the plan answers it"),
    (MEMBER, {{"ambiguous": True}}, "SHARE", "nobody knows whose it is"),
    ({{**MEMBER, "waiting": 5}}, {{}}, "SHARE", "too much is waiting"),
    (MEMBER, {{"scope": 1}}, "ESCALATE", "it reaches further than a member may decide"),
    (LEAD, {{"scope": 1}}, "DECIDE", "but not further than a lead may"),
]


@pytest.mark.parametrize(("me", "issue", "action", "why"), SITUATIONS)
def test_the_rule_does_what_i_meant(me, issue, action, why):
    assert answer_of(RULE, me, issue) == action, why
''',
    "fr": '''"""Ce que fait ma règle dans quelle situation, et pourquoi. À lancer par : pytest test_{name}.py"""

from pathlib import Path

import pytest

from sim.teaching import LEAD, MEMBER, answer_of

RULE = str(Path(__file__).with_name("{name}.py"))
SITUATIONS = [
    # qui, en quoi le dossier diffère d'un dossier ordinaire, l'action, pourquoi
    (MEMBER, {{}}, "DECIDE", "il est à soi"),
    (MEMBER, {{"plan_covers": True}}, "APPLY_PLAN", "le plan y répond"),
    (MEMBER, {{"ambiguous": True}}, "SHARE", "personne ne sait à qui il revient"),
    ({{**MEMBER, "waiting": 5}}, {{}}, "SHARE", "trop de choses attendent"),
    (MEMBER, {{"scope": 1}}, "ESCALATE", "il porte plus loin que ce qu'un membre peut décider"),
    (LEAD, {{"scope": 1}}, "DECIDE", "mais pas plus loin que ce qu'un chef d'équipe peut"),
]


@pytest.mark.parametrize(("me", "issue", "action", "why"), SITUATIONS)
def test_la_regle_fait_ce_que_je_voulais(me, issue, action, why):
    assert answer_of(RULE, me, issue) == action, why
''',
}


def write_first_rule(name: str, folder: Path, lang: str) -> list[Path]:
    """Write a rule that runs, its parameters and its test.

    Parameters
    ----------
    name : str
        Of the rule; a Python name in small letters.
    folder : Path
        Where; made if it is not there.
    lang : str
        Language of the comments, ``en`` or ``fr``.

    Returns
    -------
    list of Path
        The rule, its YAML, its test.

    Raises
    ------
    InputError
        For a name that cannot be one, or is taken: nothing is overwritten.
    """
    name = name.removesuffix(".py")
    if (
        not re.fullmatch(r"(?!(con|prn|aux|nul|com\d|lpt\d)$)[a-z][a-z0-9_]*", name)
        or keyword.iskeyword(name)
        or name.startswith("test_")
    ):
        better = re.sub(r"\W+", "_", name.lower()).strip("_0123456789") or "my_rule"
        better = f"{better}_rule" if better == name else better
        raise InputError("rule_name", repr(name), better=better.removeprefix("test_"))
    if name in shipped_rules():
        raise InputError("rule_shipped", name, better=f"my_{name}")
    texts = {
        f"{name}.py": RULE[lang].format(title=name.replace("_", " ").capitalize()),
        f"{name}.yaml": PARAMETERS[lang].format(name=name),
        f"test_{name}.py": TEST[lang].format(name=name),
    }
    taken = [each for each in texts if (folder / each).exists()]
    if taken:
        raise InputError("there_already", folder / taken[0])
    _make(folder)
    return [write_whole(folder / each, text.encode()) for each, text in texts.items()]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise InputError("cannot_be_made", folder, why=wrong.strerror or wrong) from None


# ------------------------------------------------------------------------------------------ the others
SAID = re.compile(r"^(Kind|Source|Departs)\s+(.+(?:\n\s+.+)*)", re.MULTILINE)
KINDS = ("mechanical", "organic", "mixed")


@dataclass(frozen=True)
class Entry:
    """A rule, as its file introduces it.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    path : Path
        The file.
    does : str
        What it does, the first sentence of its docstring; empty when it has none.
    kind, source, departs : str
        As the docstring says; empty when it does not.
    args : dict of str to str
        Its own parameters and their defaults, as written.
    """

    name: str
    path: Path
    does: str
    kind: str
    source: str
    departs: str
    args: dict[str, str]


def entry_of(path: Path) -> Entry:
    """Read what a rule file says about itself; nothing of it runs.

    Parameters
    ----------
    path : Path
        A rule file; raises `InputError` when it is not Python.

    Returns
    -------
    Entry
        What its docstring and its signature say.
    """
    tree = read_rule(path).tree
    title, _, rest = (ast.get_docstring(tree) or "").partition("\n\n")
    does = " ".join((title.partition(": ")[2] or title).split())
    said = {key: " ".join(text.split()) for key, text in SAID.findall(rest)}
    decide = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "decide"]
    given = [
        (each.arg, ast.unparse(default) if default else "")
        for function in decide
        for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    ]
    kind, source, departs = (said.get(key, "") for key in ("Kind", "Source", "Departs"))
    return Entry(path.stem, path, does, kind, source, departs, dict(given))


def shelf() -> list[Entry]:
    """Return the rules that come with the laboratory, mechanical ones first."""
    found = [entry_of(path) for path in shipped_rules().values()]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.name))


@dataclass(frozen=True)
class Column:
    """A field a rule may read: of whom, its name, its kind (int, float, bool) and what it means."""

    row: str
    name: str
    kind: str
    meaning: str


def columns() -> list[Column]:
    """Return every field of a person, an issue and the organisation, explained by the comments of `sim.state`."""
    source = Path(state.__file__).read_text(encoding="utf-8")
    rows = {"Person": "me", "Issue": "issue", "Org": "org"}
    classes = (each for each in ast.parse(source).body if isinstance(each, ast.ClassDef) and each.name in rows)
    return [each for found in classes for each in _columns(found, rows[found.name], source.splitlines())]


def _columns(found: ast.ClassDef, row: str, lines: list[str]) -> Iterator[Column]:
    for each in found.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            said = lines[each.lineno - 1].partition("#")[2]
            meaning = re.sub(r"^\s*noqa: \w+", "", said).strip()
            yield Column(row, each.target.id, ast.unparse(each.annotation), meaning)


def shelf_text(entries: Sequence[Entry], lang: str) -> str:
    """Write the list of rules: name, kind, what it does, own parameters, source."""
    say = words(lang)
    rows = [[say[f"teach_{key}"] for key in ("rule", "kind", "parameters", "source")]]
    for each in entries:
        args = ", ".join(f"{name}={value}" for name, value in each.args.items())
        source = each.source.partition(" [")[0] if each.source != "ours" else say["teach_ours"]
        rows.append([each.name, say.get(f"teach_{each.kind}", each.kind), args or say["teach_unsaid"], source])
    head, line, *table = in_columns(rows)
    told = [part for each, row in zip(entries, table, strict=True) for part in (row, f"    {each.does}")]
    return "\n".join([head, line, *told, "", say("teach_list_ending", folder=entries[0].path.parent)])


def columns_text(found: Sequence[Column], lang: str) -> str:
    """Write the fields a rule may read."""
    say = words(lang)
    parts = []
    for row in dict.fromkeys(each.row for each in found):
        mine = [[f"{row}.{each.name}", say[f"teach_{each.kind}"], each.meaning] for each in found if each.row == row]
        parts += [
            say[f"teach_{row}_is"],
            *in_columns([[say["teach_field"], say["teach_type"], say["teach_meaning"]], *mine]),
            "",
        ]
    return "\n".join(parts).rstrip()
