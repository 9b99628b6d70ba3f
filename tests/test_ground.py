"""The ground the rest stands on: configurations, references, words, the two commands, sizes, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from pathlib import Path

import pytest
import yaml

from sim import parameters as settings
from sim.checked import build
from sim.experiment.compose import compose_run, compose_twin
from sim.parameters import (
    CultureSettings,
    FormSettings,
    Intervention,
    OrganisationSettings,
    PhysicsSettings,
    WorldSettings,
)
from sim.validation.limiting import configuration

ROOT = Path(__file__).parents[1]
CONFIGS = ROOT / "configs"
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
TESTS = sorted((ROOT / "tests").glob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = {
    "organisation": OrganisationSettings,
    "world": WorldSettings,
    "culture": CultureSettings,
    "physics": PhysicsSettings,
    "form": FormSettings,
}
OPTIONAL = {"form": ("culture", "interventions")}
BASELINES = ("organisation/pyramid_43", "world/baseline", "culture/baseline", "physics/baseline")
NUMBER = re.compile(r"^\s*(\w+): *(-?[\d.]+(?:e-?\d+)?)(?: +# (.*))?$")


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def group_files() -> list[Path]:
    found = sorted(CONFIGS.glob("*/*.yaml"))
    assert len(found) >= 10, f"no configurations under {CONFIGS}"
    return found


def numbers_in(path: Path) -> dict[str, tuple[float, str]]:
    lines = (NUMBER.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {found[1]: (float(found[2]), found[3] or "") for found in lines if found}


# ---------------------------------------------------------------------------------------------------- configurations
@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_states_every_default_and_its_unit(name):
    kind = GROUPS[name.partition("/")[0]]
    known = {each.name: each for each in fields(kind) if "low" in each.metadata}
    stated = numbers_in(CONFIGS / f"{name}.yaml")
    assert stated.keys() == known.keys()
    for key, (value, comment) in stated.items():
        assert value == known[key].default, f"{name}.yaml: {key}"
        assert comment.startswith(f"{known[key].metadata['unit']}: "), f"{name}.yaml: {key} says {comment!r}"


def test_every_number_in_a_configuration_says_what_it_is():
    for path in [*group_files(), *CONFIGS.glob("*.yaml")]:
        silent = [key for key, (_, comment) in numbers_in(path).items() if not comment]
        assert not silent, f"{path.name}: no comment on {silent}"


def choices() -> list[Path]:
    """Return the files a user may choose; limiting configurations are for validation alone, scenarios for the page."""
    return [each for each in group_files() if each.parent.name not in ("validation", "scenario", "page")]


def test_every_limiting_configuration_is_one_the_settings_accept():
    paths = sorted((CONFIGS / "validation").glob("*.yaml"))
    assert len(paths) > 10
    for path in paths:
        configuration(path.stem)


@pytest.mark.parametrize(
    "path",
    [each for each in group_files() if each.parent.name in {*GROUPS, "rules"}],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_configuration_states_all_its_settings_and_composes(path):
    group, values = path.parent.name, yaml.safe_load(path.read_text(encoding="utf-8"))
    if group in GROUPS and "defaults" in values:  # it says only in what it differs
        assert values.pop("defaults") == ["baseline", "_self_"]
        values = {**yaml.safe_load(read("configs", group, "baseline.yaml")), **values}
    if group == "rules":
        assert compose_run([f"rule={path.stem}"]).rule_args == values
        return
    if group == "intervention":
        for part in (values or {}).pop("defaults", []):  # a preset of several, each its own file
            values |= yaml.safe_load(read("configs", group, f"{part}.yaml"))
        made = compose_run([f"intervention={path.stem}", "days=750"]).interventions
        assert made == {name: build(Intervention, each) for name, each in (values or {}).items()}
        return
    kind = GROUPS[group]
    build(kind, values)
    assert {*values, *OPTIONAL.get(group, ())} == {each.name for each in fields(kind)}
    slots = compose_twin([f"organic={path.stem}" if group == "form" else f"{group}={path.stem}"])
    compose_run([f"{group}={path.stem}"])
    made = slots["organic"]
    if group == "form":
        assert (made.rule, made.dials) == (values["rule"], build(FormSettings, values).dials)
    else:
        assert getattr(made, group) == build(kind, values)


# -------------------------------------------------------------------------------------------------------- references
def cited() -> Iterator[tuple[str, str]]:
    """Yield each reference key with the file that cites it: [key] in a docstring or page, or a setting's source."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield from (
                    (key, path.name) for key in re.findall(r"\[([a-z]+\d{4}[a-z]?)\]", ast.get_docstring(node) or "")
                )
    for path in (ROOT / "docs").glob("*.md"):
        yield from (
            (key, path.name) for key in re.findall(r"\[([a-z]+\d{4}[a-z]?)\]", path.read_text(encoding="utf-8"))
        )
    for kind in (each for each in vars(settings).values() if is_dataclass(each)):
        sources = {each.metadata.get("source", "ours") for each in fields(kind)}
        yield from ((key, "settings.py") for key in sources - {"ours", "theory"})


