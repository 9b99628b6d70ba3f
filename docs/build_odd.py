"""Write what is made from the code it describes: parts of `docs/odd.md`, and the baseline configurations.

Run ``python docs/build_odd.py`` after a change of a docstring, a table or a setting; a test holds the page and the
configurations to what this writes. A setting stands once, in `sim/parameters`: its value, range, unit, source,
strength, meaning and place in the registered space. In the page each generated part stands
between ``<!-- generated: NAME -->`` and ``<!-- end -->``; the rest is by hand.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim import parameters as settings
from sim.checked import LOG, Registered
from sim.metrics import OUTCOMES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "odd.md"

GIVEN = ("luck", "arithmetic", "tables", "day", "intervene")
MORNING = ("know", "direct", "meet", "power", "arrive")
WORK = ("work", "answer", "ask", "handoff")
EVENING = ("effect", "people", "observe")
MEASURED = ("issues", "people")
SUBMODELS = (
    "sim/world/draw.py",
    *(f"sim/engine/{name}.py" for name in (*GIVEN, *MORNING, *WORK, *EVENING)),
    *(f"sim/metrics/{name}.py" for name in MEASURED),
)
"""The files whose docstrings are the submodels, in the order in which they act."""

TABLES = {
    "sim/state.py": ("Person", "Issue", "Task", "Team", "TaskGroup", "Org"),
    "sim/engine/tables.py": ("Change",),
    "sim/record.py": ("Outcome", "Day", "RoleDay", "Event"),
}
"""The tables of a run, by the file that explains their columns."""
BASELINES = {
    "culture/baseline.yaml": (
        settings.CultureSettings,
        "The culture both organisations share by default.",
    ),
    "organisation/pyramid_43.yaml": (
        settings.OrganisationSettings,
        "43 people: a head, 6 managers, 36 at the base.",
    ),
    "physics/baseline.yaml": (settings.PhysicsSettings, "The constants of a day, the same law for every organisation."),
    "world/baseline.yaml": (
        settings.WorldSettings,
        "Two shocks a quarter; three issues in ten cross teams.",
    ),
}
"""The configurations that state every default of a group of settings."""
SECTION = re.compile(r"^(\w+)\n-{3,}$", re.MULTILINE)
CODE_OR_MARK = re.compile(r"(`[^`]*`)|([*_])")


def main() -> None:
    """Bring the page up to date."""
    PAGE.write_text(current(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    for name in BASELINES:
        path = ROOT / "configs" / name
        path.write_text(baseline(name), encoding="utf-8")


def current(page: str) -> str:
    """Return the page with every generated part made anew."""
    for name, make in {
        "variables": variables,
        "rules": rules,
        "outcomes": outcomes,
        "submodels": submodels,
        "constants": constants,
    }.items():
        begin = f"<!-- generated: {name} -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n\n{make()}\n\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return page


def variables() -> str:
    """Return the columns of every table, as their comments explain them."""
    return "\n\n".join(part for path, names in TABLES.items() for part in _tables_in(path, names))


def _tables_in(path: str, names: tuple[str, ...]) -> Iterator[str]:
    source = (ROOT / path).read_text(encoding="utf-8")
    lines, classes = source.splitlines(), {each.name: each for each in _classes(source)}
    for name in names:
        rows = [
            (f"`{each.target.id}`", ast.unparse(each.annotation), _comment(lines[each.lineno - 1]))
            for each in classes[name].body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        explained = [row for row in rows if row[2]]
        bare = ", ".join(row[0] for row in rows if not row[2])
        about = plain(ast.get_docstring(classes[name]) or "") + (f" Named for what they hold: {bare}." if bare else "")
        yield f"**{name}.** {about}\n\n{table(('column', 'kind', 'meaning'), explained)}"


def _classes(source: str) -> Iterator[ast.ClassDef]:
    return (each for each in ast.parse(source).body if isinstance(each, ast.ClassDef))


def _comment(line: str) -> str:
    said = line.partition("#")[2]
    return plain(re.sub(r"^\s*noqa: \w+", "", said))


def rules() -> str:
    """Return the shipped rules, as their docstrings introduce them."""
    rows = []
    for path in sorted((ROOT / "sim" / "rules").glob("[!_]*.py")):
        about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        title, _, rest = about.partition("\n\n")
        said = dict(re.findall(r"^(Kind|Source|Departs)\s+(.+(?:\n\s+.+)*)", rest, re.MULTILINE))
        what = plain(title.partition(":")[2] or title)
        rows.append((f"`{path.stem}`", what, *(plain(said.get(key, "")) for key in ("Kind", "Source", "Departs"))))
    return table(("rule", "what it does", "kind", "source", "where it departs"), rows)


def outcomes() -> str:
    """Return every outcome of `sim/metrics`."""
    way = {-1: "lower", 0: "", 1: "higher"}
    rows = [(f"`{each.name}`", plain(each.unit), way[each.better], plain(each.says)) for each in OUTCOMES]
    return table(("outcome", "unit", "better", "meaning"), rows)


def constants() -> str:
    """Return every number of `sim/parameters`, with unit, range, source and strength."""
    parts = []
    for group in groups():
        rows = []
        for each in fields(group):
            if "low" in each.metadata:
                about = each.metadata
                span = f"{about['low']:g} to {about['high']:g}"
                where = [plain(about[key]) for key in ("source", "strength", "says")]
                rows.append(
                    (
                        f"`{each.name}`",
                        f"{each.default:.6g}",
                        plain(about["unit"]),
                        span,
                        *where,
                        _space(about["space"]),
                    )
                )
        head = ("name", "value", "unit", "accepted", "source", "strength", "meaning", "in the registered space")
        if rows:
            parts.append(f"**{group.__name__}.** {plain(inspect.getdoc(group) or '')}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def _space(of: Registered | None) -> str:
    """Return where a setting is in the registered space, and why."""
    if of is None:
        return ""
    span = f"{of.low:g} to {of.high:g}{' (log)' if of.scale == LOG else ''}" if of.scale else "fixed"
    return plain(f"{span}: {of.why}" + ("" if of.source == "ours" else f" ({of.source})"))


def baseline(name: str) -> str:
    """Return a baseline configuration: every default of a group with its unit and meaning."""
    kind, title = BASELINES[name]
    texts = {**_beside(kind), **{each.name: _says(each) for each in fields(kind) if "low" in each.metadata}}
    values = {each.name: _written(each.default) for each in fields(kind)}
    wide = max(len(f"{name}: {value}") for name, value in values.items())
    lines = [f"{f'{name}: {value}':{wide}}  # {texts[name]}" for name, value in values.items()]
    return "\n".join(
        [f"# {title}", "# Made by docs/build_odd.py from sim/parameters, where each of them stands.", *lines, ""]
    )


def _says(spec: Field[Any]) -> str:
    return f"{spec.metadata['unit']}: {spec.metadata['says']}"


def _written(value: object) -> str:
    """Write a default as YAML does."""
    return "null" if value is None else "[]" if value == () else str(value)


def _beside(kind: type) -> dict[str, str]:
    """Return the texts that stand under fields, in one line each."""
    (of,) = (each for each in _classes(inspect.getsource(sys.modules[kind.__module__])) if each.name == kind.__name__)
    return {
        name.target.id: " ".join(text.value.value.replace("``", "").split()).rstrip(".")
        for name, text in pairwise(of.body)
        if isinstance(name, ast.AnnAssign) and isinstance(text, ast.Expr)  # a text under a field
    }


def groups() -> list[type]:
    """Return the settings dataclasses of `sim/parameters`: the whole run first, then its parts by name."""
    found = [each for each in vars(settings).values() if isinstance(each, type) and is_dataclass(each)]
    return sorted(found, key=lambda each: (each is not settings.Settings, each.__name__))


def submodels() -> str:
    """Return what the files of the model say they do, function by function."""
    return "\n\n".join(_file(path) for path in SUBMODELS)


def _file(path: str) -> str:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    about = (ast.get_docstring(tree) or "").split("\n\n")
    functions = [
        _function(each)
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_") and ast.get_docstring(each)
    ]
    return "\n\n".join([f"### `{path}`", *(plain(each) for each in about), "\n".join(functions)])


def _function(function: ast.FunctionDef) -> str:
    """Return one bullet: what a function does, and for a law of plain numbers its quantities."""
    summary, *rest = SECTION.split(ast.get_docstring(function) or "")
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    names = {each.arg for each in function.args.args}
    said = [f"- **{function.name}**: {plain(summary)}"]
    if names.isdisjoint({"s", "law", "world"}):
        said += [f"  - {name}: {what}" for name, what in _entries(sections.get("Parameters", ""))]
    said += [f"  - gives: {what}" for name, what in _entries(sections.get("Returns", "")) if what]
    return "\n".join(said)


def _entries(section: str) -> Iterator[tuple[str, str]]:
    """Yield name and meaning of each entry of a numpydoc section."""
    for name, what in re.findall(r"^(\S[^\n]*)\n((?:[ ]+[^\n]*\n?)*)", section, re.MULTILINE):
        yield f"`{name.partition(' :')[0]}`", plain(what)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def plain(text: str) -> str:
    """Return a docstring's text as one line of Markdown, its stars and underscores kept from acting."""
    words = " ".join(text.replace("``", "`").split())
    return CODE_OR_MARK.sub(lambda found: found[1] or "\\" + found[2], words)


if __name__ == "__main__":
    main()
