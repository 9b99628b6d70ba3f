"""The rule doctor: the checks every run makes, each problem with its line and what to do about it, then a trial.

Nothing is checked twice: `sim.engine.binding` reads, checks and compiles, and gives each problem a code; here its codes
are explained.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sim.engine.binding import BoundRule, bind
from sim.engine.binding.check import ROWS
from sim.engine.binding.source import Problem, RuleError
from sim.engine.binding.translate import of_this_machine
from sim.errors import InputError
from sim.experiment.slots import with_defaults
from sim.locale import FIRST, Texts, words
from sim.state import ISSUE, ORG, PERSON
from sim.teaching.remarks import remarks_on
from sim.teaching.situations import LUCKS, PEOPLE, SITUATIONS, WIDTH, answered, args_text, row, rows_of

READS, SIGNATURE, NAMES, PURE, LUCK, ENDS, ANSWERS = ASPECTS = (
    *("reads", "signature", "names", "pure", "luck", "ends", "answers"),
)
"""What a problem is about."""
ASPECT_OF = {
    **dict.fromkeys(
        (
            "unreadable",
            "too_long",
            "not_utf8",
            "not_python",
            "too_deep",
            "more",
            "not_yaml",
            "parameters",
            "large_parameter",
        ),
        "reads",
    ),
    **dict.fromkeys(
        (
            "no_parameter",
            "no_parameters",
            "not_a_number",
            "no_decide",
            "signature",
            "most_parameters",
            "default",
            "plain_arguments",
            "defaults",
            "arguments",
        ),
        "signature",
    ),
    **dict.fromkeys(
        (
            "top_level",
            "twice",
            "taken",
            "imports",
            "imports_from",
            "star",
            "not_offered",
            "no_function",
            "constant",
            "row",
            "module",
            "function",
            "import_it",
            "unknown",
            "no_field",
            "no_fields",
            "field_of_row",
            "how_many",
            "calls",
            "members",
            "a_class",
            "is",
            "lambda",
            "import",
            "subscript",
            "tuple",
            "bits",
            "match",
            "power",
            "star_argument",
            "anything",
        ),
        "names",
    ),
    **dict.fromkeys(
        (
            "writes",
            "given",
            "target",
            "numbers_only",
            "too_large",
            "a_table",
            "memory",
            "text",
            "with",
            "walrus",
        ),
        "pure",
    ),
    **dict.fromkeys(
        (
            "digits",
            "range",
            "loop",
            "loop_else",
            "calls_itself",
            "steps",
            "while",
            "generator",
        ),
        "ends",
    ),
    **dict.fromkeys(
        (
            "does_nothing",
            "gives_none",
            "returns_nothing",
            "returns_text",
            "no_answer",
            "no_value",
            "truth",
            "decimals",
            "kind",
            "raises",
            "fails",
            "no_action",
            "fails_apart",
            "try",
            "assert",
            "yield",
        ),
        "answers",
    ),
}
"""What every code of the check is about."""
OF_NOBODY = ", for person 0 and issue 0"
OF_LUCK = re.compile(r"(random|secrets|np\.random|numpy\.random)\b.*")
OF_TABLES = re.compile(r"(pandas|numpy|polars|csv)\b.*")


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
        What it is about, one of `ASPECTS`.
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
    remarks : list of Finding
        What can hardly be meant, though the rule runs.
    """

    path: Path
    findings: list[Finding]
    rule: BoundRule | None = None
    uses: list[str] = field(default_factory=list[str])
    answers: dict[str, int] = field(default_factory=dict[str, int])
    fails_at_nought: str = ""
    of_this_machine: list[str] = field(default_factory=list[str])
    remarks: list[Finding] = field(default_factory=list[Finding])


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
    except RuleError as wrong:
        where = "" if wrong.where == str(path) else wrong.where
        return Diagnosis(path, [finding_of(each, where, lang) for each in wrong.problems])
    except InputError as wrong:
        return Diagnosis(path, [Finding(0, wrong.text(lang), "", "")])
    tree = ast.parse(rule.path.read_text(encoding="utf-8-sig"))
    remarks = [
        Finding(each.line, words(lang)(f"remark_{each.code}", *each.values), "", "remark")
        for each in remarks_on(tree, rule)
    ]
    return Diagnosis(path, [], rule, fields_read(tree), answers, _at_nought(rule), of_this_machine(tree), remarks)


def _trial(rule: BoundRule) -> dict[str, int]:
    """Ask the rule in every typical situation, with every draw."""
    found = Counter(answered(rule, rows_of(who, each), luck) for who in PEOPLE for each in SITUATIONS for luck in LUCKS)
    return dict(found.most_common())


