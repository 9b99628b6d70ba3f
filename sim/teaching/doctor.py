"""The rule doctor: the checks every run makes, each problem with its line and what to do about it, then a trial.

Nothing is checked twice: `sim.engine.binding` reads, checks and compiles; here its findings are explained.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sim.engine.binding import BoundRule, bind
from sim.engine.binding.names import ROWS
from sim.engine.binding.translate import of_this_machine
from sim.errors import InputError
from sim.experiment.slots import with_defaults
from sim.state import ISSUE, ORG, PERSON
from sim.teaching.refusals import CONSEIL_TEXTE, PYTHON, REFUSED, TEXT_ADVICE
from sim.teaching.remedies import NAMES, PURE, REMEDIES
from sim.teaching.situations import LUCKS, PEOPLE, SITUATIONS, answered, row, rows_of

NEAREST = re.compile(r" \((?:did you mean '(?P<near>.+)'\?|valid: (?P<valid>.+))\)$")
NOT_AVAILABLE = re.compile(r"(.+) is not available in a rule(?:; (.+))?$")


@dataclass(frozen=True)
class Finding:
    """One problem of a rule file, in words for its author.

    Parameters
    ----------
    line : int
        Where it is; 0 when it concerns the whole file.
    text : str
        What is wrong.
    advice : str
        What to do about it; may be empty.
    aspect : str
        What it is about, a name of `sim.teaching.remedies`; empty for a message nobody has explained yet.
    """

    line: int
    text: str
    advice: str
    aspect: str


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor found.

    Parameters
    ----------
    path : Path
        The file.
    findings : list of Finding
        Problems; without any the rule runs.
    rule : BoundRule or None
        The rule, when it can be bound.
    uses : list of str
        The fields it reads, as in ``me.waiting``; `luck` when it uses the draw.
    answers : dict of str to int
        How often each action was answered in the trial.
    fails_at_nought : str
        What happens where every field is 0; empty when nothing does.
    of_this_machine : list of str
        Functions it calls whose last digits are this machine's, as in ``math.sin``.
    """

    path: Path
    findings: list[Finding]
    rule: BoundRule | None = None
    uses: list[str] = field(default_factory=list[str])
    answers: dict[str, int] = field(default_factory=dict[str, int])
    fails_at_nought: str = ""
    of_this_machine: list[str] = field(default_factory=list[str])


def examine(path: Path, lang: str = "en") -> Diagnosis:
    """Examine a rule file.

    Parameters
    ----------
    path : Path
        An existing file ending in ``.py``.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Diagnosis
        Every problem in words, or what the rule uses and answers.
    """
    try:
        rule = bind(str(path), with_defaults(str(path), {}))
        answers = _trial(rule)
    except InputError as wrong:
        return Diagnosis(path, [finding_of(each, path, lang) for each in str(wrong).splitlines()])
    tree = ast.parse(rule.path.read_text(encoding="utf-8-sig"))
    return Diagnosis(path, [], rule, fields_read(tree), answers, _at_nought(rule), of_this_machine(tree))


def _trial(rule: BoundRule) -> dict[str, int]:
    """Ask the rule in every typical situation, with every draw."""
    found = Counter(answered(rule, rows_of(who, each), luck) for who in PEOPLE for each in SITUATIONS for luck in LUCKS)
    return dict(found.most_common())


def _at_nought(rule: BoundRule) -> str:
    """Ask the rule where everything is 0: nobody waits, no peers, nothing open. Divisions show there."""
    rows = row(PERSON, {}), row(PERSON, {}), row(ISSUE, {}), row(ORG, {})
    try:
        answered(rule, rows, 0.5)
    except InputError as wrong:
        return str(wrong).replace(", for person 0 and issue 0", "").removeprefix(f"{rule.path}:")
    return ""


def fields_read(tree: ast.Module) -> list[str]:
    """Return what a rule reads: fields of what it is given, and `luck`, in the order of the alphabet.

    Examples
    --------
    >>> fields_read(ast.parse("def decide(me, boss, issue, org, luck): return me.waiting + issue.scope * luck"))
    ['issue.scope', 'luck', 'me.waiting']
    """
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="me" | "boss" | "issue" | "org" as given), attr=name):
                found.add(f"{given}.{name}")
            case ast.Name(id="luck"):
                found.add("luck")
    return sorted(found)


def finding_of(message: str, path: Path, lang: str) -> Finding:
    """Turn one line of the check into a finding.

    Parameters
    ----------
    message : str
        As in ``my_rule.py:3: writes to `me.trust`; a rule ...``.
    path : Path
        The file it is about.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Finding
        In the language asked for; in English where nobody has translated it yet.
    """
    about = message.removeprefix(f"{path}:")
    place = re.match(r"(\d+): ", about)
    line, text = (int(place[1]), about[place.end() :]) if place else (0, about.strip())
    return explained(line, text, lang)


def explained(line: int, text: str, lang: str) -> Finding:
    """Explain what the check says, in either language."""
    near = NEAREST.search(text)
    plain = text[: near.start()] if near else text
    refused = NOT_AVAILABLE.fullmatch(plain)
    if refused and not plain.startswith("`else`"):
        return _not_available(line, plain, refused, lang)
    for each in REMEDIES:
        found = re.fullmatch(each.pattern, plain)
        if found:
            if lang != "fr":
                text = re.sub(r", for person \d+ and issue \d+$", "", text)
                return Finding(line, text, _elsewhere(found, "did you mean") or each.advice, each.aspect)
            french = _python_in_french(each.french.format(*found.groups())) + (_near_french(near) if near else "")
            return Finding(line, french, _elsewhere(found, "pensiez-vous à") or each.conseil, each.aspect)
    return Finding(line, text, "", "")


def _elsewhere(found: re.Match[str], question: str) -> str:
    """Point to the row that has a field another row lacks."""
    if "has no field" not in found.string:
        return ""
    wanted = found.groups()[-1]
    owners = [f"`{name}.{wanted}`" for name, kind in ROWS.items() if name != "boss" and wanted in (kind.names or ())]
    return f"{question} {owners[0]}?".replace("?", " ?" if question.startswith("p") else "?") if owners else ""


def _python_in_french(text: str) -> str:
    for english, french in PYTHON:
        text = text.replace(english, french)
    return text


def _not_available(line: int, text: str, refused: re.Match[str], lang: str) -> Finding:
    instead = refused[2] or ""
    aspect, french = REFUSED.get(instead, (NAMES, instead))
    makes_text = aspect == PURE and "text" in instead
    if lang != "fr":
        return Finding(line, text, TEXT_ADVICE if makes_text else "", aspect)
    said = f"{refused[1]} n'est pas permis dans une règle" + (f" ; {french}" if instead else "")
    return Finding(line, said, CONSEIL_TEXTE if makes_text else "", aspect)


def _near_french(near: re.Match[str]) -> str:
    return f" (vouliez-vous dire « {near['near']} » ?)" if near["near"] else f" (possibles : {near['valid']})"