def test_every_citation_resolves_and_every_reference_is_cited():
    keys = re.findall(r"^@\w+\{(\w+),$", read("references.bib"), re.MULTILINE)
    where = {key: name for key, name in cited()}
    assert len(where) > 10
    assert len(keys) == len(set(keys))
    assert not {key: name for key, name in where.items() if key not in keys}, "not in references.bib"
    assert not set(keys) - where.keys(), "in references.bib, cited nowhere"


# ------------------------------------------------------------------------------- the two commands, and what they need
def readme_commands() -> list[list[str]]:
    lines = [line for line in read("README.md").splitlines() if line.startswith("python3 -m venv")]
    return [line.split(" && ") for line in lines]


def test_the_readme_has_two_commands_and_ci_runs_their_very_words():
    compare, test = readme_commands()
    assert compare == [
        "python3 -m venv .venv",
        ".venv/bin/pip install -q -c constraints.txt -e .",
        ".venv/bin/treillis compare",
    ]
    assert test == [
        "python3 -m venv .venv",
        ".venv/bin/pip install -q -c constraints.txt -e '.[test]'",
        ".venv/bin/pytest",
    ]
    steps = [line.strip() for line in read(".ci", "run").splitlines()]
    for command in test[1:]:
        assert command.removeprefix(".venv/bin/") in steps
    assert any("treillis compare " in step for step in steps)
    assert steps[-1] == "pytest", "the closing line of CI is pytest's own"


def test_constraints_pin_every_dependency_by_name_and_version_alone():
    lines = read("constraints.txt").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
    pinned = {normal(line.partition("==")[0]) for line in lines}
    extras = PROJECT["project"]["optional-dependencies"]
    needed = [*PROJECT["project"]["dependencies"], *chain.from_iterable(extras.values())]
    named = {normal(re.split(r"[<>=\[ ]", each)[0]) for each in needed}
    assert named - pinned == {"treillis"}, "the extra `test` names the others"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_one_version_everywhere():
    version = PROJECT["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    newest = re.search(r"^## (\S+)(?:.|\n)*?(?=^## |\Z)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert "### Numbers change" in newest[0]


# --------------------------------------------------------------------------------------------------- sizes and names
def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function from its `def` on, without its docstring."""
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def functions(paths: list[Path]) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def test_functions_stay_within_60_lines_and_nine_in_ten_within_20():
    assert len(SOURCES) > 40
    sizes = [(body_lines(each), f"{path.name}:{each.name}") for path, each in functions(SOURCES + TESTS)]
    assert not [name for size, name in sizes if size > 60]
    assert sum(size <= 20 for size, _ in sizes) >= 0.9 * len(sizes)


def test_no_module_has_a_name_that_says_nothing():
    forbidden = ("utils", "util", "core", "base", "helpers", "common", "manager")
    named = [path for path in SOURCES if path.parent.name != "rules"]  # a rule goes by the name the field gives it
    parts = {part for path in named for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not [part for part in parts if set(part.split("_")) & set(forbidden)]


def imports(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((each.name, []) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", [each.name for each in node.names]


def test_nobody_inside_imports_the_front_door():
    """It is for users: what is inside imports its own rooms, and only the tests of the front door come in by it."""
    users = {"test_front_door.py", "test_own_outcomes.py", "test_extend_and_combine.py", "test_fit.py"}
    tests = [path for path in TESTS if path.name not in users]
    paths = [*SOURCES, *tests, *(ROOT / "docs").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    assert not [str(path) for path in paths for name, parts in imports(path) if name == "sim" and not parts]


def test_rules_import_nothing_but_actions_and_math():
    paths = sorted((ROOT / "sim" / "rules").glob("*.py"))
    assert len(paths) > 3
    assert {name for path in paths for name, _ in imports(path)} <= {"sim.state", "math", "__future__"}


def test_a_comparison_loads_neither_mesa_nor_seaborn_nor_scipy_stats(tmp_path):
    script = (
        "import sys; from sim.cli import app; "
        f"app(['compare', '--seeds', '1', '--out', {str(tmp_path)!r}], standalone_mode=False); "
        "print('loaded:', sorted({'mesa', 'seaborn', 'scipy.stats'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded: []"