def _at_nought(rule: BoundRule) -> str:
    """Ask the rule where everything is 0: nobody waits, no peers, nothing open. Divisions show there."""
    rows = row(PERSON, {}), row(PERSON, {}), row(ISSUE, {}), row(ORG, {})
    try:
        answered(rule, rows, 0.5)
    except RuleError as wrong:
        problem = wrong.problems[0]
        return f"{problem.line}: {problem.text().replace(OF_NOBODY, '')}"
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


def finding_of(problem: Problem, where: str, lang: str) -> Finding:
    """Explain a problem of the check.

    Parameters
    ----------
    problem : Problem
        A code with its values.
    where : str
        What it is about if not the rule's own file, else empty.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    Finding
        In that language.
    """
    say = words(lang)
    aspect, advice = _advice(problem, say)
    text = problem.text(lang) if lang != FIRST else problem.text().partition(", for person ")[0]
    return Finding(problem.line, f"{where}{say.formats['colon']}{text}" if where else text, advice, aspect)


def _advice(problem: Problem, say: Texts) -> tuple[str, str]:
    """Return what a problem is about and what to do about it."""
    aspect, advice = ASPECT_OF[problem.code], say.get(f"advice_{problem.code}", "")
    if problem.code in ("imports", "imports_from", "calls"):
        if OF_LUCK.fullmatch(problem.values[0]):
            return LUCK, say["advice_draw"]
        if problem.code != "calls" and OF_TABLES.fullmatch(problem.values[0]):
            return aspect, say["advice_given_tables"]
    if problem.code in ("no_field", "field_of_row"):
        wanted = problem.values[-1]
        owners = [name for name, kind in ROWS.items() if name != "boss" and wanted in (kind.names or ())]
        if owners:
            return aspect, say("advice_elsewhere", field=f"{owners[0]}.{wanted}")
    return aspect, advice


def diagnosis_text(found: Diagnosis, lang: str) -> str:
    """Write a diagnosis: each problem with its line and what to do, or what the rule reads and answers."""
    say, file = words(lang), found.path.name
    if found.rule is None:
        n = len(found.findings)
        head = say("teach_problems", file=file, n=n)
        return "\n".join([head, "", *(line for each in found.findings for line in _finding(each, say))])
    fit, after = say("teach_fit_to_run", file=file), say("teach_next", file=found.path)
    lines = [line for each in found.remarks for line in _finding(each, say)]
    odd = ["", say["teach_remarks"], *lines] if lines else []
    return "\n".join([fit, "", *_healthy(found, found.rule, say), *odd, "", after])


def _finding(each: Finding, say: Texts) -> list[str]:
    place = say("teach_line", n=each.line) if each.line else ""
    first = textwrap.wrap(each.text, WIDTH - 12, break_on_hyphens=False) or [""]
    more = textwrap.wrap(each.advice, WIDTH - 14, break_on_hyphens=False)
    return [f"  {place:<10}{first[0]}", *(f"{'':12}{line}" for line in first[1:]), *(f"{'':14}{line}" for line in more)]


def _healthy(found: Diagnosis, rule: BoundRule, say: Texts) -> list[str]:
    signature = ", ".join(["me", "boss", "issue", "org", "luck", *(["*"] if rule.args else []), *rule.args])
    counts = ", ".join(f"{name} {count}" for name, count in found.answers.items())
    answers = say("teach_trial", answers=counts, n=sum(found.answers.values()))
    of_machine = ", ".join(f"`{each}`" for each in found.of_this_machine)
    portable = say("teach_of_this_machine", names=of_machine) if of_machine else say["teach_on_every_machine"]
    lines = {
        "signature": f"decide({signature})",
        "reads": ", ".join(found.uses) or say["teach_nothing"],
        "harmless": say["teach_pure"],
        "answers": answers + (f"; {say('at_nought', what=found.fails_at_nought)}" if found.fails_at_nought else ""),
        "parameters": args_text(rule.args) or say["teach_no_args"],
        "compiles": say("teach_slow", why=rule.slow_reason) if rule.slow_reason else say["teach_yes"],
        "portable": portable,
    }
    width = max(len(say[f"teach_{key}"]) for key in lines) + 2
    shown = ((say[f"teach_{key}"], textwrap.wrap(text, WIDTH - width) or [""]) for key, text in lines.items())
    return [
        line
        for name, text in shown
        for line in (f"  {name:<{width}}{text[0]}", *(f"  {'':{width}}{more}" for more in text[1:]))
    ]
